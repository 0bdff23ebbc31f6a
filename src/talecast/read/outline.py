"""Where the chapters of a book begin: candidates are weighed against each other and against the table of contents."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind
from talecast.read.breaks import undecorated
from talecast.read.headings import Mark, Rank, parse
from talecast.read.piece import SENTENCE_END, Piece, is_caps, is_prose, is_title_case, normal
from talecast.read.sequence import are_page_numbers, has_text_between, in_sequence
from talecast.read.subtitles import find_subtitles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from talecast.read.contents import Entries

_CERTAIN = (Rank.CHAPTER, Rank.DIVISION, Rank.NAMED)
_BETWEEN = frozenset({"interlude", "intermezzo", "intermission", "entr'acte", "argument"})
_MINOR = frozenset({"scene", "letter", "scène", "lettre", "brief", "carta", "szene", "auftritt", "escena", "scena"})
_NO_HEADING = frozenset({"the end", "end", "finis", "fin", "ende", "fine", "to be continued", "tbc", "contents"})
TITLE_PAGE = 30
"""Pieces from a title page's first line to the table of contents."""
LONGEST_CAPS = 80
"""Characters of a story's title in capitals."""


@dataclass(frozen=True, slots=True)
class _Heading:
    mark: Mark
    opens: bool
    """Does a chapter begin here, or is it a heading inside one?"""


def mark_outline(pieces: list[Piece], entries: Entries) -> list[Piece]:
    """The pieces with headings marked and the depth of each chapter set where it begins."""
    candidates = {at: mark for at, piece in enumerate(pieces) if (mark := _candidate(piece)) is not None}
    pieces, candidates = _without_lists(pieces, candidates)
    headings = _choose(pieces, candidates, entries) or _capital_titles(pieces)
    pieces = _leave_numbers(pieces, candidates, headings)
    return _apply(
        pieces, headings, find_subtitles(pieces, {at: heading.mark for at, heading in headings.items()}, entries)
    )


def _candidate(piece: Piece) -> Mark | None:
    if piece.skip is not None or not piece.is_short:
        return None
    if piece.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.VERSE):
        return None
    mark = parse(piece.lines[0])
    if mark is None or len(piece.lines) == 1:
        return mark
    rest = " ".join(piece.lines[1:])
    if is_prose(Piece((rest,))) and not (is_title_case(rest) or mark.title):
        return None
    if mark.rank is Rank.NUMBER and not (is_caps(rest) or is_title_case(rest)):
        return None
    rank = Rank.TITLED_NUMBER if mark.rank is Rank.NUMBER else mark.rank
    return replace(mark, rank=rank, title=f"{mark.title} {rest}".strip())


def _without_lists(pieces: list[Piece], candidates: dict[int, Mark]) -> tuple[list[Piece], dict[int, Mark]]:
    """Three and more headings of one rank with nothing between them are a table of contents without its title."""
    marked, left = list(pieces), dict(candidates)
    places = [at for at, mark in candidates.items() if mark.rank is not Rank.NUMBER]
    run: list[int] = []
    for at, following in zip(places, [*places[1:], -1], strict=False):
        run.append(at)
        adjoins = following > 0 and not any(
            pieces[between].is_story and between not in candidates for between in range(at + 1, following)
        )
        if adjoins and not _restarts(candidates, run, following):
            continue
        ranks = Counter(candidates[place].rank for place in run)
        if ranks.most_common(1)[0][1] >= 3 and len(run) > 3 - (not adjoins):  # noqa: PLR2004
            listed = run if adjoins else run[: _body_begins(candidates, run)]
            if len(listed) >= 3:  # noqa: PLR2004
                for place in range(listed[0], listed[-1] + 1):
                    if pieces[place].is_story:
                        marked[place] = pieces[place].skipped(SkipKind.CONTENTS)
                    left.pop(place, None)
        run = []
    return marked, left


def _restarts(candidates: Mapping[int, Mark], run: list[int], following: int) -> bool:
    """Is the next heading the first line of the list once more?"""
    first, after = candidates[run[0]], candidates[following]
    return (first.rank, first.word, first.number) == (after.rank, after.word, after.number) and len(run) > 2  # noqa: PLR2004


