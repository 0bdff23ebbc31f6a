"""A page as PDFium gives it: lines of text with their places, in points from the lower left corner."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from talecast.read.decode import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

HYPHEN = "-"
LONGEST = 20_000
"""Characters of a line that are kept."""

_HYPHENS = ("\x02", "\xad", "\ufffe", "\u2010", "-")
"""How a line's last hyphen comes: PDFium has signs of its own for one that it takes for a typesetter's."""
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page."""

    text: str
    left: float
    right: float
    baseline: float
    top: float
    size: float
    """Of most of its letters; 0 for words that are turned."""
    bold: bool = False
    marks: tuple[tuple[int, int], ...] = ()
    """Places in the text of raised digits."""
    gaps: tuple[tuple[int, float, float], ...] = ()
    """White space wider than that between words: the place in the text after it, its left and its right."""
    page: int = 0
    """The page's number, from 0."""
    is_hyphenated: bool = False
    """Does it end with a hyphen? The text then does so with a plain one."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, its lines in the order of the file."""

    width: float
    height: float
    lines: tuple[Line, ...]
    is_picture: bool = False
    """Has it pictures and no text?"""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the document's outline."""

    level: int
    title: str
    page: int
    """From 0; -1 where it leads nowhere."""
    height: float | None
    """Points from the lower edge of the page."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What was taken out of a document."""

    said: Mapping[str, str]
    """Its properties: title, author, subject, keywords."""
    pages: tuple[Page, ...]
    bookmarks: tuple[Bookmark, ...]
    announced: int
    """How many pages the document says that it has."""


def read_extract(output: bytes) -> Extract | str:
    """The values that `pdfium.py` has written; the name of an error where it could not open the file."""
    head, *rest = output.split(b"\n")
    first = _object(head)
    if "error" in first or not first:
        return str(first.get("error", "damaged"))
    pages = [_page(number, value) for number, line in enumerate(rest) if (value := _object(line))]
    return Extract(
        {name: clean(str(first.get(name, ""))) for name in ("title", "author", "subject", "keywords")},
        tuple(pages),
        tuple(Bookmark(level, " ".join(clean(title).split()), page, y) for level, title, page, y in first["bookmarks"]),
        int(first["pages"]),
    )


def split_line(line: Line, place: int, left: float, right: float) -> tuple[Line, Line]:
    """A line cut in two at white space between columns."""
    first, second = line.text[:place].rstrip(), line.text[place:]
    return (
        replace(
            line,
            text=first,
            right=left,
            marks=tuple(mark for mark in line.marks if mark[1] <= len(first)),
            gaps=(),
            is_hyphenated=first.endswith(HYPHEN),
        ),
        replace(
            line,
            text=second,
            left=right,
            marks=tuple((start - place, end - place) for start, end in line.marks if start >= place),
            gaps=(),
        ),
    )


def _object(line: bytes) -> dict[str, Any]:
    """A line of JSON; empty for one that was cut off."""
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _page(number: int, value: Mapping[str, Any]) -> Page:
    lines = (_line(number, *one) for one in value["lines"])
    return Page(
        value["width"], value["height"], tuple(line for line in lines if line.text), bool(value.get("pictures"))
    )


def _line(  # noqa: PLR0913 - the columns of a line of JSON
    page: int,
    text: str,
    left: float,
    right: float,
    baseline: float,
    top: float,
    size: float,
    bold: bool,  # noqa: FBT001 - as it comes
    marks: list[list[int]],
    gaps: list[list[float]],
) -> Line:
    is_hyphenated = len(text) > 1 and text.endswith(_HYPHENS) and text[-2].isalpha()
    if is_hyphenated:
        text = f"{text[:-1]}{HYPHEN}"
    plain = clean(text[:LONGEST].translate(_LIGATURES))
    same = len(plain) == len(text)  # places hold only where no character came or went
    return Line(
        " ".join(plain.split()) if not same or not (marks or gaps) else plain,
        left,
        right,
        baseline,
        top,
        size,
        bold,
        tuple((start, end) for start, end in marks) if same else (),
        tuple((int(place), one, other) for place, one, other in gaps) if same else (),
        page,
        is_hyphenated,
    )
