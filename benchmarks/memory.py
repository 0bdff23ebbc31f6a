"""How much memory a narration takes at its worst moment, all processes together, for books of different lengths."""

from __future__ import annotations

from typing import Any

from benchmarks import ours
from benchmarks.bench import Row, Setting
from benchmarks.texts import long_text

WORDS, LONG_WORDS, QUICK_WORDS = (10_000, 100_000), 500_000, (1_000, 4_000)
MOST_MB = 500
FLAT = 1.15
"""Memory counts as flat where the longest book takes at most this much of what the shortest takes."""


def measure(setting: Setting) -> dict[str, Any]:
    """`espeak`, --single, one run a length: the peak differs little from run to run."""
    lengths = QUICK_WORDS if setting.quick else (*WORDS, LONG_WORDS) if setting.long else WORDS
    plans = [ours.plan(book, setting.work / "plans") for book in setting.books]
    books = []
    for length in lengths:
        home = setting.work / str(length)
        home.mkdir()
        source = home / "a-long-book.txt"
        source.write_text(long_text(plans, length), encoding="utf-8")
        narrated = ours.narrate(source, home, "espeak", "--single", watch_memory=True)
        done = narrated.done
        setting.tell(f"{length:,} words: {done.peak_pss_mb:.0f} MB, {done.wall_s:.0f} s")
        books.append(
            {
                "words": ours.words(narrated.document),
                "peak_pss_mb": round(done.peak_pss_mb or 0, 1),
                "wall_s": done.wall_s,
            }
        )
    return {"runs": 1, "books": books}


def rows(figures: dict[str, Any]) -> list[Row]:
    """A row a length, and whether the line is flat."""
    books = figures["books"]
    growth = books[-1]["peak_pss_mb"] / books[0]["peak_pss_mb"]
    return [
        *(
            Row(
                f"memory of all processes, `espeak`, {book['words']:,} words",
                f"{book['peak_pss_mb']:.0f} MB",
                f"at most {MOST_MB} MB",
                book["peak_pss_mb"] <= MOST_MB,
            )
            for book in books
        ),
        Row("the longest of them against the shortest", f"{growth:.2f} x", "flat", growth <= FLAT),
    ]
