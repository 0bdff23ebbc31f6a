"""What Piper is kept from: each known fault of the engine is a rule here, on the words, on the phonemes or on the sound."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from talecast.synthesize.audible import audible_ms
from talecast.synthesize.marks import MARK_RULES
from talecast.synthesize.sayable import (
    with_straight_apostrophes,
    without_soft_hyphens,
    without_unsayable_characters,
)

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    import numpy as np
    from numpy.typing import NDArray

TERMINATORS = ".?!"
PAUSES = ",;:"
MARKS = frozenset(" ˈˌːˑ˞'-#\"^_$" + TERMINATORS + PAUSES)
"""Symbols of a phoneme string that make no sound of their own."""
LEAST_MS_PER_SOUND = 20.0
"""At the natural pace a sound takes 65 ms on average, in the shortest words 90: with less than this, words were swallowed."""


# --- on the words -------------------------------------------------------------------------------------------------


def without_phoneme_brackets(text: str) -> str:
    """`[[` taken apart: Piper takes what stands in double brackets for phonemes and says them raw."""
    while "[[" in text:
        text = text.replace("[[", "[ [")
    return text


WORD_RULES = (
    without_unsayable_characters,
    without_soft_hyphens,
    with_straight_apostrophes,
    without_phoneme_brackets,
    *MARK_RULES,
)


# --- on the phonemes ----------------------------------------------------------------------------------------------


def without_untaught_phonemes(phonemes: Sequence[str], taught: Container[str]) -> list[str]:
    """Only what the voice was taught: for the rest it has no symbol, or one that comes out as a mumble."""
    return [phoneme for phoneme in phonemes if phoneme in taught]


def with_an_end(phonemes: Sequence[str], taught: Container[str]) -> list[str]:
    """A sentence that stops without a mark, as at an ellipsis, is given a full stop: without one it ends too soon."""
    end = len(phonemes)
    while end and phonemes[end - 1] == " ":
        end -= 1
    if not end or phonemes[end - 1] in TERMINATORS + PAUSES or "." not in taught:
        return list(phonemes)
    return [*phonemes[:end], "."]


def sounds(phonemes: Sequence[str]) -> int:
    """How many of the symbols are sounds; a piece without any is not spoken (it would hum or click)."""
    return sum(phoneme not in MARKS and not unicodedata.combining(phoneme[0]) for phoneme in phonemes)


# --- on the sound -------------------------------------------------------------------------------------------------


def is_swallowed(samples: NDArray[np.float32], sample_rate: int, phonemes: Sequence[str], rate: float) -> bool:
    """Whether the sound is too short for its phonemes: a very short word can be lost to an unlucky noise."""
    return audible_ms(samples, sample_rate) < sounds(phonemes) * LEAST_MS_PER_SOUND / max(rate, 1.0)
