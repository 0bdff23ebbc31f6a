"""Which sections of a book begin a chapter, what it is called, and how deep it lies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.read.headings import Rank, parse
from talecast.read.piece import is_prose, normal
from talecast.read.title import by_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.read.combine.sections import Section

LEAST_LISTED = 2
"""Chapters that the contents have to list to be believed: one line may stand for the whole book."""

_CHAPTER_ROLES = frozenset(
    "chapter part volume division prologue epilogue foreword preface introduction afterword conclusion appendix preamble".split()
)
_NO_CHAPTER_ROLES = frozenset({"epigraph", "dedication", "frontispiece", "titlepage", "halftitlepage", "cover"})
_SURE = (Rank.CHAPTER, Rank.DIVISION, Rank.NAMED)


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a chapter."""

    title: str
    level: int


def choose_chapters(sections: Sequence[Section], names: frozenset[str]) -> dict[int, Heading]:
    """The chapters by the places where their sections begin; none where the contents do not list them.

    `names`: the book's title, as words. Headings that only the contents show to be such are marked.
    """
    listed = {section.start for section in sections if section.opening and _is_chapter(section, names)}
    if len(listed) < LEAST_LISTED and not _is_story_among_matter(sections, listed):
        return {}
    unlisted = {section.start for section in sections if section.opening is None and _begins_chapter(section, names)}
    if len(unlisted) > len(listed):
        unlisted = set()  # contents that list the parts alone, or each of many documents has a heading
    chapters: dict[int, Heading] = {}
    for section in sections:
        if section.start in listed and section.opening is not None:
            parents = section.opening.parents
            level = 1 + sum(place is None or place in listed for place in parents)
            chapters[section.start] = Heading(_title(section, level), min(level, 6))
        elif section.start in unlisted:
            chapters[section.start] = Heading(section.printed(), _level(section, chapters))
    return chapters


def _is_story_among_matter(sections: Sequence[Section], listed: set[int]) -> bool:
    """Do the contents list one story and, beside it, what is not read, and has the story no headings of its own?"""
    if len(listed) != 1 or sum(section.opening is not None for section in sections) < LEAST_LISTED:
        return False
    story = next(section for section in sections if section.start in listed)
    first = story.headings()[-1:]
    others = (at for section in sections for at in range(section.start, section.stop) if at >= story.start)
    return not any(_heads(story, at) for at in others if at not in story.headings() and at > max(first, default=-1))


def _heads(section: Section, at: int) -> bool:
    """Is it a heading, or what the text itself numbers as one?"""
    piece = section.text.pieces[at]
    if not piece.is_story or not piece.is_short:
        return False
    mark = parse(piece.lines[0])
    return piece.kind is BlockKind.HEADING or (mark is not None and mark.rank in _SURE)


def chapters_by_document(sections: Sequence[Section], titles: dict[str, str], title: str) -> dict[int, Heading]:
    """A chapter for each document with something to read; `titles`: what each document's head calls it."""
    told = [section for section in sections if any(map(is_prose, section.story()))]
    if len(told) < LEAST_LISTED:
        return {}
    said = [titles.get(section.text.owners[section.start], "") for section in told]
    tells = len(set(said)) == len(said)
    chapters: dict[int, Heading] = {}
    for section, own in zip(told, said, strict=True):
        heads = section.heads()
        first = section.text.pieces[heads[0]] if heads else None
        printed = section.printed() or (first.text if first is not None and parse(first.text) else "")
        chapters[section.start] = Heading(printed or (own if tells else "") or title, 1)
    return chapters


def _is_chapter(section: Section, names: frozenset[str]) -> bool:
    """Is there something to read in it besides pictures, and is it no page of the book's title, no epigraph?"""
    story = [piece for piece in section.story() if piece.kind is not BlockKind.IMAGE]
    if not story or section.roles() & _NO_CHAPTER_ROLES:
        return False
    return not _is_title_page(section, names)


def _is_title_page(section: Section, names: frozenset[str]) -> bool:
    """Nothing but short lines, one of the first the book's title, or by whom it is and no more."""
    story = [piece for piece in section.story() if piece.kind is not BlockKind.IMAGE]
    if all(by_line(piece.text) is not None for piece in story):
        return True
    if any(is_prose(piece) or piece.kind is BlockKind.VERSE for piece in story):
        return False
    return any(normal(piece.text) in names for piece in story[:3])


def _begins_chapter(section: Section, names: frozenset[str]) -> bool:
    """Does a document that the contents leave out say that it begins a chapter?"""
    heads = section.headings()
    if not heads or not _is_chapter(section, names):
        return False
    mark = parse(section.text.pieces[heads[0]].text)
    return bool(section.roles() & _CHAPTER_ROLES) or (mark is not None and mark.rank in _SURE)


def _level(section: Section, chapters: dict[int, Heading]) -> int:
    """The level of a chapter that the contents leave out: that of the one before it, or under it where that is a part."""
    mark = parse(section.printed())
    if not chapters or (mark is not None and mark.rank is Rank.DIVISION):
        return 1
    last = chapters[next(reversed(chapters))]
    above = parse(last.title)
    return last.level + 1 if above is not None and above.rank is Rank.DIVISION else last.level


def _title(section: Section, level: int) -> str:
    """The heading as printed in one line, or as the contents say it; what has the same words over it is its heading."""
    said = section.opening.title if section.opening else ""
    words = normal(said)
    heads = section.heads()
    for count in range(1, len(heads) + 1):
        pieces = [section.text.pieces[at] for at in heads[:count]]
        printed = " ".join(" ".join(piece.lines) for piece in pieces)
        if words and normal(printed) == words:
            for at in heads[:count]:
                _make_heading(section, at, level)
            return printed if count == 1 and len(pieces[0].lines) == 1 else said
    if len(heads) > 1 and words and normal(section.text.pieces[heads[1]].text) == words and _is_bare(section, heads[0]):
        for at in heads[:2]:
            _make_heading(section, at, level)
    return said or section.printed() or (section.text.pieces[heads[0]].text if heads else "Untitled")


def _is_bare(section: Section, at: int) -> bool:
    """Is it a number over a title?"""
    mark = parse(section.text.pieces[at].text)
    return mark is not None and mark.rank in (Rank.NUMBER, Rank.CHAPTER) and not mark.title


def _make_heading(section: Section, at: int, level: int) -> None:
    piece = section.text.pieces[at]
    if piece.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE):
        section.text.pieces[at] = replace(piece, kind=BlockKind.HEADING, level=min(level + 1, 6))
