"""What Kokoro is kept from: each known fault of the engine is a rule here, on the words, on the phonemes or on the sound.

Many of them are eSpeak's, whose phonemes Kokoro speaks: what it spells out, the listener hears spelled out. In phonemes each
character is one symbol, and one of the model's tokens.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talecast.synthesize.audible import audible_ms
from talecast.synthesize.sayable import (
    with_straight_apostrophes,
    without_soft_hyphens,
    without_unsayable_characters,
)

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

_DASH = re.compile(r"(?<=\s)(?:--?|–)(?=\s)|---*|―")
_TYPED_ELLIPSIS = re.compile(r"\.(?: ?\.){2,}")


def with_dashes_that_pause(text: str) -> str:
    """A dash is a dash however it was typed: eSpeak drops a short one between spaces, and the pause with it."""
    return _DASH.sub("—", text)


def with_whole_ellipses(text: str) -> str:
    """Three points as the one sign that Kokoro was taught: between spaces each would be heard as a syllable."""
    return _TYPED_ELLIPSIS.sub("…", text)


WORD_RULES: tuple[Callable[[str], str], ...] = (
    without_unsayable_characters,
    without_soft_hyphens,
    with_straight_apostrophes,
    with_dashes_that_pause,
    with_whole_ellipses,
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
