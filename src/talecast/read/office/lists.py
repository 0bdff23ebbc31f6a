"""Lists of paragraphs that signs mark as items: the elements of HTML around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from talecast.read.xml import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.read.xml import Element

_NUMBER = re.compile(r"\(?(?:(?P<number>\d{1,5})|(?P<letter>[A-Za-z]))[.):]?\)?")


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph that is an item of a list."""

    block: Element
    depth: int
    """1 for a list by itself."""
    label: str
    """As it is printed before it: "3.", "b)", "1.2"; empty for a bullet."""

    def count(self) -> tuple[str, int]:
        """The kind of its number as `ol` has it, and the number; ("", 0) where it has none that is counted."""
        found = _NUMBER.fullmatch(self.label)
        if found is None:
            return "", 0
        letter = found["letter"]
        if not letter:
            return "1", int(found["number"])
        return ("a" if letter.islower() else "A"), ord(letter.lower()) - ord("a") + 1


def make_lists(items: Sequence[Item]) -> None:
    """Put lists around the items. One numbered item alone is a paragraph with its number: "1. The Beginning" over a chapter."""
    run: list[Item] = []
    for item, following in pairwise((*items, None)):
        run += [item] if item is not None else []
        if following is None or run[-1].block.getnext() is not following.block:
            _make_list(run)
            run = []


def _make_list(run: Sequence[Item]) -> None:
    if any(name_of(item.block) != "p" for item in run) or (len(run) == 1 and run[0].label):
        for item in run:
            _print_label(item)
        return
    around: list[_Open] = []
    for item in run:
        kind, number = item.count()
        while around and around[-1].depth > item.depth:
            around.pop()
        beside = around.pop() if around and around[-1].depth == item.depth else None
        if kind in ("a", "A") and number > 1 and not (beside and beside.takes(kind, number)):
            kind = ""  # "i." begins no list of letters
        if item.label and not kind:
            _print_label(item)
        goes_on = beside is not None and beside.takes(kind, number)
        around.append(beside if beside and goes_on else _opened(around[-1] if around else None, item, kind, number))
        item.block.tag = "li"
        around[-1].add(item.block)


@dataclass(slots=True)
class _Open:
    """A list while it is made."""

    element: Element
    kind: str
    """Of its numbers, as `ol` has it; empty for bullets."""
    following: int
    """The number of its next item."""
    depth: int
    """Of its items, as they say it."""
    last: Element | None = None

    def takes(self, kind: str, number: int) -> bool:
        """Is this the list's next item?"""
        return kind == self.kind and (not kind or number == self.following)

    def add(self, block: Element) -> None:
        """Put the next item in."""
        self.element.append(block)
        self.last = block
        self.following += 1


def _opened(outer: _Open | None, item: Item, kind: str, number: int) -> _Open:
    """A new list before an item, or in the last item of the list around it."""
    said = {"type": kind, "start": str(number)} if kind else {}
    element = item.block.makeelement("ol" if kind else "ul", said)
    if outer is None or outer.last is None:
        item.block.addprevious(element)
    else:
        outer.last.append(element)
    return _Open(element, kind, number, item.depth)


def _print_label(item: Item) -> None:
    if item.label:
        item.block.text = f"{item.label} {item.block.text or ''}"
