"""What the package document says of the book, as fields of `Metadata` (Dublin Core, EPUB 3 refinements, opf:, calibre)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from talecast.read.languages import NO_LANGUAGES, language_tag
from talecast.read.metadata import creators as authors_of
from talecast.read.piece import fold
from talecast.read.xml import attribute, elements, name_of, parse_html, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from talecast.read.epub.package import Package
    from talecast.read.xml import Element

_DUBLIN_CORE = frozenset("title creator contributor language publisher date description subject identifier".split())
_AUTHORS = frozenset({"", "aut", "author", "cre"})
_INSTEAD = frozenset({"edt", "com", "ctb"})
"""Editors, compilers and contributors, for a book that names no author."""
_NARRATORS = frozenset({"nrt", "narrator"})
_NEVER = ("modif", "convers", "creation")
"""Events that are the file's, not the book's: opf:event is free text in EPUB 2."""
_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?(?!\d)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_UNKNOWN_YEAR = "0101"
"""How calibre writes a date that nobody knows."""
_LAST = 10**6
_APART = frozenset("p br div li ul ol h1 h2 h3 h4 h5 h6 blockquote tr td hr".split())


@dataclass(frozen=True, slots=True)
class _Statement:
    """An element of the metadata, with what refines it."""

    name: str
    """Of Dublin Core, lower case; of a `meta` its property or name."""
    text: str
    element: Element
    refined: dict[str, list[str]] = field(default_factory=dict)

    def says(self, name: str) -> str:
        """The first refinement of that name, or its older form as an attribute."""
        return next(iter(self.refined.get(name, [])), "") or attribute(self.element, f"opf:{name}")

    @property
    def roles(self) -> set[str]:
        """MARC relator codes, also of those written as addresses."""
        said = self.refined.get("role", []) or [attribute(self.element, "opf:role") or attribute(self.element, "role")]
        return {role.rpartition("/")[2].lower() for role in said}

    @property
    def sequence(self) -> int:
        """The place that it asks for among its kind."""
        said = self.says("display-seq")
        return int(said) if said.isdecimal() and len(said) < 6 else _LAST  # noqa: PLR2004 - no book has a million creators


def read_metadata(package: Package) -> dict[str, Any]:
    """The fields of `Metadata` that the package document says, by their names."""
    section = package.section("metadata")
    statements = _statements(section if section is not None else package.root)

    def first(*names: str) -> str:
        return next((one.text for name in names for one in statements if one.name == name and one.text), "")

    title, subtitle = _titles([one for one in statements if one.name == "title" and one.text])
    series, position = _series(statements)
    fields: dict[str, Any] = {
        "title": title,
        "subtitle": subtitle,
        "creators": _creators(statements),
        "narrator": ", ".join(_named(statements, _NARRATORS, ("creator", "contributor"))),
        "language": _language(one.text for one in statements if one.name == "language"),
        "publisher": first("publisher", "dcterms:publisher"),
        "date": _date(statements),
        "series": series,
        "series_position": position,
        "description": without_markup(first("description", "dcterms:description")),
        "genre": first("se:subject", "schema:genre"),
        "identifier": _identifier(package, statements),
        "subjects": tuple(dict.fromkeys(one.text for one in statements if one.name == "subject" and one.text)),
    }
    return {name: value for name, value in fields.items() if value}


def _statements(section: Element) -> list[_Statement]:
    statements: list[_Statement] = []
    refinements: dict[str, dict[str, list[str]]] = {}
    inside: Element | None = None
    for event, element in walk(section):
        if event == "end" and element is inside:
            inside = None
        if event == "end" or inside is not None:
            continue
        name = name_of(element)
        if name in _DUBLIN_CORE:
            inside, text = element, fold("".join(str(part) for part in element.itertext()))
        elif name == "meta":  # it may never be closed, so that others lie in it
            text = fold(str(element.text or ""))
        else:
            continue
        said = attribute(element, "property") or attribute(element, "name")
        if target := attribute(element, "refines").lstrip("#"):
            refinements.setdefault(target, {}).setdefault(said.lower(), []).append(text)
            continue
        key = attribute(element, "id")
        refined = refinements.setdefault(key, {}) if key else {}
        statements.append(
            _Statement(
                said.lower() if name == "meta" else name, text or fold(attribute(element, "content")), element, refined
            )
        )
    return statements


def _titles(titles: Sequence[_Statement]) -> tuple[str, str]:
    """Title and subtitle; where none is marked as the main one, the first that is not marked as something else."""
    by_type: dict[str, str] = {}
    for one in sorted(titles, key=lambda one: one.sequence):
        by_type.setdefault(one.says("title-type").lower(), one.text)
    first = next((one.text for one in titles), "")
    title = by_type.get("main") or by_type.get("") or by_type.get("short") or by_type.get("expanded") or first
    subtitle = by_type.get("subtitle", "")
    return title, subtitle if subtitle != title else ""


def _creators(statements: Sequence[_Statement]) -> tuple[str, ...]:
    return _named(statements, _AUTHORS, ("creator",)) or _named(statements, _INSTEAD, ("creator",))


def _named(statements: Iterable[_Statement], roles: frozenset[str], names: tuple[str, ...]) -> tuple[str, ...]:
    """The people with these roles, in the order that they ask for, those that are nobody left out."""
    people = [one for one in statements if one.name in names and one.roles & roles and authors_of(one.text)]
    return tuple(dict.fromkeys(one.text for one in sorted(people, key=lambda one: one.sequence)))


def _language(said: Iterable[str]) -> str:
    tags = map(language_tag, said)
    return next((tag for tag in tags if tag and tag.partition("-")[0] not in NO_LANGUAGES), "")


def _date(statements: Sequence[_Statement]) -> str:
    """When the book came out: its publication, then what says no event; never when the file was made."""
    dates = [(one.says("event").lower(), one.text) for one in statements if one.name == "date"]
    dates = [(event, text) for event, text in dates if not event.startswith(_NEVER)]
    dates.sort(key=lambda date: "publication" not in date[0])
    dates += [("", one.text) for one in statements if one.name in ("dcterms:issued", "dcterms:date")]
    for _, text in dates:
        found = _DATE.match(text)
        date = "-".join(part for part in found.groups() if part) if found else next(iter(_YEAR.findall(text)), "")
        if date and not date.startswith((_UNKNOWN_YEAR, "0000")):
            return date
    return ""


def _series(statements: Sequence[_Statement]) -> tuple[str, str]:
    """Series and position: EPUB 3's collections, then calibre's, then a title of the type `collection`."""
    collections = [one for one in statements if one.name == "belongs-to-collection" and one.text]
    collections = [one for one in collections if one.says("collection-type").lower() in ("series", "")]
    collections.sort(key=lambda one: not one.says("collection-type"))
    if collections:
        return collections[0].text, _position(collections[0].says("group-position"))
    named = {one.name: one.text for one in reversed(statements) if one.name.startswith("calibre:series")}
    if series := named.get("calibre:series", ""):
        return series, _position(named.get("calibre:series_index", ""))
    titles = [one for one in statements if one.name == "title" and one.says("title-type").lower() == "collection"]
    return (titles[0].text, _position(titles[0].says("group-position"))) if titles else ("", "")


def _position(text: str) -> str:
    """A place in a series: 1.0 is the first volume, 1.50 one between the first and the second."""
    return text.rstrip("0").rstrip(".") if re.fullmatch(r"\d{1,6}\.\d{1,6}", text) else text[:40]


def _identifier(package: Package, statements: Sequence[_Statement]) -> str:
    """The identifier that the package names as its own, else the first one."""
    own = next((attribute(one, "unique-identifier") for one in elements(package.root, "package")), "")
    identifiers = [one for one in statements if one.name == "identifier" and one.text]
    identifiers.sort(key=lambda one: not own or attribute(one.element, "id") != own)
    return next((one.text for one in identifiers), "")


def without_markup(text: str) -> str:
    """A description without its markup, which many programs put there, escaped."""
    if "<" not in text and "&" not in text:
        return text
    words: list[str] = []
    for element in elements(parse_html(f"<div>{text}</div>".encode(), "description").root):
        words += [" " if name_of(element) in _APART else "", str(element.text or "")]
        words += [str(element.tail or "")]
    return fold("".join(words))
