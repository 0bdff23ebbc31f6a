"""Voice profiles: TOML files, the shipped ones and the user's own."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from talecast.errors import VoiceError
from talecast.model import Pace, VoiceProfile
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.engines import find_engine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PREFERRED = ("joe", "espeak")
"""The default voice is the first of these that works on this machine."""


def voice_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """The names of all profiles, sorted. Folders given earlier win, which makes no difference to the names."""
    return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.toml") if path.stem != "lexicon"}))


def load_voice(name: str, folders: Sequence[Path]) -> VoiceProfile:
    """The profile of that name, from the first folder that has it. Raises VoiceError."""
    if name in voice_names(folders):
        for folder in folders:
            path = folder / f"{name}.toml"
            if path.is_file():
                return _parse(name, path)
    known = ", ".join(voice_names(folders)) or "none"
    raise VoiceError(f"There is no voice named {name!r}.", f"These are there: {known}.")


def choose_voice(name: str, folders: Sequence[Path], cache: Path) -> VoiceProfile:
    """The voice of that name, which must work here; for an empty name the default one. Raises VoiceError."""
    if not name:
        return default_voice(folders, cache)
    profile = load_voice(name, folders)
    if reason := missing(profile, cache):
        raise VoiceError(f"The voice {name} does not work here. {reason}", "`talecast voices` lists those that do.")
    return profile


def default_voice(folders: Sequence[Path], cache: Path) -> VoiceProfile:
    """The first of the preferred voices that works here. Raises VoiceError with what the last one lacks."""
    reason = ""
    for name in PREFERRED:
        if name not in voice_names(folders):
            continue
        profile = load_voice(name, folders)
        reason = missing(profile, cache)
        if not reason:
            return profile
    raise VoiceError(f"No voice works on this machine. {reason}".strip(), "`talecast doctor` says what to install.")


def missing(profile: VoiceProfile, cache: Path) -> str:
    """What this machine lacks for the voice, as a sentence; empty where it works."""
    try:
        return find_engine(profile.engine).missing(order_for(profile, profile.language, 1.0, cache, cache))
    except VoiceError as error:
        return f"{error.message} {error.tip}"


def order_for(profile: VoiceProfile, language: str, rate: float, cache: Path, scratch: Path) -> EngineOrder:
    """What an engine must know to speak in this voice."""
    return EngineOrder(
        engine=profile.engine,
        engine_voice=profile.engine_voice,
        language=language,
        rate=rate,
        pitch=profile.pitch,
        cache=str(cache),
        scratch=str(scratch),
    )


def _parse(name: str, path: Path) -> VoiceProfile:
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        pace = Pace(**{key: float(value) for key, value in table.pop("pace").items()})
        known = {field.name for field in fields(VoiceProfile)}
        if unknown := sorted(set(table) - known):
            raise VoiceError(f"The voice profile {path} has an unknown key: {unknown[0]}.")
        table["engine_voice"] = _beside(path, table["engine_voice"])
        return VoiceProfile(name=name, pace=pace, **table)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, KeyError, TypeError, ValueError) as error:
        raise VoiceError(
            f"The voice profile {path} cannot be read: {error}.", "Mend the file or move it away."
        ) from error


def _beside(profile: Path, engine_voice: str) -> str:
    """The engine's name of a voice; the absolute path where it names a file, which may be relative to the profile."""
    path = profile.parent / engine_voice
    return str(path.absolute()) if engine_voice and path.is_file() else engine_voice
