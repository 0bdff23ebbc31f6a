"""Footnotes: which links are their marks, which blocks are the notes, which links lead back.

A mark is believed where the markup says so (a role, a class), or where a short sign leads to a block that leads back to the
paragraph of the mark. Across documents only the look of a mark is known: raised, in brackets, or close behind a word.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talecast.read.markup.kinds import (
    BACK_LINKS,
    BLOCKS,
    HEADINGS,
    NOTE_BLOCKS,
    NOTE_REFERENCES,
    ONE_NOTE,
    STORIES,
    STORY_CLASSES,
    folded,
)
from talecast.read.xml import attribute, elements, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from talecast.read.xml import Element

NEAR = 40
"""Elements around a link that are looked at."""
LONGEST_MARK = 12
"""Characters."""
MOST_LINKS = 400
"""Elements of a note in which its link back is looked for."""

_MARK = re.compile(
    r"[\s\[({]*(?:(?:note|fn|n)\.?\s*)?(?:\d{1,4}[a-z]?|[a-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶‖#⁎∗]{1,4}|[¹²³⁰-⁹]{1,4})[\s\])}.:]*",
    re.IGNORECASE,
)
_RAISED = re.compile(r"\s*(?:[\[({].*[\])}]|[*†‡§¶‖⁎∗¹²³⁰-⁹]+)\s*")
_NUMBER = re.compile(r"[\s\[({]*\d{1,4}[\s\])}.:]*")
_BACK = re.compile(
    r"[\s\[({]*(?:[↩↵↑←⏎^▲⬆⤴⇑\ufe0e\ufe0f]+"
    r"|(?:back|return|go back)(?: to (?:the )?(?:text|top|story|reference|note))?)[\s\])}.:]*",
    re.IGNORECASE,
)
_NOTE_ID = re.compile(r"(?:.*[^a-z])?(?:fn|ftn|foot|note|footnote|endnote|en|n)[-_.:]?\d+[a-z]?", re.IGNORECASE)


@dataclass(slots=True)
class Survey:
    """What one look over all elements of a document finds."""

    references: set[Element] = field(default_factory=set)
    """Links that are the marks of notes."""
    bodies: set[Element] = field(default_factory=set)
    """Blocks that are notes."""
    backs: set[Element] = field(default_factory=set)
    """Links from a note to its mark."""
    story: Element | None = None
    """The element that holds the story, where the rest is an archive's page around it."""
    has_heading_outside: bool = False
    """Is the chapter's heading on that page, and not in the story?"""
    pictures: Counter[str] = field(default_factory=Counter)
    """How often each picture stands in it."""


def survey(body: Element, document: str) -> Survey:
    """Look over a document of this name."""
    found = Survey()
    targets: dict[str, Element] = {}
    links: list[tuple[Element, str]] = []
    for element in body.iter():
        name = name_of(element)
        one = attribute(element, "id") if element.attrib else ""
        if one:
            targets.setdefault(one, element)
        if name == "a" and (other := attribute(element, "name")):
            targets.setdefault(other, element)
        if name == "a":
            if href := attribute(element, "href"):
                links.append((element, href))
        elif name in ("img", "image"):
            found.pictures[address_of_picture(element)] += 1
        elif one and found.story is None and folded(one) in STORIES:
            found.story = element
    if found.story is None:
        found.story = _chapter_of_site(body)
        found.has_heading_outside = found.story is not None
    if links:
        _Links(targets, document.rpartition("/")[2], found).sort(links)
    return found


def _chapter_of_site(body: Element) -> Element | None:
    """The one element that has the classes of a chapter on its site."""
    chapters = [one for one in elements(body, "div") if STORY_CLASSES.issubset(attribute(one, "class").split())]
    return chapters[0] if len(chapters) == 1 else None


def address_of_picture(element: Element) -> str:
    """Where the picture of an `img` or an SVG `image` lies."""
    return attribute(element, "src") or attribute(element, "xlink:href") or attribute(element, "href")


def is_back(text: str) -> bool:
    """Is it what a link back from a note says: an arrow, the note's sign, "back"?"""
    return len(text) <= 3 * LONGEST_MARK and bool(_BACK.fullmatch(text) or is_mark(text))


def is_mark(text: str) -> bool:
    """Is it short enough for the mark of a note, and looks like one: 1, [12], *, †, a, iv?"""
    return len(text) <= LONGEST_MARK and bool(_MARK.fullmatch(text))


def is_plain_mark(text: str) -> bool:
    """Does a raised sign that is no link look like the mark of a note all the same?"""
    return len(text) <= LONGEST_MARK and bool(_NUMBER.fullmatch(text) or _RAISED.fullmatch(text))


def text_of(element: Element) -> str:
    """The first words in an element."""
    return "".join(itertools.islice(_texts(element), 8))[:80].strip()


def _texts(element: Element) -> Iterator[str]:
    return (str(text) for text in element.itertext())


