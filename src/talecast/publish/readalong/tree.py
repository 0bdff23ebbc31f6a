"""A section's blocks as what they are on a page: items in lists, rows in tables, paragraphs in a quotation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.publish.readalong.markup import escape, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.model import Cell
    from talecast.publish.narrated import ToldBlock
    from talecast.publish.readalong.sections import Said, Section

_AROUND = {BlockKind.QUOTE: "quote", BlockKind.LETTER: "letter", BlockKind.EPIGRAPH: "epigraph"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A block with its sentences."""

    block: ToldBlock
    said: tuple[Said, ...]


@dataclass(slots=True)
class Group:
    """Blocks that stand in something together."""

    kind: str
    """ordered, unordered, plain (a list without signs of its own), description; item, term, definition; table; note; quote,
    letter, epigraph; section, the root."""
    number: int = 0
    """Of the first item of an ordered list, or of a note."""
    nodes: list[Leaf | Group] = field(default_factory=list)
    rows: tuple[tuple[Cell, ...], ...] = ()
    """Of a table, those that are not read as well."""


_Step = tuple[str, int, int]
"""Into a group: its kind, which one it is, and the number that it shows."""


def tree_of(section: Section) -> Group:
    """The root of a section's blocks."""
    root = Group("section")
    open_groups: list[tuple[_Step, Group]] = []
    tables = 0
    for at, (block, said) in enumerate(section.blocks):
        tables += bool(block.table)
        steps = _steps(block, tables, at)
        shared = 0
        while shared < min(len(steps), len(open_groups)) and _same(steps[shared], open_groups[shared][0]):
            shared += 1
        del open_groups[shared:]
        for step in steps[shared:]:
            group = Group(step[0], step[2], rows=block.table if step[0] == "table" else ())
            (open_groups[-1][1] if open_groups else root).nodes.append(group)
            open_groups.append((step, group))
        (open_groups[-1][1] if open_groups else root).nodes.append(Leaf(block, said))
    _mend(root)
    return root


def _mend(group: Group) -> None:
    """Make a plain list of terms and descriptions that do not alternate as HTML wants it: a note may have parted them."""
    inner = [node for node in group.nodes if isinstance(node, Group)]
    if group.kind == "description" and [inner[0].kind, inner[-1].kind] != ["term", "definition"]:
        group.kind = "plain"
        for node in inner:
            node.kind = "item"
    for node in inner:
        _mend(node)


def _steps(block: ToldBlock, tables: int, at: int) -> list[_Step]:
    """The groups around a block, the outermost first. A heading stands in none; a term holds words alone."""
    if block.kind is BlockKind.HEADING:
        return []
    steps: list[_Step] = [("note", block.note, block.note)] if block.note else []
    in_term = bool(block.lists) and block.lists[-1].kind == "term"
    is_box = block.image or block.table or block.row is not None
    for place in block.lists[:-1] if in_term and is_box else block.lists:
        is_described = place.kind in ("term", "description")
        steps.append(("description" if is_described else place.kind, place.number, place.item))
        item = "item" if not is_described else "term" if place.kind == "term" else "definition"
        steps.append((item, place.item, place.item))
    if block.kind is BlockKind.LIST and not block.lists:
        steps += [("plain", 0, 0), ("item", at, 0)]
    if block.kind in _AROUND and not in_term:
        steps.append((_AROUND[block.kind], 0, 0))
    if block.table or block.row is not None:
        steps.append(("table", tables, 0))
    return steps


def _same(step: _Step, other: _Step) -> bool:
    return step[:2] == other[:2]


def rows_said(table: Group) -> tuple[list[Leaf], dict[int, Leaf]]:
    """The blocks of a table that are its caption, and those that are its rows, by the rows' numbers."""
    captions: list[Leaf] = []
    rows: dict[int, Leaf] = {}
    for node in table.nodes:
        if isinstance(node, Leaf):
            row = node.block.row
            if row is None or row >= len(table.rows) or row in rows:
                captions.append(node)
            else:
                rows[row] = node
    return captions, rows


def row_cells(cells: Sequence[Cell], pages: str = "") -> str:
    """The cells of a row as HTML, and DTBook, have them; `pages` is markup before the words of the first.

    A header without words names nothing, and is a cell like any other.
    """
    is_header = len(cells) > 1 and all(cell.is_header for cell in cells)
    said = []
    for at, cell in enumerate(cells):
        name = "th" if cell.is_header and cell.text else "td"
        scope = "" if name == "td" else "col" if is_header else "row"
        spans = (
            ("colspan", cell.columns if cell.columns > 1 else None),
            ("rowspan", cell.rows if cell.rows > 1 else None),
        )
        said.append(tag(name, (pages if at == 0 else "") + escape(cell.text), ("scope", scope), *spans))
    return "".join(said)
