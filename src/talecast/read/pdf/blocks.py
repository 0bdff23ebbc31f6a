"""Lines into blocks: paragraphs by indent, white space and the length of the line before; verse, headings, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from talecast.read.breaks import is_ornament
from talecast.read.headings import Rank, parse
from talecast.read.pdf.measure import SMALL, Edges, Measures, column_edges, is_indented
from talecast.read.piece import SENTENCE_END, has_letters, is_caps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.read.pdf.page import Line

LARGE = 1.12
"""Times the size of the text: a heading's letters."""
LONGEST_HEADING = 160
"""Characters, over all its lines."""
WIDE = 1.3
"""Times the leading: white space that parts paragraphs."""
EMPTY = 0.7
"""Leadings more than there are between paragraphs: an empty line, or nearly one, that parts scenes."""
SHORT = 0.8
"""Of a column's width: a line that ends before it ends a paragraph, or is one of verse."""
BULLETS = tuple(f"{sign} " for sign in "•‣◦▪▸►●○■□\uf0b7\uf0a7\uf0d8\uf076")
"""What a list's items begin with; the last ones are Word's, of fonts of signs."""
LEADERS = 80
"""Characters at the end of a line in which the dots before a page's number are looked for."""
LEAST_VERSE = 3
"""Lines of a stanza."""
MOST_ENDED = 0.6
"""Share of a stanza's lines that a sentence ends with; more of them are a dialogue."""

_NOTE = re.compile(r"[\[(]?(?P<mark>\d{1,3}|[*†‡§¶]{1,3})[\])]?[.:]?\s*(?=\S)")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]{1,6}\s*$|(?:…\s?){2,}\s*[\divxlc]{1,6}\s*$", re.IGNORECASE)
_DIALOGUE = "“\"‘'«„—–-"


class Kind(StrEnum):
    """What a block is."""

    TEXT = "text"
    HEADING = "heading"
    VERSE = "verse"
    NOTE = "note"
    CONTENTS = "contents"
    ITEM = "item"
    """Of a list, by the bullet before it."""
    GAP = "gap"
    """White space that parts scenes; it has no lines."""


@dataclass(slots=True)
class Block:
    """Lines that belong together."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    mark: str = ""
    """Of a note: what stands before it, and in the text above."""

    @property
    def size(self) -> float:
        """Of its letters."""
        return self.lines[0].size if self.lines else 0.0


def find_blocks(pages: Sequence[Sequence[Line]], measures: Measures) -> list[Block]:
    """The blocks of a document, given the lines of its pages without furniture. A paragraph may go on over a page's end."""
    found: list[Block] = []
    for lines in pages:
        last = found[-1] if found and found[-1].kind is Kind.NOTE else None
        body, notes = _without_notes(lines, measures, last)
        edges = _edges_by_column(body, measures)
        stanzas = _stanzas(body, edges, measures)
        above: Line | None = None
        for at, line in enumerate(body):
            if at in stanzas:
                if stanzas[at] == at:
                    found.append(Block(Kind.VERSE))
                found[-1].lines.append(line)
            else:
                _add(found, line, above, edges[id(line)], measures)
            above = line
        found += notes
    return _sorted_out(found, measures)


def _edges_by_column(lines: Sequence[Line], measures: Measures) -> dict[int, Edges]:
    """The edges of the column that each line stands in; a column begins where the lines go up again."""
    found: dict[int, Edges] = {}
    column: list[Line] = []
    for line in [*lines, None]:
        if line is None or (column and line.baseline > column[-1].baseline + measures.leading):
            body = [one for one in column if abs(one.size - measures.size) <= 1]
            edges = column_edges(body or column, measures.size)
            found |= {id(one): edges for one in column}
            column = []
        if line is not None:
            column.append(line)
    return found


def _stanzas(lines: Sequence[Line], edges: dict[int, Edges], measures: Measures) -> dict[int, int]:
    """The places of lines of verse, each with that of its stanza's first: close lines that end early, however they begin."""
    found: dict[int, int] = {}
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and _are_of_one_stanza(lines[at - 1], lines[at], edges, measures):
            continue
        run = range(start, at)
        if len(run) >= LEAST_VERSE and _reads_as_verse([lines[one] for one in run]):
            found |= dict.fromkeys(run, start)
        start = at
    return found


