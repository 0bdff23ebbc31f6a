"""What holds at a place of a document: everything that the elements around it say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.model import READABLE_NOTES, BlockKind, SkipKind

if TYPE_CHECKING:
    from talecast.model import ListPlace
    from talecast.read.markup.kinds import Meaning
    from talecast.read.markup.lists import OpenList
    from talecast.read.markup.tables import Table

MAX_NAMES = 64
"""Roles and classes that a place remembers of the elements around it: those of the nearest ones."""


@dataclass(slots=True, eq=False)
class Where:
    """A place inside an element that says something; elements that say nothing share the place around them."""

    name: str
    parent: Where | None = None
    own_classes: tuple[str, ...] = ()
    own_roles: tuple[str, ...] = ()
    own_ids: tuple[str, ...] = ()
    own_names: frozenset[str] = frozenset()
    """Its own classes and roles, folded."""
    classes: tuple[str, ...] = ()
    """Of all elements around, the outermost first."""
    roles: tuple[str, ...] = ()
    language: str = ""
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    """1 to 6 inside a heading."""
    skip: SkipKind | None = None
    block: Where | None = None
    """The innermost block around, itself where it is one; None before the first."""
    leaf: bool = False
    """Inside what becomes one piece whatever is in it: a heading, a row of a table, an aside."""
    preformatted: bool = False
    sink: list[str] | None = None
    """Where words go that leave the paragraph they stand in; None for those that stay."""
    named: str | None = None
    """For an element that is one picture: its name as its attributes give it."""
    notes: bool = False
    """Inside what holds footnotes."""
    note: int = 0
    """Inside a footnote: its number."""
    item: int | None = None
    """For a numbered list: the number of its last item so far, 0 where it has none and begins with 1."""
    item_style: str = "1"
    """For a numbered list: the HTML attribute `type`, 1, a, A, i or I."""
    group: Where | None = None
    """The group of heading lines around."""
    table: Table | None = None
    link: str | None = None
    """The address of the link around."""
    list: OpenList | None = None
    """The innermost list around."""
    items: tuple[ListPlace, ...] = ()
    """The items of lists around, the outermost first."""
    after: float = 0.0
    """Ems of white space after its end."""
    ends_line: bool = False
    """For an element among words: does a line begin and end with it?"""
    is_break: bool = False
    """Has it a class of what parts scenes?"""
    begun: int = 0
    """How many pieces there were at its beginning."""

    def child(self, name: str) -> Where:
        """The place inside an element here that says nothing yet."""
        return Where(
            name,
            self,
            classes=self.classes,
            roles=self.roles,
            language=self.language,
            kind=self.kind,
            level=self.level,
            skip=self.skip,
            block=self.block,
            leaf=self.leaf,
            preformatted=self.preformatted,
            sink=self.sink,
            notes=self.notes,
            note=self.note,
            group=self.group,
            table=self.table,
            link=self.link,
            list=self.list,
            items=self.items,
        )

    def name_it(self, meaning: Meaning, ids: tuple[str, ...]) -> None:
        """Give it what its element says by its classes, roles and ids."""
        self.own_ids = ids
        self.own_names = meaning.names
        if meaning.roles:
            self.own_roles = meaning.roles
            self.roles = (self.roles + meaning.roles)[-MAX_NAMES:]
        if meaning.classes:
            self.own_classes = meaning.classes
            self.classes = (self.classes + meaning.classes)[-MAX_NAMES:]
            self.is_break = meaning.is_break

    def leave_out(self, skip: SkipKind | None) -> None:
        """Skip what is in it. What is left out for good stays so; inside a note something else may be."""
        if skip is not None and (self.skip is None or (self.skip in READABLE_NOTES and skip not in READABLE_NOTES)):
            self.skip = skip
