"""Blocks as a document of XHTML for the reader of markup, and the outline as lines of contents that point into it."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from talecast.read.documents import Entry
from talecast.read.pdf.blocks import Block, Kind
from talecast.read.piece import fold, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from talecast.read.pdf.hyphens import Vocabulary
    from talecast.read.pdf.page import Bookmark, Line

MOST_LEVELS = 4
"""Sizes of headings that are told apart."""
MOST_BLOCKS = 200
"""Of a page that are looked at for a heading."""

_TAGS = {
    Kind.TEXT: ("<p>", "</p>"),
    Kind.VERSE: ('<p class="verse">', "</p>"),
    Kind.CONTENTS: ('<p class="toc">', "</p>"),
}


class Writer:
    """What is known of a document while it is written."""

    def __init__(self, blocks: Sequence[Block], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.levels = _levels(blocks)
        self.marks = _marks(blocks)
        """For each page the marks of its footnotes, with their ids."""

    def page_of(self, blocks: Sequence[Block], ids: Mapping[int, Sequence[str]], furniture: Sequence[Line]) -> str:
        """The whole document; `ids` are those that go into a block, by its place. Furniture follows what its page ends with."""
        parts: list[str] = []
        waiting = list(reversed(furniture))
        for at, (block, following) in enumerate(zip(blocks, _next_pages(blocks), strict=True)):
            parts.append(self._block(block, ids.get(at, ())))
            while waiting and block.lines and waiting[-1].page < following:
                parts.append(_furniture(waiting.pop()))
        parts += map(_furniture, reversed(waiting))
        return f"<html><body>{''.join(parts)}</body></html>"

    def _block(self, block: Block, ids: Sequence[str]) -> str:
        anchors = "".join(f'<a id="{one}"></a>' for one in ids)
        if block.kind is Kind.GAP:
            return "<hr/>"
        if block.kind is Kind.NOTE:
            one = self.marks.get((block.lines[0].page, block.mark), "")
            text = self._text(block.lines)
            rest = text[len(block.mark) :].lstrip() if text.startswith(block.mark) else text
            number = f'<a role="doc-backlink" href="#">{block.mark}</a> ' if rest != text else ""
            return f'<aside role="doc-footnote" id="{one}"><p>{number}{rest}</p></aside>'
        if block.kind is Kind.HEADING:
            level = self.levels.get(_step(block), MOST_LEVELS)
            lines = "<br/>".join(self._text([line]) for line in block.lines)
            return f"<h{level}>{anchors}{lines}</h{level}>"
        if block.kind is Kind.VERSE:
            return f'<p class="verse">{anchors}{"<br/>".join(self._text([line]) for line in block.lines)}</p>'
        if block.kind is Kind.ITEM:
            return f"<ul><li>{anchors}{self._text(block.lines)[1:].lstrip()}</li></ul>"
        begin, end = _TAGS[block.kind]
        return f"{begin}{anchors}{self._text(block.lines)}{end}"

    def _text(self, lines: Sequence[Line]) -> str:
        """Lines as one, hyphens joined, the marks of notes as links."""
        text = ""
        hyphenated = False
        for line in lines:
            said = self._marked(line)
            if not text:
                text = said
            elif hyphenated:
                text = self.vocabulary.join(text, said)
            else:
                text = f"{text} {said}"
            hyphenated = line.is_hyphenated
        return text

    def _marked(self, line: Line) -> str:
        parts: list[str] = []
        at = 0
        for start, end in line.marks:
            mark = line.text[start:end]
            one = self.marks.get((line.page, mark))
            parts.append(escape(line.text[at:start], quote=False))
            parts.append(f'<a role="doc-noteref" href="#{one}">{mark}</a>' if one else f"<sup>{mark}</sup>")
            at = end
        return "".join([*parts, escape(line.text[at:], quote=False)])


def _furniture(line: Line) -> str:
    return f'<p class="pagenum">{escape(line.text, quote=False)}</p>'


def _next_pages(blocks: Sequence[Block]) -> list[int]:
    """For each block the page that the one after it begins on; after the last one a page beyond all."""
    pages: list[int] = []
    page = sys.maxsize
    for block in reversed(blocks):
        pages.append(page)
        page = block.lines[0].page if block.lines else page
    return pages[::-1]


def find_entries(
    bookmarks: Sequence[Bookmark], blocks: Sequence[Block], name: str
) -> tuple[list[Entry], dict[int, list[str]]]:
    """The outline as lines of contents of the document `name`, and the ids for the places of the blocks that they lead to.

    The block that a line means has its words and begins near its place; what has the words is marked as a heading.
    """
    places: dict[int, list[int]] = defaultdict(list)
    for at, block in enumerate(blocks):
        if block.lines and block.kind is not Kind.NOTE:
            places[block.lines[0].page].append(at)
    starts = sorted(page for page in places)
    entries: list[Entry] = []
    ids: dict[int, list[str]] = defaultdict(list)
    least = 0
    for number, bookmark in enumerate(bookmarks):
        title = fold(bookmark.title)
        if not title:
            continue
        at = bisect_left(starts, bookmark.page) if bookmark.page >= 0 else len(starts)
        place = _place(bookmark, blocks, places[starts[at]][:MOST_BLOCKS], least) if at < len(starts) else None
        if place is None:
            entries.append(Entry(title, "", level=min(bookmark.level, 6)))
            continue
        least = place
        one = f"bookmark-{number}"
        ids[place].append(one)
        entries.append(Entry(_printed(title, blocks[place]), name, one, min(bookmark.level, 6)))
    return entries, dict(ids)


def _place(bookmark: Bookmark, blocks: Sequence[Block], places: Sequence[int], least: int) -> int | None:
    """The place of the block that a bookmark means on its page: the one with its words, else the one at its height."""
    words = normal(bookmark.title)
    for at in places:
        if words and at >= least and _has_words(blocks[at], words):
            if blocks[at].kind is Kind.TEXT:
                blocks[at].kind = Kind.HEADING
            return at
    if bookmark.height is not None:
        under = [at for at in places if blocks[at].lines[0].baseline <= bookmark.height + 2]
        return next(iter(under), places[-1] if places else None)
    return places[0] if places else None


def _printed(title: str, block: Block) -> str:
    """A bookmark's title as it is printed where it leads to, number included."""
    printed = fold(" ".join(line.text for line in block.lines))
    is_longer = block.kind is Kind.HEADING and normal(printed).endswith(f" {normal(title)}")
    return printed if is_longer else title


