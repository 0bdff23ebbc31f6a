"""Numbered, lettered and bulleted lists written as running text: "1.) The first item 2.) The second item"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BULLETS = "•⁃◦‣▪●○∙◾"

_BULLET = re.compile(rf"(?<!\S)[{BULLETS}]")
_ENUMERATOR = re.compile(
    r"(?<!\S)(?P<open>\(?)(?P<value>\d{1,3}|[a-zA-Z]|[ivxl]{1,6}|[IVXL]{1,6})(?P<close>\.\)|[.)])(?=\s)"
)
_BULLETED_NUMBER = re.compile(r".\s?\(?(?:\d{1,3}|[a-zA-Z])(\.\)|[.)])(?=\s)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_MOST_TRIES = 50
"""How many numbers are tried as the first of a list: each try reads the text to its end."""


@dataclass(frozen=True, slots=True)
class Items:
    """Where the items of a text's list begin and where the full stops of their numbers are, in characters into the text."""

    starts: frozenset[int]
    """Without the first item where it begins the text."""
    stops: frozenset[int]


def find_items(text: str) -> Items:
    """The items of the list that begins the text, or that a colon announces; none where there are fewer than two."""
    if bullets := _bulleted(text):
        return Items(frozenset(bullets[1:]), frozenset(_stops_after(text, bullets)))
    enumerators = [match for match in _ENUMERATOR.finditer(text) if not _is_initial(match)]
    heads = [index for index, first in enumerate(enumerators) if _may_be_first(text, first.start())]
    for index in heads[:_MOST_TRIES]:
        for values, is_sure in ((_letter_value, False), (_number_value, _opens(text, enumerators[index].start()))):
            run = _run(enumerators, index, values)
            if len(run) > 1 and (is_sure or all(_begins_upper(text, item.end()) for item in run)):
                starts = frozenset(item.start() for item in run if not _opens(text, item.start()))
                return Items(starts, frozenset(item.start("close") for item in run))
    return Items(frozenset(), frozenset())


def _is_initial(match: re.Match[str]) -> bool:
    """Whether a capital with a full stop stands for a name; only "I." counts."""
    value = match["value"]
    return match["close"] == "." and len(value) == 1 and value.isupper() and value.lower() not in _ROMAN


def _opens(text: str, place: int) -> bool:
    """Whether nothing but white space stands before a place (a block's text has at most one space there)."""
    return not text[max(0, place - 8) : place].strip() and place < 8  # noqa: PLR2004


def _may_be_first(text: str, place: int) -> bool:
    return _opens(text, place) or text[max(0, place - 2) : place].rstrip().endswith(":")


def _bulleted(text: str) -> list[int]:
    """Where the bullets stand, if the text begins with one and has another."""
    if text.lstrip()[:1] not in tuple(BULLETS):
        return []
    places = [match.start() for match in _BULLET.finditer(text)]
    return places if len(places) > 1 else []


def _stops_after(text: str, bullets: list[int]) -> list[int]:
    """The full stops of numbers right after bullets: "• 9. The item"."""
    return [match.start(1) for place in bullets if (match := _BULLETED_NUMBER.match(text, place))]


def _run(found: list[re.Match[str]], index: int, values: Callable[[str], int | None]) -> list[re.Match[str]]:
    """The enumerators that count on from the one at `index`, written in the same way."""
    style = _style(found[index])
    value = values(found[index]["value"])
    run: list[re.Match[str]] = []
    if value is None:
        return run
    for item in found[index:]:
        if _style(item) == style and values(item["value"]) == value + len(run):
            run.append(item)
    return run


def _style(item: re.Match[str]) -> tuple[str, str, bool]:
    return item["open"], item["close"], item["value"].isupper()


def _number_value(text: str) -> int | None:
    """The value of a number or of a Roman numeral; a list in Roman numerals begins with its first."""
    if text.isdigit():
        return int(text)
    if not set(text.lower()) <= set(_ROMAN):
        return None
    total = 0
    values = [_ROMAN[letter] for letter in text.lower()]
    for value, after in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < after else value
    return total


def _letter_value(text: str) -> int | None:
    """The place of a letter in the alphabet."""
    return ord(text.lower()) - ord("a") + 1 if len(text) == 1 and text.isalpha() else None


def _begins_upper(text: str, place: int) -> bool:
    return text[place : place + 3].lstrip(" \"'“‘(")[:1].isupper()
