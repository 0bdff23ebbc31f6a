"""Which chapters, and which notes: what of a book is told, and what is listed as skipped."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from talecast.errors import SettingsError, SourceError
from talecast.model import READABLE_NOTES, BlockKind, SkipKind, Skipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.model import Block, Book, Chapter, PageBreak

_RANGE = re.compile(r"(\d+)(?:-(\d+))?")


def told_chapters(book: Book, notes: str) -> tuple[tuple[int, Chapter], ...]:
    """The chapters that have something to tell, with their numbers as `--chapters` counts them. `notes` as in `sort_notes`.

    A chapter of nothing but skipped text has no number: its blocks go to the chapter before it, or to the one after.
    Raises SourceError where there is no other chapter.
    """
    gathered: list[Chapter] = []
    waiting: tuple[Block, ...] = ()
    for chapter in book.chapters:
        if any(block.sentences for block in chapter.blocks if not _is_skipped(block, notes)):
            gathered.append(replace(chapter, blocks=waiting + chapter.blocks))
            waiting = ()
        elif gathered:
            gathered[-1] = replace(gathered[-1], blocks=gathered[-1].blocks + chapter.blocks)
        else:
            waiting += chapter.blocks
    if not gathered:
        raise SourceError("There is nothing to narrate in this text.", "Is it the right file?")
    return tuple(enumerate(gathered, start=1))


def carry_pages(chapters: Sequence[tuple[int, Chapter]], notes: str) -> list[tuple[int, Chapter]]:
    """The chapters with pages that begin in what is skipped beginning in the next block that is told; of several the last one.

    `notes` as in `sort_notes`.
    """
    carried: list[tuple[int, Chapter]] = []
    page: PageBreak | None = None
    for number, chapter in chapters:
        blocks = []
        for block in chapter.blocks:
            structure = block.structure
            if block.sentences and not _is_skipped(block, notes):
                if page is not None and not (structure.pages and structure.pages[0].letters == 0):
                    structure = replace(structure, pages=(replace(page, letters=0), *structure.pages))
                page = None
            elif structure.pages:
                page = structure.pages[-1]
            blocks.append(block if structure is block.structure else replace(block, structure=structure))
        carried.append((number, replace(chapter, blocks=tuple(blocks))))
    return carried


def choose(chapters: Sequence[tuple[int, Chapter]], wanted: str) -> tuple[tuple[int, Chapter], ...]:
    """The chapters that a text such as "1-3,7" names, in the book's order; all for an empty one.

    Raises SettingsError for a text that is no such list, or names a chapter that is not there.
    """
    if not wanted.strip():
        return tuple(chapters)
    numbers: set[int] = set()
    for part in wanted.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise SettingsError(f"--chapters {wanted!r} is no list of numbers.", "Write it as 1-3,7.")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= len(chapters):
            raise SettingsError(
                f"--chapters asks for {part.strip()}, and this book has {len(chapters)}.",
                "`talecast plan` numbers them.",
            )
        numbers.update(range(first, last + 1))
    return tuple((number, chapter) for number, chapter in chapters if number in numbers)


def _is_skipped(block: Block, notes: str) -> bool:
    return block.skip is not None and (notes == "skip" or block.skip not in READABLE_NOTES)


def sort_notes(blocks: Sequence[Block], notes: str) -> tuple[list[Block], list[Skipped]]:
    """What of a chapter is told, in the order it is told, and what is skipped. `notes` is skip, read or end."""
    told: list[Block] = []
    at_end: list[Block] = []
    skipped: list[Skipped] = []
    for block in blocks:
        if block.skip is None:
            told.append(block)
        elif _is_skipped(block, notes) or not block.sentences:
            skipped.append(Skipped(block.skip or SkipKind.OTHER, block.text))
        else:
            (told if notes == "read" else at_end).append(replace(block, kind=BlockKind.NOTE, skip=None))
    return told + at_end, skipped
