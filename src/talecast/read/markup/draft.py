"""A piece on its way: with the place it came from, so that later passes can sort it out among its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind

if TYPE_CHECKING:
    from talecast.read.markup.tables import Row
    from talecast.read.markup.where import Where
    from talecast.read.piece import Piece

FLOWING = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LETTER, BlockKind.VERSE)


@dataclass(slots=True, eq=False)
class Draft:
    """A piece, and what the markup says of it."""

    piece: Piece
    where: Where
    """The element around all of its words."""
    block: Where
    """The block that it is, or is in."""
    anchors: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    linked: int = 0
    """Characters of it that are links into the book."""
    space: float = 0.0
    """Ems of white space before it."""
    blanks: int = 0
    """Empty lines before it."""
    row: Row | None = None
    is_gap: bool = False
    """Is it a break that only an empty block makes, by its class?"""

    @property
    def flows(self) -> bool:
        """Is it running text of the story?"""
        return self.piece.skip is None and self.piece.kind in FLOWING and bool(self.piece.lines)

    def leave_out(self, skip: SkipKind) -> None:
        """Skip it, unless it is skipped already."""
        if self.piece.skip is None and self.piece.lines:
            self.piece = self.piece.skipped(skip)

    def say(self, spoken: str) -> None:
        """Put it otherwise for the ear."""
        self.piece = replace(self.piece, spoken=spoken)