def _are_of_one_stanza(above: Line, below: Line, edges: dict[int, Edges], measures: Measures) -> bool:
    gap = above.baseline - below.baseline
    is_close = 0 < gap <= WIDE * measures.leading and abs(above.size - below.size) <= 0.05 * above.size
    return is_close and all(
        line.right < edges[id(line)].left + SHORT * (edges[id(line)].right - edges[id(line)].left)
        and not line.is_hyphenated
        and not _stands_out(line, measures)
        and not is_ornament(line.text)
        and not _LEADERS.search(line.text[-LEADERS:])
        for line in (above, below)
    )


def _reads_as_verse(lines: Sequence[Line]) -> bool:
    capitals = sum(line.text.lstrip("“‘\"'(—").strip()[:1].isupper() for line in lines)
    ended = sum(bool(SENTENCE_END.search(line.text)) for line in lines)
    return capitals >= 0.9 * len(lines) and ended <= MOST_ENDED * len(lines)


def _without_notes(lines: Sequence[Line], measures: Measures, last: Block | None) -> tuple[list[Line], list[Block]]:
    """A page's lines without the footnotes at its end, and those; `last`: the note at the end of the page before."""
    start = len(lines)
    while start and lines[start - 1].size <= SMALL * measures.size:
        start -= 1
    notes: list[Block] = []
    for at in range(start, len(lines)):
        found = _NOTE.match(lines[at].text)
        if found is not None and has_letters(lines[at].text[found.end() :]):
            notes.append(Block(Kind.NOTE, [lines[at]], found["mark"]))
        elif notes:
            notes[-1].lines.append(lines[at])
        elif last is not None and not SENTENCE_END.search(last.lines[-1].text):
            last.lines.append(lines[at])  # a note that goes on
        else:
            start = at + 1  # small letters that no mark makes a note: a caption, a table
    return list(lines[:start]), notes


def _add(found: list[Block], line: Line, above: Line | None, edges: Edges, measures: Measures) -> None:
    """Add a line to the last block, or begin one with it. `above` is the line over it on its page."""
    last = next((block for block in reversed(found) if block.kind is not Kind.NOTE), None)
    if _LEADERS.search(line.text[-LEADERS:]):
        found.append(Block(Kind.CONTENTS, [line]))
        return
    if _stands_out(line, measures):
        is_second = last is not None and last.kind is Kind.HEADING and above is not None and above is last.lines[-1]
        if is_second and last is not None and _goes_on_as_heading(last, line, measures):
            last.lines.append(line)
        else:
            found.append(Block(Kind.HEADING, [line]))
        return
    if line.text.startswith(BULLETS):
        found.append(Block(Kind.ITEM, [line]))
        return
    if last is None or last.kind not in (Kind.TEXT, Kind.ITEM) or not last.lines:
        found.append(Block(Kind.TEXT, [line]))
        return
    before = last.lines[-1]
    if above is None or above is not before:
        begins = _begins_on_new_page(before, line, edges, measures)
    else:
        gap = (above.baseline - line.baseline) / measures.leading
        if gap * measures.leading >= measures.between + EMPTY * measures.leading:
            found.append(Block(Kind.GAP))
        begins = gap < 0 and _begins_on_new_page(before, line, edges, measures)
        begins = begins or (gap >= 0 and _begins(before, line, gap, edges, measures))
    if begins:
        found.append(Block(Kind.TEXT, [line]))
    else:
        last.lines.append(line)


def _begins(before: Line, line: Line, gap: float, edges: Edges, measures: Measures) -> bool:
    """Does a paragraph begin with a line, given the one above it and the step between them in leadings?"""
    if (
        gap > WIDE
        or abs(before.size - line.size) > 0.1 * measures.size
        or is_ornament(before.text)
        or is_ornament(line.text)
    ):
        return True
    if is_indented(line, edges, measures.size):
        # Of two lines that are set in alike the second is a paragraph's first, or goes on with a quotation.
        return line.left - before.left > 0.5 * measures.size or bool(SENTENCE_END.search(before.text))
    if line.left - edges.left > measures.size or before.left - edges.left > 5 * measures.size:
        return abs(line.left - before.left) > measures.size  # centred lines, or a block that is set in
    if measures.indents or measures.spaced:
        return _ends_short(before, line, edges) and before.right < edges.left + 0.7 * (edges.right - edges.left)
    return _ends_short(before, line, edges)


