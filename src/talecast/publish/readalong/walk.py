"""The walk over one section: its text and its overlay at once, so that what the one names, the other has.

Which markup is written is each format's own affair: it inherits the walk and says how a heading, a row, a clip … is written.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from talecast.model import BlockKind
from talecast.publish.readalong.markup import IN_XHTML, escape
from talecast.publish.readalong.parts import Both, Heading, PagePlace, Row
from talecast.publish.readalong.tree import Group, Leaf, rows_said
from talecast.publish.readalong.words import marked_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from talecast.publish.narrated import ToldBlock, ToldMark, ToldPage
    from talecast.publish.readalong.sections import Clip, Said, Section

DEEPEST = 6
"""The lowest rank of a heading."""


@dataclass
class Walk(ABC):
    """On the way through one section: it begins with the root of its tree."""

    section: Section
    sample_rate: int
    images: Mapping[str, str]
    """The address of each picture, by its path in the book's folder."""
    notes: Mapping[int, str]
    """The stem of the file that each note is in."""
    pages_before: int = 0
    """Pages so far: their numbers go on through the book, since labels may repeat."""
    prefix: str = ""
    """Before all ids, where several sections share a file."""
    headings: list[Heading] = field(default_factory=list)
    """Those below the section's own."""
    pages: list[PagePlace] = field(default_factory=list)
    has_title: bool = False
    """Does it begin with a heading?"""
    note: int = 0
    """The number of the note that it is in."""
    shows_announcements: bool = False
    """Are words for the ear alone printed, as in a format whose text is that of the sound?"""
    language_names: ClassVar[tuple[str, ...]] = IN_XHTML
    """The attributes that name a language."""
    _sentences: int = 0
    _groups: int = 0
    _levels: list[int] = field(default_factory=list)
    """The source's levels of the headings that the last one stands under, itself included."""
    _past_title: bool = False
    """Has anything been told besides the headings that the section begins with?"""
    _seen_notes: set[int] = field(default_factory=set)

    # --- what a format says ---

    @abstractmethod
    def group_markup(self, group: Group, name: str, inner: str) -> str:
        """A list, an item, a quotation …, with what is in it. `name` is its id; empty where the format wants none."""

    @abstractmethod
    def note_markup(self, name: str, inner: str) -> str:
        """A note."""

    @abstractmethod
    def table_markup(self, name: str, caption: str, rows: Sequence[Row], language: str) -> str:
        """A table; `language` is the caption's, where that is not the book's."""

    @abstractmethod
    def heading_markup(self, name: str, rank: int, inner: str, block: ToldBlock) -> str:
        """A heading."""

    @abstractmethod
    def paragraph_markup(self, block: ToldBlock, inner: str, around: str) -> str:
        """A paragraph or a stanza; `around` is the kind of the group that it stands in."""

    @abstractmethod
    def break_markup(self) -> str:
        """A break between scenes."""

    @abstractmethod
    def figure_markup(self, name: str, image_id: str, address: str, block: ToldBlock, caption: str) -> str:
        """A picture, with its caption where it has one and without `image_id`, or else named and read by its text."""

    @abstractmethod
    def sentence_markup(self, name: str, inner: str) -> str:
        """A sentence."""

    @abstractmethod
    def page_markup(self, page: PagePlace) -> str:
        """The beginning of a page."""

    def loose_markup(self, pages: str) -> str:
        """The beginnings of pages where no paragraph is around them."""
        return pages

    @abstractmethod
    def mark_markup(self, mark: ToldMark, file: str) -> str:
        """The mark of a note that stands in the file of this stem."""

    @abstractmethod
    def par(self, name: str, clip: Clip, role: str) -> str:
        """The clip of an element; `role` is pagebreak, or empty."""

    @abstractmethod
    def seq(self, role: str, name: str, inner: str) -> str:
        """Clips that can be left or skipped together: role is list, list-item, table, table-row, figure or footnote."""

    # --- groups ---

    def walk(self, group: Group) -> Both:
        """Everything in a group."""
        if group.kind == "table":
            return self._table(group)
        if group.kind == "note":
            return self._note(group)
        inner = self._inside(group)
        if group.kind == "section":
            return inner
        role = ROLES.get(group.kind, "")
        name = self._group_id() if role else ""
        return Both(
            self.group_markup(group, name, inner.text), self._seq(role, name, inner.sound) if role else inner.sound
        )

    def _inside(self, group: Group) -> Both:
        inner = [self._leaf(node, group) if isinstance(node, Leaf) else self.walk(node) for node in group.nodes]
        return Both("".join(both.text for both in inner), "".join(both.sound for both in inner))

    def _note(self, group: Group) -> Both:
        number = group.number
        name = self._group_id() if number in self._seen_notes else f"{self.prefix}note{number}"
        self._seen_notes.add(number)
        self.note = number
        inner = self._inside(group)
        self.note = 0
        return Both(self.note_markup(name, inner.text), self._seq("footnote", name, inner.sound))

    def _table(self, table: Group) -> Both:
        captions, said = rows_said(table)
        name = self._group_id()
        inside = [self._said(leaf) for leaf in captions]
        language = captions[0].block.language if captions else ""
        sound = "".join(both.sound for both in inside)
        rows = []
        first = next((leaf.block.language for leaf in said.values()), language)
        for number, cells in enumerate(table.rows):
            leaf = said.get(number)
            if leaf is None:
                rows.append(Row(cells, language=first))
                continue
            row_id, pages, pars = self._whole(leaf)
            rows.append(Row(cells, row_id, self.loose_markup(pages), leaf.block.language))
            sound += self._seq("table-row", row_id, pars)
        caption = " ".join(both.text for both in inside)
        return Both(self.table_markup(name, caption, rows, language), self._seq("table", name, sound))

    # --- blocks ---

    def _leaf(self, leaf: Leaf, group: Group) -> Both:
        block = leaf.block
        if not leaf.said:
            return Both(self.break_markup() if block.kind is BlockKind.SCENE_BREAK else "")
        if block.kind is BlockKind.HEADING:
            return self._heading(leaf)
        self._past_title = self._past_title or block.kind is not BlockKind.ANNOUNCEMENT
        if address := self.images.get(block.image):
            return self._figure(leaf, address)
        both = self._said(leaf)
        return Both(self.paragraph_markup(block, both.text, group.kind), both.sound)

    def _heading(self, leaf: Leaf) -> Both:
        level = leaf.block.level or 1
        while self._levels and self._levels[-1] > level:
            self._levels.pop()
        if not self._levels or self._levels[-1] < level:
            self._levels.append(level)
        rank = min(len(self._levels), DEEPEST)
        name = self._group_id()
        if self._past_title:
            self.headings.append(Heading(" ".join(leaf.block.text.split()), rank, name))
        else:
            self.has_title = True
        both = self._said(leaf)
        return Both(self.heading_markup(name, rank, both.text, leaf.block), both.sound)

    def _figure(self, leaf: Leaf, address: str) -> Both:
        """A picture; where its words are printed beside it they are its caption, else they are what it says."""
        name = self._group_id()
        if leaf.block.kind is BlockKind.IMAGE:
            image_id, pages, sound = self._whole(leaf)
            text = self.loose_markup(pages) + self.figure_markup(name, image_id, address, leaf.block, "")
        else:
            both = self._said(leaf)
            text, sound = self.figure_markup(name, "", address, leaf.block, both.text), both.sound
        return Both(text, self._seq("figure", name, sound))

    def _whole(self, leaf: Leaf) -> tuple[str, str, str]:
        """An id for a block whose sentences have no elements of their own, the pages that begin in it, and its clips."""
        name = self._sentence_id()
        pages = sound = ""
        for one in leaf.said:
            before = self._turned(one.before)
            sound += _sound(before) + self.par(name, one.clip, "")
            after = self._turned(one.after)
            sound += _sound(after)
            pages += "".join(page.text for page in (*before, *after))
        return name, pages, sound

    def _said(self, leaf: Leaf) -> Both:
        """The sentences of a block, each in an element of its own."""
        both = [self._sentence(one, is_last=at == len(leaf.said) - 1) for at, one in enumerate(leaf.said)]
        return Both("".join(one.text for one in both), _sound(both))

    def _sentence(self, one: Said, *, is_last: bool) -> Both:
        name = self._sentence_id()
        before = self._turned(one.before)
        own = self.par(name, one.clip, "")
        after = self._turned(one.after)
        marks = [
            self.mark_markup(mark, self.notes[mark.note]) if mark.note in self.notes else ""
            for mark in one.sentence.marks
        ]
        words = marked_words(one.sentence, [page.text for page in after], marks, languages=self.language_names)
        if self.shows_announcements and not one.sentence.text:
            words = escape(one.sentence.spoken)
        joint = "" if is_last else one.sentence.joint.replace("\n", "<br/>")
        text = "".join(page.text for page in before) + self.sentence_markup(name, words) + joint
        return Both(text, _sound(before) + own + _sound(after))

    def _turned(self, pages: tuple[tuple[ToldPage, Clip | None], ...]) -> list[Both]:
        """The pages that begin at a place, each with its clip."""
        turned = []
        for page, clip in pages:
            place = PagePlace(page.label, f"{self.prefix}page{self.pages_before + len(self.pages) + 1}", clip)
            self.pages.append(place)
            turned.append(Both(self.page_markup(place), self.par(place.id, clip, "pagebreak") if clip else ""))
        return turned

    def _seq(self, role: str, name: str, inner: str) -> str:
        return self.seq(role, name, inner) if inner else ""

    def _sentence_id(self) -> str:
        self._sentences += 1
        return f"{self.prefix}s{self._sentences}"

    def _group_id(self) -> str:
        self._groups += 1
        return f"{self.prefix}g{self._groups}"


ROLES = {
    "ordered": "list",
    "unordered": "list",
    "plain": "list",
    "description": "list",
    "item": "list-item",
}
"""For the kinds of groups that a listener can leave together, their roles; a note and a table have theirs anyway."""


def _sound(both: Sequence[Both]) -> str:
    return "".join(one.sound for one in both)
