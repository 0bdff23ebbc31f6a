"""`heart`: some hundred words, against the program `kokoro-tts` with the same model, and kokoro-onnx in a bare loop."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks import ours
from benchmarks.bench import Row, Setting, ratio_rows, raw_engine, raw_turn
from benchmarks.processes import Finished, run
from benchmarks.programs import (
    kokoro_model,
    kokoro_tts,
    kokoro_voice_archive,
    require,
    require_voice,
    sound_s,
    without_sound_card,
)
from benchmarks.texts import beginning, paragraphs
from benchmarks.turns import OURS, Turn, summary, take_turns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PROGRAM = "the program `kokoro-tts`"
RAW = "kokoro-onnx in a bare loop, one thread on each core"
VOICE = "af_heart"
WORDS, QUICK_WORDS = 400, 100


def measure(setting: Setting) -> dict[str, Any]:
    """The beginning of the first book, memory watched on all sides."""
    require("ffprobe")
    require_voice("heart")
    words = QUICK_WORDS if setting.quick else WORDS
    source = beginning(setting.books[0], words, setting.work / setting.books[0].name)
    home = setting.work / "first"
    ours.install_voice("heart", setting.kokoro_voices, home)
    first = ours.narrate(source, home, "heart")  # its sentences are the others' words; not timed
    _say(["Ready."], setting, home)  # installs it, and lets it compile what it compiles once

    contestants = {
        OURS: partial(_talecast, source, setting),
        PROGRAM: partial(_program, first, setting),
        RAW: partial(_raw, first, setting),
    }
    turns = take_turns(contestants, setting.runs, setting.work, setting.tell)
    return {"words": ours.words(first.document), **summary(turns, {PROGRAM: 1.3})}


def rows(figures: dict[str, Any]) -> list[Row]:
    """Speed, and its ratios; and that talecast takes less memory."""
    return ratio_rows("heart", figures)


def raw_order(setting: Setting, threads: int) -> dict[str, Any]:
    """What raw.py wants to open the voice."""
    model, archive = str(kokoro_model(setting.tools)), str(_archive(setting))
    return {"model": model, "voices": archive, "voice": VOICE, "speed": 1.0, "threads": threads}


def _talecast(source: Path, setting: Setting, home: Path) -> Turn:
    ours.install_voice("heart", setting.kokoro_voices, home)
    return ours.turn(ours.narrate(source, home, "heart", watch_memory=True))


def _program(first: ours.Narrated, setting: Setting, home: Path) -> Turn:
    """Everything that it says is counted, its pauses too."""
    done, target = _say(paragraphs(first.document), setting, home)
    return Turn.of(done, sound_s(target))


def _say(texts: Sequence[str], setting: Setting, home: Path) -> tuple[Finished, Path]:
    text, target = home / "words.txt", home / "kokoro.wav"
    text.write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    files = ("--model", kokoro_model(setting.tools), "--voices", _archive(setting))
    done = run(
        [kokoro_tts(setting.tools), text, target, "--voice", VOICE, *files],
        environ={**os.environ, "PYTHONPATH": str(without_sound_card(setting.tools))},
        watch_memory=True,
    )
    return done, target


def _archive(setting: Setting) -> Path:
    return kokoro_voice_archive(setting.kokoro_voices, VOICE, setting.tools)


def _raw(first: ours.Narrated, setting: Setting, home: Path) -> Turn:
    done, printed = raw_engine("kokoro", raw_order(setting, threads=1), first.spoken, home, watch_memory=True)
    return raw_turn(done, printed)
