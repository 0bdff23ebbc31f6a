"""How deep the lines of a contents list lie, without a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def depths(levels: Sequence[int]) -> list[int]:
    """How deep each line of the contents lies, from 1: never more than one below the line before it."""
    found: list[int] = []
    above: list[int] = []
    for level in levels:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        found.append(len(above))
    return found
