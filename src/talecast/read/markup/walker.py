"""The walk over a document's elements: what each begins and ends, told to the collector. Without recursion."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talecast.model import READABLE_NOTES, BlockKind, SkipKind
from talecast.read.languages import NO_LANGUAGES, language_tag
from talecast.read.markup import lists, special
from talecast.read.markup.items import begin_list
from talecast.read.markup.kinds import (
    ANNOTATIONS,
    BLOCKS,
    HEADINGS,
    IGNORED,
    MANY_NOTES,
    ONE_NOTE,
    PREFORMATTED,
    SECTIONS,
    folded,
    meaning_of,
    skip_of_id,
)
from talecast.read.markup.notes import is_mark, text_of
from talecast.read.markup.pages import page_label
from talecast.read.markup.where import Where
from talecast.read.xml import attribute, attributes, name_of, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talecast.read.markup.flow import Flow
    from talecast.read.markup.notes import Survey
    from talecast.read.markup.styles import Sheet, Style
    from talecast.read.xml import Element

GAP = 3.0
"""Ems: the white space that the class of a scene break gives to the first paragraph after it."""

CAPTION_DEPTH = 4
"""Elements around a heading in which a figure is looked for."""

_SAYS_NOTHING = frozenset(
    "b i em strong span u s small big font cite q abbr acronym time code var kbd samp dfn mark tt ins del strike sub bdi bdo "
    "data ruby rb wbr nobr tspan".split()
)
"""Elements that, without attributes, change nothing for a listener."""
_STICKY = {
    BlockKind.VERSE: frozenset(BlockKind),
    BlockKind.EPIGRAPH: frozenset({BlockKind.QUOTE, BlockKind.LETTER, BlockKind.LIST}),
    BlockKind.LETTER: frozenset({BlockKind.QUOTE}),
}
"""By kind, those that do not take its place when they are inside it."""
_FOR_LISTENERS = frozenset(
    {"sronly", "visuallyhidden", "visuallyhide", "screenreader", "screenreaderonly", "screenreadertext"}
)


@dataclass(slots=True)
class Walker:
    """Where the walk is."""

    flow: Flow
    survey: Survey
    sheet: Sheet
    language: str = ""
    """What the document says of itself."""
    places: list[Where] = field(default_factory=list)
    notes: int = 0
    """Footnotes so far."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """The numbers of pages that the book's own list gives to ids of this document."""
    lists: int = 0
    """Lists so far."""

    def go(self, body: Element) -> None:
        """Go over all elements of a body, and hand everything in it to the collector."""
        self.places = [Where("", language=self.language)]
        ignored: Element | None = None
        for event, element in walk(body):
            if ignored is not None:
                if event == "end" and element is ignored:
                    ignored = None
                    self._tail(element)
            elif event == "end":
                self._leave(element)
                if element is not body:
                    self._tail(element)
            elif name_of(element) in IGNORED:
                ignored = element
            else:
                self._enter(element, name_of(element))
                if element.text:
                    self.flow.say(self.places[-1], element.text)
        self.flow.flush(self.places[0])

    def _tail(self, element: Element) -> None:
        if element.tail:
            self.flow.say(self.places[-1], element.tail)

    # --- in ---

    def _enter(self, element: Element, name: str) -> None:
        parent = self.places[-1]
        if name in _SAYS_NOTHING and not element.attrib and name not in self.sheet.rules:
            self.places.append(parent)
            return
        where = parent.child(name)
        self.places.append(where)
        said = attributes(element)
        roles = " ".join(
            filter(None, (said.get("epub:type"), said.get("role"), said.get("data-type")))
        )  # the last: HTMLBook's
        meaning = meaning_of(name, said.get("class", ""), roles)
        where.name_it(meaning, _ids(name, said))
        if "lang" in said or "xml:lang" in said:
            where.language = language_of(element)
        self.lists += lists.begin(element, where, self.lists + 1)
        style = self.sheet.style_of(where, said.get("style", ""))
        skip = next(filter(None, map(skip_of_id, where.own_ids)), None) or meaning.skip
        if skip is SkipKind.FRONT_MATTER and _is_head_of_section(where):
            skip = None
        if self._is_hidden(element, said, style) and skip is not SkipKind.FOOTNOTE:
            skip = SkipKind.HIDDEN
        if element is self.survey.story:
            self.flow.flush(parent.block or parent)
            self.flow.outside = False
        if name in BLOCKS and not parent.leaf:
            self._begin_block(element, where, parent, style)
            self._set_kind(element, where, skip, meaning.kind)
        else:
            self._begin_inline(element, where, parent, skip)
            if meaning.kind is BlockKind.VERSE:
                where.kind = meaning.kind
            if style.block or name in BLOCKS:
                self.flow.part(where)
                where.ends_line = True
        self.flow.anchors += where.own_ids
        if label := page_label(element, where, self.pages):
            self.flow.turn_page(label)
        special.begin(self.flow, element, where, is_raised=bool(style.raised))

    def _is_hidden(self, element: Element, said: Mapping[str, str], style: Style) -> bool:
        """Does a reader not see it? A note is only put away until its mark is touched."""
        if style.hidden or "hidden" in said:
            return element not in self.survey.bodies
        return said.get("aria-hidden", "").lower() == "true" and _is_doubled(element)

    def _begin_block(self, element: Element, where: Where, parent: Where, style: Style) -> None:
        self.flow.flush(parent.block or parent)
        where.block = where
        where.begun = len(self.flow.drafts)
        where.preformatted = parent.preformatted or where.name in PREFORMATTED or bool(style.preformatted)
        where.after = style.after or 0.0
        before = GAP if where.is_break else 0.0 if where.name == "body" else style.before or 0.0
        self.flow.space = max(self.flow.space, before)
        if where.name == "ol" and not style.unnumbered:
            begin_list(element, where)
        if where.name == "hgroup":
            inside = (name_of(child) for child in element.iterchildren())
            where.group, where.level = where, next((int(name[1]) for name in inside if name in HEADINGS), 2)

    def _set_kind(self, element: Element, where: Where, skip: SkipKind | None, kind: BlockKind | None) -> None:
        name, roles = where.name, where.own_roles
        if kind is not None and kind not in _STICKY.get(where.kind, ()):
            where.kind = kind
        where.leave_out(skip)
        self._number_note(element, where)
        if name in HEADINGS and _is_caption(where):
            where.leaf = True
        elif name in HEADINGS and "presentation" not in roles and "none" not in roles:
            where.level = int(name[1])
        elif "heading" in roles:
            level = attribute(element, "aria-level")
            where.level = min(6, int(level)) if level in set("123456789") else 2
        elif name == "p" and "subtitle" in where.own_names:
            where.level = self.flow.level_above()
        if where.level and name != "hgroup":
            where.leaf = True
            if where.notes and not where.note:
                where.skip = SkipKind.BACK_MATTER  # "Notes", over the notes themselves

    def _begin_inline(self, element: Element, where: Where, parent: Where, skip: SkipKind | None) -> None:
        """An element in the middle of words: those of some leave the paragraph."""
        can_leave = parent.sink is None and (parent.skip is None or parent.skip in READABLE_NOTES)
        if not can_leave:
            return
        if skip is SkipKind.FOOTNOTE and is_mark(text_of(element)):
            self.flow.aside(where, SkipKind.PAGE_FURNITURE, is_mark=True)
        elif skip is not None:
            self.flow.aside(where, skip)
            self._number_note(element, where)
        elif where.name in ANNOTATIONS:
            self.flow.aside(where, SkipKind.OTHER)

    def _number_note(self, element: Element, where: Where) -> None:
        """Give a note its number, and everything in it."""
        names = where.own_names
        is_group = not names.isdisjoint(MANY_NOTES)
        where.notes = where.notes or is_group
        is_note = element in self.survey.bodies or not names.isdisjoint(ONE_NOTE)
        is_listed = where.notes and not where.note and not is_group
        if is_note:
            where.leave_out(SkipKind.FOOTNOTE)
        if is_listed and where.name == "dd":
            where.note = self.notes
        elif is_note and where.note and not self._has_begun(where.note):
            return  # a note in the box of a note
        elif is_note or (is_listed and (where.name in ("li", "dt") or _is_pointed_to(element))):
            self.notes += 1
            where.note = self.notes

    def _has_begun(self, note: int) -> bool:
        return bool(self.flow.drafts) and self.flow.drafts[-1].where.note == note

    # --- out ---

    def _leave(self, element: Element) -> None:
        where = self.places.pop()
        parent = self.places[-1]
        if where is parent:
            return
        if where.named is not None:
            special.end_drawing(self.flow, where)
        if where.block is where:
            self.flow.end_block(where)
        elif where.ends_line:
            self.flow.part(parent)
        if element is self.survey.story:
            self.flow.outside = True


