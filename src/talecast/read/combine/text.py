"""All documents of a book in one row of pieces, and where in it a document, an id or a line of the contents lies."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from talecast.model import SkipKind
from talecast.read.notes import mark_beginnings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from talecast.model import PageBreak
    from talecast.read.documents import Document, Marked, Markup
    from talecast.read.piece import Piece


@dataclass(frozen=True, slots=True)
class Text:
    """A book's pieces in reading order. A place is an index into them, or their number for the end."""

    pieces: list[Piece]
    marks: tuple[Marked, ...]
    """What the markup says of each piece."""
    owners: tuple[str, ...]
    """The document of each piece."""
    extents: Mapping[str, tuple[int, int]]
    """The first place of each document and the one after its last."""
    anchors: Mapping[tuple[str, str], int]
    """The place of each id of each document."""
    apart: frozenset[str]
    """Documents that are no part of the reading order proper."""

    def target(self, document: str, address: str) -> int | None:
        """The place that a link in a document leads to; None where it leads nowhere in the book."""
        path, hash_, fragment = address.partition("#")
        name = posixpath.normpath(posixpath.join(posixpath.dirname(document), unquote(path))) if path else document
        if not hash_:
            return self.extents[name][0] if name in self.extents else None
        return self.anchors.get((name, unquote(fragment)), self.anchors.get((name, fragment)))


def join(documents: Sequence[Document], read: Sequence[Markup]) -> Text:
    """The documents, each as it was read, in one row."""
    marks: list[Marked] = []
    owners: list[str] = []
    extents: dict[str, tuple[int, int]] = {}
    anchors: dict[tuple[str, str], int] = {}
    for document, markup in zip(documents, read, strict=True):
        start = len(marks)
        for marked in markup.pieces:
            for one in marked.anchors:
                anchors.setdefault((document.name, one), len(marks))
            marks.append(marked)
            owners.append(document.name)
        extents[document.name] = (start, len(marks))
        for one in markup.last_anchors:
            anchors.setdefault((document.name, one), len(marks))
    apart = frozenset(document.name for document in documents if not document.linear)
    pieces = mark_beginnings(_with_pages(read), from_markup=True)
    return Text(pieces, tuple(marks), tuple(owners), extents, anchors, apart)


def _with_pages(read: Sequence[Markup]) -> list[Piece]:
    """The pieces of all documents; a page that begins behind a document's last one begins with the next, or ends the book."""
    pieces: list[Piece] = []
    waiting: tuple[PageBreak, ...] = ()
    for markup in read:
        for marked in markup.pieces:
            piece = marked.piece
            if waiting and piece.lines and piece.skip is not SkipKind.PAGE_FURNITURE:
                begun = piece.structure.pages
                if begun and begun[0].label == waiting[-1].label:
                    waiting = waiting[:-1]  # said at the end of the one document and at the beginning of the other
                piece = replace(piece, structure=replace(piece.structure, pages=(*waiting, *begun)))
                waiting = ()
            pieces.append(piece)
        waiting += markup.last_pages
    last = next((at for at in reversed(range(len(pieces))) if pieces[at].lines and pieces[at].is_story), None)
    if waiting and last is not None:
        piece = pieces[last]
        ending = tuple(replace(page, letters=piece.letters) for page in waiting)
        pieces[last] = replace(piece, structure=replace(piece.structure, pages=(*piece.structure.pages, *ending)))
    return pieces
