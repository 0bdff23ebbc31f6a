"""Hyphens at the ends of lines: a typesetter's go, a writer's stay."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from talecast.read.pdf.page import HYPHEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.read.pdf.page import Line

LEAST_PROVEN = 0.2
"""Share of the words cut by lines' ends that stand in the text uncut, in a document that hyphenates."""
WORD = 3
"""Letters of what may be a word by itself."""

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_LAST = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*-$")


class Vocabulary:
    """The words of a document that no line's end cuts, and whether its lines' ends cut words at all."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """`lines` are those of the document, in order."""
        self._words: set[str] = set()
        for line in lines:
            words = _WORD.findall(line.text.casefold())[: -1 if line.is_hyphenated else None]
            self._words.update(words)
            self._words.update(part for word in words if HYPHEN in word for part in word.split(HYPHEN))
        cut = [_halves(above.text, below.text) for above, below in pairwise(lines) if above.is_hyphenated]
        proven = sum(halves is not None and "".join(halves) in self._words for halves in cut)
        self._is_hyphenated = proven >= LEAST_PROVEN * len(cut)

    def join(self, first: str, second: str) -> str:
        """Two lines as one; `first` ends with a hyphen.

        The hyphen goes where the document has the word without it. It stays before a capital or a digit, in a word that has it
        elsewhere or has another, between two words of the document, and in a document whose lines cut no words.
        """
        halves = _halves(first, second)
        if halves is None:
            return f"{first} {second}" if not second[:1].isalnum() else first + second
        before, after = halves
        whole = first[: -len(HYPHEN)] + second
        if before + after in self._words:
            return whole
        if f"{before}{HYPHEN}{after}" in self._words or HYPHEN in before or HYPHEN in after or not self._is_hyphenated:
            return first + second
        are_words = min(len(before), len(after)) >= WORD and before in self._words and after in self._words
        return first + second if are_words else whole


def _halves(first: str, second: str) -> tuple[str, str] | None:
    """The two parts of a word that a line's end cuts; None where they cannot be one."""
    last, following = _LAST.search(first), _WORD.match(second)
    if last is None or following is None or not second[0].islower():
        return None
    return last.group()[: -len(HYPHEN)].casefold(), following.group().casefold()
