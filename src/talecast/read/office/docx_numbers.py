"""The numbers that Word prints before its headings and keeps out of their text: "Chapter 3" (ECMA-376, part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talecast.read.xml import elements, name_of, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from talecast.read.xml import Element

LEVELS = 9
DIGITS = 6
"""Of a number in a document that means something."""
LONGEST = 100
"""Characters that are printed before a heading."""
LARGEST = 3_999
"""The largest number in Roman numerals."""

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list counts."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    """With %1 to %9 for the numbers of the levels: "Chapter %1"."""


@dataclass(slots=True)
class Numbers:
    """The lists of a document, and how far each has counted."""

    levels: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)
    """Of each list."""
    of_styles: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """By the key of a paragraph's style: its list and the level in it."""
    counts: dict[str, list[int]] = field(default_factory=dict)

    def number_of(self, paragraph: Element, style: str, *, is_heading: bool) -> str:
        """What is printed before a heading, with a space after it; "" for what is no heading or has no number."""
        place = _place(paragraph) or self.of_styles.get(style)
        if not is_heading or place is None or place[0] not in self.levels:
            return ""
        key, depth = place
        levels = self.levels[key]
        if depth >= len(levels) or not any(map(str.strip, (one.text or "" for one in elements(paragraph, "t")))):
            return ""
        counts = self.counts.setdefault(key, [0] * LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else levels[depth].start
        counts[depth + 1 :] = [0] * (LEVELS - depth - 1)

        def said(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            one = levels[min(at, len(levels) - 1)]
            return _FORMS.get(one.form, str)(counts[at] or one.start)

        printed = _PLACE.sub(said, levels[depth].text[:LONGEST]).strip()
        return f"{printed} " if any(map(str.isalnum, printed)) else ""


def read_numbers(numbering: Element | None, styles: Element | None) -> Numbers:
    """The lists of `numbering.xml`, and which styles of `styles.xml` are of one."""
    if numbering is None:
        return Numbers()
    abstract = {value_of(one, "abstractnumid"): _levels(one) for one in elements(numbering, "abstractnum")}
    levels = {
        value_of(one, "numid"): abstract.get(_val(one, "abstractnumid"), ()) for one in elements(numbering, "num")
    }
    of_styles = {}
    for style in () if styles is None else elements(styles, "style"):
        if (place := _place(style)) is not None:
            of_styles[value_of(style, "styleid")] = place
    return Numbers(levels, of_styles)


def number(text: str, otherwise: int = 0) -> int:
    """The number that an attribute says; what is none, or longer than any, is `otherwise`."""
    return int(text) if len(text) <= DIGITS and text.isascii() and text.isdigit() else otherwise


def _levels(abstract: Element) -> tuple[Level, ...]:
    found = []
    for one in elements(abstract, "lvl"):
        start = _val(one, "start")
        found.append(Level(number(start, 1), _val(one, "numfmt") or "decimal", _val(one, "lvltext")))
    return tuple(found[:LEVELS])


def _place(element: Element) -> tuple[str, int] | None:
    """The list that a paragraph, or a style, says it is of, and its level."""
    properties = next((one for one in element.iterchildren() if name_of(one) == "ppr"), None)
    numbered = None if properties is None else next(elements(properties, "numpr"), None)
    if numbered is None:
        return None
    level = _val(numbered, "ilvl")
    return _val(numbered, "numid"), min(number(level), LEVELS - 1)


def _val(element: Element, name: str) -> str:
    child = next((one for one in element.iterchildren() if name_of(one) == name), None)
    return "" if child is None else value_of(child, "val")


def _roman(number: int) -> str:
    if not 0 < number <= LARGEST:
        return str(number)
    parts = []
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        parts.append(sign * times)
    return "".join(parts)


def _letter(number: int) -> str:
    """A to Z, then AA to ZZ."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 26 * LEVELS else str(number)


def _word(number: int) -> str:
    if number < len(_WORDS):
        return _WORDS[number].capitalize()
    tens, ones = divmod(number, 10)
    if tens > len(_TENS) + 1:
        return str(number)
    return f"{_TENS[tens - 2]}{f'-{_WORDS[ones]}' if ones else ''}".capitalize()


_FORMS: dict[str, Callable[[int], str]] = {
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "cardinalText": _word,
    "none": lambda _: "",
    "bullet": lambda _: "",
}
