"""Lists: which item of which list a place is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.model import ListPlace
from talecast.read.xml import attribute

if TYPE_CHECKING:
    from talecast.read.markup.where import Where
    from talecast.read.xml import Element

MAX_DEPTH = 6
"""Lists in lists that a place remembers; deeper ones are shown on the last level."""
MAX_START = 1_000_000

_LISTS = {"ol": "ordered", "ul": "unordered", "menu": "unordered", "dl": "description"}
_ITEMS = frozenset({"li", "dt", "dd"})


@dataclass(slots=True, eq=False)
class OpenList:
    """A list while it is read."""

    kind: str
    number: int
    items: int
    """So far, counted as they are printed."""


def begin(element: Element, where: Where, number: int) -> bool:
    """Note that a list or an item begins here, where one does; gives whether it is a list, which takes `number`."""
    if where.name in _LISTS:
        start = attribute(element, "start") if where.name == "ol" else ""
        first = int(start) if start.isascii() and start.isdecimal() and len(start) < 7 else 1  # noqa: PLR2004
        where.list = OpenList(_LISTS[where.name], number, min(first, MAX_START) - 1)
        return True
    if where.name in _ITEMS and where.list is not None and len(where.items) < MAX_DEPTH:
        where.list.items += 1
        kind = "term" if where.name == "dt" else where.list.kind
        where.items = (*where.items, ListPlace(kind, where.list.number, where.list.items))
        where.list = None
    return False
