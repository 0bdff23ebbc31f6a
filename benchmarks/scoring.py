"""Word error rates: counted a paragraph at a time, and two of them compared."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DRAWS = 10_000
"""Of the bootstrap."""


def plain(text: str) -> str:
    """The text without what Whisper's normaliser takes amiss.

    It drops what stands in brackets, which is read aloud all the same, and knows straight apostrophes only; an ellipsis and
    characters that nobody sees (books print word joiners beside dashes) it leaves on the words.
    """
    straight = text.replace("’", "'")
    return "".join(
        " " if character in "()[]<>…" or unicodedata.category(character) == "Cf" else character
        for character in straight
    )


def as_printed(text: str) -> list[str]:
    """The words in small letters without their marks; nothing is spelled alike that was printed otherwise: 12 is not "twelve"."""
    joined = plain(text).lower().replace("'", "")
    return "".join(character if character.isalnum() else " " for character in joined).split()


def word_errors(reference: Sequence[str], heard: Sequence[str]) -> tuple[int, int]:
    """How many words the reference has, and the fewest words to put in, take out or change to get what was heard."""
    before = list(range(len(heard) + 1))
    for index, word in enumerate(reference, 1):
        row = [index]
        for place, other in enumerate(heard, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (word != other)))
        before = row
    return len(reference), before[-1]


def rate(counts: Sequence[tuple[int, int]]) -> dict[str, float]:
    """A word error rate in per cent, from the words and errors of sentences.

    `low` and `high` hold 95 % of the rates when sentences are drawn anew with repetition (a bootstrap).
    """
    import numpy as np

    words, errors = np.array(counts, dtype=float).T
    draws = np.random.default_rng(0).integers(len(words), size=(DRAWS, len(words)))
    low, high = np.percentile(100 * errors[draws].sum(axis=1) / words[draws].sum(axis=1), (2.5, 97.5))
    found = {"rate": 100 * errors.sum() / words.sum(), "low": low, "high": high}
    return {name: round(float(value), 2) for name, value in found.items()}


def compared(mine: Sequence[tuple[int, int]], theirs: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Both word error rates in per cent and their difference in points, from the words and errors of the same paragraphs.

    `low` and `high` hold 95 % of the differences when paragraphs are drawn anew with repetition (a paired bootstrap).
    """
    import numpy as np

    words, my_errors = np.array(mine, dtype=float).T
    their_errors = np.array(theirs, dtype=float)[:, 1]
    draws = np.random.default_rng(0).integers(len(words), size=(DRAWS, len(words)))
    resampled = 100 * (my_errors - their_errors)[draws].sum(axis=1) / words[draws].sum(axis=1)
    low, high = np.percentile(resampled, (2.5, 97.5))
    my_rate, their_rate = (100 * errors.sum() / words.sum() for errors in (my_errors, their_errors))
    return {
        "talecast": round(float(my_rate), 3),
        "raw": round(float(their_rate), 3),
        "difference": round(float(my_rate - their_rate), 3),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
    }
