"""What passes between a container (an EPUB, a folder, a file of markup) and the readers of what is in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from talecast.model import PageBreak, Picture
    from talecast.read.piece import Piece


@dataclass(frozen=True, slots=True)
class Document:
    """One document of markup, as its bytes came."""

    name: str
    """Its path inside the container, percent-decoded, with forward slashes; a file's own name where it stands alone."""
    data: bytes
    linear: bool = True
    """False where the container says that it is not part of the reading order proper, such as pop-up notes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents that a container declares: the navigation document, or the NCX."""

    title: str
    """White space folded."""
    document: str
    """The name of the document that it points to; empty for a line that points nowhere, a part's title above its chapters."""
    fragment: str = ""
    """The id in that document; empty for its beginning."""
    level: int = 1
    """1 to 6: its depth."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that a container names by its role."""

    role: str
    """Of the EPUB structural semantics vocabulary, lower case: bodymatter, titlepage, copyright-page, toc, loi, cover …"""
    document: str
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Container:
    """A book as its container declares it. Nothing in it has been sorted or guessed."""

    headers: Mapping[str, Any]
    """Fields of `Metadata` by their names, those that the container says."""
    documents: tuple[Document, ...]
    """In reading order."""
    contents: tuple[Entry, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    cover: bytes | None = None
    """The picture's bytes as they came."""
    page_breaks: tuple[Entry, ...] = ()
    """The page list, where there is one."""
    pictures: Callable[[Sequence[str]], tuple[Picture, ...]] | None = None
    """Gives those of the named pictures that are in it and can be used; None where it has no pictures."""
    style_sheets: Mapping[str, str] = field(default_factory=dict)
    """The text of each style sheet by its path inside the container, as `Document.name` is one."""
    warnings: tuple[str, ...] = ()
    """One sentence for each fault that was read past."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a document with what its markup says."""

    piece: Piece
    """Its kind, level and skip as far as the markup itself is certain."""
    anchors: tuple[str, ...] = ()
    """The ids that lie in it or between it and the piece before it: where an `Entry` may point. One in the middle of a
    paragraph means that paragraph."""
    roles: tuple[str, ...] = ()
    """The epub:type and role values (doc- taken off, lower case) of all elements around it, the outermost first."""
    classes: tuple[str, ...] = ()
    """The classes of all elements around it, the outermost first."""
    language: str = ""
    """The BCP 47 tag that holds for it; empty where nothing says one."""
    links: tuple[str, ...] = ()
    """The addresses that its links point to, as they came; those of the marks of notes are `references`."""
    references: tuple[str, ...] = ()
    """Where the marks of notes in it point to: a note is every piece that has the `note` number of the one with that anchor."""
    note: int = 0
    """The number, from 1, of the note in this document that it is a part of; 0 for what is no note."""


@dataclass(frozen=True, slots=True)
class Markup:
    """A document, read."""

    pieces: tuple[Marked, ...]
    content: str
    """All text of its body, white space folded, markup removed: for the check that nothing is lost."""
    headers: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `Metadata` that its head says."""
    warnings: tuple[str, ...] = ()
    last_anchors: tuple[str, ...] = ()
    """The ids behind its last piece: an `Entry` that points there means what follows this document."""
    last_pages: tuple[PageBreak, ...] = ()
    """The pages of the printed book that begin behind its last piece."""
