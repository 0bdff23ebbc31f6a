"""What is said instead of what is printed: small rules, each from text to text, applied in the order of `RULES`.

They serve the ear only; `text` keeps what was printed. Quotation marks, dashes and ellipses go to the engine as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talecast.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Callable

_VERSE_LINE_END = re.compile(r"(?<=\w)\n")
_NEWLINE = re.compile(r"\s*\n\s*")
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+")
_APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")
_ANCHOR = re.compile(r" ?\[(?:\d{1,3}|[Pp]g?\.? ?\d{1,4}|\*)\](?=[\s.,;:!?’”\"')]|$)")
_REPEATED_MARK = re.compile(r"([^\w\s])\1{3,}")
_NUMBERED = re.compile(
    r"^(chapter|part|book|volume|act|scene|canto|section|letter|stave|episode)(\s+)([IVXLCDM]+)\b", re.IGNORECASE
)
_BARE_NUMERAL = re.compile(r"^([IVXLCDM]+)(?=\.?$|\.\s|:\s|\s[—–-]\s)")
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", re.IGNORECASE)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman_value(numeral: str) -> int | None:
    """The number that a roman numeral stands for, or None where it is none."""
    if not numeral or not _ROMAN.fullmatch(numeral):
        return None
    values = [_ROMAN_VALUES[letter] for letter in numeral.upper()]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def breathe_at_line_ends(text: str) -> str:
    """A line of verse that ends without a mark is followed by the breath of a comma."""
    return _NEWLINE.sub(" ", _VERSE_LINE_END.sub(",\n", text))


def drop_unspeakable(text: str) -> str:
    """Control characters and marks of direction have no sound; some engines stumble over them."""
    return " ".join(_UNSPEAKABLE.sub(" ", text).split())


def straighten_apostrophes(text: str) -> str:
    """An apostrophe inside a word as engines know it; quotation marks stay as they are."""
    return _APOSTROPHE.sub("'", text)


def drop_anchors(text: str) -> str:
    """The number of a footnote or of a printed page, in brackets inside a sentence, is for the eye."""
    return _ANCHOR.sub("", text).strip()


def squeeze_marks(text: str) -> str:
    """Three marks in a row say as much as thirty, and some engines spell out the rest."""
    return _REPEATED_MARK.sub(r"\1\1\1", text)


RULES: tuple[Callable[[str], str], ...] = (
    breathe_at_line_ends,
    drop_unspeakable,
    straighten_apostrophes,
    drop_anchors,
    squeeze_marks,
)


def say_heading_numbers(text: str) -> str:
    """A heading's roman numeral as a number: engines read "Chapter IV" well, but "I." as the letter."""

    def number(match: re.Match[str]) -> str:
        value = roman_value(match.group(3))
        return match.group(0) if value is None else f"{match.group(1)}{match.group(2)}{value}"

    def bare(match: re.Match[str]) -> str:
        value = roman_value(match.group(1))
        return match.group(0) if value is None else str(value)

    return _BARE_NUMERAL.sub(bare, _NUMBERED.sub(number, text))


def spoken_form(text: str, kind: BlockKind) -> str:
    """The words as they are said, before the lexicon: a function of the sentence and of what it stands in."""
    for rule in RULES:
        text = rule(text)
    return say_heading_numbers(text) if kind is BlockKind.HEADING else text
