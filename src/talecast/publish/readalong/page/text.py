"""A chapter of the page: its blocks as HTML, each sentence an element that can be lit and chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.publish.readalong.markup import IN_HTML, attributes, escape, in_language, tag
from talecast.publish.readalong.tree import Group, Leaf, row_cells, rows_said, tree_of
from talecast.publish.readalong.words import marked_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from talecast.publish.narrated import Narrated, ToldMark, ToldPage
    from talecast.publish.readalong.sections import Said, Section

DEEPEST = 6
"""The lowest rank of a heading in HTML; the page's title has the first."""

_GROUPS = {
    "ordered": ("ol", ""),
    "unordered": ("ul", ""),
    "plain": ("ul", "plain"),
    "description": ("dl", ""),
    "item": ("li", ""),
    "term": ("dt", ""),
    "definition": ("dd", ""),
    "quote": ("blockquote", ""),
    "letter": ("div", "letter"),
    "epigraph": ("blockquote", "epigraph"),
}
"""For each kind of group its element and its class."""


def chapter_text(  # noqa: PLR0913 - a chapter, and what it has to know of the others
    section: Section, number: int, first: int, book: Narrated, images: Collection[str], notes: set[int]
) -> str:
    """The chapter's element. `first` is the number of its first sentence in the book.

    `images` are the pictures that are there; in `notes` gather the numbers of the notes that have an element with their name.
    """
    root = tree_of(section)
    numbers = {id(one): first + at for at, one in enumerate(said for _, saids in section.blocks for said in saids)}
    walk = _Walk(numbers, images, book.notes, notes)
    text = walk.group(root)
    is_titled = walk.opened_by_heading or section.title == book.metadata.title
    title = "" if is_titled else tag("h2", escape(section.title)) + "\n"
    return tag("section", f"\n{title}{text}", ("class", "chapter"), ("id", f"c{number}")) + "\n"


@dataclass(slots=True)
class _Walk:
    """On the way through one chapter."""

    numbers: dict[int, int]
    """The number of each sentence in the book, by the identity of what is said."""
    images: Collection[str]
    told_notes: Collection[int]
    named_notes: set[int]
    opened_by_heading: bool = False
    has_words: bool = False
    levels: tuple[int, ...] = ()
    """The source's levels of the headings that the last one stands under, itself included."""

    def group(self, group: Group) -> str:
        """Everything in a group."""
        if group.kind == "table":
            return self._table(group)
        inner = "".join(self._leaf(node) if isinstance(node, Leaf) else self.group(node) for node in group.nodes)
        if group.kind == "section":
            return inner
        if group.kind == "note":
            name = "" if group.number in self.named_notes else f"note{group.number}"
            self.named_notes.add(group.number)
            return tag("div", inner, ("class", "note"), ("id", name), ("role", "note")) + "\n"
        element, style = _GROUPS[group.kind]
        start = group.number if group.kind == "ordered" and group.number > 1 else None
        return tag(element, inner, ("class", style), ("start", start)) + "\n"

    def _leaf(self, leaf: Leaf) -> str:
        block = leaf.block
        if block.kind is BlockKind.ANNOUNCEMENT:  # for the ear alone
            return ""
        if block.kind is BlockKind.SCENE_BREAK:
            return "<hr>\n"
        spoken = in_language(block.language, IN_HTML)
        if block.kind is BlockKind.HEADING:
            self.opened_by_heading = self.opened_by_heading or not self.has_words
            return tag(f"h{self._rank(block.level or 1)}", self._sentences(leaf.said), *spoken) + "\n"
        self.has_words = True
        words = self._sentences(leaf.said)
        if block.image in self.images:
            picture = silent_picture(block.image, ("loading", "lazy"))  # its words are beside it
            return tag("figure", picture + tag("figcaption", words, *spoken)) + "\n"
        kinds = {BlockKind.VERSE: "verse", BlockKind.IMAGE: "image"}
        return tag("p", words, ("class", kinds.get(block.kind, "")), *spoken) + "\n"

    def _rank(self, level: int) -> int:
        """The rank of a heading: it goes down by one at most, whatever the source's levels do."""
        above = tuple(one for one in self.levels if one < level)
        self.levels = (*above, level)
        return min(len(self.levels) + 1, DEEPEST)

    def _sentences(self, said: Sequence[Said]) -> str:
        """The sentences of a block, each in an element of its own."""
        parts = []
        for at, one in enumerate(said):
            sentence = one.sentence
            inside = [_page(page) for page, _ in one.after]
            marks = [self._mark(mark) for mark in sentence.marks]
            words = marked_words(sentence, inside, marks, line_break="<br>", languages=IN_HTML)
            joint = sentence.joint.replace("\n", "<br>\n") if at < len(said) - 1 else ""
            before = "".join(_page(page) for page, _ in one.before)
            parts.append(before + tag("span", words, ("class", "s"), ("id", self._name(one))) + joint)
        return "".join(parts)

    def _table(self, table: Group) -> str:
        captions, said = rows_said(table)
        self.has_words = True
        inside = "".join(self._sentences(leaf.said) for leaf in captions)
        language = captions[0].block.language if captions else ""
        rows = [tag("caption", inside, *in_language(language, IN_HTML))] if inside else []
        first = next((leaf.block.language for leaf in said.values()), language)
        for number, cells in enumerate(table.rows):
            leaf = said.get(number)
            values = (("class", "s"), ("id", self._name(leaf.said[0]))) if leaf and leaf.said else ()
            spoken = in_language(leaf.block.language if leaf else first, IN_HTML)
            rows.append(tag("tr", row_cells(cells), *values, *spoken) + "\n")
        whole = tag("table", "".join(rows))
        return tag("div", whole, ("class", "table"), ("tabindex", 0), ("role", "group"), ("aria-label", "Table")) + "\n"

    def _name(self, said: Said) -> str:
        return f"s{self.numbers[id(said)]}"

    def _mark(self, mark: ToldMark) -> str:
        if mark.note not in self.told_notes:
            return ""
        return tag("sup", tag("a", escape(mark.label) or "*", ("href", f"#note{mark.note}")))


def silent_picture(address: str, *values: tuple[str, object]) -> str:
    """A picture that says nothing to who does not see it."""
    return f'<img alt=""{attributes((("src", address), *values))}>'


def _page(page: ToldPage) -> str:
    return tag(
        "span", escape(page.label), ("class", "page"), ("role", "doc-pagebreak"), ("aria-label", f"page {page.label}")
    )
