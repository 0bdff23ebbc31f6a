"""The collector: words, pictures and asides as they come, into drafts as each block ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from talecast.model import READABLE_NOTES, BlockKind, NoteMark, PageBreak, SkipKind, Structure
from talecast.read.markup.draft import Draft
from talecast.read.markup.images import Picture, judge
from talecast.read.markup.lines import BREAK, CELL, EDGE, MARK, Line, heading, paragraphs, preformatted, verse, words
from talecast.read.markup.points import Points
from talecast.read.markup.tables import row_lines, take_row
from talecast.read.piece import Piece, has_letters

if TYPE_CHECKING:
    from talecast.read.markup.notes import Survey
    from talecast.read.markup.tables import Cell, Table
    from talecast.read.markup.where import Where


_NUMBERED = re.compile(r"[\[({]?(?:\d+|[A-Za-z]|[ivxIVX]+)[\])}.:]")
"""An item whose number is printed in its text."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A picture in the block that is open."""

    name: str
    what: Picture
    address: str
    where: Where
    is_text: bool
    """Is its name printed, as the words in a drawing are, and no alternative for what is seen?"""


@dataclass(frozen=True, slots=True)
class _Aside:
    """Words that leave the paragraph they stand in."""

    skip: SkipKind
    where: Where
    sink: list[str]


