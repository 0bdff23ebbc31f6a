"""What a style of an office document says to a listener, its parents' words included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.read.office.signs import sign_of_style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEEPEST = 20
"""Styles that are made from each other."""
LARGE = 1.15
"""Times the size of most letters: a heading's."""


@dataclass(frozen=True, slots=True)
class Style:
    """A style as it is written; None where it says nothing and its parent is asked."""

    name: str = ""
    """As people see it in the program's list."""
    parent: str = ""
    """The key of the style that it is made from."""
    centred: bool | None = None
    hidden: bool | None = None
    new_page: bool | None = None
    size: float | None = None
    """In any unit, the same for all styles of a document."""
    level: int | None = None
    """1 to 6 where it is a heading's; 0 for body text."""


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document, by their keys."""

    by_key: Mapping[str, Style]

    def find(self, key: str) -> Style:
        """A style with all that its parents say for it."""
        found = list(self._upwards(key))
        if not found:
            return Style()
        return Style(
            found[0].name,
            found[0].parent,
            next((one.centred for one in found if one.centred is not None), None),
            next((one.hidden for one in found if one.hidden is not None), None),
            found[0].new_page,
            next((one.size for one in found if one.size is not None), None),
            next((one.level for one in found if one.level is not None), None),
        )

    def sign(self, key: str) -> str:
        """The sign of the nearest style that has one."""
        return next((sign for one in self._upwards(key) if (sign := sign_of_style(one.name))), "")

    def _upwards(self, key: str) -> Iterator[Style]:
        for _ in range(DEEPEST):
            if key not in self.by_key:
                return
            yield self.by_key[key]
            key = self.by_key[key].parent
