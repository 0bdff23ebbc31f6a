"""Where the chapters of a book begin: candidates are weighed against each other and against the table of contents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind
from talecast.read.headings import Mark, Rank, parse
from talecast.read.marked_outline import leave_numbers, mark_headings
from talecast.read.piece import SENTENCE_END, Piece, is_caps, is_prose, is_title_case, normal
from talecast.read.sequence import are_page_numbers, has_text_between, in_sequence
from talecast.read.setoff import Heading, set_off_titles, with_set_off
from talecast.read.subtitles import find_subtitles
from talecast.read.untitled import without_untitled_lists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talecast.read.contents import Entries

_CERTAIN = (Rank.CHAPTER, Rank.DIVISION, Rank.NAMED)
_MINOR = frozenset({"scene", "letter", "scène", "lettre", "brief", "carta", "szene", "auftritt", "escena", "scena"})
TITLE_PAGE = 30
"""Pieces from a title page's first line to the table of contents."""


def mark_outline(pieces: list[Piece], entries: Entries) -> list[Piece]:
    """The pieces with headings marked and the depth of each chapter set where it begins."""
    candidates = {at: mark for at, piece in enumerate(pieces) if (mark := _candidate(piece)) is not None}
    pieces, candidates, entries = without_untitled_lists(pieces, candidates, entries)
    candidates = _with_numbered_parts(pieces, candidates)
    headings = _choose(pieces, candidates, entries)
    if all(heading.mark.rank is Rank.NAMED for heading in headings.values()):
        headings = dict(sorted((set_off_titles(pieces) | headings).items()))  # stories behind an introduction
    else:
        headings = with_set_off(pieces, headings)
    beyond = _beyond_pictures(pieces, headings, entries) | _second_lines(pieces, headings, entries)
    headings = {at: heading for at, heading in headings.items() if at not in beyond}
    pieces = [replace(piece, continues=at in beyond) for at, piece in enumerate(pieces)] if beyond else pieces
    pieces = leave_numbers(pieces, candidates, headings)
    return mark_headings(
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


def _choose(pieces: list[Piece], candidates: Mapping[int, Mark], entries: Entries) -> dict[int, Heading]:
    """Which candidates are headings, and which of them begin chapters."""
    certain = {at: mark for at, mark in candidates.items() if mark.rank in _CERTAIN}
    listed = _listed(pieces, candidates, entries)
    has_chapters = any(mark.rank is Rank.CHAPTER and mark.word not in _MINOR for mark in certain.values())
    titled = _runs(pieces, candidates, Rank.TITLED_NUMBER)
    weak = _runs(pieces, candidates, Rank.WEAK)
    numbers = _runs(pieces, candidates, Rank.NUMBER)
    headings = {at: Heading(mark, opens=True) for at, mark in certain.items()}
    headings |= {at: Heading(candidates[at], opens=not has_chapters) for at in (*titled, *weak)}
    inner = sum(mark.rank is not Rank.DIVISION for mark in listed.values())
    deeper = has_chapters or bool(titled) or bool(weak) or inner > 1
    headings |= {at: Heading(candidates[at], opens=not deeper) for at in numbers}
    headings |= {at: Heading(mark, opens=True) for at, mark in listed.items()}
    if has_chapters:
        first = min(at for at, mark in certain.items() if mark.rank is Rank.CHAPTER and mark.word not in _MINOR)
        acts = any(mark.word in ("act", "acte", "akt", "acto", "atto") for mark in certain.values())
        for at, mark in certain.items():
            if at > first and mark.word in _MINOR and at not in listed and not acts:
                headings[at] = Heading(mark, opens=False)
    headings = dict(sorted(headings.items()))
    for at, heading in headings.items():
        above = headings.get(at - 1)
        if heading.mark.word == "argument" and above is not None and above.mark.rank is Rank.DIVISION:
            headings[at] = replace(heading, opens=False)
    for at in [
        at for at in headings if _belongs_to_title(pieces, at, headings) or _ends_line(pieces, at, headings, entries)
    ]:
        dropped = headings.pop(at)
        above = headings.get(at - 1)
        if above is not None and dropped.opens and at in listed:
            headings[at - 1] = replace(above, opens=True)  # "1" over a title that the contents list
    return headings


def _belongs_to_title(pieces: list[Piece], at: int, headings: Mapping[int, Heading]) -> bool:
    """Is it the second line of the heading before it, or a line of the title page before the table of contents?"""
    mark, before = headings[at].mark, headings.get(at - 1)
    if mark.rank is Rank.NAMED and before is not None and before.mark.rank in (Rank.CHAPTER, Rank.NUMBER):
        return not before.mark.title  # "CHAPTER III" over "THE EPILOGUE"
    if not mark.word and mark.number == 0:
        return (
            before is not None
            and (not before.mark.title or pieces[at].gap == 0)
            and bool(before.mark.word or before.mark.number)
        )
    if mark.rank is Rank.NAMED and _comes_again(pieces, at, headings):
        return True
    prose = 0
    for following in range(at + 1, min(at + TITLE_PAGE, len(pieces))):
        if pieces[following].skip is SkipKind.CONTENTS:
            return True
        prose += pieces[following].is_story and is_prose(pieces[following])
        if prose > (headings[at].mark.rank is Rank.DIVISION):
            return False
    return False


def _ends_line(pieces: list[Piece], at: int, headings: Mapping[int, Heading], entries: Entries) -> bool:
    """Is it with the heading before it one line of the contents, and none by itself?"""
    if at - 1 not in headings or headings[at].mark.number or normal(pieces[at].text) in entries.lines:
        return False
    return normal(f"{pieces[at - 1].text} {pieces[at].text}") in entries.lines


def _comes_again(pieces: list[Piece], at: int, headings: Mapping[int, Heading]) -> bool:
    """Is it the line "Introduction by …" of a title page, with the introduction itself to follow?"""
    for later in range(at + 1, min(at + TITLE_PAGE, len(pieces))):
        if later in headings:
            return headings[later].mark.word == headings[at].mark.word
        if pieces[later].is_story and is_prose(pieces[later]):
            return False
    return False


def _runs(pieces: list[Piece], candidates: Mapping[int, Mark], rank: Rank) -> list[int]:
    """The candidates of a rank that run in sequence."""
    places: list[int] = []
    kinds = {at: (mark.word, _in_digits(pieces[at])) for at, mark in candidates.items() if mark.rank is rank}
    if rank is not Rank.NUMBER:
        kinds = {at: (word, False) for at, (word, _) in kinds.items()}
    for kind in sorted(set(kinds.values())):
        ordered = [(at, candidates[at]) for at, its in kinds.items() if its == kind]
        runs = [run for run in in_sequence(ordered) if has_text_between(pieces, run)]
        if rank is Rank.NUMBER and are_page_numbers(pieces, [at for run in runs for at in run]):
            continue
        found = {at for run in runs for at in run}
        found |= {at for at, mark in ordered if runs and mark.number == 1 and _follows_division(candidates, at)}
        places += found
    return sorted(places)


def _in_digits(piece: Piece) -> bool:
    return any(map(str.isdigit, piece.text))


def _with_numbered_parts(pieces: list[Piece], candidates: dict[int, Mark]) -> dict[int, Mark]:
    """The numbers that stand over numbers of the other kind are parts: "II" over "4"."""
    numbers = [at for at, mark in candidates.items() if mark.rank is Rank.NUMBER]
    known = set(numbers)
    for digits in (False, True):
        upper = [at for at in numbers if _in_digits(pieces[at]) is digits]
        over = [at for at in upper if at + 1 in known and _in_digits(pieces[at + 1]) is not digits]
        runs = in_sequence([(at, candidates[at]) for at in over])
        if len(over) == len(upper) >= 2 and len(runs) == 1 and len(runs[0]) == len(over) < len(numbers) - len(over):  # noqa: PLR2004
            return candidates | {at: replace(candidates[at], rank=Rank.DIVISION, word="number") for at in over}
    return candidates


def _follows_division(candidates: Mapping[int, Mark], at: int) -> bool:
    """Is it the only number of a part that has no second chapter?"""
    above = candidates.get(at - 1) or candidates.get(at - 2)
    return above is not None and above.rank is Rank.DIVISION


def _listed(pieces: list[Piece], candidates: Mapping[int, Mark], entries: Entries) -> dict[int, Mark]:
    """Short pieces that the table of contents lists, each line of it once."""
    if not entries:
        return {}
    numbered = sum(mark.rank is Rank.CHAPTER and mark.word not in _MINOR for mark in candidates.values()) > 1
    after = max((at for at, piece in enumerate(pieces) if piece.skip is SkipKind.CONTENTS), default=-1)
    found: dict[int, Mark] = {}
    seen: set[str] = set()
    for at, piece in enumerate(pieces):
        if piece.skip is not None or not piece.is_short or not piece.lines or piece.kind is BlockKind.LIST:
            continue
        text = piece.text.replace("\n", " ")
        mark = candidates.get(at)
        words = normal(text)
        if (mark is not None and mark.rank is Rank.NUMBER) or (at < after and mark is None) or words in seen:
            continue
        if numbered and mark is None:  # "Ann's Journal" inside "Chapter II. Ann's Journal" begins nothing
            is_listed = words in entries.lines
        else:
            is_listed = entries.lists(text) or (mark is None and _begins_line(pieces, at, words, entries))
        if not is_listed or (mark is None and _is_speech(text) and piece.gap < 2):  # noqa: PLR2004 - said, not set off
            continue
        seen.add(words)
        found[at] = mark or Mark(Rank.TITLED_NUMBER, "", 0, text)
    return found


def _begins_line(pieces: list[Piece], at: int, words: str, entries: Entries) -> bool:
    """Is it, with the short piece under it, one line of the contents: "ANN LEE" over "HER LIFE"?"""
    if at + 1 == len(pieces) or not words or not is_caps(pieces[at].text):
        return False
    below = pieces[at + 1]
    if not below.is_story or not below.is_short or is_prose(below) or not below.lines:
        return False
    joined = f"{words} {normal(below.text)}"
    return any(
        line.startswith(f"{words} ") and (joined == line or joined.startswith(f"{line} ")) for line in entries.lines
    )


def _is_speech(text: str) -> bool:
    return text[0] in "\"“‘'«„" and bool(SENTENCE_END.search(text))


def _beyond_pictures(pieces: list[Piece], headings: Mapping[int, Heading], entries: Entries) -> set[int]:
    """The titles that a picture parts from their number: "STAVE ONE", a picture, "THE OLD QUAY"."""
    found: set[int] = set()
    for at, heading in headings.items():
        if heading.mark.title or heading.mark.rank not in (Rank.CHAPTER, Rank.NUMBER) or not heading.opens:
            continue
        below = at + 1
        while below < len(pieces) and pieces[below].skip in (SkipKind.IMAGE, SkipKind.PAGE_FURNITURE):
            below += 1
        if not at + 1 < below < len(pieces) - 1 or pieces[below].kind is not BlockKind.PARAGRAPH:
            continue
        piece, known = pieces[below], headings.get(below)
        bare = known is None or not (known.mark.word or known.mark.number)
        if bare and piece.is_story and piece.is_short and piece.lines and is_prose(pieces[below + 1]):
            listed = normal(f"{pieces[at].text} {piece.text}") in entries.lines or normal(piece.text) in entries.titles
            if listed or (is_caps(piece.text) and len(piece.lines) <= 3):  # noqa: PLR2004
                found.add(below)
    return found


def _second_lines(pieces: list[Piece], headings: Mapping[int, Heading], entries: Entries) -> set[int]:
    """The pieces that the contents have on one line with a title before them: "THE CUSTOM-HOUSE: INTRODUCTORY TO …"."""
    plain = (at for at, heading in headings.items() if not (heading.mark.word or heading.mark.number) and heading.opens)
    return {
        at + 1
        for at in plain
        if at + 1 < len(pieces)
        and at + 1 not in headings
        and pieces[at + 1].is_story
        and pieces[at + 1].is_short
        and normal(f"{pieces[at].text} {pieces[at + 1].text}") in entries.lines
    }
