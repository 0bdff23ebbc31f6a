"""The walk over one chapter: a document of XHTML and its media overlay at once, so that what the one names, the other has.

Roles in `epub:type` are those of the EPUB Structural Semantics Vocabulary 1.1; reading systems skip and escape by them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.publish.readalong.clock import seconds
from talecast.publish.readalong.markup import direction, empty, escape, tag
from talecast.publish.readalong.tree import Group, Leaf, is_header_row, rows_said
from talecast.publish.readalong.words import marked_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from talecast.model import Cell
    from talecast.publish.readalong.narrated import ToldMark, ToldPage
    from talecast.publish.readalong.sections import Clip, Section

DEEPEST = 6
"""The lowest rank of a heading in HTML."""

_GROUPS = {
    "ordered": ("ol", "list", ""),
    "unordered": ("ul", "list", ""),
    "plain": ("ul", "list", "plain"),
    "description": ("dl", "list", ""),
    "item": ("li", "list-item", ""),
    "term": ("dt", "", ""),
    "definition": ("dd", "", ""),
    "quote": ("blockquote", "", ""),
    "letter": ("div", "", "letter"),
    "epigraph": ("blockquote", "epigraph", ""),
}
"""For each kind of group its element, its role and its class."""
_ESCAPABLE = frozenset({"list", "list-item", "footnote", "table", "table-row", "figure"})
"""Roles that an overlay says, so that a listener can leave or skip what has them."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as the contents list it."""

    title: str
    level: int
    """Its rank in the document: 1 to 6."""
    id: str


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a page of the printed book begins."""

    label: str
    id: str


@dataclass(slots=True)
class Rendered:
    """A document, its overlay, and what the navigation needs to know of it."""

    document: str = ""
    overlay: str = ""
    headings: list[Heading] = field(default_factory=list)
    """Those below the chapter's own."""
    pages: list[PagePlace] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Both:
    """Markup of the document, and that of the overlay for it."""

    text: str
    sound: str = ""


