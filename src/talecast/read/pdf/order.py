"""The order in which a page is read: from top to bottom, column after column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.read.pdf.page import Line, split_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.read.pdf.page import Page

LEAST_LINES = 6
"""Lines on either side that make two columns."""
MOST_ACROSS = 0.4
"""Share of lines that may go across both columns: titles and the like."""
SAME_LINE = 0.4
"""Of a letter's height: how much two runs on one line may differ in theirs."""
MOST_CAPS = 10
"""Of them on one page, or in one column."""
DROP_CAP = 1.7
"""Times the height of the text: a first letter that is drawn over several lines."""


def in_order(page: Page) -> list[Line]:
    """The lines of a page as they are read; words that are turned come last."""
    upright = [line for line in page.lines if line.size > 0]
    turned = [line for line in page.lines if line.size <= 0]
    gutter = _gutter(page, upright)
    if gutter is None:
        return [*_with_drop_caps(_joined(sorted(upright, key=_from_top))), *turned]
    parts = [part for line in upright for part in _cut(line, gutter)]
    ordered: list[Line] = []
    columns: tuple[list[Line], list[Line]] = ([], [])
    for line in sorted(parts, key=_from_top):
        if line.left < gutter - 1 and line.right > gutter + 1:
            for column in columns:
                ordered += _with_drop_caps(_joined(column))
                column.clear()
            ordered.append(line)
        else:
            columns[line.left >= gutter - 1].append(line)
    for column in columns:
        ordered += _with_drop_caps(_joined(column))
    return [*ordered, *turned]


def _from_top(line: Line) -> tuple[float, float]:
    return -line.baseline, line.left


def _joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, from the top; of runs that stand on one line the left one first."""
    ordered: list[Line] = []
    row: list[Line] = []
    for line in lines:
        if row and abs(row[0].baseline - line.baseline) > SAME_LINE * min(row[0].size, line.size):
            ordered += sorted(row, key=lambda one: one.left)
            row = []
        row.append(line)
    return ordered + sorted(row, key=lambda one: one.left)


def _with_drop_caps(lines: Sequence[Line]) -> list[Line]:
    """The lines with a large first letter put before the line that begins beside its top."""
    ordered = list(lines)
    for cap in [line for line in lines if len(line.text) == 1 and line.text.isalpha()][:MOST_CAPS]:
        beside = [
            line
            for line in ordered
            if line is not cap and cap.size > DROP_CAP * line.size and line.left >= cap.right - 1
            and cap.baseline - 1 <= line.baseline <= cap.top + line.size
        ]  # fmt: skip
        if not beside:
            continue
        first = max(beside, key=lambda line: line.baseline)
        ordered.remove(cap)
        at = ordered.index(first)
        moved = tuple((start + 1, end + 1) for start, end in first.marks)
        ordered[at] = Line(
            cap.text + first.text, cap.left, first.right, first.baseline, first.top, first.size, first.bold, moved, (),
            first.page, first.is_hyphenated,
        )  # fmt: skip
    return ordered


def _gutter(page: Page, lines: Sequence[Line]) -> float | None:
    """The middle of the white space between two columns; None on a page with one."""
    middle = page.width / 2
    gaps = [
        (left, right)
        for line in lines
        for _, left, right in line.gaps
        if left < middle + page.width / 6 and right > middle - page.width / 6
    ]
    lefts = [line for line in lines if line.right < middle + 1]
    rights = [line for line in lines if line.left > middle - 1]
    across = [line for line in lines if line.left < middle - 1 and line.right > middle + 1 and not line.gaps]
    both = min(len(lefts), len(rights)) + len(gaps)
    if both < LEAST_LINES or len(across) > MOST_ACROSS * len(lines):
        return None
    if len(gaps) < LEAST_LINES and not _are_full(lefts, rights):
        return None
    edges = [line.right for line in lefts] + [left for left, _ in gaps]
    starts = [line.left for line in rights] + [right for _, right in gaps]
    left, right = sorted(edges)[int(0.95 * (len(edges) - 1))], sorted(starts)[int(0.05 * len(starts))]
    return (left + right) / 2 if right > left else middle


def _are_full(lefts: Sequence[Line], rights: Sequence[Line]) -> bool:
    """Are most lines of either side as long as its longest, as those of running text are?"""
    return all(
        sum(line.right - line.left > 0.7 * max(one.right - one.left for one in side) for line in side) > 0.5 * len(side)
        for side in (lefts, rights)
    )


def _cut(line: Line, gutter: float) -> list[Line]:
    """The line in two where its white space lies over the gutter."""
    for place, left, right in line.gaps:
        if left - 1 <= gutter <= right + 1:
            return [part for part in split_line(line, place, left, right) if part.text]
    return [line]
