"""Chapters from the headings that the markup itself gives: Markdown's, and underlined lines of a plain text."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, replace

from talecast.model import BlockKind
from talecast.read.headings import Rank, parse
from talecast.read.piece import Piece, is_prose, normal


@dataclass(frozen=True, slots=True)
class MarkupOutline:
    """What the headings of the markup say."""

    pieces: list[Piece]
    title: int | None
    """The place of the story's title."""
    has_chapters: bool


def mark_markup_outline(pieces: list[Piece], title: str) -> MarkupOutline:
    """The pieces with the chapters set where headings of the markup begin them. `title`: what a header says, or empty."""
    places = [
        at
        for at, piece in enumerate(pieces)
        if piece.kind is BlockKind.HEADING and piece.level and piece.skip is None and not piece.continues
    ]
    if not places:
        return MarkupOutline(pieces, None, has_chapters=False)
    title_at = _title(pieces, places, title)
    rest = [at for at in places if at != title_at]
    if not rest or _plain_ones(pieces) > max(1, sum(_is_chapter(pieces[at]) for at in rest)):
        return MarkupOutline(pieces, title_at, has_chapters=False)
    marked = list(pieces)
    for at, depth in _openings(pieces, rest).items():
        marked[at] = replace(pieces[at], depth=depth)
    return MarkupOutline(marked, title_at, has_chapters=True)


def _plain_ones(pieces: list[Piece]) -> int:
    """How many headings of chapters the markup does not mark."""
    return sum(
        piece.kind is BlockKind.PARAGRAPH and piece.is_story and len(piece.lines) == 1 and _is_chapter(piece)
        for piece in pieces
    )


def _is_chapter(piece: Piece) -> bool:
    mark = parse(piece.lines[0]) if piece.is_short else None
    return mark is not None and mark.rank is Rank.CHAPTER and mark.word != "letter"


def _title(pieces: list[Piece], places: list[int], title: str) -> int | None:
    """The first heading, where it is the only one of the highest level or stands over the chapters like a title."""
    first = places[0]
    if any(is_prose(piece) and piece.is_story for piece in pieces[:first]):
        return None
    if title and normal(pieces[first].text) == normal(title):
        return first
    if len(places) == 1 and pieces[first].text in ("C", "L"):
        return first  # a title, and no hundred
    if parse(pieces[first].text) is not None:
        return None
    level = pieces[first].level
    equals = [at for at in places if pieces[at].level <= level]
    if len(equals) == 1:
        return first
    others = [parse(pieces[at].text) for at in equals[1:]]
    stands_over = not any(piece.is_story and is_prose(piece) for piece in pieces[first + 1 : equals[1]])
    return first if all(others) or (stands_over and not title) else None


def _openings(pieces: list[Piece], places: list[int]) -> dict[int, int]:
    """The headings that begin chapters, with their depth."""
    levels = Counter(pieces[at].level for at in places)
    top = min(levels)
    heads = [at for at in places if pieces[at].level == top]
    deeper = [at for at in places if pieces[at].level > top]
    openings = dict.fromkeys(heads, 1)
    if deeper and _hold_chapters(pieces, heads, places):
        below = min(pieces[at].level for at in deeper)
        openings |= {at: 2 for at in deeper if pieces[at].level == below}
    return dict(sorted(openings.items()))


def _hold_chapters(pieces: list[Piece], heads: list[int], places: list[int]) -> bool:
    """Are these headings those of parts, with the chapters on the next level?"""
    marks = [parse(pieces[at].text) for at in heads]
    if any(mark is not None and mark.rank is Rank.DIVISION for mark in marks):
        return True
    following = dict(itertools.pairwise(places))
    empty = sum(
        at in following
        and pieces[following[at]].level > pieces[at].level
        and not any(piece.is_story for piece in pieces[at + 1 : following[at]])
        for at in heads
    )
    chapters = sum(
        mark is not None and mark.rank in (Rank.CHAPTER, Rank.NUMBER, Rank.TITLED_NUMBER)
        for at in places
        if pieces[at].level > pieces[heads[0]].level
        for mark in [parse(pieces[at].text)]
    )
    return chapters > 1 and empty > 0.5 * len(heads)