@dataclass(slots=True)
class Walk:
    """On the way through one section: it begins with the root of its tree."""

    section: Section
    sample_rate: int
    images: Mapping[str, str]
    notes: Mapping[int, str]
    result: Rendered = field(default_factory=Rendered)
    has_title: bool = False
    sentences: int = 0
    groups: int = 0
    pars: int = 0
    pages_before: int = 0
    """Pages so far: their numbers go on through the book, since labels may repeat."""
    levels: list[int] = field(default_factory=list)
    """The source's levels of the headings that the last one stands under, itself included."""
    past_title: bool = False
    """Has anything been told besides the headings that the chapter begins with?"""
    seen_notes: set[int] = field(default_factory=set)

    # --- groups ---

    def group(self, group: Group) -> _Both:
        """Everything in a group."""
        if group.kind == "table":
            return self._table(group)
        inner = [self.leaf(node) if isinstance(node, Leaf) else self.group(node) for node in group.nodes]
        text, sound = "".join(both.text for both in inner), "".join(both.sound for both in inner)
        if group.kind == "section":
            return _Both(text, sound)
        if group.kind == "note":
            return self._note(group.number, text, sound)
        element, role, style = _GROUPS[group.kind]
        start = group.number if group.kind == "ordered" and group.number > 1 else None
        name = self._group_id() if role in _ESCAPABLE else ""
        role_said = role if role == "epigraph" else ""  # what is a list by its element needs no role in the document
        values = (("id", name), ("epub:type", role_said), ("role", f"doc-{role_said}" if role_said else ""))
        whole = tag(element, text, *values, ("class", style), ("start", start)) + "\n"
        return _Both(whole, self._seq(role, name, sound) if name else sound)

    def _note(self, number: int, text: str, sound: str) -> _Both:
        name = f"note{number}" if number not in self.seen_notes else self._group_id()
        self.seen_notes.add(number)
        values = (("id", name), ("epub:type", "footnote"), ("role", "doc-footnote"))
        return _Both(tag("aside", text, *values) + "\n", self._seq("footnote", name, sound))

    def _table(self, table: Group) -> _Both:
        captions, said = rows_said(table)
        name = self._group_id()
        inside = [self._sentences(leaf) for leaf in captions]
        text = tag("caption", "<br/>".join(both.text for both in inside)) if inside else ""
        sound = "".join(both.sound for both in inside)
        for number, cells in enumerate(table.rows):
            leaf = said.get(number)
            row_id, pars, pages = self._row(leaf) if leaf is not None else ("", "", "")
            text += tag("tr", self._cells(cells, pages), ("id", row_id)) + "\n"
            sound += self._seq("table-row", row_id, pars) if pars else ""
        return _Both(tag("table", text, ("id", name)) + "\n", self._seq("table", name, sound))

    def _row(self, leaf: Leaf) -> tuple[str, str, str]:
        """The id of a row that is said, its clips, and the pages that begin with it."""
        row_id = self._sentence_id()
        pars, pages = "", ""
        for one in leaf.said:
            before, after = self._turned(one.before), self._turned(one.after)
            pages += "".join(page.text for page in (*before, *after))
            pars += _sound(before) + self._par(row_id, one.clip) + _sound(after)
        return row_id, pars, pages

    def _cells(self, cells: tuple[Cell, ...], pages: str) -> str:
        is_header = is_header_row(cells)
        said = []
        for at, cell in enumerate(cells):
            name = "th" if cell.is_header else "td"
            scope = ("col" if is_header else "row") if cell.is_header else ""
            span = cell.columns if cell.columns > 1 else None
            said.append(tag(name, (pages if at == 0 else "") + escape(cell.text), ("scope", scope), ("colspan", span)))
        return "".join(said)

    # --- blocks ---

    def leaf(self, leaf: Leaf) -> _Both:
        """A block by itself."""
        block = leaf.block
        if block.kind is BlockKind.SCENE_BREAK or not leaf.said:
            return _Both("<hr/>\n" if block.kind is BlockKind.SCENE_BREAK else "")
        spoken = (("lang", block.language), ("xml:lang", block.language), ("dir", direction(block.language)))
        if block.kind is BlockKind.HEADING:
            return self._heading(leaf, spoken)
        self.past_title = True
        if address := self.images.get(block.image):
            return self._figure(leaf, address, spoken)
        both = self._sentences(leaf)
        style = "verse" if block.kind is BlockKind.VERSE else ""
        return _Both(tag("p", both.text, ("class", style), *spoken) + "\n", both.sound)

    def _heading(self, leaf: Leaf, spoken: tuple[tuple[str, str], ...]) -> _Both:
        level = leaf.block.level or 1
        while self.levels and self.levels[-1] > level:
            self.levels.pop()
        if not self.levels or self.levels[-1] < level:
            self.levels.append(level)
        rank = min(len(self.levels), DEEPEST)
        name = f"h{self.groups + 1}"
        self.groups += 1
        if self.past_title:
            self.result.headings.append(Heading(leaf.block.text.replace("\n", " "), rank, name))
        else:
            self.has_title = True
        both = self._sentences(leaf)
        return _Both(tag(f"h{rank}", both.text, ("id", name), *spoken) + "\n", both.sound)

    def _figure(self, leaf: Leaf, address: str, spoken: tuple[tuple[str, str], ...]) -> _Both:
        """A picture; where its words are printed beside it they are its caption, else they are what it says."""
        name = self._group_id()
        if leaf.block.kind is BlockKind.IMAGE:
            picture_id = self._sentence_id()
            pages, sound = "", ""
            for one in leaf.said:
                before, after = self._turned(one.before), self._turned(one.after)
                pages += "".join(page.text for page in (*before, *after))
                sound += _sound(before) + self._par(picture_id, one.clip) + _sound(after)
            picture = empty("img", ("id", picture_id), ("src", address), ("alt", leaf.block.text))
            text = pages + picture
        else:
            both = self._sentences(leaf)
            picture = empty("img", ("src", address), ("alt", leaf.block.text))
            text, sound = picture + tag("figcaption", both.text), both.sound
        return _Both(tag("figure", text, ("id", name), *spoken) + "\n", self._seq("figure", name, sound))

    def _sentences(self, leaf: Leaf) -> _Both:
        """The sentences of a block, each in an element of its own."""
        text = sound = ""
        for at, one in enumerate(leaf.said):
            name = self._sentence_id()
            before, after = self._turned(one.before), self._turned(one.after)
            words = marked_words(one.sentence, [page.text for page in after], list(map(self._mark, one.sentence.marks)))
            joint = one.sentence.joint.replace("\n", "<br/>") if at < len(leaf.said) - 1 else ""
            text += "".join(page.text for page in before) + tag("span", words, ("id", name)) + joint
            sound += _sound(before) + self._par(name, one.clip) + _sound(after)
        return _Both(text, sound)

    def _turned(self, pages: tuple[tuple[ToldPage, Clip | None], ...]) -> list[_Both]:
        """The pages that begin at a place, each with its clip."""
        turned = []
        for page, clip in pages:
            self.pages_before += 1
            name = f"page{self.pages_before}"
            self.result.pages.append(PagePlace(page.label, name))
            said = (("id", name), ("epub:type", "pagebreak"), ("role", "doc-pagebreak"), ("aria-label", page.label))
            sound = self._par(name, clip, "pagebreak") if clip is not None else ""
            turned.append(_Both(tag("span", "", *said, ("title", page.label)), sound))
        return turned

    def _mark(self, mark: ToldMark) -> str:
        file = self.notes.get(mark.note)
        if file is None:
            return ""
        address = f"#note{mark.note}" if file == file_stem(self.section) else f"{file}.xhtml#note{mark.note}"
        link = tag("a", escape(mark.label) or "*", ("href", address), ("epub:type", "noteref"), ("role", "doc-noteref"))
        return tag("sup", link)

    # --- the overlay ---

    def _par(self, name: str, clip: Clip, role: str = "") -> str:
        begin, end = (seconds(samples, self.sample_rate) for samples in (clip.begin_sample, clip.end_sample))
        text = empty("text", ("src", f"../text/{file_stem(self.section)}.xhtml#{name}"))
        audio = empty(
            "audio", ("src", f"../audio/{clip.sound.name}"), ("clipBegin", f"{begin}s"), ("clipEnd", f"{end}s")
        )
        return tag("par", text + audio, ("id", f"o-{name}" if role else self._par_id()), ("epub:type", role)) + "\n"

    def _seq(self, role: str, name: str, inner: str) -> str:
        if not inner:
            return ""
        address = f"../text/{file_stem(self.section)}.xhtml#{name}"
        return tag("seq", f"\n{inner}", ("id", f"o-{name}"), ("epub:textref", address), ("epub:type", role)) + "\n"

    def _par_id(self) -> str:
        self.pars += 1
        return f"p{self.pars}"

    def _sentence_id(self) -> str:
        self.sentences += 1
        return f"s{self.sentences}"

    def _group_id(self) -> str:
        self.groups += 1
        return f"g{self.groups}"


def file_stem(section: Section) -> str:
    """The name of a chapter's files without their suffixes."""
    return f"c{section.number:04}"


def _sound(both: Sequence[_Both]) -> str:
    return "".join(one.sound for one in both)
