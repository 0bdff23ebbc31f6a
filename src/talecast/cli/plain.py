"""What is printed for who hears it: a screen reader goes through the lines one by one, and a log keeps them.

The promise is in docs/reference/plain.md; tests/system/test_plain.py holds every command to it.
"""

from __future__ import annotations

import os
import re
import sys

import click

WIDE = 10_000
"""Characters: a line is never broken, since whoever reads it aloud would stop there."""
_COLUMNS = re.compile(r"(?<=\S) {2,}(?=\S)")


def is_plain(*, plain: bool) -> bool:
    """Whether to print for a log or a screen reader: asked for, or no terminal, or a terminal without colour."""
    return plain or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()


def length_words(seconds: float) -> str:
    """A length of time in words: "3 hours 21 minutes 5 seconds". A screen reader says 4:07 as an hour of the day."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        counted(number, noun) for number, noun in ((hours, "hour"), (minutes, "minute"), (rest, "second")) if number
    ]
    return " ".join(parts) or "0 seconds"


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class PlainHelp(click.HelpFormatter):
    """Help without columns: each option, each command and each paragraph is one line."""

    def __init__(self, indent_increment: int = 0, width: int | None = None, max_width: int | None = None) -> None:
        del indent_increment, width, max_width  # whatever the terminal's
        super().__init__(indent_increment=0, width=WIDE, max_width=WIDE)

    def write_text(self, text: str) -> None:
        """Each paragraph on one line; lines that are kept apart stay apart."""
        for paragraph in text.split("\n\n"):
            lines = paragraph.strip("\n").split("\n")
            kept = lines[1:] if lines[0].strip() == "\b" else [" ".join(" ".join(lines).split())]
            for line in kept:
                self.write(f"{_COLUMNS.sub(': ', line.strip())}\n")

    def write_dl(self, rows: list[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:  # type: ignore[override]
        """A line for each name and what it means."""
        del col_max, col_spacing
        for name, meaning in rows:
            self.write(f"{name}: {_COLUMNS.sub(' ', meaning)}\n" if meaning else f"{name}\n")
