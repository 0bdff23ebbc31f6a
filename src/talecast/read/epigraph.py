"""Words of others before a story: a quotation with its source, a poem, a dedication."""

from __future__ import annotations

import re

from talecast.model import BlockKind
from talecast.read.piece import SENTENCE_END, WORD, Piece, is_caps, is_prose, is_title_case

LONGEST_QUOTATION = 1_500
LONGEST_SOURCE = 100
LONGEST_DEDICATION = 400
"""Characters."""

_DEDICATION = re.compile(
    r"[\W_]*(?:to|for|dedicated|dedication|this (?:book|story|volume|work) is|inscribed|à|in memory|in memoriam|"
    r"affectionately)\b",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s*(?:[—–―]|--)\s*\S")
_SOURCE = re.compile(r"\s*(?:[—–―-]{1,3}|\()\s*\S|[\W_]*[A-Z][^.!?]{1,60}[.)]?\W*$")
_QUOTES = "\"“‘'«"


def is_dedication(piece: Piece) -> bool:
    """Is it like "To my mother"? From a sentence it is told by where it stands, which is for the caller to know."""
    return piece.length <= LONGEST_DEDICATION and bool(_DEDICATION.match(piece.text))


def is_source(piece: Piece) -> bool:
    """A name, perhaps behind a dash, as it stands under a quotation."""
    return piece.length < LONGEST_SOURCE and bool(_SOURCE.match(piece.text))


def is_quotation(piece: Piece, following: Piece | None) -> bool:
    """Words with their source at their end or in the piece that follows."""
    if piece.length > LONGEST_QUOTATION or piece.kind in (BlockKind.HEADING, BlockKind.IMAGE) or not piece.lines:
        return False
    if len(piece.lines) > 1 and (_DASH.match(piece.lines[-1]) or _ends_with_source(piece.lines)):
        return True
    if not (is_poem(piece) if piece.kind is BlockKind.VERSE else is_prose(piece)):
        return False
    if following is None or not following.is_story or not following.is_short or following.length >= LONGEST_SOURCE:
        return False
    quoted = piece.text[0] in _QUOTES or piece.kind in (BlockKind.VERSE, BlockKind.QUOTE)
    return bool(_DASH.match(following.text)) or (quoted and not is_prose(following) and is_source(following))


def is_poem(piece: Piece) -> bool:
    """Lines of words with punctuation, not those of a title page."""
    ended = sum(line[-1] in ",;.!?:—'\"”’-" for line in piece.lines)
    words = WORD.findall(piece.text)
    small = sum(word[0].islower() for word in words)
    return len(words) >= 4 * len(piece.lines) and ended >= 0.4 * len(piece.lines) and small >= 0.4 * len(words)


def _ends_with_source(lines: tuple[str, ...]) -> bool:
    """Is the last line a name, after a closed quotation?"""
    dashed = lines[-2].endswith(("--", "—", "–"))
    closed = dashed or lines[-2][-1] in "\"”’'" or bool(SENTENCE_END.search(lines[-2]))
    name = lines[-1]
    named = is_caps(name.split(" ", 1)[0]) or is_title_case(name)
    return (dashed or lines[0][0] in _QUOTES) and closed and named and len(name) < LONGEST_SOURCE
