"""From the headings that were chosen to pieces that say so: kinds, levels, depths, and what is none after all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind
from talecast.read.breaks import undecorated
from talecast.read.headings import Rank
from talecast.read.sequence import are_page_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from talecast.read.headings import Mark
    from talecast.read.piece import Piece
    from talecast.read.setoff import Heading

_BETWEEN = frozenset({"interlude", "intermezzo", "intermission", "entr'acte", "argument"})


def leave_numbers(pieces: list[Piece], candidates: Mapping[int, Mark], headings: Mapping[int, Heading]) -> list[Piece]:
    """Numbers that are no headings: page numbers are skipped, a row of X is an ornament."""
    left = [at for at, mark in candidates.items() if mark.rank is Rank.NUMBER and at not in headings]
    pages = are_page_numbers(pieces, left) if len(left) > 1 else False
    marked = list(pieces)
    for at in left:
        if set(pieces[at].text) == {"X"}:
            marked[at] = replace(pieces[at], kind=BlockKind.SCENE_BREAK)
        elif pages and any(map(str.isdigit, pieces[at].text)):
            marked[at] = pieces[at].skipped(SkipKind.PAGE_FURNITURE)
    return marked


def mark_headings(pieces: list[Piece], headings: Mapping[int, Heading], subtitles: set[int]) -> list[Piece]:
    """The pieces with their headings marked as such, each with the lines below that belong to it and how deep it lies."""
    marked: list[Piece] = []
    depths = _division_depths(heading.mark for heading in headings.values())
    within = 0
    for at, piece in enumerate(pieces):
        heading = headings.get(at)
        if at in subtitles:
            continue
        if piece.continues:
            marked.append(replace(piece, kind=BlockKind.HEADING, level=max(1, min(within + 1, 6))))
            continue
        if heading is None:
            marked.append(piece)
            continue
        lines = (undecorated(piece.lines[0]), *piece.lines[1:])
        for after in (at + 1, at + 2):
            if after not in subtitles:
                break
            lines += pieces[after].lines
        mark = heading.mark
        if mark.rank is Rank.DIVISION:
            depth = within = depths[mark.word]
        elif mark.rank is Rank.NAMED and mark.word not in _BETWEEN:
            depth = 1
        else:
            depth = within + 1
        depth = min(depth, 6)
        marked.append(
            replace(
                piece,
                lines=lines,
                kind=BlockKind.HEADING,
                depth=depth if heading.opens else 0,
                level=depth if heading.opens else min(depth + 1, 6),
            )
        )
    return marked


def _division_depths(marks: Iterable[Mark]) -> dict[str, int]:
    """How deep volumes, books and parts lie in each other: the rarer holds the more frequent."""
    counts = Counter(mark.word for mark in marks if mark.rank is Rank.DIVISION)
    order = sorted(counts, key=lambda word: counts[word])
    return {word: depth for depth, word in enumerate(order, start=1)}