@dataclass(slots=True)
class _Links:
    targets: dict[str, Element]
    document: str
    found: Survey

    def sort(self, links: Iterable[tuple[Element, str]]) -> None:
        """Sort the links, in the document's order: a mark stands before its note."""
        for link, href in links:
            path, hash_, fragment = href.partition("#")
            if link in self.found.backs:
                continue
            names = {folded(one) for one in (*attribute(link, "class").split(), *_roles(link))}
            if not names.isdisjoint(BACK_LINKS):
                self.found.backs.add(link)
            elif not names.isdisjoint(NOTE_REFERENCES) or (not names.isdisjoint(ONE_NOTE) and is_mark(text_of(link))):
                self._believe(link, self._target(path, fragment))
            elif hash_ and not re.match(r"[a-z]+:", path, re.IGNORECASE) and is_mark(text := text_of(link)):
                self._weigh(link, text, self._target(path, fragment), is_here=path in ("", self.document))

    def _target(self, path: str, fragment: str) -> Element | None:
        return self.targets.get(fragment) if path.rpartition("/")[2] in ("", self.document) else None

    def _believe(self, link: Element, target: Element | None) -> None:
        self.found.references.add(link)
        note = None if target is None else _note_around(target)
        if note is not None and not _is_around(note, link):
            self.found.bodies.add(note)
            self.found.backs.update(self._links_back(note, link))

    def _weigh(self, link: Element, text: str, target: Element | None, *, is_here: bool) -> None:
        raised = _is_raised(link) or bool(_RAISED.fullmatch(text))
        attached = _follows_a_word(link)
        if target is None:
            if (raised or (attached and _NUMBER.fullmatch(text))) and (not is_here or raised):
                self.found.references.add(link)
            return
        note = _note_around(target)
        if note is None or _is_around(note, link):
            return
        backs = self._links_back(note, link)
        looks_so = (raised or attached) and (_says_so(note) or _NOTE_ID.fullmatch(attribute(target, "id")) is not None)
        if (backs and (raised or attached or _NUMBER.fullmatch(text))) or looks_so:
            self.found.references.add(link)
            self.found.bodies.add(note)
            self.found.backs.update(backs)

    def _links_back(self, note: Element, link: Element) -> list[Element]:
        """The links in a note that lead to the block of its mark."""
        block = _block_around(link)
        back = []
        for inner in itertools.islice(note.iter(), MOST_LINKS):
            if name_of(inner) != "a" or inner is link:
                continue
            path, hash_, fragment = attribute(inner, "href").partition("#")
            target = self._target(path, fragment) if hash_ else None
            if target is not None and (_block_around(target) is block or _is_around(target, link)):
                back.append(inner)
        return back


def _roles(element: Element) -> list[str]:
    return [
        role.removeprefix("doc-") for role in f"{attribute(element, 'epub:type')} {attribute(element, 'role')}".split()
    ]


def _says_so(note: Element) -> bool:
    """Does the note, or what is around it, have the role or the class of notes?"""
    for element in _upwards(note):
        names = {folded(one).removesuffix("s") for one in (*_roles(element), *attribute(element, "class").split())}
        if not names.isdisjoint(ONE_NOTE):
            return True
    return False


def _note_around(target: Element) -> Element | None:
    """The block that a mark leads to, unless it is a heading, or holds one: then it is no note."""
    for element in _upwards(target):
        name = name_of(element)
        if name in HEADINGS or name in ("body", "table", "hr"):
            return None
        if name in NOTE_BLOCKS:
            parent = element.getparent()
            note = parent if name == "td" and parent is not None else element
            inside = itertools.islice(note.iter(), NEAR)
            return None if any(name_of(inner) in HEADINGS for inner in inside) else note
    return None


def _block_around(element: Element) -> Element | None:
    return next((one for one in _upwards(element) if name_of(one) in BLOCKS), None)


def _is_around(outer: Element, inner: Element) -> bool:
    return any(one is outer for one in _upwards(inner))


def _upwards(element: Element) -> Iterator[Element]:
    """The element and those around it, the nearest first."""
    one: Element | None = element
    for _ in range(NEAR):
        if one is None:
            return
        yield one
        one = one.getparent()


def _is_raised(link: Element) -> bool:
    """Is it in a `sup`, or does one hold all of its words?"""
    around = list(itertools.islice(_upwards(link), 1, 3))
    inside = itertools.islice(link.iter(), 1, 4)
    return any(name_of(one) == "sup" for one in (*around, *inside))


def _follows_a_word(link: Element) -> bool:
    """Does it stand close behind something printed?"""
    element: Element | None = link
    for _ in range(4):
        if element is None or name_of(element) in BLOCKS:
            return False
        before = element.getprevious()
        text = (before.tail or text_of(before)[-1:]) if before is not None else None
        parent = element.getparent()
        if before is None and parent is not None:
            text = parent.text
        if text:
            return not text[-1].isspace() and text[-1] not in "([{|/·—–-"
        if before is not None:
            element = before
            continue
        element = parent
    return False
