"""What stands after the story: lists of books, advertisements, an index, the last words of an archive."""

from __future__ import annotations

import re

from talecast.model import SkipKind
from talecast.read.gutenberg import LICENCE
from talecast.read.piece import Piece, is_prose

TAIL = 12
"""Pieces of the last page."""
LONGEST_LICENCE = 800
"""Characters of a paragraph of it."""

_BACK = re.compile(
    r"(?:(?:other |some )?(?:books|works|novels|stories|titles|volumes) by (?:the )?(?:same )?\w[\w. ]{0,60}|by the same author|"
    r"advertisements?|books to read|also by [\w. ]{2,60}|about the author|popular copyright novels)\W*",
    re.IGNORECASE,
)
_INDEX = re.compile(r"(?:general |alphabetical )?index(?: of [\w ]{2,40})?\W*", re.IGNORECASE)


def skip_back(pieces: list[Piece]) -> list[Piece]:
    """The pieces with what follows the story in the last chapter skipped."""
    marked = list(pieces)
    last = max((at for at, piece in enumerate(marked) if piece.depth), default=0)
    for at in range(max(last + 1, len(marked) - TAIL), len(marked)):
        if marked[at].is_story and marked[at].length < LONGEST_LICENCE and LICENCE.search(marked[at].text):
            marked[at] = marked[at].skipped(SkipKind.LICENCE)
    for at in range(max(last + 1, len(marked) // 2), len(marked)):
        kind = _kind(marked[at])
        rest = [piece for piece in marked[at + 1 :] if piece.is_story] if kind else []
        if kind and sum(map(is_prose, rest)) <= 0.5 * len(rest):
            return marked[:at] + [
                piece.skipped(kind) if piece.skip is None else piece for piece in marked[at:] if piece.lines
            ]
    return marked


def _kind(piece: Piece) -> SkipKind | None:
    if not piece.is_story or not piece.is_short or piece.gap < 1:
        return None
    text = " ".join(piece.lines)
    if _INDEX.fullmatch(text):
        return SkipKind.INDEX
    return SkipKind.BACK_MATTER if _BACK.fullmatch(text) else None
