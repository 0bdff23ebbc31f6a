"""The measures of a document's text: the size of its letters, its leading, its edges; what headings are measured against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from talecast.read.pdf.page import Line

STEP = 2.0
"""Points: edges that differ by less are one."""
INDENT = 0.8
"""Letters' heights from the edge to a paragraph's first line, at least …"""
WIDEST_INDENT = 5.0
"""… and at most: further in stands a quotation, a poem or a centred line."""
WIDE = 1.25
"""Times the leading: more than the white space between lines."""
FEW = 3
"""Of such white spaces: fewer part scenes, however short the document."""
SPACED, INDENTED = 0.06, 0.03
"""Share of lines with white space, or an indent, before them in a document that parts its paragraphs so."""
FULL = 0.85
"""Of a column's width: what a line reaches that the next one goes on with."""
SMALL = 0.93
"""Of the size of the text: a footnote's letters."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What most lines of a document are like, in points."""

    size: float
    leading: float
    """From baseline to baseline inside a paragraph."""
    indents: bool
    """Do paragraphs begin with an indent?"""
    spaced: bool
    """Does white space part paragraphs?"""
    between: float
    """From the last baseline of a paragraph to the first of the next."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Where the text of a column begins and ends, in points."""

    left: float
    right: float


def measure(pages: Sequence[Sequence[Line]]) -> Measures:
    """The measures of a document, given the lines of its pages without furniture."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    steps: Counter[float] = Counter()
    inner: Counter[float] = Counter()  # steps below lines that reach the right edge: those inside paragraphs
    for lines in pages:
        body = [line for line in lines if abs(line.size - size) <= 1]
        edges = column_edges(body, size)
        for above, below in pairwise(body):
            step = round((above.baseline - below.baseline) * 2) / 2
            if 0.8 * size < step < 4 * size:
                steps[step] += 1
                inner[step] += above.right >= edges.left + FULL * (edges.right - edges.left)
    leading = _usual_step(+inner or steps, size)
    indented = total = 0
    for lines in pages:
        body = [line for line in lines if abs(line.size - size) <= 1]
        edges = column_edges(body, size)
        for line in body:
            total += 1
            indented += is_indented(line, edges, size)
    indents = indented >= INDENTED * max(1, total)
    wide = Counter({step: count for step, count in steps.items() if step > WIDE * leading})
    spaced = wide.total() >= max(FEW if indents else 1, SPACED * steps.total())
    return Measures(
        size,
        leading,
        indents=indents,
        spaced=spaced,
        between=wide.most_common(1)[0][0] if spaced and wide else leading,
    )


def _usual_step(steps: Counter[float], size: float) -> float:
    """The leading: the most frequent step; of two that are nearly as frequent the smaller one."""
    if not steps:
        return 1.2 * size
    most = steps.most_common(1)[0][1]
    return min(step for step, count in steps.items() if count >= 0.5 * most)


def column_edges(lines: Sequence[Line], size: float) -> Edges:
    """The edges of the text in some lines of a page: the leftmost that is frequent, and where long lines end."""
    if not lines:
        return Edges(0.0, 0.0)
    lefts = _clusters(line.left for line in lines)
    most = max(count for _, count in lefts)
    left = min(edge for edge, count in lefts if count >= max(1, 0.2 * most))
    rights = sorted(line.right for line in lines if line.right > left + size)
    right = rights[int(0.9 * (len(rights) - 1))] if rights else left
    return Edges(left, right)


def is_indented(line: Line, edges: Edges, size: float) -> bool:
    """Does a paragraph's first line begin here, by its indent?"""
    return INDENT * size <= line.left - edges.left <= WIDEST_INDENT * size


def _clusters(values: Iterable[float]) -> list[tuple[float, int]]:
    """Values that lie near each other, as the smallest of them and their number."""
    found: list[tuple[float, int]] = []
    for value in sorted(values):
        if found and value - found[-1][0] <= STEP:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((value, 1))
    return found
