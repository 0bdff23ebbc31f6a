"""A sentence too long for an engine is cut where a reader would breathe."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from talecast.split.marks import CLOSING_BRACKETS, DASHES, QUOTES
from talecast.split.words import WORD, plain, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOSERS = QUOTES + CLOSING_BRACKETS
_PLACE = re.compile(
    rf"\s+|(?:[{DASHES}]|--)\u2060?(?=[^\s{re.escape(_CLOSERS)}\u2060{DASHES}-])|[，；：、。](?=[^\s{re.escape(_CLOSERS)}])"
)
_SPACE = re.compile(r"\s")
_SPACES = re.compile(r"\s*")
_OPENERS = "([{\"“‘'"

_BAD, _SPACED, _CONJUNCTION, _COMMA, _CLAUSE = range(5)
"""How good a place is, the best last."""

_SCRAP = 0.4
"""The smallest piece worth making, as a share of an even one."""
_LONGEST_CLUSTER = 32
"""Characters that may make one letter on the page (combining marks, joined emoji); a longer run is cut like any other."""
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f\u2060")


class _Place(NamedTuple):
    stop: int
    resume: int
    rank: int


def cut(text: str, start: int, end: int, max_chars: int) -> list[tuple[int, int]]:
    """The spans of the pieces, of at most `max_chars` characters each, that `text[start:end]` falls into.

    A piece ends after `;`, `:` or a dash if it can, else after a comma, before a conjunction, at white space; inside a
    word only where the word alone is too long. The pieces are about even. What fits is one piece.
    """
    pieces = []
    while end - start > max_chars:
        stop, resume = _best_place(text, start, end, max_chars)
        pieces.append((start, stop))
        start = min(end, _SPACES.match(text, resume).end())  # type: ignore[union-attr]  # matches anything
    return [*pieces, (start, end)]


def _best_place(text: str, start: int, end: int, max_chars: int) -> tuple[int, int]:
    """Where the next piece stops and where the one after it resumes."""
    even = (end - start) / math.ceil((end - start) / max_chars)
    scrap = even * _SCRAP
    places = list(_places(text, start, start + max_chars))
    balanced = [place for place in places if scrap <= place.stop - start and place.stop <= end - scrap]
    if not (balanced or places):
        inside = _inside_word(text, start, end, max_chars)
        return inside, inside
    best = max(balanced or places, key=lambda place: (place.rank, -abs(place.stop - start - even)))
    return best.stop, best.resume


def _places(text: str, start: int, limit: int) -> Iterator[_Place]:
    for match in _PLACE.finditer(text, start + 1, limit + 1):
        stop = match.start() if match[0].isspace() else match.end()
        if stop <= limit:
            yield _Place(stop, match.end(), _rank(text, start, stop, match.end()))


def _rank(text: str, start: int, stop: int, resume: int) -> int:
    before = text[max(start, stop - 8) : stop].rstrip(_CLOSERS + "\u2060")
    after = text[resume : resume + 16]
    if after[:1] in tuple(DASHES) or after.startswith(("--", "- ")) or before.endswith("."):
        return _BAD  # a dash at the head of a piece, a piece that ends with "Mr."
    if before.endswith((*DASHES, "--", " -", ";", ":", "；", "：", "…", "!", "?", "。")):
        return _CLAUSE
    if before.endswith((",", "，", "、")):
        return _COMMA
    word = WORD.match(after)
    if after[:1] in tuple(_OPENERS) or (word and plain(word[0]) in words("conjunctions")):
        return _CONJUNCTION
    return _SPACED


def _inside_word(text: str, start: int, end: int, max_chars: int) -> int:
    """Where to cut a word that is longer than `max_chars`: into even parts, and never inside what looks like one letter."""
    space = _SPACE.search(text, start, min(end, start + 2 * max_chars))
    word_end = space.start() if space else min(end, start + 2 * max_chars)
    middle = start + min(max_chars, math.ceil((word_end - start) / 2))
    for place in range(middle, max(start, middle - _LONGEST_CLUSTER), -1):
        if not _is_inside_cluster(text, place):
            return place
    return middle


def _is_inside_cluster(text: str, place: int) -> bool:
    after = text[place]
    if after in _JOINERS or text[place - 1] == "\u200d" or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    return unicodedata.category(after).startswith("M") or (_is_flag_half(after) and _is_flag_half(text[place - 1]))


def _is_flag_half(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
