"""How much a book may hold: more than any has, and no more than a machine takes in its stride."""

from __future__ import annotations

import re

from talecast.errors import SourceError
from talecast.read.opening import quoted
from talecast.read.piece import has_emoji, has_letters

MAX_TEXT = 50_000_000
"""Characters of a book: nine million words."""
DENSE_LINES = 200_000
"""From so many lines on there has to be something in them."""
LEAST_LETTERS = 8
"""Characters for each of them, its end counted; verse has 40."""
MAX_PIECES = 150_000
"""Paragraphs, lines of lists, rows: the works of a long life, four million words, have 80,000."""
MAX_CHAPTERS = 10_000
"""A dictionary's contents have 8,000 lines."""
_GAP = re.compile(r"\n[^\S\n]*+\n\s*+")


def require_words(text: str, name: str) -> None:
    """Raise SourceError where a text has no words, or more than any book."""
    lines = text.count("\n")
    if len(text) > MAX_TEXT or (lines > DENSE_LINES and len(text) <= LEAST_LETTERS * lines):
        raise SourceError(
            f"{quoted(name)} is no text to be read: {len(text):,} characters in {lines + 1:,} lines.",
            "Give the story alone.",
        )
    require_few(sum(1 for _ in _GAP.finditer(text)), name)
    if has_letters(text) or has_emoji(text):
        return
    what = "nothing but ornaments" if text.strip() else "nothing but white space"
    raise SourceError(f"{quoted(name)} holds {what}.", "Give a file with a story in it.")


def require_few(pieces: int, name: str) -> None:
    """Raise SourceError where a book has more paragraphs than any."""
    if pieces > MAX_PIECES:
        raise SourceError(f"{quoted(name)} holds more than {MAX_PIECES:,} paragraphs.", "Cut it into volumes.")


def require_few_chapters(chapters: int, name: str) -> None:
    """Raise SourceError where a book has more chapters than any."""
    if chapters > MAX_CHAPTERS:
        raise SourceError(f"{quoted(name)} holds more than {MAX_CHAPTERS:,} chapters.", "Cut it into volumes.")
