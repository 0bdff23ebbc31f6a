"""What an archive's page says of the story outside its text: title and author, among what is not read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from talecast.model import SkipKind
from talecast.read.fields import read_fields
from talecast.read.metadata import creators, from_fields
from talecast.read.title import by_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from talecast.read.documents import Markup
    from talecast.read.piece import Piece

FIRST_PAGES = 4
"""Documents among which a title page is."""
LONGEST_LINE = 400
"""Characters of a line with title and author."""

_SITE = re.compile(
    r"(?:,? (?P<kind>an? .{1,80} fanfic))?"
    r"\s*(?:\||[-–—]|\[)\s*(?:Project Gutenberg|FanFiction(?:\.Net)?|Archive of Our Own|Wattpad|Royal Road"
    r"|Standard Ebooks.{0,60})\]?",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"\s+Chapter \d{1,4}(?::.*)?", re.IGNORECASE)
_BY = re.compile(r"\bBy: (?P<author>\S{1,60})")


def page_fields(markup: Markup) -> dict[str, Any]:
    """Fields of `Metadata` of a page that stands alone: an archive's header in it before its head, which names the site too."""
    lines = [piece.text for piece in _outside(markup, SkipKind.LICENCE) if piece.length <= LONGEST_LINE]
    fields = from_fields(read_fields(lines))
    fields = {name: value for name, value in fields.items() if name in ("title", "creators")}
    said = {**markup.headers, **fields}
    if title := said.get("title"):
        said["title"] = without_site(title)
    if "creators" not in said:
        texts = [piece.text for piece in _outside(markup, SkipKind.FRONT_MATTER) if piece.length <= LONGEST_LINE]
        author = next((found["author"] for text in texts if (found := _BY.search(text))), "")
        names = (author,) if author else next((names for text in texts if (names := creators(by_line(text) or ""))), ())
        said |= {"creators": names} if names else {}
    return said | _without_author(said)


def authors_of_pages(read: Sequence[Markup]) -> dict[str, tuple[str, ...]]:
    """The authors that the first pages of a book name, for one whose package names nobody ("Unknown")."""
    named = (fields["creators"] for markup in read[:FIRST_PAGES] if "creators" in (fields := page_fields(markup)))
    authors = next(named, ())
    return {"creators": authors} if authors else {}


def _without_author(said: Mapping[str, Any]) -> dict[str, str]:
    """The title without "by" and the author's name after it."""
    title = said.get("title", "")
    endings = (f" by {name}" for name in said.get("creators", ()))
    return next(({"title": title.removesuffix(ending)} for ending in endings if title.endswith(ending)), {})


def without_site(title: str) -> str:
    """A page's title without the name of its site, and for a story in chapters without the chapter."""
    found = next((site for site in _SITE.finditer(title) if site.end() == len(title) and site.start()), None)
    if found is None:
        return title
    before = title[: found.start()].rstrip()
    if found["kind"] and (chapter := _CHAPTER.search(before)):
        before = before[: chapter.start()]
    return before or title


def first_title(headers: Sequence[Mapping[str, Any]]) -> str:
    """The title that the first of several headers says; "" where none does."""
    return next((header["title"] for header in headers if header.get("title")), "")


def _outside(markup: Markup, kind: SkipKind) -> list[Piece]:
    return [marked.piece for marked in markup.pieces[:60] if marked.piece.skip is kind]