def _body_begins(candidates: Mapping[int, Mark], run: list[int]) -> int:
    """How many of a run of headings are a list, where text follows the last one."""
    last = candidates[run[-1]]
    if last.number == 1 or last.rank is Rank.NAMED:
        return len(run) - 1
    return len(run) - 1 if last.rank is not Rank.DIVISION else 0


def _choose(pieces: list[Piece], candidates: Mapping[int, Mark], entries: Entries) -> dict[int, _Heading]:
    """Which candidates are headings, and which of them begin chapters."""
    certain = {at: mark for at, mark in candidates.items() if mark.rank in _CERTAIN}
    listed = _listed(pieces, candidates, entries)
    has_chapters = any(mark.rank is Rank.CHAPTER and mark.word not in _MINOR for mark in certain.values())
    titled = _runs(pieces, candidates, Rank.TITLED_NUMBER)
    weak = _runs(pieces, candidates, Rank.WEAK)
    numbers = _runs(pieces, candidates, Rank.NUMBER)
    headings = {at: _Heading(mark, opens=True) for at, mark in certain.items()}
    headings |= {at: _Heading(candidates[at], opens=not has_chapters) for at in (*titled, *weak)}
    deeper = has_chapters or bool(titled) or bool(weak) or len(listed) > 1
    headings |= {at: _Heading(candidates[at], opens=not deeper) for at in numbers}
    headings |= {at: _Heading(mark, opens=True) for at, mark in listed.items()}
    if has_chapters:
        first = min(at for at, mark in certain.items() if mark.rank is Rank.CHAPTER and mark.word not in _MINOR)
        acts = any(mark.word in ("act", "acte", "akt", "acto", "atto") for mark in certain.values())
        for at, mark in certain.items():
            if at > first and mark.word in _MINOR and at not in listed and not acts:
                headings[at] = _Heading(mark, opens=False)
    for at in [at for at in headings if _belongs_to_title(pieces, at, headings)]:
        del headings[at]
    return dict(sorted(headings.items()))


def _belongs_to_title(pieces: list[Piece], at: int, headings: Mapping[int, _Heading]) -> bool:
    """Is it the second line of the heading before it, or a line of the title page before the table of contents?"""
    if not headings[at].mark.word and headings[at].mark.number == 0:
        before = headings.get(at - 1)
        return (
            before is not None
            and (not before.mark.title or pieces[at].gap == 0)
            and bool(before.mark.word or before.mark.number)
        )
    prose = 0
    for following in range(at + 1, min(at + TITLE_PAGE, len(pieces))):
        if pieces[following].skip is SkipKind.CONTENTS:
            return True
        prose += pieces[following].is_story and is_prose(pieces[following])
        if prose > (headings[at].mark.rank is Rank.DIVISION):
            return False
    return False


def _runs(pieces: list[Piece], candidates: Mapping[int, Mark], rank: Rank) -> list[int]:
    """The candidates of a rank that run in sequence."""
    places: list[int] = []
    for word in sorted({mark.word for mark in candidates.values() if mark.rank is rank}):
        ordered = [(at, mark) for at, mark in candidates.items() if mark.rank is rank and mark.word == word]
        runs = [run for run in in_sequence(ordered) if has_text_between(pieces, run)]
        if rank is Rank.NUMBER and are_page_numbers(pieces, [at for run in runs for at in run]):
            continue
        found = {at for run in runs for at in run}
        found |= {at for at, mark in ordered if runs and mark.number == 1 and _follows_division(candidates, at)}
        places += found
    return sorted(places)


def _follows_division(candidates: Mapping[int, Mark], at: int) -> bool:
    """Is it the only number of a part that has no second chapter?"""
    above = candidates.get(at - 1) or candidates.get(at - 2)
    return above is not None and above.rank is Rank.DIVISION