def _begins_on_new_page(before: Line, line: Line, edges: Edges, measures: Measures) -> bool:
    if abs(before.size - line.size) > 0.1 * measures.size or is_ornament(before.text) or is_ornament(line.text):
        return True
    if before.is_hyphenated:
        return False
    if is_indented(line, edges, measures.size) and measures.indents:
        return True
    ended = bool(SENTENCE_END.search(before.text))
    if not ended:
        return False
    width = edges.right - edges.left
    short = before.right - before.left < SHORT * width
    return short or (not measures.indents and line.text[0] in _DIALOGUE and before.right - before.left < 0.95 * width)


def _ends_short(before: Line, line: Line, edges: Edges) -> bool:
    """Was there room for the next word on the line before, and does a sentence end on it?"""
    first = len(line.text.split(" ", 1)[0])
    width = (line.right - line.left) / max(1, len(line.text)) * (first + 1)
    return before.right + width < edges.right - 2 and bool(SENTENCE_END.search(before.text))


def _stands_out(line: Line, measures: Measures) -> bool:
    """Are its letters a heading's: larger than the text, or bold on a line of their own?"""
    if len(line.text) > LONGEST_HEADING or not has_letters(line.text) or is_ornament(line.text):
        return False
    if line.size >= LARGE * measures.size:
        return True
    return line.bold and line.size >= SMALL * measures.size and not line.text.endswith((",", ";"))


def _goes_on_as_heading(last: Block, line: Line, measures: Measures) -> bool:
    """Is it the next line of the heading above, in letters of the same kind?"""
    above = last.lines[-1]
    alike = abs(above.size - line.size) <= 0.05 * line.size and above.bold is line.bold
    gap = above.baseline - line.baseline
    return (
        alike
        and gap <= 1.8 * max(line.size, measures.leading)
        and sum(len(one.text) for one in last.lines) < LONGEST_HEADING
    )


def _sorted_out(blocks: list[Block], measures: Measures) -> list[Block]:
    """The blocks with what only their neighbours show: bold words that are no heading, "Chapter 2" over its title."""
    for at, block in enumerate(blocks):
        if block.kind is Kind.HEADING and block.size < LARGE * measures.size and not _is_alone(blocks, at, measures):
            block.kind = Kind.TEXT
    for at in range(len(blocks) - 1, 0, -1):
        label, title = blocks[at - 1], blocks[at]
        if label.kind is title.kind is Kind.HEADING and _is_label(label) and label.lines[0].page == title.lines[0].page:
            title.lines[:0] = label.lines
            label.lines = []
    return list(_joined([block for block in blocks if block.lines or block.kind is Kind.GAP]))


def _is_label(block: Block) -> bool:
    """Is it the number of a chapter, whose title may stand under it?"""
    mark = parse(" ".join(line.text for line in block.lines))
    return mark is not None and not mark.title and mark.rank in (Rank.CHAPTER, Rank.NUMBER)


def _is_alone(blocks: Sequence[Block], at: int, measures: Measures) -> bool:
    """Does white space part a bold line from the text above it, and is it short?"""
    block = blocks[at]
    if len(block.lines) > 2 or (SENTENCE_END.search(block.lines[-1].text) and parse(block.lines[0].text) is None):  # noqa: PLR2004
        return False
    places = range(at - 1, -1, -1)
    above = next((blocks[one] for one in places if blocks[one].lines and blocks[one].kind is not Kind.NOTE), None)
    if above is None or above.lines[-1].page != block.lines[0].page:
        return True
    gap = above.lines[-1].baseline - block.lines[0].baseline
    return gap > WIDE * measures.leading or gap < 0 or is_caps(block.lines[0].text)


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks without white space beside headings and ornaments, which part scenes by themselves."""
    for at, block in enumerate(blocks):
        if block.kind is Kind.GAP:
            beside = [*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2]]
            if any(one.kind is not Kind.TEXT or is_ornament(one.lines[0].text) for one in beside):
                continue
        yield block
