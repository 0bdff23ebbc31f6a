"""The bodies of a FictionBook as a document of XHTML, and its titled sections as lines of contents.

A walk over the elements without recursion. Every word of a body is in the document: what has no counterpart keeps its words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from talecast.read.documents import Entry
from talecast.read.fb2.description import reference
from talecast.read.piece import fold, has_letters, normal
from talecast.read.xml import attribute, name_of, walk

if TYPE_CHECKING:
    from talecast.read.xml import Element

NOTES = frozenset({"notes", "note", "comments", "comment", "footnotes", "endnotes", "примечания"})
"""Names of a body that holds notes."""
DEEPEST = 6
"""Levels of headings and of contents."""
LONGEST_NUMBER = 12
"""Characters of a note's title that is its number."""

_TAGS = {
    "cite": "<blockquote>|</blockquote>",
    "epigraph": '<div class="epigraph">|</div>',
    "annotation": "<div>|</div>",
    "poem": '<div class="poem">|</div>',
    "stanza": '<p class="verse">|</p>',
    "text-author": "<p>|</p>",
    "date": "<p>|</p>",
    "p": "<p>|</p>",
    "table": "<table>|</table>",
    "tr": "<tr>|</tr>",
    "strong": "<strong>|</strong>",
    "emphasis": "<em>|</em>",
    "style": "<span>|</span>",
    "strikethrough": "<s>|</s>",
    "sub": "<sub>|</sub>",
    "sup": "<sup>|</sup>",
    "code": "<code>|</code>",
    "empty-line": "<p><br/>|</p>",
}
"""What an element begins and ends with in XHTML."""


