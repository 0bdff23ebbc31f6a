"""Headings that only their looks show: in documents without styles they are bold, centred or large, and stand before a text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from talecast.read.breaks import is_ornament
from talecast.read.headings import parse
from talecast.read.piece import Piece, has_letters, is_prose
from talecast.read.title import by_line

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 90
"""Characters of a heading that only its looks show."""
MOST = 0.25
"""Share of all paragraphs: what more of them look like is no heading's look."""
LEAST = 2
"""Headings of one look: one alone may be anything."""


@dataclass(frozen=True, slots=True)
class Look:
    """A block of a document, as it looks."""

    words: str
    bold: bool = False
    centred: bool = False
    large: bool = False
    new_page: bool = False
    is_plain: bool = True
    """Is it a paragraph, in no list, table or quotation, whose style says nothing?"""


def find_headings(rows: Sequence[Look]) -> list[int]:
    """The places of the lines that look like headings, each with a text after it."""
    told = [at for at, row in enumerate(rows) if row.words]
    before_text = {at for at, after in pairwise(told) if _is_text(rows[after])}
    candidates = [at for at in told if at in before_text and _may_be(rows[at])]
    counts = Counter(_look(rows[at]) for at in candidates)
    alike = Counter(_look(row) for row in rows if row.words and _stands_out(row))
    return [
        at
        for at in candidates
        if counts[_look(rows[at])] >= LEAST and alike[_look(rows[at])] <= max(LEAST, MOST * len(told))
    ]


def _look(row: Look) -> tuple[bool, bool, bool]:
    return row.bold, row.centred, row.large


def _stands_out(row: Look) -> bool:
    return row.is_plain and (row.bold or row.centred or row.large)


def _may_be(row: Look) -> bool:
    if not _stands_out(row) or len(row.words) > LONGEST or not has_letters(row.words) or is_ornament(row.words):
        return False
    if by_line(row.words) is not None:
        return False
    return not is_prose(Piece((row.words,))) or parse(row.words) is not None


def _is_text(row: Look) -> bool:
    """Is it running text, or the first line of a dialogue, that a heading may stand over?"""
    return not _stands_out(row) and (is_prose(Piece((row.words,))) or row.words[-1] in '.!?…”"’—')
