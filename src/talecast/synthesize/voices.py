"""Voice profiles: TOML files, the shipped ones, the user's own and those that were installed; and whether they work here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.errors import VoiceError
from talecast.model import VoiceProfile
from talecast.synthesize.blends import blend_name, blended, is_blend, parse_blend
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.engines import missing_for
from talecast.synthesize.file_hash import sha256_of
from talecast.synthesize.voice_table import MEND, checked, quoted, read_table, require_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from talecast.model import VoiceFile

PREFERRED = ("joe", "espeak")
"""The default voice is the first of these that works on this machine."""
DEEPEST_BLEND = 20
"""Blends of blends of blends: one that is deeper was made by a program, to see what happens."""


@dataclass(frozen=True, slots=True)
class ListedVoice:
    """A line of the list of voices."""

    name: str
    profile: VoiceProfile | None
    """None where it cannot be read."""
    missing: str
    """What the voice lacks here, or what is wrong with its profile, as a sentence; empty where it works."""
    installed_bytes: int
    """The room that its installed files take."""


def voice_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """The names of all profiles, sorted. Folders given earlier win, which makes no difference to the names."""
    return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.toml") if _is_profile(path)}))


def list_voices(folders: Sequence[Path], cache: Path) -> tuple[ListedVoice, ...]:
    """All voices, sorted by name; a broken profile is listed with what is wrong."""
    return tuple(_listed(name, folders, cache) for name in voice_names(folders))


def load_voice(name: str, folders: Sequence[Path]) -> VoiceProfile:
    """The profile of that name, from the first folder that has it, or the blend that the name describes. Raises VoiceError."""
    return _Loading(folders).load(name, ())


def choose_voice(name: str, folders: Sequence[Path], cache: Path) -> VoiceProfile:
    """The voice of that name, which must work here; for an empty name the default one. Raises VoiceError."""
    return working_voice(name, folders, cache) if name else default_voice(folders, cache)


def working_voice(name: str, folders: Sequence[Path], cache: Path) -> VoiceProfile:
    """The voice of that name, which must work here. Raises VoiceError."""
    profile = load_voice(name, folders)
    if absent_files(profile, cache):
        raise VoiceError(missing(profile, cache), "To install it needs a network connection once.")
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
    """What this machine lacks for the voice, as one or two sentences; empty where it works."""
    absent = absent_files(profile, cache)
    try:
        reason = missing_for(order_for(profile, profile.language, 1.0, cache, cache))
    except VoiceError as error:
        reason = f"{error.message} {error.tip}"
    if any(re.search(rf"\b{re.escape(file.name.partition('.')[0])}\b", reason) for file in absent):
        reason = ""  # it is about that file
    return " ".join(filter(None, (not_installed(profile) if absent else "", reason)))


def not_installed(profile: VoiceProfile) -> str:
    """What to do about a voice whose files are not here."""
    name = profile.name if profile.name.replace("-", "").replace("_", "").isalnum() else f'"{profile.name}"'
    return f"The voice {profile.name} is not installed: run `talecast voices install {name}`."


def absent_files(profile: VoiceProfile, cache: Path) -> tuple[VoiceFile, ...]:
    """Those of the voice's files that are not in the folder of installed voices, or are not what the profile promises."""
    return tuple(file for file in profile.files if not _is_here(file, cache))


def installed_folder(cache: Path) -> Path:
    """Where the files of voices lie that `voices install` has fetched, and the profiles that it wrote."""
    return cache / "voices"


def order_for(profile: VoiceProfile, language: str, rate: float, cache: Path, scratch: Path) -> EngineOrder:
    """What an engine must know to speak in this voice at `rate` times its natural pace, and what is left to do to the speed."""
    own_rate = min(rate, profile.fastest_rate)
    return EngineOrder(
        engine=profile.engine,
        engine_voice=profile.engine_voice,
        language=language,
        rate=own_rate * profile.rate,
        pitch=profile.pitch,
        cache=str(cache),
        scratch=str(scratch),
        tempo=round(rate / own_rate, 4),
    )


def _listed(name: str, folders: Sequence[Path], cache: Path) -> ListedVoice:
    try:
        profile = load_voice(name, folders)
    except VoiceError as error:
        return ListedVoice(name, None, f"{error.message} {error.tip}".strip(), 0)
    size = sum(file.bytes for file in profile.files if _is_here(file, cache))
    return ListedVoice(name, profile, missing(profile, cache), size)


def _is_here(file: VoiceFile, cache: Path) -> bool:
    path = installed_folder(cache) / file.name
    try:
        return path.stat().st_size == file.bytes and sha256_of(path, cache) == file.sha256
    except OSError:
        return False


def _is_profile(path: Path) -> bool:
    """Whether the file is a profile by its name: no lexicon, none that is being written, none that reads like a blend.

    Nor one that would move the cursor of a terminal.
    """
    name = path.stem
    return (
        name.isprintable() and name != "lexicon" and not name.startswith(".") and not is_blend(name) and path.is_file()
    )


class _Loading:
    """A voice being loaded, and for a blend those that it is made of, each of them once."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._names = voice_names(folders)
        self._loaded: dict[str, VoiceProfile] = {}

    def load(self, name: str, within: tuple[str, ...]) -> VoiceProfile:
        """The profile of that name; `within` are the blends that it is a part of, outermost first. Raises VoiceError."""
        if is_blend(name):
            weights = parse_blend(name)
            return blended(blend_name(weights), weights, self._parts(weights, within), {})
        if name not in self._loaded:
            self._loaded[name] = self._from_profile(name, within)
        return self._loaded[name]

    def _from_profile(self, name: str, within: tuple[str, ...]) -> VoiceProfile:
        if name in within:
            chain = ", ".join((*within[within.index(name) :], name))
            raise VoiceError(f"The voice {name} is a blend of itself: {chain}.", "Mend the profiles of these voices.")
        if len(within) > DEEPEST_BLEND:
            raise VoiceError(f"The voice {within[0]} is a blend of blends, {DEEPEST_BLEND} deep and more.", MEND)
        if name not in self._names:
            known = ", ".join(self._names) or "none"
            raise VoiceError(f"There is no voice named {quoted(name)}.", f"These are there: {known}.")
        path = next(path for folder in self._folders if _is_profile(path := folder / f"{name}.toml"))
        values = checked(read_table(path), path)
        if weights := values.pop("blend", None):
            _require_no_voice_of_its_own(values, path)
            return blended(name, weights, self._parts(weights, (*within, name)), values)
        require_whole(values, path)
        return VoiceProfile(name=name, **{**values, "engine_voice": _found_beside(path, values)})

    def _parts(self, weights: Mapping[str, float], within: tuple[str, ...]) -> dict[str, VoiceProfile]:
        return {voice: self.load(voice, within) for voice in weights}


def _require_no_voice_of_its_own(values: Mapping[str, Any], path: Path) -> None:
    for key in ("engine_voice", "files"):
        if key in values:
            raise VoiceError(
                f"The voice profile {path} has both blend and {key}: a blend takes that from its parts.", MEND
            )


def _found_beside(path: Path, values: Mapping[str, Any]) -> str:
    """The engine's name of a voice; the absolute path where it names a file beside the profile.

    A file that is installed keeps its plain name: the engine looks for it in the folder of installed voices.
    """
    engine_voice: str = values["engine_voice"]
    if not engine_voice or engine_voice in {file.name for file in values.get("files", ())}:
        return engine_voice
    beside = path.parent / engine_voice
    return str(beside.absolute()) if beside.is_file() else engine_voice
