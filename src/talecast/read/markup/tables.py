"""Tables: which are data and which only lay out a page, and how a row is said.

A row is read with the headers of its columns before its cells: "Name: Alice. Age: 12." Its text are its cells alone. The
row of headers is not read by itself. A large table is summed up in one sentence, said in the place of its caption, or of its
headers, or of its first row; everything else in it is skipped.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind
from talecast.model import Cell as ModelCell
from talecast.read.markup.kinds import HEADINGS
from talecast.read.markup.lines import BREAK, CELL, EDGE, Line, words
from talecast.read.piece import Piece, has_letters
from talecast.read.xml import attribute, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from talecast.read.markup.draft import Draft
    from talecast.read.xml import Element

MAX_ROWS = 12
"""Rows that a listener can follow; the row of headers is not counted."""
MAX_CELLS = 60
LONGEST_CELL = 400
"""Characters: what is longer is no datum but text in a grid."""
USUAL_CELL = 60
"""Characters: where cells are longer on average, they are text in a grid, as the speeches of a play are."""
SHORT_CELL = 25
"""Characters: a large table without headers is one of data if its cells are no longer than that on average."""
MAX_SPAN = 1_000
"""Columns and rows, of a cell as in the HTML Standard; columns of a row."""

_GRIDS = HEADINGS | frozenset({"table", "hr", "blockquote", "ul", "ol", "dl", "pre", "section", "article", "figure"})
"""What data does not hold."""


@dataclass(slots=True, eq=False)
class Table:
    """A table of data while it is read."""

    cells: list[Cell] = field(default_factory=list)
    """Of the row that is open."""
    in_head: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as its tag describes it."""

    is_header: bool
    of_row: bool
    """Is it a header of its row and not of its column?"""
    span: int
    """Columns that it fills."""
    rows: int = 1
    """Rows that it fills, its own among them."""
    from_above: bool = False
    """Does it stand for one of an earlier row that reaches down here?"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with what each of its cells says."""

    table: Table
    cells: tuple[tuple[Cell, str], ...]
    in_head: bool

    @property
    def is_header(self) -> bool:
        """Does it only name the columns?"""
        return self.in_head or (
            len(self.cells) > 1 and all(cell.is_header and not cell.of_row for cell, _ in self.cells)
        )

    def shown(self) -> tuple[ModelCell, ...]:
        """Its cells as a page shows them."""
        return tuple(
            ModelCell(said, cell.is_header or self.in_head, cell.span, cell.rows)
            for cell, said in self.cells
            if not cell.from_above
        )

    def columns(self) -> dict[int, str]:
        """What it says in each column, counted from 0, a cell that fills several in each of them."""
        at = 0
        found: dict[int, str] = {}
        for cell, said in self.cells:
            found |= dict.fromkeys(range(at, min(at + cell.span, MAX_SPAN)), said)
            at += cell.span
        return found

    @property
    def width(self) -> int:
        """How many columns it fills."""
        return min(sum(cell.span for cell, _ in self.cells), MAX_SPAN)


def is_data(table: Element, roles: tuple[str, ...]) -> bool:
    """Does a table hold data, in two columns and more, and not just a page's layout? The scan ends at the first thing else."""
    if "presentation" in roles or "none" in roles:
        return False
    columns = most = cells = paragraphs = letters = total = 0
    for element in itertools.islice(table.iter(), 1, None):
        name = name_of(element)
        if name in _GRIDS or "persona" in attribute(element, "epub:type"):
            return False
        if name == "tr":
            columns = 0
        elif name in ("td", "th"):
            columns, cells, paragraphs, letters = columns + 1, cells + 1, 0, 0
            most = max(most, columns)
        elif name == "p":
            paragraphs += 1
        length = len((element.text or "").strip()) + len((element.tail or "").strip())
        letters, total = letters + length, total + length
        if paragraphs > 1 or letters > LONGEST_CELL:
            return False
    return most > 1 and total <= USUAL_CELL * cells


def cell_of(element: Element) -> Cell:
    """What the tag of a cell says."""
    return Cell(
        name_of(element) == "th" or attribute(element, "role") in ("columnheader", "rowheader"),
        attribute(element, "scope") in ("row", "rowgroup") or attribute(element, "role") == "rowheader",
        _span(attribute(element, "colspan")),
        _span(attribute(element, "rowspan")),
    )


def _span(said: str) -> int:
    return max(1, min(MAX_SPAN, int(said))) if said.isdecimal() and len(said) < 6 else 1  # noqa: PLR2004


def take_row(table: Table, text: str) -> Row | None:
    """The open row of a table, of which `text` is what stands between its marks of cells; None where it has no cells."""
    before, *rest = text.split(CELL)
    said = [words(part.replace(BREAK, " ").replace(EDGE, " ")) for part in rest]
    if said:
        said[0] = f"{words(before)} {said[0]}".strip()
    cells = tuple(zip(table.cells, said, strict=False))
    table.cells = []
    return Row(table, cells, table.in_head) if cells else None


def row_lines(row: Row) -> list[Line]:
    """The line of a row: the words of its cells."""
    said = " ".join(cell for _, cell in row.cells if cell)
    return [Line(Piece((said,), kind=BlockKind.TABLE))] if said else []


