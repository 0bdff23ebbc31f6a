"""Punctuation as eSpeak pauses at it.

eSpeak ends a clause at one of `. , ; : ! ?` with a space behind it. A dash between two words, as novels print it, it passes
over without a breath; three points run two words into one; and of two marks in a row it reads one out: "incredible!—and" is
"incredible exclamation and", ":—" is "colon", ". . ." is "dot". So each place is left one mark that it knows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_DASH = re.compile(r"(?<!\s)\s*(?:[—―⸺⸻]|--+|(?<!\S)[-–](?!\S)|(?<=[^\W\d])–(?=[^\W\d]))+")
_ELLIPSIS = re.compile(r"(?<!\s)\s*(?:…|\.(?:\s?\.)+)(?:\s?[….])*")
_OPENING_BRACKET = re.compile(r"(?<=[\w'’”\"])\s+\((?=\S)")
_CLOSING_BRACKET = re.compile(r"(?<=\S)\)(?=\s+[\w'‘“\"])")
_MARKS = re.compile(r"([.!?,;:])(?:\s*[.!?,;:])+")
_OPENS_OR_GOES_ON = re.compile(r"[\w“‘(]|['\"]\w")
OPENING, STRAIGHT_QUOTES = "“‘«(…—–―-", "'\""
STRONGEST_FIRST = "?!;:,."
"""A full stop before another mark is an abbreviation's: "etc., and"."""


def with_dashes_that_pause(text: str) -> str:
    """A dash as a comma, closed up to the word before it; at the beginning it is left out, and from 1914 to 1918 it stays."""

    def pause(dash: re.Match[str]) -> str:
        if _is_beginning(text, dash.start()):
            return " "
        return ", " if _OPENS_OR_GOES_ON.match(text, dash.end()) else ","

    return _DASH.sub(pause, text)


def with_ellipses_that_pause(text: str) -> str:
    """Three points as a comma within a sentence, as a full stop at its end; at its beginning they are left out."""
    last_word = max((index for index, character in enumerate(text) if character.isalnum()), default=0)

    def pause(points: re.Match[str]) -> str:
        if _is_beginning(text, points.start()):
            return " "
        if points.end() > last_word:
            return "."
        return ", " if _OPENS_OR_GOES_ON.match(text, points.end()) else ","

    return _ELLIPSIS.sub(pause, text)


def with_brackets_that_pause(text: str) -> str:
    """What is said in passing has a comma before it and behind it."""
    return _CLOSING_BRACKET.sub("),", _OPENING_BRACKET.sub(", (", text))


def with_one_mark_at_a_place(text: str) -> str:
    """Of several marks in a row the strongest: eSpeak pauses at one of them at most, and reads out another."""
    return _MARKS.sub(lambda marks: next(mark for mark in STRONGEST_FIRST if mark in marks.group()), text)


def _is_beginning(text: str, place: int) -> bool:
    """Whether nothing is said before that place but an opening quotation mark or bracket, or another dash."""
    before = text[max(place - 2, 0) : place]
    if before[-1:] in STRAIGHT_QUOTES:
        return not before[:-1].strip()
    return before[-1:] in OPENING


MARK_RULES: tuple[Callable[[str], str], ...] = (
    with_ellipses_that_pause,
    with_dashes_that_pause,
    with_brackets_that_pause,
    with_one_mark_at_a_place,
)


def marked(text: str) -> str:
    """The text by all the rules."""
    for rule in MARK_RULES:
        text = rule(text)
    return text
