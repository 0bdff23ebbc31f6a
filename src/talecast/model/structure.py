"""What a page shows of a block besides its words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a page of the printed book begins."""

    label: str
    """The number as printed: "12", "xiv"."""
    letters: int
    """Letters and digits of the block before it: white space may be folded and words keep their place."""


@dataclass(frozen=True, slots=True)
class NoteMark:
    """Where the mark of a note stands, which is no part of the text."""

    label: str
    """As printed, without brackets: "3", "*"."""
    letters: int
    """Letters and digits of the block before it."""
    note: int = 0
    """The number of the note among those of the book; 0 where it leads to none."""
    target: str = ""
    """The address that it leads to, while it is read."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """Words in another language than the block's."""

    language: str
    """A BCP 47 tag."""
    start: int
    """Letters and digits of the block before them."""
    end: int
    """The same before what follows them."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The item of a list that a block stands in."""

    kind: str
    """ordered, unordered, plain (its items have their signs in their text), term (of a list of descriptions) or description."""
    number: int
    """Of the list among those of its document: neighbours with the same one are in one list."""
    item: int
    """Of the item in its list, as printed before it where the list is ordered."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    is_header: bool = False
    columns: int = 1
    """How many it fills."""
    rows: int = 1
    """How many it fills, its own among them: those below have no cell for it."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What a page shows of a block besides its words: for read-along books, and nothing to the ear."""

    lists: tuple[ListPlace, ...] = ()
    """The items of lists around it, the outermost first."""
    table: tuple[tuple[Cell, ...], ...] = ()
    """The rows of the table that it is a part of, those that are not read as well."""
    row: int | None = None
    """Which of these rows it is; None for a caption."""
    image: str = ""
    """The name of a picture among those of the book; its text is what it says to those who do not see it."""
    note: int = 0
    """The number of the note that it is a part of, among those of the book; 0 for what is no note."""
    pages: tuple[PageBreak, ...] = ()
    marks: tuple[NoteMark, ...] = ()
    tongues: tuple[Tongue, ...] = ()
    """In order; none reaches into another."""


PLAIN = Structure()