def settle(drafts: Sequence[Draft], language: str) -> None:
    """Give the rows of each table what is said and what is shown, and sum up the large ones."""
    at = 0
    while at < len(drafts):
        row = drafts[at].row
        if row is None:
            at += 1
            continue
        stop = at + 1
        while stop < len(drafts) and (following := drafts[stop].row) is not None and following.table is row.table:
            stop += 1
        caption = drafts[at - 1] if at and drafts[at - 1].block.table is row.table else None
        rows = _filled([draft.row for draft in drafts[at:stop] if draft.row is not None])
        _show_table(drafts[at:stop], rows, caption)
        _settle_table(drafts[at:stop], rows, caption, language)
        at = stop


def _filled(rows: Sequence[Row]) -> list[Row]:
    """The rows with an empty cell wherever one of an earlier row reaches down, so that columns stand under their headers."""
    filled: list[Row] = []
    reaching: dict[int, tuple[Cell, int]] = {}
    for number, row in enumerate(rows):
        cells: list[tuple[Cell, str]] = []
        waiting = iter(row.cells)
        coming = next(waiting, None)
        at, below = 0, {}
        while at < MAX_SPAN and (coming is not None or any(column >= at for column in reaching)):
            if at in reaching:
                cell, left = reaching[at]
                cells.append((replace(cell, from_above=True), ""))
            elif coming is not None:
                left = min(coming[0].rows, len(rows) - number)
                cell = replace(coming[0], rows=left)
                cells.append((cell, coming[1]))
                coming = next(waiting, None)
            else:
                cell, left = Cell(is_header=False, of_row=False, span=1), 1
                cells.append((cell, ""))
            if left > 1:
                below[at] = (cell, left - 1)
            at += cell.span
        reaching = below
        filled.append(replace(row, cells=tuple(cells)))
    return filled


def _headers(rows: Iterable[Row]) -> dict[int, str]:
    """What names each column: the rows of headers one under the other, each name once."""
    names: dict[int, list[str]] = {}
    for row in rows:
        for column, said in row.columns().items():
            if said and said not in names.setdefault(column, []):
                names[column].append(said)
    return {column: " ".join(said) for column, said in names.items()}


def _settle_table(drafts: Sequence[Draft], rows: Sequence[Row], caption: Draft | None, language: str) -> None:
    if any(draft.piece.skip is not None for draft in drafts):
        return
    headers = _headers(itertools.takewhile(lambda row: row.is_header, rows)) or _headers(
        row for row in rows if row.is_header
    )
    body = [row for row in rows if not row.is_header]
    if _is_large(body) and (headers or caption is not None or _is_terse(body)):
        carrier = caption if caption is not None and caption.piece.skip is None else drafts[0]
        if language.partition("-")[0] in ("", "en"):
            carrier.say(_summary(carrier.piece.text if carrier is caption else "", headers, body))
        for draft in drafts:
            if draft is not carrier:
                draft.leave_out(SkipKind.TABLE)
        return
    for draft, row in zip(drafts, rows, strict=True):
        if row.is_header and body:
            draft.leave_out(SkipKind.TABLE)
        elif not row.is_header:
            draft.say(_said(row, headers))


def _show_table(drafts: Sequence[Draft], rows: Sequence[Row], caption: Draft | None) -> None:
    """Let each row know the whole table, and a caption too: any of them may be the one that is read."""
    shown = tuple(row.shown() for row in rows)
    for number, draft in enumerate(drafts):
        draft.piece = replace(draft.piece, structure=replace(draft.piece.structure, table=shown, row=number))
    if caption is not None:
        caption.piece = replace(caption.piece, structure=replace(caption.piece.structure, table=shown))


def _is_large(body: Sequence[Row]) -> bool:
    return len(body) > MAX_ROWS or sum(len(row.cells) for row in body) > MAX_CELLS


def _is_terse(body: Sequence[Row]) -> bool:
    """Do the cells hold words and numbers, and no sentences?"""
    cells = [said for row in body for _, said in row.cells if said]
    return sum(map(len, cells)) <= SHORT_CELL * len(cells)


def _said(row: Row, headers: dict[int, str]) -> str:
    """A row with the headers of its columns; without any, its cells one after the other."""
    at = 0
    said: list[str] = []
    for cell, text in row.cells:
        header = headers.get(at, "")
        at += cell.span
        if has_letters(text):
            named = f"{header.rstrip(' :')}: {text}" if has_letters(header) and header != text else text
            said.append(named.rstrip(" .;,:") if named[-1:] in ".;,:" else named)
    return f"{('. ' if headers else ', ').join(said)}." if said else ""


def _summary(caption: str, headers: dict[int, str], body: Sequence[Row]) -> str:
    """One sentence for a table that is too large to be listened to."""
    columns = max(row.width for row in body)
    names = ", ".join(filter(has_letters, dict.fromkeys(headers.values())))
    size = f"a table of {len(body)} rows and {columns} columns" + (f": {names}" if names else "")
    return f"{caption.rstrip(' .:')}: {size}." if caption else f"{size[0].upper()}{size[1:]}."
