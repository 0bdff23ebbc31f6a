"""What a FictionBook's description says, under the names of `Metadata` (FictionBook 2.1, `description`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from talecast.read.languages import language_tag
from talecast.read.piece import fold
from talecast.read.xml import attribute, attributes, elements, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.read.xml import Element

LONGEST = 4_000
"""Characters of an annotation; of any other field a tenth of it."""

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_description(root: Element) -> dict[str, Any]:
    """Title, authors, language, date, series, publisher, annotation, identifier and keywords."""
    title_info, publish_info, document_info = (
        next(elements(root, name), None) for name in ("title-info", "publish-info", "document-info")
    )
    series = next((one for part in (title_info, publish_info) for one in _children(part, "sequence")), None)
    said: dict[str, Any] = {
        "title": _first(title_info, "book-title") or _first(publish_info, "book-name"),
        "creators": tuple(dict.fromkeys(filter(None, map(_person, _children(title_info, "author"))))),
        "language": language_tag(_first(title_info, "lang")),
        "date": _date(title_info) or _year(_first(publish_info, "year")),
        "series": "" if series is None else fold(attribute(series, "name")),
        "series_position": "" if series is None else fold(attribute(series, "number")),
        "publisher": _first(publish_info, "publisher"),
        "description": _annotation(title_info),
        "identifier": _first(publish_info, "isbn") or _first(document_info, "id"),
        "subjects": tuple(dict.fromkeys(filter(None, map(fold, re.split(r"[,;]", _first(title_info, "keywords")))))),
    }
    return {name: value for name, value in said.items() if value}


def cover_name(root: Element) -> str:
    """The id of the picture that the description names as the cover; "" where it names none."""
    page = next(elements(root, "coverpage"), None)
    image = None if page is None else next(elements(page, "image"), None)
    return "" if image is None else reference(image).removeprefix("#")


def reference(element: Element) -> str:
    """Where an element points to, whatever prefix XLink has here."""
    return next((value for name, value in attributes(element).items() if name.rpartition(":")[2] == "href"), "")


def _children(parent: Element | None, name: str) -> Iterator[Element]:
    return iter(()) if parent is None else (child for child in parent.iterchildren() if name_of(child) == name)


def _first(parent: Element | None, name: str) -> str:
    return next((text for child in _children(parent, name) if (text := _text(child)[: LONGEST // 10])), "")


def _text(element: Element) -> str:
    return fold(" ".join(map(str, element.itertext())))


def _person(author: Element) -> str:
    names = [_first(author, part) for part in ("first-name", "middle-name", "last-name")]
    return " ".join(filter(None, names)) or _first(author, "nickname")


def _date(title_info: Element | None) -> str:
    date = next(_children(title_info, "date"), None)
    if date is None:
        return ""
    whole = _DATE.fullmatch(attribute(date, "value"))
    return whole.group() if whole else _year(_text(date))


def _year(text: str) -> str:
    found = _YEAR.search(text)
    return found.group() if found else ""


def _annotation(title_info: Element | None) -> str:
    annotation = next(_children(title_info, "annotation"), None)
    return "" if annotation is None else _text(annotation)[:LONGEST]
