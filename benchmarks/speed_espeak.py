"""`espeak`: a book to one MP3, against the usual pipe and against its own floor."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks import ours
from benchmarks.bench import Row, Setting, ratio_rows, raw_engine, raw_turn
from benchmarks.processes import run
from benchmarks.programs import require, sound_s
from benchmarks.texts import beginning
from benchmarks.turns import OURS, Turn, summary, take_turns

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.synthesize.engine import EngineOrder

PIPE = "`espeak-ng -s 165 … | ffmpeg … -b:a 96k`"
FLOOR = "its floor (libespeak-ng and LAME in a bare loop)"
DOUBLED = "its floor, samples doubled instead of resampled"
QUICK_WORDS = 3_000


def measure(setting: Setting) -> dict[str, Any]:
    """The whole first book, 32,000 words for The Time Machine. The floor says what talecast's engine said, at the same rate."""
    require("espeak-ng", "ffmpeg", "ffprobe")
    book = setting.books[0]
    if setting.quick:
        book = beginning(book, QUICK_WORDS, setting.work / book.name)
    first = ours.narrate(book, setting.work / "first", "espeak")  # its sentences are the floor's; not timed

    contestants = {
        OURS: partial(_talecast, book),
        PIPE: partial(_pipe, book),
        FLOOR: partial(_floor, book, first, "lame"),
        DOUBLED: partial(_floor, book, first, "double"),
    }
    turns = take_turns(contestants, setting.runs, setting.work, setting.tell)
    return {"words": ours.words(first.document), **summary(turns, {PIPE: 1.8, FLOOR: 0.7})}


def rows(figures: dict[str, Any]) -> list[Row]:
    """Speed, and its ratios."""
    return ratio_rows("espeak", figures)


def rate_setting(order: EngineOrder) -> int:
    """eSpeak's own setting of the rate for what talecast orders."""
    from talecast.synthesize.espeak import NATURAL_RATE

    return round(NATURAL_RATE * order.rate)


def _talecast(book: Path, home: Path) -> Turn:
    return ours.turn(ours.narrate(book, home, "espeak"))


def _pipe(book: Path, home: Path) -> Turn:
    """Everything that it says is counted, its pauses too."""
    target = home / "pipe.mp3"
    done = run(
        ["espeak-ng", "-s", "165", "-f", book, "--stdout"],
        ["ffmpeg", "-v", "error", "-i", "-", "-ac", "1", "-ar", "44100", "-b:a", "96k", target],
    )
    return Turn.of(done, sound_s(target))


def _floor(book: Path, first: ours.Narrated, resample: str, home: Path) -> Turn:
    """Its speech is counted by talecast's clips: eSpeak pads each sentence with a third of a second of silence."""
    from talecast.assemble.mp3 import QUALITY

    order = ours.engine_order(book, home, "espeak")
    same = {"voice": order.engine_voice, "rate": rate_setting(order), "quality": QUALITY}
    done, printed = raw_engine("espeak", {**same, "resample": resample}, first.spoken, home)
    return raw_turn(done, printed, first.speech_s)
