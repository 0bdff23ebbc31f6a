"""Stories from the web, as archives and their downloaders print them: what stands around the story and is none of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind
from talecast.read.markup.kinds import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.read.markup.draft import Draft

LONGEST_LABEL = 60
"""Characters of "Chapter End Notes" and the like."""

_CLASSES = frozenset({"userstuff", "tags"})
"""One of them is in every document of such a download."""
_NOTES = re.compile(r"\bnotes?\b|\(?see the end\b", re.IGNORECASE)
_EXPORTED = re.compile(r"Exported with the assistance of FicHub|Originally exported from FicHub", re.IGNORECASE)


def skip_around(drafts: Sequence[Draft]) -> None:
    """Leave out what an archive prints around a story: tags, summary, notes, the request for comments."""
    if any(_EXPORTED.search(draft.piece.text) for draft in drafts if draft.piece.length < 400):  # noqa: PLR2004
        for draft in drafts:
            if draft.piece.kind is not BlockKind.HEADING or draft.piece.level > 1:
                draft.leave_out(SkipKind.FRONT_MATTER)
    if not _CLASSES.isdisjoint(map(folded, {one for draft in drafts for one in draft.where.classes})):
        _skip_meta(drafts)


def _skip_meta(drafts: Sequence[Draft]) -> None:
    """What stands in the blocks `meta` of a download from the Archive of Our Own, and in its `message`s.

    A line there names what the quoted block under it is: a summary, or notes.
    """
    label = SkipKind.FRONT_MATTER
    told = False
    for draft in drafts:
        names = [folded(one) for one in draft.where.classes]
        if "message" in names and "userstuff" not in names:
            draft.leave_out(SkipKind.PAGE_FURNITURE if told else SkipKind.FRONT_MATTER)
        if "byline" in names and not told:
            draft.leave_out(SkipKind.FRONT_MATTER)
        if "meta" not in names:
            told = told or draft.flows
            continue
        inner = names[len(names) - 1 - names[::-1].index("meta") + 1 :]
        if draft.piece.kind is BlockKind.HEADING and draft.piece.skip is None:
            label = SkipKind.FRONT_MATTER
        elif "userstuff" in inner:
            draft.leave_out(label)
        elif "endnotelink" in inner:
            draft.leave_out(SkipKind.AUTHORS_NOTE)
        else:
            is_notes = draft.piece.length <= LONGEST_LABEL and _NOTES.search(draft.piece.text) is not None
            label = SkipKind.AUTHORS_NOTE if is_notes else SkipKind.FRONT_MATTER
            draft.leave_out(label)
