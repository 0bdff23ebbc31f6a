"""Title, author and language: from a header, from the text's own shape, from the file's name, in that order."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from talecast.model import Metadata
from talecast.read.frontmatter import as_list, as_text
from talecast.read.languages import DEFAULT, language_tag
from talecast.read.piece import fold, is_caps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

UNTITLED = "Untitled"

_EBOOK_OF = re.compile(
    r"[\s*?]*(?:The )?Project Gutenberg"
    r"(?:['’]s(?: (?:EBook|Etext|Edition)(?:,? of|:))?|(?: (?:EBook|Etext|Edition))?(?:,? of|:))\s"
    r"(?P<title>(?!Australia\b|Canada\b).+?)(?:,? (?:by|By) (?P<author>[^\W\d_].*?))?[\s*]*",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<!\d)(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?!\d)")
_SERIES = re.compile(r"(?P<name>.{1,200}?) \[(?P<position>\d{1,4}(?:\.\d{1,2})?)\]")
"""As downloaders of stories write a series and the place in it."""
_AND = re.compile(r"\s*(?:;|\s&\s|\band\b)\s*")
_YEARS = re.compile(r"\s*[(\[][^()\[\]]*\d{3}[^()\[\]]*[)\]]")
_ANONYMOUS = frozenset({"anonymous", "unknown", "various", "n/a", "none"})


def from_front_matter(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a YAML block under the names of `Metadata`."""

    def first(*names: str) -> Any:
        return next((values[name] for name in names if values.get(name)), None)

    fields: dict[str, Any] = {
        "title": as_text(first("title", "name")),
        "creators": as_list(first("author", "authors", "creator", "creators", "by")),
        "language": language_tag(as_text(first("language", "lang"))),
        "subtitle": as_text(first("subtitle")),
        "narrator": as_text(first("narrator", "narrators")),
        "date": _date(as_text(first("date", "year", "published", "pubdate"))),
        "series": as_text(first("series", "belongs-to-collection")),
        "series_position": as_text(
            first("series_position", "series-part", "series_part", "series_index", "series-index", "group-position")
        ),
        "publisher": as_text(first("publisher")),
        "description": as_text(first("description", "summary", "abstract", "blurb")),
        "genre": as_text(first("genre", "genres")),
    }
    return {name: value for name, value in fields.items() if value}


def from_fields(fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a header of `Key: value` lines under the names of `Metadata`."""
    series = _SERIES.fullmatch(fields.get("series", ""))
    found: dict[str, Any] = {
        "title": fields.get("title", ""),
        "creators": creators(fields.get("author", "")),
        "language": language_tag(fields.get("language", "")),
        "subtitle": fields.get("subtitle", ""),
        "narrator": fields.get("narrator", ""),
        "date": _date(fields.get("date", "")),
        "series": series["name"] if series else fields.get("series", ""),
        "series_position": series["position"] if series else "",
        "publisher": fields.get("publisher", ""),
        "description": fields.get("description", ""),
        "genre": fields.get("genre", ""),
    }
    return {name: value for name, value in found.items() if value}


def from_ebook_line(lines: Sequence[str]) -> dict[str, Any]:
    """Title and author of "The Project Gutenberg EBook of X, by Y", which may fill two lines."""
    for index, line in enumerate(lines[:40]):
        if len(line) < 300 and "gutenberg" in line.casefold():  # noqa: PLR2004 - a header's line, not a book in one
            following = lines[index + 1].strip()[:100] if index + 1 < len(lines) else ""
            tries = [found for text in (line, f"{line} {following}") if (found := _EBOOK_OF.fullmatch(fold(text)))]
            found = next((found for found in tries if found["author"]), tries[0] if tries else None)
            if found and len(found["title"]) < 200 and "gutenberg" not in found["title"].casefold():  # noqa: PLR2004
                title = found["title"].strip(" *,.")
                fields: dict[str, Any] = {"title": quieter(title), "creators": creators(found["author"] or "")}
                return {name: value for name, value in fields.items() if value}
    return {}


def quieter(text: str) -> str:
    """Words in capitals with one capital each; anything else, and initials, as they are."""
    return " ".join(map(str.capitalize, text.split())) if is_caps(text) and "." not in text else text


def creators(text: str) -> tuple[str, ...]:
    """The authors of a by-line."""
    names = [_without_stop(name.strip(" ,;:")) for name in _AND.split(fold(_YEARS.sub("", text)))]
    return tuple(name for name in names if name and name.casefold() not in _ANONYMOUS)


def _without_stop(name: str) -> str:
    """A name without the full stop of its line; that of an initial or of "Jr." stays."""
    last = name.rstrip(".").rsplit(" ", 1)[-1].rsplit(".", 1)[-1]
    return name.rstrip(".") if len(last) > 3 else name  # noqa: PLR2004


def from_file_name(name: str) -> str:
    """A title made of a file's name: `my_story-2.txt` is "My Story 2"."""
    if name == "-":
        return UNTITLED
    stem = PurePath(name).stem if PurePath(name).suffix[1:2].isalpha() else PurePath(name).name
    words = re.sub(r"[_\s]+", " ", stem)
    if " " not in words.strip():
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words.replace("-", " ").replace(".", " "))
    elif re.search(r"\w-\w", words) and " - " not in words:
        words = words.replace("-", " ")
    words = fold(words).strip(" .-")
    if words == words.lower():
        words = " ".join(word[:1].upper() + word[1:] for word in words.split())
    return words or UNTITLED


def combine(name: str, *sources: Mapping[str, Any]) -> Metadata:
    """The metadata from sources in order of trust; the file's name gives the title that none of them has."""
    fields: dict[str, Any] = {}
    for source in sources:
        for key, value in source.items():
            fields.setdefault(key, value)
    fields.setdefault("title", from_file_name(name))
    fields.setdefault("language", DEFAULT)
    return Metadata(**fields)


def _date(text: str) -> str:
    found = _DATE.search(text)
    return "-".join(part for part in found.groups() if part) if found else ""
