"""eSpeak's voices: which there are, and by what names. They are files in its data, so that nothing need be loaded to know."""

from __future__ import annotations

import os
from pathlib import Path

from talecast.errors import VoiceError
from talecast.synthesize.espeak_data import shipped

OWN_NAMES = {"zh": "cmn", "no": "nb"}
"""Languages that eSpeak files under another name than books give them."""


def no_such_voice(name: str) -> str:
    """That eSpeak has no such voice, and what to do; empty where it has, or where its data cannot be looked at."""
    try:
        _, data = shipped()
        if (data / "lang").is_dir():
            _named_by_file(name, data)
    except VoiceError as error:
        return f"{error.message} {error.tip}"
    except (ImportError, OSError, RuntimeError):  # a damaged package: its engine says so when it is opened
        return ""
    return ""


def espeak_voice(engine_voice: str, language: str, data: Path | None) -> str:
    """The engine's name of the voice: the profile's, but the book's language where that is another one and eSpeak has it.

    Raises VoiceError where eSpeak has no such voice: it would speak with another one.
    """
    if data is None:
        return engine_voice
    own = _named_by_file(engine_voice, data)
    tag = language.lower()
    primary = tag.partition("-")[0]
    if engine_voice.partition("-")[0] == primary:
        return own
    primary = OWN_NAMES.get(primary, primary)
    spoken = {path.name.lower() for path in data.glob("lang/*/*")} | {path.name.lower() for path in data.glob("lang/*")}
    return next((candidate for candidate in (tag, primary) if candidate in spoken), own)


def _named_by_file(name: str, data: Path) -> str:
    """The voice's file where its name is none, but that of a language in one: eSpeak would leave the variant away then."""
    files = sorted(Path(folder) / file for folder, _, names in os.walk(data / "lang") for file in names)
    for path in files:
        if name.lower() in (path.name.lower(), path.relative_to(data / "lang").as_posix().lower()):
            return name
    for path in files:
        languages = [line.split()[1] for line in path.read_text("utf-8", "replace").splitlines() if _is_language(line)]
        if name.lower() in languages:
            return path.relative_to(data / "lang").as_posix()
    raise VoiceError(
        f"eSpeak has no voice named {name!r}.", "Name a language in the profile, such as en-us, de or fr-be."
    )


def _is_language(line: str) -> bool:
    return line.startswith("language ") and len(line.split()) > 1
