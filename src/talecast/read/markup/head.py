"""What a document says of itself: its title, authors, language and description."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from talecast.read.languages import language_tag
from talecast.read.metadata import creators, from_ebook_line
from talecast.read.piece import fold
from talecast.read.xml import attribute, name_of

if TYPE_CHECKING:
    from talecast.read.xml import Element

LONGEST = 4_000
"""Characters of a description; of a title and an author a tenth of it."""

_BY_LINE = re.compile(r"by-?line", re.IGNORECASE)

_NAMES = {
    "title": ("dc.title", "dcterms.title", "citation_title", "og:title"),
    "creators": ("dc.creator", "dcterms.creator", "citation_author", "author", "article:author", "book:author"),
    "language": ("dc.language", "dcterms.language", "og:locale"),
    "publisher": ("dc.publisher", "dcterms.publisher"),
    "description": ("dc.description", "dcterms.description", "description", "og:description"),
    "date": ("dcterms.issued", "dc.date", "dcterms.date", "dcterms.created"),
}


def read_head(root: Element) -> dict[str, Any]:
    """Fields of `Metadata` that a document's head says; an archive's own marks of title and author are believed first."""
    said = _meta(root)
    found: dict[str, Any] = {}
    for field, names in _NAMES.items():
        values = [value for name in names for value in said.get(name, ())]
        if values:
            found[field] = values[0]
    found.pop("creators", None)
    authors = _archive_authors(root) or tuple(
        dict.fromkeys(
            author for name in _NAMES["creators"] for value in said.get(name, ())[:20] for author in creators(value)
        )
    )
    if authors:
        found["creators"] = authors
    if tag := language_tag(found.pop("language", "") or attribute(root, "xml:lang") or attribute(root, "lang")):
        found["language"] = tag
    title = next((fold("".join(map(str, one.itertext()))) for one in _head(root) if name_of(one) == "title"), "")
    if title and len(title) <= LONGEST // 10:
        found = from_ebook_line([title]) | found
        found.setdefault("title", _archive_title(title, found.get("creators", ())))
    return {field: value for field, value in found.items() if value}


def _head(root: Element) -> list[Element]:
    head = next((child for child in root.iterchildren() if name_of(child) == "head"), None)
    return [] if head is None else list(head.iterchildren())


def _meta(root: Element) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for element in _head(root):
        if name_of(element) == "meta":
            name = (attribute(element, "name") or attribute(element, "property")).lower()
            value = fold(attribute(element, "content"))
            if name and value and len(value) <= LONGEST:
                said.setdefault(name, []).append(value)
    return said


def _archive_authors(root: Element) -> tuple[str, ...]:
    """The authors that links with rel="author", or of the class "authorlink", name.

    Where one stands in a by-line, the others are those of works that it names.
    """
    links = [
        link
        for link in root.iter("a", "{http://www.w3.org/1999/xhtml}a")
        if "author" in attribute(link, "rel").split() or "authorlink" in attribute(link, "class").split()
    ]
    by_lines = [line for link in links if (line := _by_line_around(link)) is not None]
    if by_lines:
        links = [link for link in links if _by_line_around(link) is by_lines[0]]
    found = [fold("".join(map(str, link.itertext())))[: LONGEST // 10] for link in links]
    return tuple(dict.fromkeys(filter(None, found)))


def _by_line_around(link: Element) -> Element | None:
    parents = itertools.islice(link.iterancestors(), 3)
    return next((one for one in parents if any(map(_BY_LINE.match, attribute(one, "class").split()))), None)


def _archive_title(title: str, authors: tuple[str, ...]) -> str:
    """The title without what follows its author: "Title - Author - Fandom" of an archive."""
    for author in authors:
        for dash in (" - ", " – ", " — ", " | ", " by "):
            before, found, _ = title.partition(f"{dash}{author}")
            if found and before:
                return before
    return title
