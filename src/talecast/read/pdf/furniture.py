"""Running heads, feet and page numbers: known by what comes again from page to page at one height."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from talecast.read.piece import fold

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from talecast.read.pdf.measure import Measures
    from talecast.read.pdf.page import Line, Page

EDGE_LINES = 2
"""Lines at either edge of a page that may be furniture."""
LEAST_PAGES = 3
"""On which something has to come again."""
REPEATED = 0.6
"""Share of the lines at one height that come again: then all lines there are furniture."""
NEAR_PAGES = 4
"""Pages within which a running head comes again."""
SAME_HEIGHT = 3.0
"""Points."""
APART = 1.35
"""Leadings between furniture and the text, at least, where both have letters of one size …"""
OTHER_SIZE = 0.07
"""… to within this share of it."""
LARGEST = 1.3
"""Times the size of the text: furniture has no larger letters."""
LONGEST = 120
"""Characters of a running head."""

_NUMBER = re.compile(r"(?<![^\W_])(?:\d{1,4}|[ivxlc]{1,7})(?![^\W_])", re.IGNORECASE)
_BEGINS, _ENDS = re.compile(r"(\d{1,4})(?=\s+\S)"), re.compile(r"(?<=\s)(\d{1,4})$")
_LONE = re.compile(
    r"[\W_]*(?:(?:page|seite|p\.)\s*)?(?P<number>\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/|von)\s*\d{1,4})?[\W_]*",
    re.IGNORECASE,
)


def find_furniture(pages: Sequence[Page], ordered: Sequence[Sequence[Line]], measures: Measures) -> frozenset[int]:
    """The identities of the lines that are furniture, given each page's lines in order and the measures of the text."""
    found: set[int] = set()
    edges = {top: [_edge(lines, measures, at_top=top) for lines in ordered] for top in (True, False)}
    found |= _by_count([above + below for above, below in zip(edges[True], edges[False], strict=True)])
    for at_top, outer in edges.items():
        apart = [_apart(lines, every, measures, at_top=at_top) for lines, every in zip(outer, ordered, strict=True)]
        found |= _by_height(apart, found) | _of_few_pages(pages, outer)
    found |= {id(line) for lines in ordered for line in lines if line.size <= 0}
    return frozenset(found)


def _edge(lines: Sequence[Line], measures: Measures, *, at_top: bool) -> list[Line]:
    """The outermost lines of a page, the first one outermost; what is much larger than the text is a heading."""
    upright = [line for line in lines if 0 < line.size < LARGEST * measures.size]
    heights = sorted({round(line.baseline) for line in upright}, reverse=at_top)[: 3 * EDGE_LINES]
    outer = sorted(
        (line for line in upright if round(line.baseline) in heights and len(line.text) <= LONGEST),
        key=lambda line: (-line.baseline if at_top else line.baseline, line.left),
    )
    reach: list[float] = []
    kept: list[Line] = []
    for line in outer:
        if not any(abs(line.baseline - one) <= SAME_HEIGHT for one in reach):
            if len(reach) == EDGE_LINES:
                break
            reach.append(line.baseline)
        kept.append(line)
    return kept


def _apart(edge: Sequence[Line], lines: Sequence[Line], measures: Measures, *, at_top: bool) -> list[Line]:
    """Those of a page's outermost lines that white space, or another size, parts from the text, which may come again too."""
    upright = [line for line in lines if line.size > 0]
    kept: list[Line] = []
    waiting: list[Line] = []
    for line in edge:
        waiting.append(line)
        steps = ((line.baseline - other.baseline) * (1 if at_top else -1) for other in upright)
        inner = [(step, other) for step, other in zip(steps, upright, strict=True) if step > SAME_HEIGHT]
        step, near = min(inner, key=lambda pair: pair[0], default=(0.0, None))
        if near is None or abs(near.size - line.size) > OTHER_SIZE * line.size or step > APART * measures.leading:
            kept += waiting
            waiting = []
    return kept


def _key(line: Line) -> str:
    """The words of a running head without its page's number."""
    return fold(_NUMBER.sub("#", line.text.casefold()))


def _by_height(edges: Sequence[Sequence[Line]], counted: Container[int]) -> set[int]:
    """Lines at a height where most lines come again on other pages. Numbers that do not count pages are those of chapters."""
    bands: dict[int, list[Line]] = defaultdict(list)
    for lines in edges:
        for line in lines:
            if id(line) in counted or _page_number(line) is None:
                bands[round(line.baseline / SAME_HEIGHT)].append(line)
    found: set[int] = set()
    for band in sorted(bands):
        # A height may fall between two steps: its neighbour is looked at with it.
        lines = bands[band] + bands.get(band + 1, [])
        on_pages: dict[str, set[int]] = defaultdict(set)
        for line in lines:
            on_pages[_key(line)].add(line.page)
        repeated = [line for line in lines if _comes_again(line.page, on_pages[_key(line)])]
        if len({line.page for line in repeated}) >= LEAST_PAGES:
            is_band = len(repeated) >= REPEATED * len(lines)
            found |= {id(line) for line in (lines if is_band else repeated)}
    return found


def _comes_again(page: int, pages: set[int]) -> bool:
    """Do the words of a line stand on several pages, and on one that is near: the next one, or the next on this side?"""
    near = (page + step for step in range(-NEAR_PAGES, NEAR_PAGES + 1) if step)
    return len(pages) >= LEAST_PAGES and any(other in pages for other in near)


def _by_count(edges: Sequence[Sequence[Line]]) -> set[int]:
    """Lines that are the number of their page, or begin or end with it: such numbers go up with the pages."""
    numbers: dict[int, list[Line]] = defaultdict(list)
    for lines in edges:
        for line in lines:
            for number in _numbers(line):
                numbers[number - line.page].append(line)
    return {
        id(line)
        for same in numbers.values()
        if len({line.page for line in same}) >= LEAST_PAGES
        for line in same
    }  # fmt: skip


def _numbers(line: Line) -> set[int]:
    """The numbers that may be a page's: the line itself, or what it begins or ends with."""
    alone = _page_number(line)
    found = (_BEGINS.match(line.text), _ENDS.search(line.text))
    return ({alone} if alone is not None else set()) | {int(one[1]) for one in found if one}


def _of_few_pages(pages: Sequence[Page], edges: Sequence[Sequence[Line]]) -> set[int]:
    """In a short document: a lone number at the edge that is the page's own."""
    if len(pages) > LEAST_PAGES:
        return set()
    outermost = (lines[0] for lines in edges if lines)
    return {
        id(line) for line in outermost if line.text.strip(" .-–—").isdigit() and _page_number(line) == line.page + 1
    }


def _page_number(line: Line) -> int | None:
    found = _LONE.fullmatch(line.text)
    if found is None:
        return None
    said = found["number"].lower()
    return int(said) if said.isdigit() else _from_roman(said)


_ROMAN: Mapping[str, int] = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _from_roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
