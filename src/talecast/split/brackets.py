"""Brackets inside a sentence: what they enclose belongs to it, full stops and all."""

from __future__ import annotations

import re
from bisect import bisect_right

from talecast.split.marks import QUOTES, STOPS

_BRACKET = re.compile(r"[()\[\]{}]")
_CLOSING = {")": "(", "]": "[", "}": "{"}

LONGEST_ASIDE_CHARS = 300
"""Characters: what is longer in brackets is prose of its own."""


class Asides:
    """The brackets of a text that open in the middle of a sentence, outermost only."""

    def __init__(self, text: str) -> None:
        self._spans = _asides(text)
        self._starts = [start for start, _ in self._spans]

    def around(self, place: int) -> tuple[int, int] | None:
        """The (opening, closing) bracket around a character of the text, or None."""
        index = bisect_right(self._starts, place) - 1
        if index >= 0 and place <= self._spans[index][1]:
            return self._spans[index]
        return None


def _asides(text: str) -> list[tuple[int, int]]:
    open_brackets: list[int] = []
    pairs: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(text):
        place = match.start()
        if match[0] not in _CLOSING:
            open_brackets.append(place)
        elif open_brackets and text[open_brackets[-1]] == _CLOSING[match[0]]:
            opening = open_brackets.pop()
            if place - opening <= LONGEST_ASIDE_CHARS and _is_inside_sentence(text, opening):
                pairs.append((opening, place))
    spans: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if not spans or start > spans[-1][1]:
            spans.append((start, end))
    return spans


def _is_inside_sentence(text: str, opening: int) -> bool:
    before = text[max(0, opening - 16) : opening].rstrip()
    return bool(before) and before.rstrip(QUOTES)[-1:] not in ("", *STOPS)