def _listed(pieces: list[Piece], candidates: Mapping[int, Mark], entries: Entries) -> dict[int, Mark]:
    """Short pieces that the table of contents lists, each line of it once."""
    if not entries:
        return {}
    after = max((at for at, piece in enumerate(pieces) if piece.skip is SkipKind.CONTENTS), default=-1)
    found: dict[int, Mark] = {}
    seen: set[str] = set()
    for at, piece in enumerate(pieces):
        if piece.skip is not None or not piece.is_short or not piece.lines or piece.kind is BlockKind.LIST:
            continue
        text = piece.text.replace("\n", " ")
        mark = candidates.get(at)
        bare = mark is not None and mark.rank is Rank.NUMBER
        if bare or not entries.lists(text) or (at < after and mark is None):
            continue
        words = normal(text)
        if words in seen or (mark is None and _is_speech(text)):
            continue
        seen.add(words)
        found[at] = mark or Mark(Rank.TITLED_NUMBER, "", 0, text)
    return found


def _is_speech(text: str) -> bool:
    return text[0] in "\"“‘'«„" and bool(SENTENCE_END.search(text))


def _capital_titles(pieces: list[Piece]) -> dict[int, _Heading]:
    """Where nothing else is a heading: lines in capitals, set off by white space, at least three of them."""
    gaps = Counter(piece.gap for piece in pieces if piece.is_story)
    usual = gaps.most_common(1)[0][0] if gaps else 0
    places = [
        at
        for at, (piece, after) in enumerate(itertools.pairwise(pieces))
        if piece.is_story
        and len(piece.lines) == 1
        and 4 <= piece.length <= LONGEST_CAPS  # noqa: PLR2004
        and piece.gap > max(usual, 1)
        and is_caps(piece.lines[0])
        and normal(piece.lines[0]) not in _NO_HEADING
        and is_prose(after)
    ]
    return {at: _Heading(Mark(Rank.NAMED, "", 0, ""), opens=True) for at in places} if len(places) >= 3 else {}  # noqa: PLR2004


def _leave_numbers(
    pieces: list[Piece], candidates: Mapping[int, Mark], headings: Mapping[int, _Heading]
) -> list[Piece]:
    """Numbers that are no headings: page numbers are skipped, a row of X is an ornament."""
    left = [at for at, mark in candidates.items() if mark.rank is Rank.NUMBER and at not in headings]
    pages = are_page_numbers(pieces, left) if len(left) > 1 else False
    marked = list(pieces)
    for at in left:
        if set(pieces[at].text) == {"X"}:
            marked[at] = replace(pieces[at], kind=BlockKind.SCENE_BREAK)
        elif pages and any(map(str.isdigit, pieces[at].text)):
            marked[at] = pieces[at].skipped(SkipKind.PAGE_FURNITURE)
    return marked


def _apply(pieces: list[Piece], headings: Mapping[int, _Heading], subtitles: set[int]) -> list[Piece]:
    marked: list[Piece] = []
    depths = _division_depths(heading.mark for heading in headings.values())
    within = 0
    for at, piece in enumerate(pieces):
        heading = headings.get(at)
        if at in subtitles:
            continue
        if heading is None:
            marked.append(piece)
            continue
        lines = (undecorated(piece.lines[0]), *piece.lines[1:])
        for after in (at + 1, at + 2):
            if after not in subtitles:
                break
            lines += pieces[after].lines
        mark = heading.mark
        if mark.rank is Rank.DIVISION:
            depth = within = depths[mark.word]
        elif mark.rank is Rank.NAMED and mark.word not in _BETWEEN:
            depth = 1
        else:
            depth = within + 1
        depth = min(depth, 6)
        marked.append(
            replace(
                piece,
                lines=lines,
                kind=BlockKind.HEADING,
                depth=depth if heading.opens else 0,
                level=depth if heading.opens else min(depth + 1, 6),
            )
        )
    return marked


def _division_depths(marks: Iterable[Mark]) -> dict[str, int]:
    """How deep volumes, books and parts lie in each other: the rarer holds the more frequent."""
    counts = Counter(mark.word for mark in marks if mark.rank is Rank.DIVISION)
    order = sorted(counts, key=lambda word: counts[word])
    return {word: depth for depth, word in enumerate(order, start=1)}
