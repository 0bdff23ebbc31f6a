"""The last pass: breaks made of white space, then the pieces sorted into chapters."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from talecast.model import PLAIN, Block, BlockKind, Chapter
from talecast.read.piece import Piece, has_letters, is_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LAST_WORDS = frozenset({"the end", "end", "finis", "fin", "ende", "fine", "the end of the story"})
_OPENING = (BlockKind.HEADING, BlockKind.EPIGRAPH, BlockKind.VERSE)
"""What before the first heading is no chapter by itself, as single lines are none: title, motto, the poem of a dedication."""
_FLOWING = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LETTER)


def mark_gaps(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with a scene break of no text where the white space is wider than this text's usual, as an exception."""
    between: list[int] = []
    told = False
    for at, piece in enumerate(pieces):
        if told and _flows(piece) and _flows(pieces[at - 1]):
            between.append(at)
        told = piece.kind is not BlockKind.HEADING and (told or (piece.is_story and is_prose(piece)))
    gaps = Counter(pieces[at].gap for at in between)
    if not gaps:
        return list(pieces)
    usual, count = gaps.most_common(1)[0]
    wider = [at for at in between if pieces[at].gap > usual and not _leads_on(pieces[at - 1], pieces[at])]
    if len(wider) * 2 > count:
        return list(pieces)
    breaks = set(wider)
    marked: list[Piece] = []
    for at, piece in enumerate(pieces):
        if at in breaks:
            marked.append(Piece((), piece.gap, BlockKind.SCENE_BREAK))
        marked.append(piece)
    return marked


def build(pieces: Sequence[Piece], title: str) -> tuple[Chapter, ...]:
    """The chapters; what stands before the first heading is in the first, or in one of its own if there is story in it."""
    starts = [at for at, piece in enumerate(pieces) if piece.depth]
    if not starts:
        return (Chapter(title, _blocks(pieces, last=True)),)
    opening = pieces[: starts[0]]
    chapters = []
    if any(piece.is_story and piece.kind not in _OPENING and is_prose(piece) for piece in opening):
        chapters.append(Chapter(title, _blocks(opening)))
    else:
        starts[0] = 0
    for start, stop in zip(starts, [*starts[1:], len(pieces)], strict=True):
        heading = next(piece for piece in pieces[start:stop] if piece.depth)
        title_lines = [line for piece in pieces[start:stop] if piece.depth or piece.continues for line in piece.lines]
        chapters.append(
            Chapter(
                heading.title or " ".join(title_lines),
                _blocks(pieces[start:stop], last=stop == len(pieces)),
                heading.depth,
            )
        )
    return tuple(chapters)


def _flows(piece: Piece) -> bool:
    return piece.is_story and piece.kind in _FLOWING


def _leads_on(before: Piece, after: Piece) -> bool:
    """Is the white space that of a letter or a last line, and not of a new scene?"""
    return before.lines[-1][-1] in ":,;—-" or after.text[:20].strip(" .*~-").casefold() in _LAST_WORDS


def _blocks(pieces: Sequence[Piece], *, last: bool = False) -> tuple[Block, ...]:
    """The blocks of a chapter, without breaks that part nothing; an ornament at a chapter's end and letters stay."""
    told = [at for at, piece in enumerate(pieces) if piece.is_story and piece.kind is not BlockKind.HEADING]
    first, end = (told[0], told[-1]) if told else (len(pieces), -1)
    kept: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece.kind is not BlockKind.SCENE_BREAK:
            kept.append(piece)
        elif has_letters(piece.text) or (
            first < at and (at < end or (piece.lines and not last)) and not _is_layout(pieces, at)
        ):
            if kept and kept[-1].kind is BlockKind.SCENE_BREAK:
                kept[-1] = replace(kept[-1], lines=(*kept[-1].lines, *piece.lines))
            else:
                kept.append(piece)
    return tuple(piece.block() for piece in _once(kept))


def _once(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with the points of one that a pass has cut in two on its first part alone, as far as they lie in it."""
    last = PLAIN
    for piece in pieces:
        structure = piece.structure
        if structure is PLAIN or not (structure.pages or structure.marks):
            yield piece
        elif structure is last:
            yield replace(piece, structure=replace(structure, pages=(), marks=()))
        else:
            letters = piece.letters
            pages = tuple(page for page in structure.pages if page.letters <= letters)
            marks = tuple(mark for mark in structure.marks if mark.note and mark.letters <= letters)
            yield replace(piece, structure=replace(structure, pages=pages, marks=marks))
        last = structure


def _is_layout(pieces: Sequence[Piece], at: int) -> bool:
    """Is it decoration: any break under a heading, or a rule of the markup above one?"""
    above, below = at - 1, at + 1
    while above >= 0 and pieces[above].kind is BlockKind.SCENE_BREAK:
        above -= 1
    while below < len(pieces) and pieces[below].kind is BlockKind.SCENE_BREAK:
        below += 1
    if above >= 0 and pieces[above].kind is BlockKind.HEADING:
        return True
    return not pieces[at].lines and below < len(pieces) and pieces[below].kind is BlockKind.HEADING