def language_of(element: Element) -> str:
    """The BCP 47 tag that an element says; "" where it says none, or that it is in none, or in nobody knows which."""
    tag = language_tag(attribute(element, "xml:lang") or attribute(element, "lang"))
    return "" if tag.partition("-")[0] in NO_LANGUAGES else tag


def _ids(name: str, said: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of an element, given its attributes."""
    own = said.get("id") or said.get("xml:id") or ""
    other = said.get("name", "") if name == "a" else ""
    return (own, other) if own and other and own != other else (own or other,) if own or other else ()


def _is_caption(where: Where) -> bool:
    """Is a heading the words under a picture?"""
    around = where.parent
    for _ in range(CAPTION_DEPTH):
        if around is None:
            return False
        if around.name == "figure" or "figure" in around.own_names:
            return True
        around = around.parent
    return False


def _is_head_of_section(where: Where) -> bool:
    """Is a "titlepage" the box around the heading of a chapter, as DocBook's style sheets make one?"""
    around = where.parent
    return around is not None and "titlepage" in where.own_names and not around.own_names.isdisjoint(SECTIONS)


def _is_doubled(element: Element) -> bool:
    """Is something hidden from those who listen because the same is said for them beside it?"""
    beside = (element.getprevious(), element.getnext())
    classes = [folded(one) for other in beside if other is not None for one in attribute(other, "class").split()]
    return any(one in _FOR_LISTENERS for one in classes)


def _is_pointed_to(element: Element) -> bool:
    """Has a block an id, or a paragraph one at its beginning?"""
    name = name_of(element)
    first = next(element.iterchildren(), None) if name == "p" else None
    own = attribute(element, "id") if name in ("p", "div", "aside") else ""
    return bool(own) or (first is not None and bool(attribute(first, "id") or attribute(first, "name")))