def _has_words(block: Block, words: str) -> bool:
    """Are these words a block's, or the beginning or the end of a heading's?"""
    said = normal(" ".join(line.text for line in block.lines[:6]))
    is_part = bool(said) and (said.startswith(words) or said.endswith(words) or words.endswith(said))
    return said == words or (block.kind is Kind.HEADING and is_part)


def _step(block: Block) -> tuple[float, bool]:
    """What a heading's level goes by: its size, then its weight."""
    return round(block.size * 2) / 2, block.lines[0].bold


def _levels(blocks: Iterable[Block]) -> dict[tuple[float, bool], int]:
    """The levels of headings by their looks, the largest first; sizes that nearly agree are one."""
    steps = sorted({_step(block) for block in blocks if block.kind is Kind.HEADING}, reverse=True)
    found: dict[tuple[float, bool], int] = {}
    level = 0
    last: tuple[float, bool] | None = None
    for step in steps:
        if last is None or last[0] - step[0] > 0.6 or last[1] is not step[1]:  # noqa: PLR2004 - half a point is the same size
            level += 1
        found[step] = min(level, MOST_LEVELS)
        last = step
    return found


def _marks(blocks: Iterable[Block]) -> dict[tuple[int, str], str]:
    return {
        (block.lines[0].page, block.mark): f"note-{block.lines[0].page}-{number}"
        for number, block in enumerate(block for block in blocks if block.kind is Kind.NOTE)
    }
