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
    around: list[Element] = []
    """The open lists, the outermost first."""
    place = run[0].block
    for item in run:
        kind, number = item.count()
        del around[item.depth :]
        goes_on = len(around) == item.depth and _goes_on(around[-1], kind, number)
        if kind in ("a", "A") and number > 1 and not goes_on:
            kind = ""  # "i." begins no list of letters
        if item.label and not kind:
            _print_label(item)
        if len(around) < item.depth or not _goes_on(around[-1], kind, number):
            if len(around) == item.depth:
                around.pop()
            opened = place.makeelement("ol" if kind else "ul", {"type": kind, "start": str(number)} if kind else {})
            if around:
                around[-1][-1].append(opened)
            else:
                item.block.addprevious(opened)
            around.append(opened)
        item.block.tag = "li"
        around[-1].append(item.block)


def _goes_on(opened: Element, kind: str, number: int) -> bool:
    """Is this the list's next item?"""
    if not kind:
        return name_of(opened) == "ul"
    return opened.get("type") == kind and int(opened.get("start", "0")) + len(opened) == number


def _print_label(item: Item) -> None:
    if item.label:
        item.block.text = f"{item.label} {item.block.text or ''}"
