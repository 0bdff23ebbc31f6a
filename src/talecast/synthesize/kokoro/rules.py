"""What Kokoro is kept from: each known fault of the engine is a rule here, on the words, on the phonemes or on the sound.

Many of them are eSpeak's, whose phonemes Kokoro speaks: what it spells out, the listener hears spelled out. In phonemes each
character is one symbol, and one of the model's tokens.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from talecast.synthesize.audible import audible_ms
from talecast.synthesize.kokoro.words import ABBREVIATIONS, INTERJECTIONS, SHOUTED, STUTTERED

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

SENTENCE_MARKS, CLAUSE_MARKS = ".!?…", ",;:—"
QUOTES = '"“”«»()'
STRONGEST_FIRST = "?!….—;:,"
SILENT = frozenset(" ˈˌːʰʲ" + SENTENCE_MARKS + CLAUSE_MARKS + QUOTES)
"""Symbols of a phoneme string that make no sound of their own."""


# --- on the words -------------------------------------------------------------------------------------------------

_STRAIGHT = str.maketrans("’‘ʼ", "'''")
_DASH = re.compile(r"(?<=\s)(?:--?|–)(?=\s)|---*|―")
_TYPED_ELLIPSIS = re.compile(r"\.(?: ?\.){2,}")
_CAPITALS = re.compile(r"\b[A-Z]+(?:'[A-Z]+)*\b")
_CAPITALS_IN_A_ROW = re.compile(r"\b[A-Z]+(?:'[A-Z]+)*\b(?:[^\w.]+[A-Z]+(?:'[A-Z]+)*\b)+")
_INTERJECTIONS = tuple(
    (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), said) for pattern, said in INTERJECTIONS
)
_STUTTER = re.compile(rf"\b({'|'.join(STUTTERED)}|[b-df-hj-np-tv-z])-(?=\1)", re.IGNORECASE)
_ABBREVIATION = re.compile(rf"\b({'|'.join(ABBREVIATIONS)}|[B-HJ-Z])\.(?=\s+[^\W_])")
_INITIALISM = re.compile(r"\b((?:[A-Za-z]\.){1,8}[A-Za-z])\.(?=\s+[^\W_])")


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit. Of punctuation alone Kokoro makes clicks and syllables of its own."""
    return any(map(str.isalnum, text))


def without_unsayable_characters(text: str) -> str:
    """Controls, halves of surrogate pairs and private characters as spaces: a NUL ends the text, half a pair is an error."""
    return "".join(" " if unicodedata.category(character) in {"Cc", "Cs", "Co"} else character for character in text)


def without_soft_hyphens(text: str) -> str:
    """What only says where a line may break, or which way it runs, is left out: eSpeak says something at it."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def with_straight_apostrophes(text: str) -> str:
    """Apostrophes as eSpeak's dictionary has them."""
    return text.translate(_STRAIGHT)


def with_dashes_that_pause(text: str) -> str:
    """A dash is a dash however it was typed: eSpeak drops a short one between spaces, and the pause with it."""
    return _DASH.sub("—", text)


def with_whole_ellipses(text: str) -> str:
    """Three points as the one sign that Kokoro was taught: between spaces each would be heard as a syllable."""
    return _TYPED_ELLIPSIS.sub("…", text)


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


WORD_RULES: tuple[Callable[[str], str], ...] = (
    without_unsayable_characters,
    without_soft_hyphens,
    with_straight_apostrophes,
    with_dashes_that_pause,
    with_whole_ellipses,
)
ENGLISH_RULES: tuple[Callable[[str], str], ...] = (
    without_shouting,
    with_interjections_said,
    with_stutters_sounded,
    without_stops_of_abbreviations,
)


# --- on the phonemes ----------------------------------------------------------------------------------------------

_LANGUAGE_FLAG = re.compile(r"\((?:[a-z]{2,3}|en(?:us|gb|029)|engbscotland|frfr|ptbr)\)")
_LONE_MARK = re.compile(r" (?=[.!?…,;:”»)])")
_LONE_QUOTE = re.compile(r"(?<!\S)\"(?!\S)")
_EMPTY_QUOTE = re.compile(r"[\"“][\s.!?…,;:—]*[\"”]")
_MARK_OF_MANY = re.compile(r"([.!?…,;:—])(?:[\s\"]*[.!?…,;:—])+")
_INNER_STOP = re.compile(r"[.:](?=[^\s.!?…,;:—\"“”«»()])")


def without_language_flags(phonemes: str) -> str:
    """eSpeak writes (ko)…(en-us) around a word of another script; the letters of the flags would be said."""
    return _LANGUAGE_FLAG.sub(" ", phonemes)


def without_lone_marks(phonemes: str) -> str:
    """Marks closed up to the word before them: standing alone, as in "Wait ! What ?", they are heard as syllables."""
    phonemes = _LONE_QUOTE.sub(" ", _EMPTY_QUOTE.sub(" ", " ".join(phonemes.split())))
    return _LONE_MARK.sub("", " ".join(phonemes.split())).lstrip(SENTENCE_MARKS + CLAUSE_MARKS + " ")


def with_one_mark_at_a_place(phonemes: str) -> str:
    """Of several marks in a row the strongest: more of them only make noise."""
    return _MARK_OF_MANY.sub(lambda marks: next(mark for mark in STRONGEST_FIRST if mark in marks.group()), phonemes)


def without_inner_stops(phonemes: str) -> str:
    """The points of p.m. and the colon of 10:30, with nothing between them and the next sound, are no pauses."""
    return _INNER_STOP.sub("", phonemes)


PHONEME_RULES: tuple[Callable[[str], str], ...] = (
    without_language_flags,
    without_lone_marks,
    with_one_mark_at_a_place,
    without_inner_stops,
)


def sounds(phonemes: str) -> int:
    """How many of the symbols are sounds; what has none is not spoken."""
    return sum(phoneme not in SILENT for phoneme in phonemes)


# --- on the sound -------------------------------------------------------------------------------------------------

LEAST_MS_PER_SOUND = 20.0
"""At the natural pace a sound takes 62 ms and more in prose, 46 in a run of one vowel: with less than this, words are missing."""


def is_swallowed(samples: NDArray[np.float32], sample_rate: int, phonemes: str, rate: float) -> bool:
    """Whether the sound is too short for its phonemes. In 500 utterances it never was."""
    return audible_ms(samples, sample_rate) < sounds(phonemes) * LEAST_MS_PER_SOUND / max(rate, 1.0)
