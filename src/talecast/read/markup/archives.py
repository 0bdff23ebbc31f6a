"""Stories from the web, as archives and their downloaders print them: what stands around the story and is none of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind
from talecast.read.markup.kinds import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.read.markup.draft import Draft
    from talecast.read.markup.where import Where

LONGEST_LABEL = 60
"""Characters of "Chapter End Notes" and the like."""

_CLASSES = frozenset({"userstuff", "tags", "tocheading"})
"""One of them is in every document of such a download."""
_AROUND = re.compile(r"(?P<name>preface|afterword|endnotes)\d*")
"""Ids of what stands around the story. The EPUB has them too, whose maker drops classes without a style of their own."""
_CHAPTER_BY = re.compile(r"chapter by .{1,200}", re.IGNORECASE)
MOST_AROUND = 64
"""Elements around a paragraph whose ids are looked at."""
_NOTES = re.compile(r"\bnotes?\b|\(?see the end\b", re.IGNORECASE)
_EXPORTED = re.compile(r"Exported with the assistance of FicHub|Originally exported from FicHub", re.IGNORECASE)


def skip_around(drafts: Sequence[Draft]) -> None:
    """Leave out what an archive prints around a story: tags, summary, notes, the request for comments."""
    exported = (at for at, one in enumerate(drafts) if one.piece.length < 400 and _EXPORTED.search(one.piece.text))  # noqa: PLR2004
    if (last := next(exported, None)) is not None:
        for draft in drafts[: last + 1]:
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
        around = _around(draft.where)
        if "message" in names and ("userstuff" not in names or around):
            draft.leave_out(SkipKind.PAGE_FURNITURE if told or around == "afterword" else SkipKind.FRONT_MATTER)
        is_byline = "byline" in names or ("message" in names and _CHAPTER_BY.fullmatch(draft.piece.text) is not None)
        if is_byline and not told:
            draft.leave_out(SkipKind.FRONT_MATTER)
        if not around and "meta" not in names:
            told = told or draft.flows
            continue
        inner = names if around else names[len(names) - names[::-1].index("meta") :]
        if draft.piece.kind is BlockKind.HEADING and draft.piece.skip is None:
            label = SkipKind.FRONT_MATTER
        elif "userstuff" in inner and "tags" not in inner and _is_quoted(draft.where):
            draft.leave_out(label)
        elif "endnotelink" in inner:
            draft.leave_out(SkipKind.AUTHORS_NOTE)
        else:
            is_notes = draft.piece.length <= LONGEST_LABEL and _NOTES.search(draft.piece.text) is not None
            label = SkipKind.AUTHORS_NOTE if is_notes else SkipKind.FRONT_MATTER
            draft.leave_out(label)


def _around(where: Where) -> str:
    """The id of the block around that stands around the story; "" in the story itself."""
    for one in _upwards(where):
        for own in one.own_ids:
            if found := _AROUND.fullmatch(own):
                return found["name"]
    return ""


def _is_quoted(where: Where) -> bool:
    return any(one.name == "blockquote" and "userstuff" in one.own_names for one in _upwards(where))


def _upwards(where: Where) -> Iterator[Where]:
    one: Where | None = where
    for _ in range(MOST_AROUND):
        if one is None:
            return
        yield one
        one = one.parent
