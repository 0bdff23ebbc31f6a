"""Words as eSpeak can say them, for the neural voices, whose phonemes are eSpeak's.

What it spells out, stops at or stumbles over is written otherwise: each known fault is a rule, from words to words.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from talecast.synthesize.spelled_out import ABBREVIATIONS, INTERJECTIONS, SHOUTED, STUTTERED

if TYPE_CHECKING:
    from collections.abc import Callable

_STRAIGHT = str.maketrans("’‘ʼ", "'''")
_CAPITALS = re.compile(r"\b[A-Z]+(?:'[A-Z]+)*\b")
_CAPITALS_IN_A_ROW = re.compile(r"\b[A-Z]+(?:'[A-Z]+)*\b(?:[^\w.]+[A-Z]+(?:'[A-Z]+)*\b)+")
_INTERJECTIONS = tuple(
    (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), said) for pattern, said in INTERJECTIONS
)
_STUTTER = re.compile(rf"\b({'|'.join(STUTTERED)}|[b-df-hj-np-tv-z])-(?=\1)", re.IGNORECASE)
_ABBREVIATION = re.compile(rf"\b({'|'.join(ABBREVIATIONS)}|[B-HJ-Z])\.(?=\s+[^\W_])")
_INITIALISM = re.compile(r"\b((?:[A-Za-z]\.){1,8}[A-Za-z])\.(?=\s+[^\W_])")


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit. Of punctuation alone the neural voices make clicks and syllables of their own."""
    return any(map(str.isalnum, text))


def has_names(text: str) -> bool:
    """Whether there is a letter, a digit or a sign such as ∞, which eSpeak has a word for. Of marks alone it reads one out."""
    return any(unicodedata.category(character)[0] in "LNS" for character in text)


def without_unsayable_characters(text: str) -> str:
    """Controls, halves of surrogate pairs and private characters as spaces: a NUL ends the text, half a pair is an error."""
    return "".join(" " if unicodedata.category(character) in {"Cc", "Cs", "Co"} else character for character in text)


def without_soft_hyphens(text: str) -> str:
    """What only says where a line may break, or which way it runs, is left out: eSpeak says something at it."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def with_straight_apostrophes(text: str) -> str:
    """Apostrophes as eSpeak's dictionary has them."""
    return text.translate(_STRAIGHT)


def without_shouting(text: str) -> str:
    """Two and more words in capitals, and short words that are no abbreviation, in small letters: eSpeak spells OUT and IT."""
    text = _CAPITALS_IN_A_ROW.sub(_without_shouting, text)
    return _CAPITALS.sub(lambda word: word.group().lower() if word.group().lower() in SHOUTED else word.group(), text)


def _without_shouting(row: re.Match[str]) -> str:
    words = _CAPITALS.findall(row.group())
    if sum(len(word) > 1 for word in words) == 1:  # "NASA, I think"
        return row.group()
    return _CAPITALS.sub(lambda word: word.group() if len(word.group()) == 1 else word.group().lower(), row.group())


def with_interjections_said(text: str) -> str:
    """Hm, shh and their like as something with a vowel: eSpeak spells them out."""
    for pattern, said in _INTERJECTIONS:
        text = pattern.sub(said, text)
    return text


def with_stutters_sounded(text: str) -> str:
    """W-what as "wuh-what": eSpeak says the letter's name."""
    return _STUTTER.sub(r"\1uh-", text)


def without_stops_of_abbreviations(text: str) -> str:
    """Mr. Smith and J. R. Smith without stops, in which Kokoro hears sentences end; "I." and "A." may be other things."""
    return _ABBREVIATION.sub(r"\1", _INITIALISM.sub(lambda found: found.group(1).replace(".", " "), text))


ENGLISH_RULES: tuple[Callable[[str], str], ...] = (
    without_shouting,
    with_interjections_said,
    with_stutters_sounded,
    without_stops_of_abbreviations,
)
