"""Which bare numbers are headings: those that run in sequence with text between them, and are no pages and no list."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.read.piece import SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.read.headings import Mark
    from talecast.read.piece import Piece

EXCERPT = 3
"""A run that does not begin at one is believed from this length on."""


def in_sequence(candidates: Sequence[tuple[int, Mark]]) -> list[list[int]]:
    """The runs I, II, III … of candidates given as (place, mark): the places of each run of two and more."""
    runs: list[list[tuple[int, int]]] = []
    ends: dict[int, list[tuple[int, int]]] = {}  # by the number that a run has come to, the latest such run
    for place, mark in candidates:
        run = ends.get(mark.number - 1) if mark.number > 1 else None
        if run is None and mark.number > 2:  # noqa: PLR2004 - one number may be missing
            run = ends.get(mark.number - 2)
        if run is None:
            run = []
            runs.append(run)
        elif ends.get(run[-1][1]) is run:
            del ends[run[-1][1]]
        run.append((place, mark.number))
        ends[mark.number] = run
    return [[place for place, _ in run] for run in runs if len(run) >= (2 if run[0][1] <= 2 else EXCERPT)]  # noqa: PLR2004


def has_text_between(pieces: Sequence[Piece], run: Sequence[int]) -> bool:
    """Does something to read follow most of them, so that they are no list and no table of contents?"""
    bodies = sum(
        any(pieces[at].is_story and pieces[at].kind is not BlockKind.HEADING for at in range(here + 1, following))
        for here, following in itertools.pairwise(run)
    )
    return bodies > 0.5 * (len(run) - 1)


def are_page_numbers(pieces: Sequence[Piece], places: Sequence[int]) -> bool:
    """Do they stand inside sentences, as the page numbers of a scan do?"""
    inside = sum(_interrupts(pieces, place) for place in places)
    return inside >= max(1, 0.2 * len(places))


def _interrupts(pieces: Sequence[Piece], place: int) -> bool:
    if not 0 < place < len(pieces) - 1 or not pieces[place - 1].lines or not pieces[place + 1].lines:
        return False
    before, after = pieces[place - 1].lines[-1], pieces[place + 1].lines[0]
    return after[0].islower() and not SENTENCE_END.search(before)
