"""What a thousand words cost in a book of 1, 4 and 16 times the length."""

from __future__ import annotations

import statistics
from typing import Any

from benchmarks import ours
from benchmarks.bench import Row, Setting
from benchmarks.texts import long_text

FACTORS = (1, 4, 16)
WORDS, QUICK_WORDS = 6_250, 500
"""Of the shortest."""


def measure(setting: Setting) -> dict[str, Any]:
    """`espeak`, first runs, the three lengths in turns."""
    base = QUICK_WORDS if setting.quick else WORDS
    plans = [ours.plan(book, setting.work / "plans") for book in setting.books]
    seconds: dict[int, list[float]] = {factor: [] for factor in FACTORS}
    words = {}
    for run in range(setting.runs):
        for factor in FACTORS:
            home = setting.work / f"{run}-{factor}"
            home.mkdir()
            source = home / "a-long-book.txt"
            source.write_text(long_text(plans, base * factor), encoding="utf-8")
            narrated = ours.narrate(source, home, "espeak")
            seconds[factor].append(narrated.done.wall_s)
            words[factor] = ours.words(narrated.document)
            setting.tell(f"run {run + 1}: {words[factor]:,} words: {narrated.done.wall_s:.1f} s")
    return {
        "books": [
            {"factor": factor, "words": words[factor], "wall_s": round(statistics.median(seconds[factor]), 3)}
            for factor in FACTORS
        ]
    }


def rows(figures: dict[str, Any]) -> list[Row]:
    """A row a length."""
    return [
        Row(
            f"`espeak`, {book['factor']} x the length ({book['words']:,} words)",
            f"{book['wall_s']:.1f} s, {1_000 * book['wall_s'] / book['words']:.2f} s for 1,000 words",
        )
        for book in figures["books"]
    ]
