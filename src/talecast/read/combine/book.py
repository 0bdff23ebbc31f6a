"""The documents of a book, read and put together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind
from talecast.read.brackets import mark_brackets
from talecast.read.combine.chapters import chapters_by_document, choose_chapters
from talecast.read.combine.footnotes import place_notes
from talecast.read.combine.matter import skip_archive, skip_matter
from talecast.read.combine.pages import skip_page_numbers
from talecast.read.combine.sections import find_openings, find_sections
from talecast.read.combine.text import join
from talecast.read.headings import Rank, parse
from talecast.read.piece import Piece, is_prose, normal
from talecast.read.title import by_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from talecast.read.combine.chapters import Heading
    from talecast.read.combine.sections import Section
    from talecast.read.combine.text import Text
    from talecast.read.documents import Container, Markup

LONGEST_OPENING = 1_500
"""Characters of running text before the first chapter that still belong to it, an epigraph and the like."""
TITLE_PAGE = 60
"""Pieces within which a book prints its title."""

_MAIN_PART = re.compile(r"[:;(—]|\s+-\s+|,? or,")


@dataclass(frozen=True, slots=True)
class Combined:
    """A book's documents in one row."""

    pieces: list[Piece]
    """With the depth and the title of each chapter, if `has_chapters`."""
    content: str
    has_chapters: bool
    warnings: tuple[str, ...]


def combine_documents(container: Container, read: Sequence[Markup], title: str) -> Combined:
    """The documents of a container, each as it was read; `title`: the book's, or empty."""
    text = join(container.documents, read)
    skip_page_numbers(text)
    notes = place_notes(text)
    openings, faults = find_openings(text, container.contents)
    sections = find_sections(text, openings)
    skip_archive(text)
    skip_matter(text, sections, container.landmarks)
    names = frozenset({normal(title), normal(_MAIN_PART.split(title, maxsplit=1)[0])} - {""})
    chapters = choose_chapters(sections, names)
    if not chapters and not _has_headings(text):
        heads = {
            document.name: markup.headers.get("title", "")
            for document, markup in zip(container.documents, read, strict=True)
        }
        chapters = chapters_by_document(sections, heads, title)
    _free_title(text, names, min(chapters, default=len(text.pieces)))
    _loosen_by_lines(text, min(chapters, default=len(text.pieces)))
    said = (*container.warnings, *(warning for markup in read for warning in markup.warnings), *faults)
    return Combined(
        _in_order(sections, chapters, notes),
        "\n".join(markup.content for markup in read),
        bool(chapters),
        tuple(dict.fromkeys(said)),
    )


def join_opening(pieces: list[Piece]) -> list[Piece]:
    """The pieces with what stands before the first chapter made its beginning, if it is no text of its own."""
    first = next((at for at, piece in enumerate(pieces) if piece.depth), 0)
    prose = sum(piece.length for piece in pieces[:first] if _is_told(piece))
    if not first or prose > LONGEST_OPENING:
        return pieces
    head = pieces[first]
    pieces = list(pieces)
    pieces[first] = replace(head, depth=0, title="")
    pieces[0] = replace(pieces[0], depth=head.depth, title=head.title)
    return pieces


def _is_told(piece: Piece) -> bool:
    return piece.is_story and piece.kind is BlockKind.PARAGRAPH and is_prose(piece)


def _has_headings(text: Text) -> bool:
    """Does the text have headings, of the markup or of its own, that chapters can be made of?"""
    story = [piece for piece in text.pieces if piece.is_story]
    headings = [piece for piece in story if piece.kind is BlockKind.HEADING and not piece.continues]
    marks = [parse(piece.lines[0]) for piece in story if piece.is_short]
    return len(headings) > 1 or sum(mark is not None and mark.rank is Rank.CHAPTER for mark in marks) > 1


def _free_title(text: Text, names: frozenset[str], first: int) -> None:
    """Let the book's title be read once, from its title page, where no heading of the text says it."""
    top = range(min(first, TITLE_PAGE, len(text.pieces)))
    if any(text.pieces[at].is_story and normal(text.pieces[at].text) in names for at in top):
        return
    for at in top:
        piece = text.pieces[at]
        if piece.skip is SkipKind.FRONT_MATTER and piece.is_short and normal(piece.text) in names:
            text.pieces[at] = replace(piece, skip=None, kind=BlockKind.HEADING, level=1)
            return


def _loosen_by_lines(text: Text, first: int) -> None:
    """A by-line on the title page is no heading, though many books mark it as one."""
    for at in range(min(first, TITLE_PAGE, len(text.pieces))):
        piece = text.pieces[at]
        if not piece.is_story:
            continue
        if is_prose(piece):
            return
        if piece.kind is BlockKind.HEADING and at and piece.is_short and by_line(piece.text) is not None:
            text.pieces[at] = replace(piece, kind=BlockKind.PARAGRAPH, level=0, continues=False)


def _in_order(
    sections: Sequence[Section], chapters: Mapping[int, Heading], notes: Mapping[int, tuple[int, ...]]
) -> list[Piece]:
    """All pieces, with each note behind the paragraph of its mark, and chapters marked where they begin."""
    moved = {place for places in notes.values() for place in places}
    ordered: list[Piece] = []
    for section in sections:
        row: list[Piece] = []
        waiting: list[Piece] = []
        for at in range(section.start, section.stop):
            if at in moved:
                continue
            piece = section.text.pieces[at]
            if not piece.continues:
                row += waiting
                waiting = []
            row.append(piece)
            waiting += [section.text.pieces[place] for place in notes.get(at, ())]
        row = mark_brackets([*row, *waiting])
        if section.start in chapters:
            _open(row, chapters[section.start])
        ordered += row
    return ordered


def _open(row: list[Piece], heading: Heading) -> None:
    """Mark the first piece with words: a note over a heading belongs to its chapter."""
    at = next((at for at, piece in enumerate(row) if piece.lines), None)
    if at is not None:
        row[at] = replace(row[at], depth=heading.level, title=heading.title)
