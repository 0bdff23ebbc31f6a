"""Page numbers that are text: of books whose documents are their pages, as those of a fixed layout are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind

if TYPE_CHECKING:
    from talecast.read.combine.text import Text

LEAST_PAGES = 3
"""Pages in a row with numbers in a row."""
LONGEST_NUMBER = 4
"""Digits."""


def skip_page_numbers(text: Text) -> None:
    """Leave out the number at the end of each document, where it is one more than that of the document before."""
    row: list[tuple[int, int]] = []
    for start, stop in text.extents.values():
        if start == stop:
            continue
        number = _number_at(text, start, stop - 1)
        if row and (number is None or number != row[-1][1] + 1):
            _skip(text, row)
            row = []
        if number is not None:
            row.append((stop - 1, number))
    _skip(text, row)


def _number_at(text: Text, start: int, at: int) -> int | None:
    piece = text.pieces[at]
    if at == start or not piece.is_story or piece.kind is BlockKind.HEADING or piece.length > LONGEST_NUMBER:
        return None
    return int(piece.text) if piece.text.isascii() and piece.text.isdecimal() else None


def _skip(text: Text, row: list[tuple[int, int]]) -> None:
    if len(row) >= LEAST_PAGES:
        for at, _ in row:
            text.pieces[at] = text.pieces[at].skipped(SkipKind.PAGE_FURNITURE)
