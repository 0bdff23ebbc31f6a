"""The numbers that a numbered list shows beside its items, and no text says (HTML Living Standard, 4.4.5 and 4.4.8)."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from talecast.read.xml import attribute

if TYPE_CHECKING:
    from talecast.read.markup.where import Where
    from talecast.read.xml import Element

MOST_DIGITS = 5
"""Of a number that a list begins with: what is more is no number for a listener."""


def begin_list(element: Element, where: Where) -> None:
    """Begin to count at an `ol`. One that counts down is left without numbers."""
    if "reversed" in element.attrib:
        return
    where.item = _number(attribute(element, "start"), 1) - 1
    where.item_style = attribute(element, "type") or "1"


def label_of_item(element: Element, where: Where) -> str:
    """The number of an `li` with a full stop, counted; "" in a list without numbers, or of notes."""
    around = where.parent
    if around is None or around.item is None or around.notes or around.skip is not None:
        return ""
    around.item = _number(attribute(element, "value"), around.item + 1)
    return f"{_shown(around.item, around.item_style)}."


def _shown(number: int, style: str) -> str:
    """As it is said: a Roman number is one like any other."""
    if style in ("a", "A") and 0 < number <= len(string.ascii_lowercase):
        letter = string.ascii_lowercase[number - 1]
        return letter if style == "a" else letter.upper()
    return str(number)


def _number(said: str, otherwise: int) -> int:
    digits = said.removeprefix("-")
    return int(said) if digits.isdecimal() and digits.isascii() and len(digits) <= MOST_DIGITS else otherwise
