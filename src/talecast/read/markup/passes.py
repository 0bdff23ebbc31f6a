"""What only neighbours show: lines of one stanza, captions that repeat a picture, white space that parts scenes, contents."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind
from talecast.read.markup.draft import Draft
from talecast.read.markup.images import repeats
from talecast.read.markup.kinds import STANZAS, folded
from talecast.read.markup.points import joined_points
from talecast.read.piece import SHORT, Piece, has_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

SCENE_GAP = 2.0
"""Ems of white space between two paragraphs that part two scenes, where they are an exception."""
BLANK = 2.0
"""Ems that an empty paragraph counts for."""
FEW_GAPS = 4
"""Empty blocks of a class that says so: fewer are breaks, however short the document."""
LONGEST_LINE = 120
"""Characters: what is longer is no line of verse but a paragraph among them."""
MOST_LINKED = 0.8
"""Share of a line of contents that is a link."""
FEW_LINKED = 0.4
"""The same of a row of a table, which has a number or a page beside it."""
MOST_LINES = 100
"""Lines of a stanza: what is longer is cut."""
LEAST_LINES = 3
"""Places in the book that make a table of contents, be they on as many lines or on one."""

_CONTENTS = re.compile(r"(?:table of |list of )?(?:contents|chapters|illustrations)\W*", re.IGNORECASE)
_TURNING = re.compile(
    r"(?:[\W_]*(?:next|previous|prev|first|last|back|forward|top|home|up|index|contents|table of contents|main|menu|page|"
    r"chapter|part|story|list|of|to|the|return|skip|go))+[\W\d_]*",
    re.IGNORECASE,
)


def join_lines(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with the lines of verse that are a block each joined into stanzas."""
    joined: list[Draft] = []
    stanza: Draft | None = None  # the last draft, while it is made of such lines
    for draft in drafts:
        is_line = (
            draft.piece.kind is BlockKind.VERSE and len(draft.piece.lines) == 1 and draft.piece.length <= LONGEST_LINE
        )
        if stanza is None or not is_line or not _are_neighbours(stanza, draft):
            joined.append(draft)
            stanza = draft if is_line else None
            continue
        structure = joined_points(stanza.piece, draft.piece)
        stanza.piece = replace(stanza.piece, lines=stanza.piece.lines + draft.piece.lines, structure=structure)
        stanza.anchors += draft.anchors
        stanza.links += draft.links
        stanza.references += draft.references
        stanza.linked += draft.linked
        stanza.where = stanza.block
    return joined


def _are_neighbours(last: Draft, draft: Draft) -> bool:
    """Are they lines in one stanza, and not stanzas themselves?"""
    if draft.block.parent is not last.block.parent or draft.block is last.block or draft.blanks:
        return False
    if len(last.piece.lines) >= MOST_LINES:
        return False
    if last.piece.skip is not draft.piece.skip:
        return False
    return not any(folded(one) in STANZAS for one in draft.block.own_classes)


def drop_captions_alike(drafts: Sequence[Draft]) -> None:
    """A picture whose caption says the same is not told of twice."""
    for at, draft in enumerate(drafts):
        if draft.piece.kind is not BlockKind.IMAGE or draft.piece.skip is not None:
            continue
        beside = (*drafts[max(0, at - 1) : at], *drafts[at + 1 : at + 2])
        caption = next((one for one in beside if one.piece.skip is None and _says_the_same(draft, one)), None)
        if caption is not None:
            structure = replace(caption.piece.structure, image=draft.piece.structure.image)
            caption.piece = replace(caption.piece, structure=structure)
            draft.leave_out(SkipKind.IMAGE)


def _says_the_same(picture: Draft, other: Draft) -> bool:
    return repeats(picture.piece.text, other.piece.text)


def drop_usual_gaps(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without the breaks of empty blocks, where such a block stands between most paragraphs."""
    gaps = sum(draft.is_gap for draft in drafts)
    if gaps < FEW_GAPS or gaps * 2 < sum(map(_is_paragraph, drafts)):
        return list(drafts)
    return [draft for draft in drafts if not draft.is_gap or draft.anchors]


def mark_gaps(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with a break where the white space between two paragraphs is wide, as an exception among its like."""
    spaces = {
        at: round(drafts[at].space + BLANK * drafts[at].blanks, 1)
        for at in range(1, len(drafts))
        if _is_paragraph(drafts[at]) and _is_paragraph(drafts[at - 1])
    }
    if not spaces:
        return list(drafts)
    usual, count = Counter(spaces.values()).most_common(1)[0]
    wide = {at for at, space in spaces.items() if space >= max(SCENE_GAP, usual + 1)}
    if len(wide) * 2 > count:
        return list(drafts)
    marked: list[Draft] = []
    for at, draft in enumerate(drafts):
        if at in wide:
            marked.append(Draft(Piece((), kind=BlockKind.SCENE_BREAK), draft.block, draft.block))
        marked.append(draft)
    return marked


def _is_paragraph(draft: Draft) -> bool:
    return draft.flows and draft.piece.kind is BlockKind.PARAGRAPH


def skip_contents(drafts: Sequence[Draft]) -> None:
    """Lines that are nothing but links into the book are its contents, and "Next chapter" is a page's furniture."""
    at = 0
    while at < len(drafts):
        stop = at
        while stop < len(drafts) and _is_linked(drafts[stop]):
            stop += 1
        if len({link for draft in drafts[at:stop] for link in draft.links}) >= LEAST_LINES:
            for draft in drafts[at:stop]:
                draft.leave_out(SkipKind.CONTENTS)
            _skip_title(drafts, at)
        else:
            for draft in drafts[at:stop]:
                if draft.piece.length <= SHORT and _TURNING.fullmatch(draft.piece.text):
                    draft.leave_out(SkipKind.PAGE_FURNITURE)
        at = max(stop, at + 1)


def _skip_title(drafts: Sequence[Draft], at: int) -> None:
    above = at - 1
    while above >= 0 and not drafts[above].piece.lines:
        above -= 1
    if above >= 0 and _CONTENTS.fullmatch(drafts[above].piece.text):
        drafts[above].leave_out(SkipKind.CONTENTS)


def _is_linked(draft: Draft) -> bool:
    if not draft.links or draft.piece.skip is not None or not has_letters(draft.piece.text):
        return False
    if draft.piece.kind is BlockKind.HEADING:
        return False  # a heading that leads back to the contents
    least = FEW_LINKED if draft.row is not None else MOST_LINKED
    return draft.linked >= least * draft.piece.length
