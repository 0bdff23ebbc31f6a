"""Respellings: how a word is written so that an engine says it right. They change what is spoken, never what is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"\b(?<!\w')\w+")
"""Not behind an apostrophe inside a word: the "re" of "they're" is none."""
_GOES_ON = re.compile(r"\w|'(?!(?:s|d|m|ll|re|ve)\b)\w", re.IGNORECASE)
"""After a word: what makes it a part of another one. "Ann's" and "Ann'll" hold the word Ann, "can't" does not hold can."""
_CURLY = str.maketrans({"’": "'", "‘": "'"})


class Lexicon:
    """Words and phrases with their respellings. Whole words only; of several that fit, the longest, then the first given."""

    def __init__(self, entries: Iterable[tuple[str, str, bool]]) -> None:
        """Each entry: the words, the respelling, whether case matters. Entries given earlier win."""
        found: dict[str, list[tuple[str, str, bool]]] = {}
        seen: set[tuple[str, bool]] = set()
        for words, respelling, case in entries:
            plain = words.strip().translate(_CURLY)
            first = _WORD.search(plain)
            if first is None or first.start() > 0:
                continue  # an entry that begins with no letter fits nowhere as a whole word
            name = (plain if case else plain.lower(), case)
            if name not in seen:
                seen.add(name)
                found.setdefault(first.group().lower(), []).append((plain, respelling, case))
        self._by_first_word = {
            first: sorted(candidates, key=lambda entry: -len(entry[0])) for first, candidates in found.items()
        }

    def respell(self, text: str) -> str:
        """The text with every word and phrase of the lexicon respelled, from left to right."""
        if not self._by_first_word:
            return text
        plain = text.translate(_CURLY)
        parts: list[str] = []
        position = 0
        for word in _WORD.finditer(plain):
            if word.start() < position:
                continue
            for words, respelling, case in self._by_first_word.get(word.group().lower(), ()):
                end = word.start() + len(words)
                here = plain[word.start() : end]
                fits = here == words if case else here.lower() == words.lower()
                if fits and not (words[-1].isalnum() and _GOES_ON.match(plain, end)):
                    parts += [text[position : word.start()], respelling]
                    position = end
                    break
        return "".join([*parts, text[position:]])
