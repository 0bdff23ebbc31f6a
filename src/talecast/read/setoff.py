"""Headings that only their place on the page shows: lines set off by more white space than paragraphs are."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass

from talecast.model import BlockKind
from talecast.read.headings import Mark, Rank
from talecast.read.piece import SENTENCE_END, WORD, Piece, is_caps, is_prose, is_title_case, normal
from talecast.read.title import by_line

_NO_HEADING = frozenset(
    "the end|end|finis|fin|ende|fine|to be continued|tbc|contents|curtain|cover|disclaimer|notes|footnotes|advertisement|"
    "advertisements|index|characters|dramatis personae|dramatis personæ|persons of the play|cast".split("|")
)
LONGEST = 80
"""Characters of a title that is known by its place."""
WIDE = 3
"""Blank lines above a heading of a book whose other headings have as many."""
FEWEST = 3
"""Titles in capitals that make chapters; below that they are signs and shouts."""
FEWEST_QUIET = 4
"""The same for titles in small letters."""
MOST_WORDS = 10
"""Words of a title in small letters."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the outline."""

    mark: Mark
    opens: bool
    """Does a chapter begin here, or is it a heading inside one?"""


_SET_OFF = Heading(Mark(Rank.NAMED, "", 0, ""), opens=True)


def with_set_off(pieces: list[Piece], headings: dict[int, Heading]) -> dict[int, Heading]:
    """The headings, and the lines in capitals that stand as far from the text as those do: "A WORD TO THE READER"."""
    front = min(headings, default=0)
    chapters = [at for at, heading in headings.items() if heading.opens and at > front]
    if len(chapters) < 2 or _usual_gap(pieces) > 1:  # noqa: PLR2004
        return headings
    wide = max(WIDE, sorted(pieces[at].gap for at in chapters)[len(chapters) // 4])
    found = {
        at: _SET_OFF
        for at in range(1, len(pieces) - 1)
        if pieces[at].gap >= wide
        and at not in headings
        and at - 1 not in headings
        and pieces[at + 1].gap < wide
        and _is_capital_title(pieces, at)
    }
    contents = max((at for at, piece in enumerate(pieces[:front]) if piece.skip is not None), default=-1)
    found = {at: heading for at, heading in found.items() if at > front or at > max(contents, 0)}
    return dict(sorted((headings | found).items()))


def set_off_titles(pieces: list[Piece]) -> dict[int, Heading]:
    """Where nothing else is a heading: lines in capitals, or titles in small letters, set off by white space."""
    usual = _usual_gap(pieces)
    wider = [at for at in range(1, len(pieces) - 1) if pieces[at].gap > max(usual, 1)]
    places = [at for at in wider if _is_capital_title(pieces, at)]
    if len(places) >= FEWEST:
        return dict.fromkeys(places, _SET_OFF)
    quiet = [at for at in wider if _is_quiet_title(pieces, at)]
    if len(quiet) >= FEWEST_QUIET and len(quiet) >= 0.8 * len([at for at in wider if at >= quiet[0]]):
        return dict.fromkeys(quiet, _SET_OFF)
    return {}


def _usual_gap(pieces: list[Piece]) -> int:
    gaps = Counter(piece.gap for piece in pieces if piece.is_story)
    return gaps.most_common(1)[0][0] if gaps else 0


def _is_line_over_text(pieces: list[Piece], at: int) -> bool:
    piece = pieces[at]
    if not piece.is_story or piece.kind is not BlockKind.PARAGRAPH or len(piece.lines) != 1:
        return False
    below = next((after for after in itertools.islice(pieces, at + 1, at + 4) if after.is_story), None)
    if below is None or not 4 <= piece.length <= LONGEST or normal(piece.lines[0]) in _NO_HEADING:  # noqa: PLR2004
        return False
    credited = by_line(" ".join(below.lines)) is not None if below.is_short else False
    return is_prose(below) or credited or below.kind is BlockKind.VERSE


def _is_capital_title(pieces: list[Piece], at: int) -> bool:
    return _is_line_over_text(pieces, at) and is_caps(pieces[at].lines[0])


def _is_quiet_title(pieces: list[Piece], at: int) -> bool:
    if not _is_line_over_text(pieces, at) or pieces[at + 1].gap != 1:
        return False
    text = pieces[at].lines[0]
    return is_title_case(text) and not SENTENCE_END.search(text) and len(WORD.findall(text)) <= MOST_WORDS
