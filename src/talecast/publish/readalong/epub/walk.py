"""How EPUB writes what is on a page (XHTML, HTML Living Standard) and what is heard (Media Overlays 3.3).

Roles in `epub:type` are those of the EPUB Structural Semantics Vocabulary 1.1; reading systems skip and escape by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.publish.readalong.clock import seconds
from talecast.publish.readalong.markup import XHTML_ELEMENTS, empty, escape, in_language, tag
from talecast.publish.readalong.tree import row_cells
from talecast.publish.readalong.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.publish.narrated import ToldBlock, ToldMark
    from talecast.publish.readalong.parts import PagePlace, Row
    from talecast.publish.readalong.sections import Clip, Section
    from talecast.publish.readalong.tree import Group


class EpubWalk(Walk):
    """See `Walk`."""

    def group_markup(self, group: Group, name: str, inner: str) -> str:
        """A list and an item are what they are by their elements; an epigraph has a role."""
        role = (("epub:type", "epigraph"), ("role", "doc-epigraph")) if group.kind == "epigraph" else ()
        style = group.kind if group.kind in ("plain", "letter") else ""
        start = group.number if group.kind == "ordered" and group.number > 1 else None
        return tag(XHTML_ELEMENTS[group.kind], inner, ("id", name), *role, ("class", style), ("start", start)) + "\n"

    def note_markup(self, name: str, inner: str) -> str:
        """An aside, which reading systems may show where its mark is touched."""
        return tag("aside", inner, ("id", name), ("epub:type", "footnote"), ("role", "doc-footnote")) + "\n"

    def table_markup(self, name: str, caption: str, rows: Sequence[Row], language: str) -> str:
        """A table of data; one of which no row is left is its caption alone."""
        if not rows:
            return tag("p", caption, ("id", name), *in_language(language)) + "\n"
        head = tag("caption", caption, *in_language(language)) if caption else ""
        return tag("table", head + "".join(f"{_row(row)}\n" for row in rows), ("id", name)) + "\n"

    def heading_markup(self, name: str, rank: int, inner: str, block: ToldBlock) -> str:
        """A heading of its rank in the document."""
        return tag(f"h{rank}", inner, ("id", name), *in_language(block.language)) + "\n"

    def paragraph_markup(self, block: ToldBlock, inner: str, around: str) -> str:
        """A paragraph, wherever it stands; words for the ear alone leave nothing to see, but have a place."""
        del around
        if block.kind is BlockKind.ANNOUNCEMENT:
            return tag("div", inner) + "\n"
        style = "verse" if block.kind is BlockKind.VERSE else ""
        return tag("p", inner, ("class", style), *in_language(block.language)) + "\n"

    def break_markup(self) -> str:
        """A thematic break."""
        return "<hr/>\n"

    def figure_markup(self, name: str, image_id: str, address: str, block: ToldBlock, caption: str) -> str:
        """A figure."""
        picture = empty("img", ("id", image_id), ("src", address), ("alt", block.text))
        return (
            tag(
                "figure",
                picture + (tag("figcaption", caption) if caption else ""),
                ("id", name),
                *in_language(block.language),
            )
            + "\n"
        )

    def sentence_markup(self, name: str, inner: str) -> str:
        """A fragment that an overlay points to."""
        return tag("span", inner, ("id", name))

    def page_markup(self, page: PagePlace) -> str:
        """An empty element with a name (EPUB Accessibility Techniques 1.1, 2.4)."""
        values = (("id", page.id), ("epub:type", "pagebreak"), ("role", "doc-pagebreak"))
        return tag("span", "", *values, ("aria-label", page.label), ("title", page.label))

    def mark_markup(self, mark: ToldMark, file: str) -> str:
        """A raised link to the note."""
        address = f"#note{mark.note}" if file == file_stem(self.section) else f"{file}.xhtml#note{mark.note}"
        values = (("href", address), ("epub:type", "noteref"), ("role", "doc-noteref"))
        return tag("sup", tag("a", escape(mark.label) or "*", *values))

    def par(self, name: str, clip: Clip, role: str) -> str:
        """A fragment and its clip."""
        begin, end = (seconds(samples, self.sample_rate) for samples in (clip.begin_sample, clip.end_sample))
        text = empty("text", ("src", f"../text/{file_stem(self.section)}.xhtml#{name}"))
        times = (("clipBegin", f"{begin}s"), ("clipEnd", f"{end}s"))
        audio = empty("audio", ("src", f"../audio/{clip.sound.name}"), *times)
        return tag("par", text + audio, ("epub:type", role)) + "\n"

    def seq(self, role: str, name: str, inner: str) -> str:
        """A structure that can be escaped, or skipped."""
        address = f"../text/{file_stem(self.section)}.xhtml#{name}"
        return tag("seq", f"\n{inner}", ("epub:textref", address), ("epub:type", role)) + "\n"


def file_stem(section: Section) -> str:
    """The name of a chapter's files without their suffixes."""
    return f"c{section.number:04}"


def _row(row: Row) -> str:
    return tag("tr", row_cells(row.cells, row.pages), ("id", row.id), *in_language(row.language))
