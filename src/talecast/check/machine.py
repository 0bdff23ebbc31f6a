"""Is this machine fit: each part of the program is tried for real."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.errors import TalecastError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one part."""

    part: str
    note: str
    """A sentence: what was found, or what to install."""
    works: bool
    needed: bool
    """Whether a plain `narrate` needs it."""


def examine() -> tuple[Finding, ...]:
    """Try config, cache, sentence splitter, readers, encoders and voices, in that order."""
    from talecast.settings import SOUNDS

    version = ".".join(map(str, sys.version_info[:3]))
    findings = [
        Finding("Python", f"Version {version}.", works=sys.version_info >= (3, 11), needed=True),
        _tried("Config file", _config, needed=True),
        _tried("Cache folder", _cache, needed=True),
        _tried("Sentence splitter", _splitter, needed=True),
    ]
    findings += [
        _tried("DOCX, ODT and RTF", _pandoc, needed=False),
        _tried("PDF", _pdfium, needed=False),
    ]
    findings += [_tried(f"Format {name}", partial(_encoder, name), needed=name == "mp3") for name in SOUNDS]
    return (*findings, *_voices())


def _tried(part: str, trial: Callable[[], str], *, needed: bool) -> Finding:
    try:
        return Finding(part, trial(), works=True, needed=needed)
    except TalecastError as error:
        return Finding(part, f"{error.message} {error.tip}".strip(), works=False, needed=needed)
    except OSError as error:
        return Finding(part, f"{error.filename}: {error.strerror}.", works=False, needed=needed)


def _config() -> str:
    from talecast.places import config_folder
    from talecast.settings import load_config

    path = config_folder() / "config.toml"
    load_config(path)
    return f"{path}." if path.is_file() else f"{path} is not there; the defaults hold."


def _cache() -> str:
    from talecast.places import cache_folder

    cache_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=cache_folder(), prefix="trial-"):
        return f"{cache_folder()}."


def _splitter() -> str:
    from talecast.split import split_text

    count = len(split_text("He waited. Nothing came."))
    return f"It finds {count} sentences in “He waited. Nothing came.”"


def _pandoc() -> str:
    from talecast.read.office import pandoc_version

    return f"pandoc {pandoc_version()}."


def _pdfium() -> str:
    from talecast.read.pdf import pdfium_version

    return f"PDFium by pypdfium2 {pdfium_version()}."


def _encoder(name: str) -> str:
    from talecast.assemble import try_encoders

    with tempfile.TemporaryDirectory(prefix="talecast-") as folder:
        try_encoders([name], Path(folder))
    return ""


def _voices() -> Iterator[Finding]:
    from talecast.places import cache_folder, voice_folders
    from talecast.synthesize import choose_voice, speak_to_file, voice_names

    for name in voice_names(voice_folders()):

        def speak(name: str = name) -> str:
            with tempfile.TemporaryDirectory(prefix="talecast-") as folder:
                profile = choose_voice(name, voice_folders(), cache_folder())
                trial = "picture" if profile.engine == "earcon" else "It works."  # tones have names, and no words
                seconds = speak_to_file(trial, profile, cache_folder(), Path(folder) / "trial.wav")
            return f"It said “{trial}” in {seconds:.1f} seconds."

        yield _tried(f"Voice {name}", speak, needed=name == "espeak")
