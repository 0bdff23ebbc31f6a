"""How DAISY 2.02 writes what is on a page (XHTML 1.0 Transitional) and what is heard (SMIL 1.0).

The overlay is flat: a `par` for each sentence. Pages and notes, which players can be told to leave out, have `system-required`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.publish.readalong.markup import XHTML_ELEMENTS, empty, escape, in_language, tag
from talecast.publish.readalong.tree import row_cells
from talecast.publish.readalong.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.publish.narrated import ToldBlock, ToldMark
    from talecast.publish.readalong.parts import PagePlace, Row
    from talecast.publish.readalong.sections import Clip, Section
    from talecast.publish.readalong.tree import Group

_ROMAN = re.compile(r"(?=.)m*(?:d?c{0,3}|c[dm])(?:l?x{0,3}|x[lc])(?:v?i{0,3}|i[vx])")
"""A number in small Roman figures: "mill" and "vim" are none."""


@dataclass
class Daisy2Walk(Walk):
    """See `Walk`."""

    depth: int = 1
    """The level of the section's heading."""
    pars: dict[str, str] = field(default_factory=dict)
    """The id of the first `par` of each element."""
    note_pars: dict[int, str] = field(default_factory=dict)
    """That of the first sentence of each note."""
    count: int = 0
    """All of them."""

    def group_markup(self, group: Group, name: str, inner: str) -> str:
        """A list, an item, a quotation."""
        style = group.kind if group.kind in ("plain", "letter", "epigraph") else ""
        start = group.number if group.kind == "ordered" and group.number > 1 else None
        return tag(XHTML_ELEMENTS[group.kind], inner, ("id", name), ("class", style), ("start", start)) + "\n"

    def note_markup(self, name: str, inner: str) -> str:
        """A note."""
        return tag("div", inner, ("id", name), ("class", "notebody")) + "\n"

    def table_markup(self, name: str, caption: str, rows: Sequence[Row], language: str) -> str:
        """A table of data; one of which no row is left is its caption alone."""
        if not rows:
            return tag("p", caption, ("id", name), *in_language(language)) + "\n"
        head = tag("caption", caption, *in_language(language)) if caption else ""
        return tag("table", head + "".join(f"{_row(row)}\n" for row in rows), ("id", name)) + "\n"

    def heading_markup(self, name: str, rank: int, inner: str, block: ToldBlock) -> str:
        """The heading of the section, at the level at which the navigation lists it, or one right under it."""
        level = min(self.depth + rank - 1, 6)
        return tag(f"h{level}", inner, ("id", name), *in_language(block.language)) + "\n"

    def paragraph_markup(self, block: ToldBlock, inner: str, around: str) -> str:
        """A paragraph; in a term, which has no room for one, its words alone."""
        if around == "term":
            return tag("span", inner, *in_language(block.language)) if block.language else inner
        style = "verse" if block.kind is BlockKind.VERSE else ""
        return tag("p", inner, ("class", style), *in_language(block.language)) + "\n"

    def break_markup(self) -> str:
        """A rule."""
        return "<hr />\n"

    def figure_markup(self, name: str, image_id: str, address: str, block: ToldBlock, caption: str) -> str:
        """A picture in a box of its own."""
        picture = empty("img", ("id", image_id), ("src", address), ("alt", block.text))
        return (
            tag(
                "div",
                picture + (tag("p", caption) if caption else ""),
                ("id", name),
                ("class", "figure"),
                *in_language(block.language),
            )
            + "\n"
        )

    def sentence_markup(self, name: str, inner: str) -> str:
        """A fragment that a `text` points to."""
        return tag("span", inner, ("id", name), ("class", "sentence"))

    def page_markup(self, page: PagePlace) -> str:
        """The page's number."""
        return tag("span", escape(page.label), ("id", page.id), ("class", page_class(page.label)))

    def mark_markup(self, mark: ToldMark, file: str) -> str:
        """A raised link to the note."""
        address = f"#note{mark.note}" if file == text_name(self.section) else f"{file}#note{mark.note}"
        return tag("sup", tag("a", escape(mark.label) or "*", ("href", address), ("class", "noteref")))

    def par(self, name: str, clip: Clip, role: str) -> str:
        """A fragment and its clip; bounds are rounded to milliseconds, each once, so that neighbours share them."""
        self.count += 1
        at = f"{self.section.number:04}_{self.count:04}"
        if self.note and role != "pagebreak":
            self.note_pars.setdefault(self.note, f"p{at}")
        self.pars.setdefault(name, f"p{at}")
        begin, end = (milliseconds(samples, self.sample_rate) for samples in (clip.begin_sample, clip.end_sample))
        text = empty("text", ("src", f"{text_name(self.section)}#{name}"), ("id", f"t{at}"))
        times = (("clip-begin", f"npt={begin / 1000:.3f}s"), ("clip-end", f"npt={end / 1000:.3f}s"))
        audio = empty("audio", ("src", clip.sound.name), *times, ("id", f"a{at}"))
        needs = "pagenumber-on" if role == "pagebreak" else "footnote-on" if self.note else ""
        return tag("par", text + audio, ("endsync", "last"), ("id", f"p{at}"), ("system-required", needs)) + "\n"

    def seq(self, role: str, name: str, inner: str) -> str:
        """Nothing of its own: the overlay is flat."""
        del role, name
        return inner


def text_name(section: Section) -> str:
    """The name of a section's document."""
    return f"t{section.number:05}.html"


def overlay_name(section: Section) -> str:
    """The name of a section's SMIL file."""
    return f"s{section.number:05}.smil"


def milliseconds(samples: int, sample_rate: int) -> int:
    """Samples as whole milliseconds."""
    return round(samples * 1000 / sample_rate)


def page_class(label: str) -> str:
    """The class of a page by its number: normal for figures, front for small Roman ones, special for everything else."""
    if label.isascii() and label.isdecimal():
        return "page-normal"
    return "page-front" if _ROMAN.fullmatch(label) else "page-special"


def _row(row: Row) -> str:
    return tag("tr", row_cells(row.cells, row.pages), ("id", row.id), *in_language(row.language))
