"""A book in sections: one from each place where a line of the contents points, or a document begins, to the next."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.read.headings import Rank, parse
from talecast.read.markup.notes import is_mark
from talecast.read.piece import has_letters, is_prose, normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from talecast.read.combine.text import Text
    from talecast.read.documents import Entry
    from talecast.read.piece import Piece

HEADING_LINES = 4
"""Pieces that a printed heading may be spread over."""
MOST_PLACES = 50
"""Of a heading that is printed again and again."""


_BACK = re.compile(r"[\s\d\[\](){}.]*[↩↵↑←⏎^▲⬆⤴⇑][\s\d\[\](){}.↩↵↑←⏎^▲⬆⤴⇑\ufe0e\ufe0f]*")


@dataclass(frozen=True, slots=True)
class Opening:
    """A line of the contents, with its place."""

    place: int
    title: str
    parents: tuple[int | None, ...]
    """The places of the lines it stands under, the outermost first; None for one that points nowhere."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a book."""

    start: int
    stop: int
    opening: Opening | None
    """The line of the contents that points to its beginning."""
    text: Text

    @property
    def pieces(self) -> list[Piece]:
        """Its pieces as they are by now."""
        return self.text.pieces[self.start : self.stop]

    def story(self) -> list[Piece]:
        """What of it is read and says something."""
        return [piece for piece in self.pieces if piece.is_story and has_letters(piece.text)]

    def roles(self) -> frozenset[str]:
        """The roles around its first piece that is read, or else around its first."""
        told = (at for at in range(self.start, self.stop) if self.text.pieces[at].is_story)
        at = next(told, self.start)
        return frozenset(self.text.marks[at].roles) if at < self.stop else frozenset()

    def heads(self) -> list[int]:
        """The places of the short pieces that it begins with, pictures passed over: of which its heading may be made."""
        found: list[int] = []
        for at in range(self.start, self.stop):
            piece = self.text.pieces[at]
            if not piece.is_story or piece.kind is BlockKind.IMAGE:
                continue
            if len(found) == HEADING_LINES or not piece.is_short:
                break
            if piece.kind is not BlockKind.HEADING and is_prose(piece):
                break
            found.append(at)
        return found

    def headings(self) -> list[int]:
        """The places of the heading that the markup prints over it: its first, and the lines that go on with it."""
        heads = self.heads()
        if not heads or self.text.pieces[heads[0]].kind is not BlockKind.HEADING:
            return []
        stop = 1
        while stop < len(heads) and self.text.pieces[heads[stop]].continues:
            stop += 1
        return heads[:stop]

    def printed(self) -> str:
        """The words of that heading; "" without one."""
        return " ".join(self.text.pieces[at].text for at in self.headings())

    def name(self) -> str:
        """What the contents call it, or else its heading."""
        return self.opening.title if self.opening and self.opening.title else self.printed()


def find_openings(text: Text, entries: Sequence[Entry]) -> tuple[dict[int, Opening], tuple[str, ...]]:
    """The lines of the contents by their places, in their order, and a sentence for each that leads to nothing."""
    openings: dict[int, Opening] = {}
    printed = _by_words(text)
    listed = {entry.document for entry in entries}
    warnings: list[str] = []
    above: list[tuple[int, int | None]] = []
    for entry in entries:
        while above and above[-1][0] >= entry.level:
            above.pop()
        parents = tuple(place for _, place in above)
        if entry.document not in text.extents:
            above.append((entry.level, None))
            continue
        start, stop = text.extents[entry.document]
        place = text.anchors.get((entry.document, entry.fragment)) if entry.fragment else start
        if place is None:
            warnings.append(
                f"The contents lead to “{entry.fragment}” in “{entry.document}”, which is not there:"
                f" “{entry.title or 'a line without words'}” begins with the document."
            )
            place = next(_places(printed, entry.title, start, stop), start)
        if _is_of_note(text, entry.title, place):
            continue
        place = _at_number(text, _at_heading(text, entry.title, place, start), start)
        if (
            place in openings
            and _is_printed(text, entry.title, place)
            and not _is_printed(text, openings[place].title, place)
        ):
            openings[place] = Opening(
                place, entry.title, parents
            )  # the line before it is the book's title, or a part's
        elif place in openings:
            place = next((at for at in _places(printed, entry.title, place + 1, stop) if at not in openings), -1)
        above.append((entry.level, place if place >= 0 else _last(above)))
        if 0 <= place < len(text.pieces) and (start < stop or text.owners[place] not in listed):
            openings[place] = Opening(place, entry.title, parents)
    return openings, tuple(warnings)


def find_sections(text: Text, openings: dict[int, Opening]) -> list[Section]:
    """The sections of a book, in reading order."""
    starts = sorted({start for start, stop in text.extents.values() if start < stop} | set(openings))
    stops = [*starts[1:], len(text.pieces)] if starts else []
    return [Section(start, stop, openings.get(start), text) for start, stop in zip(starts, stops, strict=True)]


def _is_printed(text: Text, title: str, place: int) -> bool:
    """Is that what stands at the place?"""
    return 0 <= place < len(text.pieces) and normal(text.pieces[place].text) == normal(title)


def _is_of_note(text: Text, title: str, place: int) -> bool:
    """Is it the mark of a note, or the way back from one? Programs that make contents of a book's links list them too."""
    if _BACK.fullmatch(title):
        return True
    return 0 <= place < len(text.pieces) and text.marks[place].note > 0 and is_mark(title)


def _last(above: list[tuple[int, int | None]]) -> int | None:
    return above[-1][1] if above else None


def _by_words(text: Text) -> dict[str, list[int]]:
    """The places of all short pieces that are read, by their words."""
    places: dict[str, list[int]] = {}
    for at, piece in enumerate(text.pieces):
        if piece.is_story and piece.is_short:
            places.setdefault(normal(piece.text), []).append(at)
    return places


def _places(printed: Mapping[str, list[int]], title: str, start: int, stop: int) -> Iterator[int]:
    """The first places of what may be the heading of that title."""
    words = normal(title)
    found = printed.get(words, []) if words else []
    first = bisect_left(found, start)
    return (at for at in found[first : first + MOST_PLACES] if at < stop)


def _at_heading(text: Text, title: str, place: int, start: int) -> int:
    """The place, or that of the heading right above it where this has the words: some mark the end of a heading."""
    above = place - 1
    if above < start or text.pieces[above].kind is not BlockKind.HEADING or not normal(title):
        return place
    return above if normal(text.pieces[above].text) == normal(title) else place


def _at_number(text: Text, place: int, start: int) -> int:
    """The place, or that of the number that a document begins with, right above a title that the contents lead to."""
    above = place - 1
    if (
        above < start
        or place >= len(text.pieces)
        or not _is_number(text.pieces[above])
        or _is_number(text.pieces[place])
    ):
        return place
    return place if any(piece.is_story for piece in text.pieces[start:above]) else above


def _is_number(piece: Piece) -> bool:
    mark = parse(piece.text) if piece.is_story and piece.is_short else None
    return mark is not None and mark.rank in (Rank.NUMBER, Rank.CHAPTER) and not mark.title
