"""How DAISY 3 writes what is on a page (DTBook 2005-2) and what is heard (its profile of SMIL 2.0).

Every element that is read names its `par` in `smilref`, and the `par` names the element. Structures that a listener can leave end
by `DTBuserEscape`; pages and notes, which can be left out, have a custom test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from talecast.model import BlockKind
from talecast.publish.readalong.clock import clock
from talecast.publish.readalong.daisy2.walk import overlay_name, page_class
from talecast.publish.readalong.markup import IN_XML, empty, escape, in_language, tag
from talecast.publish.readalong.tree import row_cells
from talecast.publish.readalong.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.publish.narrated import ToldBlock, ToldMark
    from talecast.publish.readalong.parts import PagePlace, Row
    from talecast.publish.readalong.sections import Clip
    from talecast.publish.readalong.tree import Group

TEXT_FILE = "text.xml"

_LISTS = {"ordered": "ol", "unordered": "ul", "plain": "pl"}
_ELEMENTS = {
    "description": "dl",
    "item": "li",
    "term": "dt",
    "definition": "dd",
    "quote": "blockquote",
    "letter": "div",
    "epigraph": "blockquote",
}


@dataclass
class DtbookWalk(Walk):
    """See `Walk`."""

    language_names: ClassVar[tuple[str, ...]] = IN_XML
    depth: int = 1
    """The level of the section."""
    clips: dict[str, Clip] = field(default_factory=dict)
    """The first clip of each element that is read."""
    last_seq: str = ""
    """The id of the `seq` that was closed last."""
    headed: bool = False
    """Has the level its heading? It has one at most."""
    first_of_note: dict[str, int] = field(default_factory=dict)
    """The number of each note, by the element that is read of it first."""

    def group_markup(self, group: Group, name: str, inner: str) -> str:
        """A list, an item, a quotation."""
        if group.kind in _LISTS:
            start = group.number if group.kind == "ordered" and group.number > 1 else None
            return tag("list", inner, ("id", name), ("type", _LISTS[group.kind]), ("start", start)) + "\n"
        style = group.kind if group.kind in ("letter", "epigraph") else ""
        return tag(_ELEMENTS[group.kind], inner, ("id", name), ("class", style)) + "\n"

    def note_markup(self, name: str, inner: str) -> str:
        """A note."""
        return tag("note", inner, ("id", name), ("class", "footnote")) + "\n"

    def table_markup(self, name: str, caption: str, rows: Sequence[Row], language: str) -> str:
        """A table of data; one of which no row is left is its caption alone."""
        if not rows:
            return tag("p", caption, ("id", name), *in_language(language, IN_XML)) + "\n"
        head = tag("caption", tag("p", caption), *in_language(language, IN_XML)) if caption else ""
        return tag("table", head + "".join(f"{self._row(row)}\n" for row in rows), ("id", name)) + "\n"

    def heading_markup(self, name: str, rank: int, inner: str, block: ToldBlock) -> str:
        """The heading of the level; what follows right under it is no heading of a level of its own."""
        del rank
        element = "bridgehead" if self.headed else f"h{self.depth}"
        self.headed = True
        return tag(element, inner, ("id", name), *in_language(block.language, IN_XML)) + "\n"

    def paragraph_markup(self, block: ToldBlock, inner: str, around: str) -> str:
        """A paragraph; in a term, which has no room for one, its words alone."""
        if around == "term":
            return tag("span", inner, *in_language(block.language, IN_XML)) if block.language else inner
        style = "verse" if block.kind is BlockKind.VERSE else ""
        return tag("p", inner, ("class", style), *in_language(block.language, IN_XML)) + "\n"

    def break_markup(self) -> str:
        """DTBook has no rule: an empty paragraph with a class."""
        return '<p class="scene-break"/>\n'

    def figure_markup(self, name: str, image_id: str, address: str, block: ToldBlock, caption: str) -> str:
        """A picture in a group of its own."""
        picture = empty(
            "img", ("id", image_id), ("src", address), ("alt", block.text), ("smilref", self._smilref(image_id))
        )
        return (
            tag(
                "imggroup",
                picture + (tag("caption", tag("p", caption)) if caption else ""),
                ("id", name),
                *in_language(block.language, IN_XML),
            )
            + "\n"
        )

    def sentence_markup(self, name: str, inner: str) -> str:
        """A sentence."""
        return tag("sent", inner, ("id", name), ("smilref", self._smilref(name)))

    def page_markup(self, page: PagePlace) -> str:
        """The page's number, in the one form that its kind may have."""
        kind = page_class(page.label).removeprefix("page-")
        values = (("id", page.id), ("page", kind), ("smilref", self._smilref(page.id) if page.clip else ""))
        return tag("pagenum", escape(page.label), *values)

    def loose_markup(self, pages: str) -> str:
        """A paragraph around them: a cell, for one, has no room for them alone."""
        return tag("p", pages) if pages else ""

    def mark_markup(self, mark: ToldMark, file: str) -> str:
        """A reference to the note."""
        return tag("noteref", escape(mark.label) or "*", ("idref", f"#{file}note{mark.note}"))

    def par(self, name: str, clip: Clip, role: str) -> str:
        """An element and its clip."""
        is_first = name not in self.clips
        if self.note and role != "pagebreak" and self.note not in self.first_of_note.values():
            self.first_of_note[name] = self.note
        self.clips.setdefault(name, clip)
        own = par_id(name) if is_first else f"{par_id(name)}-{clip.begin_sample}"
        begin, end = (clock(samples, self.sample_rate) for samples in (clip.begin_sample, clip.end_sample))
        text = empty("text", ("src", f"{TEXT_FILE}#{name}"))
        audio = empty("audio", ("src", clip.sound.name), ("clipBegin", begin), ("clipEnd", end))
        test = "pagenum" if role == "pagebreak" else "note" if self.note else ""
        return tag("par", text + audio, ("id", own), ("class", test), ("customTest", test)) + "\n"

    def seq(self, role: str, name: str, inner: str) -> str:
        """A structure that a listener can leave: it ends with its last child, or when they say so."""
        if inner.endswith("</seq>\n"):
            last = self.last_seq
        else:
            start = inner.rindex('<par id="') + len('<par id="')
            last = inner[start : inner.index('"', start)]
        self.last_seq = f"q-{name}"
        test = "note" if role == "footnote" else ""
        values = (("id", self.last_seq), ("class", role), ("customTest", test), ("end", f"DTBuserEscape;{last}.end"))
        return tag("seq", f"\n{inner}", *values) + "\n"

    def _smilref(self, name: str) -> str:
        return f"{overlay_name(self.section)}#{par_id(name)}" if name else ""

    def _row(self, row: Row) -> str:
        return tag(
            "tr",
            row_cells(row.cells, row.pages),
            ("id", row.id),
            ("smilref", self._smilref(row.id)),
            *in_language(row.language, IN_XML),
        )


def par_id(name: str) -> str:
    """The id of the first `par` of an element."""
    return f"p-{name}"
