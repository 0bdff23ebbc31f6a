"""Second lines of headings: "CHAPTER I." over "Down the Quay", judged by all chapters of the book together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.read.headings import Mark, Rank, parse
from talecast.read.piece import SENTENCE_END, WORD, Piece, is_caps, is_prose, is_title_case, normal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talecast.read.contents import Entries


_LABEL = re.compile(r"[\W_]*(?:chapter )?(?:summary|notes?)[\W_]*", re.IGNORECASE)


def find_subtitles(pieces: list[Piece], headings: Mapping[int, Mark], entries: Entries) -> set[int]:
    """The pieces that are the second line of the heading before them."""
    chosen: set[int] = set()
    bare: dict[tuple[Rank, str], list[int]] = {}
    for at, mark in headings.items():
        if _continues(pieces, at, headings):
            chosen.add(at + 1)
        elif (not mark.title and mark.word != "") or mark.rank is Rank.NUMBER:
            bare.setdefault((mark.rank, mark.word), []).append(at)
    for (rank, _), places in bare.items():
        listed = [at for at in places if entries and at + 2 < len(pieces) and _joined_is_listed(pieces, at, entries)]
        fitting = sorted({at for at in places if _is_subtitle(pieces, at + 1, headings)} | set(listed))
        alone = [at for at in places if entries and normal(pieces[at].text) in entries.lines]
        if listed:
            chosen |= {at + 1 for at in (fitting if 2 * len(listed) >= len(fitting) else listed)}
        elif not alone and len(fitting) >= (0.7 if rank is Rank.NUMBER else 0.5) * len(places):
            chosen |= {at + 1 for at in fitting if rank is not Rank.NUMBER or _is_clear_title(pieces[at + 1].text)}
    third = {
        at + 1 for at in chosen if at + 2 < len(pieces) and _lists_alone(pieces[at + 1], entries, headings.get(at + 1))
    }
    return chosen | third


def _lists_alone(piece: Piece, entries: Entries, mark: Mark | None) -> bool:
    """Is a third line of a heading in the table of contents as a line of its own?"""
    if mark is not None and (mark.word or mark.number):
        return False
    return piece.is_story and piece.is_short and parse(piece.text) is None and normal(piece.text) in entries.lines


def _joined_is_listed(pieces: list[Piece], at: int, entries: Entries) -> bool:
    if not pieces[at + 1].is_short or not pieces[at + 1].is_story or parse(pieces[at + 1].text):
        return False
    title = normal(pieces[at + 1].text)
    return normal(f"{pieces[at].text} {title}") in entries.lines or title in entries.titles or title in entries.lines


def _is_subtitle(pieces: list[Piece], at: int, headings: Mapping[int, Mark]) -> bool:
    if at + 1 >= len(pieces) or at in headings or not pieces[at].is_story or not pieces[at].is_short:
        return False
    piece, after = pieces[at], pieces[at + 1]
    if piece.kind is not BlockKind.PARAGRAPH or len(piece.lines) > 3 or not after.lines:  # noqa: PLR2004
        return False
    text = piece.text
    words = len(WORD.findall(text))
    if text[-1] in "。！？」":
        return False
    if words == 0 or words > 18 or text[-1] in ",;:" or (text[0] in "[({" and piece.gap > 0):  # noqa: PLR2004
        return False
    if _LABEL.fullmatch(text):
        return False
    if _is_clear_title(text):
        return not (SENTENCE_END.search(text) and words < 4 and not is_caps(text) and text[-1] != ".")  # noqa: PLR2004
    return not SENTENCE_END.search(text) and words <= 10 and text[0] not in "\"“‘'«„-–—"  # noqa: PLR2004


def _is_clear_title(text: str) -> bool:
    return is_caps(text) or (is_title_case(text) and text[0] not in '"“«„-–—')


def _continues(pieces: list[Piece], at: int, headings: Mapping[int, Mark]) -> bool:
    """Does the heading's own line run on to the next, as a long title of a wrapped text does?"""
    if at + 2 >= len(pieces) or at + 1 in headings:
        return False
    line, after = pieces[at].lines[-1], pieces[at + 1]
    if after.gap or not after.is_story or not after.is_short or len(after.lines) > 2 or pieces[at + 2].gap == 0:  # noqa: PLR2004
        return False
    return len(line) >= 50 and not SENTENCE_END.search(line) and not is_prose(after)  # noqa: PLR2004
