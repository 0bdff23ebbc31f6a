"""talecast as a user runs it: a command, timed from outside, in a folder of its own with an empty cache."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from benchmarks.processes import BenchmarkError, Finished, run
from benchmarks.turns import Turn

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.synthesize.engine import EngineOrder


@dataclass(frozen=True, slots=True)
class Narrated:
    """A finished narration."""

    done: Finished
    """The command, as it was seen from outside."""
    speech_s: float
    """Seconds of clips, pauses left out."""
    document: dict[str, Any] = field(repr=False)
    """narration.json."""
    folder: Path
    """Where the book's files lie."""

    @property
    def spoken(self) -> list[str]:
        """What was sent to the engine, utterance by utterance."""
        return [sentence["spoken"] for sentence in sentences(self.document)]


def narrate(source: Path, home: Path, voice: str, *options: str, watch_memory: bool = False) -> Narrated:
    """Narrate with default options but for the voice; everything it keeps lies in `home`. Raises BenchmarkError."""
    command = _command("narrate", source, "-o", home / "out", "-v", voice, "--plain", *options)
    done = run(command, environ=environ(home), watch_memory=watch_memory)
    (path,) = (home / "out").glob("*/narration.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    return Narrated(done, speech_s(document), document, path.parent)


def turn(narrated: Narrated) -> Turn:
    """A narration as talecast's turn among others."""
    return Turn.of(narrated.done, narrated.speech_s)


def plan(source: Path, home: Path, voice: str = "espeak") -> dict[str, Any]:
    """What `talecast plan --json` prints. Raises BenchmarkError."""
    command = _command("plan", source, "-o", home / "out", "-v", voice, "--json")
    document: dict[str, Any] = json.loads(run(command, environ=environ(home)).output)
    return document


def clips_kept(home: Path) -> int:
    """How many clips the store has."""
    command = _command("cache", "info", "--json")
    clips: int = json.loads(run(command, environ=environ(home)).output)["clips"]["files"]
    return clips


def _command(*arguments: str | Path) -> list[str | Path]:
    return [sys.executable, "-m", "talecast", *arguments]


def environ(home: Path) -> dict[str, str]:
    """The environment in which nothing that this user keeps makes a difference."""
    return {**os.environ, "TALECAST_CACHE": str(home / "cache"), "XDG_CONFIG_HOME": str(home / "config")}


def sentences(document: dict[str, Any]) -> list[dict[str, Any]]:
    """All sentences of a plan or a narration."""
    return [
        sentence for chapter in document["chapters"] for block in chapter["blocks"] for sentence in block["sentences"]
    ]


def speech_s(document: dict[str, Any]) -> float:
    """Seconds of clips in a narration, pauses left out."""
    return float(sum(sentence["end"] - sentence["start"] for sentence in sentences(document)))


def words(document: dict[str, Any]) -> int:
    """How many words a plan or a narration has."""
    return sum(len(sentence["text"].split()) for sentence in sentences(document))


def engine_order(source: Path, home: Path, voice: str) -> EngineOrder:
    """What talecast tells the engine for this text, its rate above all: for a raw engine at the same pace."""
    from talecast.pipeline import plan as plan_script
    from talecast.settings import Settings
    from talecast.synthesize import orders_for

    with patch.dict(os.environ, environ(home)):
        planned = plan_script((str(source),), Settings(out=str(home / "out"), voice=voice))
        (order,) = orders_for(planned.script, planned.cast.voices(), home / "cache", home).values()
    return order


def install_voice(voice: str, folder: Path, home: Path) -> None:
    """Put the files that a voice fetches once, found in `folder` by their SHA-256, where `talecast voices install` would.

    Raises BenchmarkError where one of them is not there.
    """
    from talecast.places import voice_folders
    from talecast.synthesize import load_voice

    found = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(folder.glob("*.bin"))}
    installed = home / "cache" / "voices"
    installed.mkdir(parents=True, exist_ok=True)
    for file in load_voice(voice, voice_folders()).files:
        if file.sha256 not in found:
            raise BenchmarkError(f"the voice {voice} needs {file.name}, which is not in the folder of Kokoro's voices.")
        shutil.copyfile(found[file.sha256], installed / file.name)