@dataclass(slots=True)
class Flow:
    """What is open, and the drafts so far."""

    survey: Survey
    read_images: bool
    drafts: list[Draft] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    """Names of pictures and formulas that became text, though they are no text of the body."""
    outside: bool = False
    """In the page of an archive around its story?"""
    anchors: list[str] = field(default_factory=list)
    """Ids since the last draft."""
    links: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    linked: int = 0
    label: str = ""
    """What is said before the next words, if they are in the item of a list that it is the number of."""
    space: float = 0.0
    blanks: int = 0
    parts: list[str] = field(default_factory=list)
    first: Where | None = None
    """Where the first words of the open block are, if all are there."""
    is_mixed: bool = False
    asides: list[_Aside] = field(default_factory=list)
    before: list[_Shown] = field(default_factory=list)
    after: list[_Shown] = field(default_factory=list)
    points: Points = field(default_factory=Points)
    page: str = ""
    """The number of the page of the printed book, once one has begun."""

    # --- while a block is open ---

    def say(self, where: Where, text: str) -> None:
        """Words at a place."""
        if where.sink is not None:
            where.sink.append(text)
            return
        if not text.isspace():
            if self.first is None:
                self.first = where
            elif self.first is not where:
                self.is_mixed = True
            if where.link:
                self.linked += len(text.strip())
        self.parts.append(text if where.preformatted else text.replace(BREAK, " "))
        self.points.speak(where.language, self.parts)

    def part(self, where: Where, sign: str = EDGE) -> None:
        """The edge of a line, or a line break, at a place."""
        if where.sink is not None:
            where.sink.append(" ")
        else:
            self.parts.append(sign)

    def begin_cell(self, table: Table, cell: Cell) -> None:
        """The next cell of the open row."""
        table.cells.append(cell)
        self.parts.append(CELL)

    def aside(self, where: Where, skip: SkipKind, *, is_mark: bool = False) -> None:
        """Let the words at this place leave the paragraph."""
        if is_mark:
            self.parts.append(MARK)
        where.sink = []
        where.leaf = True
        where.leave_out(skip)
        self.asides.append(_Aside(skip, where, where.sink))

    def picture(self, where: Where, name: str, address: str = "", *, is_text: bool = False) -> None:
        """A picture with this name at a place."""
        shown = _Shown(name, judge(name, where.own_roles, where.own_classes), address, where, is_text)
        if where.table is not None and where.leaf:
            if shown.what is Picture.DESCRIBED or is_text:
                self._alternative(shown)
                self.say(where, f" {name} ")
        else:
            (self.after if self.first is not None else self.before).append(shown)

    def turn_page(self, label: str) -> None:
        """A page of the printed book begins here."""
        if label != self.page:
            self.points.pages.append(PageBreak(label, self.points.letters(self.parts)))
        self.page = label

    def mark(self, label: str, target: str) -> None:
        """The mark of a note stands here."""
        self.points.marks.append(NoteMark(label, self.points.letters(self.parts), target=target))

    def initial(self, where: Where, letter: str) -> None:
        """The first letter of a chapter, drawn."""
        self.alternatives.append(letter)
        self.say(where, letter)

    def last_character(self) -> str:
        """The last printed character of the open block; "" where there is none, or white space after it."""
        last = self.parts[-1][-1:] if self.parts else ""
        return "" if last.isspace() or last < " " else last

    def level_above(self) -> int:
        """The level of the heading right above; 0 where there is none."""
        is_heading = bool(self.drafts) and self.drafts[-1].piece.kind is BlockKind.HEADING
        return self.drafts[-1].piece.level if is_heading else 0

    # --- as it ends ---

    def flush(self, block: Where) -> None:
        """End the lines of a block that are open."""
        if not (self.parts or self.before or self.after or self.asides):
            return
        where = block if self.is_mixed or self.first is None else self.first
        text = "".join(self.parts)
        row = take_row(block.table, text) if block.name == "tr" and block.table is not None else None
        lines = row_lines(row) if row is not None else self._lines(block, where, text)
        pictures = [] if lines else [*self.before, *self.after]
        if block.level and not lines and any(map(_is_named, pictures)):
            lines, pictures = self._drawn_heading(block, pictures), []
        elif lines:
            self._show(self.before, block, alone=False)
        self._show(pictures, block, alone=True)
        if where.skip is not SkipKind.PAGE_FURNITURE:
            lines = self.points.share(lines, where.language)
        for at, line in enumerate(lines):
            draft = self._add(line.piece, where, block, line.blanks)
            if at == 0:
                draft.row = row
                self._give_links(draft)
        self._say_asides(block)
        if lines:
            self._show(self.after, block, alone=False)
        self._close()

    def end_block(self, block: Where) -> None:
        """The end of a block: what is open in it, and if nothing was in it, its white space."""
        is_blank = bool(self.parts) and any("\xa0" in part or BREAK in part for part in self.parts)
        self.flush(block)
        self.space = max(self.space, block.after)
        if block.name == "li":
            self.label = ""
        if len(self.drafts) == block.begun and not block.leaf:
            if block.is_break and block.skip is None:
                self.scene_break(block, is_gap=block.name != "hr")
            elif is_blank and (block.name == "p" or not block.own_ids):  # any other is there to be pointed to
                self.blanks += 1

    def scene_break(self, block: Where, *, is_gap: bool = False) -> None:
        """A break of no words."""
        self._add(Piece((), kind=BlockKind.SCENE_BREAK), block, block).is_gap = is_gap

    def _lines(self, block: Where, where: Where, text: str) -> list[Line]:
        if block.level:
            return heading(text, block.level, continues=self._is_second_line(block))
        if where.kind is BlockKind.VERSE:
            return verse(text)
        return preformatted(text, where.kind) if block.preformatted else paragraphs(text, where.kind)

    def _is_second_line(self, block: Where) -> bool:
        """Does a heading go on with the one before it: in one group, or as its subtitle?"""
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.piece.kind is not BlockKind.HEADING:
            return False
        return (block.group is not None and last.block.group is block.group) or "subtitle" in block.own_names

    def _drawn_heading(self, block: Where, pictures: list[_Shown]) -> list[Line]:
        named = [shown for shown in pictures if _is_named(shown)]
        for shown in named:
            self._alternative(shown)
        return heading(BREAK.join(shown.name for shown in named), block.level)

    def _show(self, pictures: list[_Shown], block: Where, *, alone: bool) -> None:
        """The pictures of a block as pieces; one that stands `alone` may part two scenes."""
        for shown in pictures:
            if shown.what is Picture.ORNAMENT or not has_letters(shown.name):
                repeated = self.survey.pictures[shown.address] > 1 if shown.address else False
                if alone and (
                    shown.what is Picture.ORNAMENT or block.is_break or (repeated and not has_letters(shown.name))
                ):
                    self.scene_break(block)
                if shown.is_text and has_letters(shown.name):
                    self._add(Piece((shown.name,)).skipped(SkipKind.IMAGE), shown.where, block)
                continue
            self._alternative(shown)
            piece = Piece((shown.name,), kind=BlockKind.IMAGE, structure=Structure(image=shown.address))
            if shown.what is not Picture.DESCRIBED or not self.read_images:
                piece = piece.skipped(SkipKind.IMAGE)
            draft = self._add(piece, shown.where, block)
            if alone:
                self._give_links(draft)

    def _alternative(self, shown: _Shown) -> None:
        if not shown.is_text:
            self.alternatives.append(shown.name)

    def _say_asides(self, block: Where) -> None:
        """The asides after the words they were among: a note each, and what else there is by its kind."""
        gathered: dict[SkipKind, list[str]] = {}
        for aside in self.asides:
            said = words("".join(aside.sink))
            if not has_letters(said):
                continue
            if aside.skip in READABLE_NOTES:
                self._add(Piece((said,)).skipped(aside.skip), aside.where, block)
            else:
                gathered.setdefault(aside.skip, []).append(said)
        for skip, said_aside in gathered.items():
            draft = self._add(Piece((" ".join(said_aside),)), block, block, skip=skip)
            self._give_links(draft)

    def _give_links(self, draft: Draft) -> None:
        draft.links, draft.references, draft.linked = tuple(self.links), tuple(self.references), self.linked
        self.links, self.references, self.linked = [], [], 0

    def _add(self, piece: Piece, where: Where, block: Where, blanks: int = 0, skip: SkipKind | None = None) -> Draft:
        is_outside = self.outside and not (self.survey.has_heading_outside and piece.level == 1)
        reason = skip or where.skip or (SkipKind.PAGE_FURNITURE if is_outside else None)
        if reason is not None and piece.skip is None and piece.lines:
            piece = piece.skipped(reason)
        if self.label and piece.lines:
            if piece.is_story and piece.kind is BlockKind.LIST and not _NUMBERED.match(piece.text):
                piece = replace(piece, label=self.label)
            self.label = ""
        if piece.lines and piece.skip is not SkipKind.PAGE_FURNITURE:
            piece = self._placed(piece, where)
        draft = Draft(
            piece, where, block, tuple(dict.fromkeys(self.anchors)), space=self.space, blanks=self.blanks + blanks
        )
        self.drafts.append(draft)
        self.anchors, self.space, self.blanks = [], 0.0, 0
        return draft

    def _placed(self, piece: Piece, where: Where) -> Piece:
        """The piece with the items of lists that it is in, and the pages that began before it."""
        pages = self.points.take_waiting()
        if not pages and not where.items:
            return piece
        structure = replace(piece.structure, lists=where.items, pages=(*pages, *piece.structure.pages))
        return replace(piece, structure=structure)

    def _close(self) -> None:
        self.parts, self.asides, self.before, self.after = [], [], [], []
        self.points.close()
        self.links, self.linked = [], 0
        self.first, self.is_mixed = None, False


def _is_named(shown: _Shown) -> bool:
    return shown.what is Picture.DESCRIBED
