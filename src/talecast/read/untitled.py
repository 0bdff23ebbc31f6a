"""Tables of contents without a title: headings that stand in a row, with nothing to read between them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from talecast.model import SkipKind
from talecast.read.headings import Mark, Rank
from talecast.read.piece import Piece, is_prose, normal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talecast.read.contents import Entries

LINES_ABOVE = 8
"""Lines of a table of contents that are no headings by themselves, above those that are."""


def without_untitled_lists(
    pieces: list[Piece], candidates: dict[int, Mark], entries: Entries
) -> tuple[list[Piece], dict[int, Mark], Entries]:
    """Three and more headings of one rank with nothing between them are a table of contents without its title."""
    marked, left = list(pieces), dict(candidates)
    listed_words: list[str] = []
    places = [at for at, mark in candidates.items() if mark.rank is not Rank.NUMBER]
    later = Counter(normal(piece.text) for piece in pieces if piece.is_story and piece.is_short)
    front = next((at for at, piece in enumerate(pieces) if piece.is_story and is_prose(piece)), len(pieces))
    run: list[int] = []
    for at, following in zip(places, [*places[1:], -1], strict=False):
        run.append(at)
        adjoins = following > 0 and not any(
            pieces[between].is_story and between not in candidates for between in range(at + 1, following)
        )
        restarts = _restarts(candidates, run, following, least=3 if adjoins or run[0] > front else 2)
        if adjoins and not restarts:
            continue
        ranks = Counter(candidates[place].rank for place in run)
        if (ranks.most_common(1)[0][1] >= 3 and len(run) > 3 - (not adjoins)) or restarts:  # noqa: PLR2004
            again = later[normal(pieces[run[-1]].text)] > 1
            listed = run if adjoins or again or restarts else run[: _body_begins(candidates, run)]
            if len(listed) >= 3 or restarts:  # noqa: PLR2004
                first = listed[0]
                while 0 < first < front and listed[0] - first < LINES_ABOVE and _comes_twice(pieces[first - 1], later):
                    first -= 1
                for place in range(first, listed[-1] + 1):
                    if pieces[place].is_story:
                        marked[place] = pieces[place].skipped(SkipKind.CONTENTS)
                        listed_words.append(normal(pieces[place].text))
                    left.pop(place, None)
        run = []
    return marked, left, entries.and_lines(listed_words)


def _comes_twice(piece: Piece, later: Counter[str]) -> bool:
    """Is a line above a table one of the table: "To the Reader", which comes again too?"""
    return piece.is_story and piece.is_short and later[normal(piece.text)] > 1 and not is_prose(piece)


def _restarts(candidates: Mapping[int, Mark], run: list[int], following: int, *, least: int) -> bool:
    """Is the next heading the first line of the list once more?"""
    if following < 0 or len({candidates[place].rank for place in run[:2]}) > 1:
        return False
    first, after = candidates[run[0]], candidates[following]
    same = (first.rank, first.word, first.number) == (after.rank, after.word, after.number)
    return same and len(run) >= least


def _body_begins(candidates: Mapping[int, Mark], run: list[int]) -> int:
    """How many of a run of headings are a list, where text follows the last one."""
    last = candidates[run[-1]]
    if last.number == 1 or last.rank is Rank.NAMED:
        return len(run) - 1
    return len(run) - 1 if last.rank is not Rank.DIVISION else 0
