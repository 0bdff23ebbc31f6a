"""What the walk over a section makes: markup in two, and the places that contents and lists of pages name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talecast.model import Cell
    from talecast.publish.readalong.sections import Clip


@dataclass(frozen=True, slots=True)
class Both:
    """Markup of the text, and that of the overlay for it."""

    text: str
    sound: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as the contents list it."""

    title: str
    level: int
    """Its rank in the section: 1 to 6."""
    id: str


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a page of the printed book begins."""

    label: str
    id: str
    clip: Clip | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: tuple[Cell, ...]
    id: str = ""
    """Of its element; empty for one that is not read."""
    pages: str = ""
    """The markup of pages that begin with it."""
    language: str = ""
    """A BCP 47 tag where it is not the book's."""