@dataclass(slots=True)
class Body:
    """Where the walk is, and what has come of it."""

    name: str
    """Of the document."""
    authors: frozenset[str] = frozenset()
    """Their names as words: many a book's title begins with them."""
    parts: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    depth: int = 0
    """Sections around."""
    in_notes: bool = False
    has_title: bool = False
    """Has the first body a title of its own, so that the chapters lie one level deeper?"""
    titles: int = 0
    lines: int = 0
    """Paragraphs of the title, or lines of the stanza, that is open."""
    within: list[str] = field(default_factory=list)
    """Names of the elements around."""

    def add(self, body: Element) -> None:
        """Add a body of the book."""
        self.in_notes = attribute(body, "name").casefold() in NOTES
        title = next((child for child in body.iterchildren() if name_of(child) == "title"), None)
        if title is not None and not self.in_notes:
            self.has_title = True
            _put_below(title, self.authors)
        for event, element in walk(body):
            name = name_of(element)
            if event == "start":
                self._begin(element, name)
                self.within.append(name)
                self._say(element.text)
            else:
                self.within.pop()
                self._end(element, name)
                if element is not body:
                    self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self.parts.append(escape(text, quote=False))

    def _begin(self, element: Element, name: str) -> None:
        parent = self.within[-1] if self.within else ""
        if name == "body":
            self.parts.append('<section role="doc-endnotes">' if self.in_notes else "<div>")
        elif name == "section":
            self._begin_section(element)
        elif name == "title":
            self._begin_title(element, parent)
        elif name == "subtitle":
            self.parts.append(f"<h{min(self._level + 1, DEEPEST)}>")
        elif parent == "title" or (parent == "stanza" and name == "v"):
            self.parts.append("<br/>" if self.lines else "")
            self.lines += 1
        elif name == "a":
            self._begin_link(element)
        elif name in ("td", "th"):
            spans = "".join(
                f' {one}="{escape(attribute(element, one))}"'
                for one in ("colspan", "rowspan")
                if attribute(element, one)
            )
            self.parts.append(f"<{name}{spans}>")
        elif name == "image":
            alternative = attribute(element, "alt") or attribute(element, "title")
            name_of_picture = quote(reference(element).removeprefix("#"), safe="")
            self.parts.append(f'<img src="{name_of_picture}" alt="{escape(alternative)}"/>')
        else:
            self.lines = 0 if name == "stanza" else self.lines
            self.parts.append(self._with_attributes(element, _TAGS.get(name, "<div>|</div>").partition("|")[0]))

    def _end(self, element: Element, name: str) -> None:
        parent = self.within[-1] if self.within else ""
        if name == "body":
            self.parts.append("</section>" if self.in_notes else "</div>")
        elif name == "section":
            self.depth -= 1
            self.parts.append("</aside>" if self._is_note else "</section>")
        elif name == "title":
            self.parts.append(self._title_end(element))
        elif name == "subtitle":
            self.parts.append(f"</h{min(self._level + 1, DEEPEST)}>")
        elif parent == "title" or (parent == "stanza" and name == "v") or name == "image":
            return
        elif name in ("a", "td", "th"):
            self.parts.append(f"</{name}>")
        else:
            self.parts.append(_TAGS.get(name, "<div>|</div>").partition("|")[2])

    @property
    def _level(self) -> int:
        """Of the heading of the section that is open."""
        return max(1, min(self.depth + self.has_title, DEEPEST))

    @property
    def _is_note(self) -> bool:
        """Is the section that begins or ends here a note?"""
        return self.in_notes and self.depth == 0

    def _begin_section(self, element: Element) -> None:
        before = element.getprevious()
        untitled = not any(name_of(child) == "title" for child in element.iterchildren())
        if untitled and not self.in_notes and before is not None and name_of(before) == "section":
            self.parts.append("<hr/>")
        tag = 'aside role="doc-footnote"' if self._is_note else "section"
        self.parts.append(self._with_attributes(element, f"<{tag}>"))
        self.depth += 1

    def _begin_title(self, element: Element, parent: str) -> None:
        self.lines = 0
        if self._is_number_of_note(element):
            self.parts.append('<p><a role="doc-backlink" href="#">')
            return
        level = self._level + (parent not in ("section", "body"))
        if parent == "section" and not self.in_notes and (title := _line(element)):
            self.titles += 1
            one = f"title-{self.titles}"
            self.entries.append(Entry(title, self.name, one, min(self.depth, DEEPEST)))
            self.parts.append(f'<h{min(level, DEEPEST)} id="{one}">')
        else:
            self.parts.append(f"<h{min(level, DEEPEST)}>")

    def _title_end(self, element: Element) -> str:
        if self._is_number_of_note(element):
            return "</a></p>"
        parent = self.within[-1] if self.within else ""
        return f"</h{min(self._level + (parent not in ('section', 'body')), DEEPEST)}>"

    def _is_number_of_note(self, title: Element) -> bool:
        return self.in_notes and self.depth > 0 and len(_line(title)) <= LONGEST_NUMBER

    def _begin_link(self, element: Element) -> None:
        role = ' role="doc-noteref"' if attribute(element, "type").casefold() == "note" else ""
        self.parts.append(f'<a{role} href="{escape(reference(element))}">')

    def _with_attributes(self, element: Element, tag: str) -> str:
        """The tag with the id and the language that the element has."""
        said = {"id": attribute(element, "id"), "xml:lang": attribute(element, "xml:lang")}
        own = "".join(f' {name}="{escape(value)}"' for name, value in said.items() if value)
        return tag.replace(">", f"{own}>", 1) if own else tag


def _put_below(title: Element, authors: frozenset[str]) -> None:
    """Take the lines that name an author out of a title, to stand under it as a by-line does."""
    lines = [child for child in title.iterchildren() if name_of(child) == "p"]
    named = [line for line in lines if normal(_line(line)) in authors]
    if len(named) < len(lines):
        for line in reversed(named):
            line.tail = None
            title.addnext(line)


def _line(title: Element) -> str:
    """The words of a title on one line; "" for a title of ornaments."""
    said = fold(" ".join(map(str, title.itertext())))
    return said if has_letters(said) else ""
