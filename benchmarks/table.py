"""Figures for people: a table for the terminal, and the tables of the page, put between the marks that it has for them."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.bench import Row

HEADINGS = ("what", "measured", "wanted", "met")
MARKED = re.compile(r"(<!-- figures: ([a-z]+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def cells(row: Row) -> tuple[str, str, str, str]:
    """A row's four columns."""
    return row.what, row.measured, row.wanted, {True: "yes", False: "no", None: ""}[row.holds]


def text_table(rows: Sequence[Row]) -> str:
    """For the terminal."""
    lines = [HEADINGS, *(tuple(cell.replace("`", "") for cell in cells(row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown_table(rows: Sequence[Row]) -> str:
    """For the page; `|` within a cell is escaped."""
    lines = [HEADINGS, ("---",) * len(HEADINGS), *map(cells, rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def how(kept: dict[str, Any]) -> str:
    """When, where and how a bench was run, in a sentence."""
    year, month = kept["measured"].split("-")
    machine = kept["machine"]
    runs = "one run" if kept["runs"] == 1 else f"medians of {kept['runs']} runs"
    quick = " **Short texts, to try the bench: not to be relied on.**" if kept["quick"] else ""
    return (
        f"`{kept['command']}`, {calendar.month_name[int(month)]} {year}, {machine['cores']} cores of {machine['processor']}, "
        f"{machine['system']}, Python {machine['python']}; {runs}, load before it {kept['load_before']:.1f}.{quick}"
    )


def fill_page(page: str, contents: dict[str, str]) -> str:
    """The page with `contents` between its marks: `<!-- figures: NAME -->` and `<!-- end of figures -->`."""

    def filled(match: re.Match[str]) -> str:
        opening, name, closing = match.groups()
        return f"{opening}\n{contents[name]}\n\n{closing}" if name in contents else match[0]

    return MARKED.sub(filled, page)
