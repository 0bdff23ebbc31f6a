"""The Navigation Control Center: what the book is, and every place that a player can go to (DAISY 2.02, 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.publish.readalong.daisy2.walk import page_class
from talecast.publish.readalong.dates import day_of
from talecast.publish.readalong.markup import DECLARATION, attributes, empty, escape, tag
from talecast.publish.readalong.playable import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.model import Metadata

DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
)
XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the NCC."""

    kind: str
    """title, heading, page or note."""
    label: str
    address: str
    """A SMIL file and an id in it."""
    depth: int = 1
    """Of a heading: 1 to 6."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the NCC says of the whole."""

    id: str
    metadata: Metadata
    total_ms: int
    """How long all SMIL files are together."""
    files: int
    """Of the book, the NCC among them."""
    bytes: int
    """Of the book without the NCC."""


def ncc_document(facts: Facts, places: Sequence[Place]) -> str:
    """The NCC as XHTML 1.0 Transitional."""
    language = facts.metadata.language
    metas = "".join(
        empty("meta", ("name", name), ("content", value), ("scheme", scheme)) + "\n"
        for name, value, scheme in _metas(facts, places)
    )
    lines = "".join(f"{_line(number, place)}\n" for number, place in enumerate(places, start=1))
    return (
        DECLARATION
        + DOCTYPE
        + f'<html xmlns="{XHTML}"'
        + attributes((("lang", language), ("xml:lang", language)))
        + f">\n<head>\n<title>{escape(facts.metadata.title)}</title>\n"
        + '<meta http-equiv="Content-type" content="text/html; charset=utf-8" />\n'
        + f"{metas}</head>\n<body>\n{lines}</body>\n</html>\n"
    )


def clock(milliseconds: int, *, fraction: bool = True) -> str:
    """Hours, minutes and seconds, with three decimals or rounded to whole seconds."""
    seconds, rest = divmod(milliseconds, 1000) if fraction else ((milliseconds + 500) // 1000, 0)
    shown = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{shown}.{rest:03}" if fraction else shown


def _line(number: int, place: Place) -> str:
    link = tag("a", escape(place.label), ("href", place.address))
    name = ("id", f"n{number:05}")
    if place.kind == "page":
        return tag("span", link, ("class", page_class(place.label)), name)
    if place.kind == "note":
        return tag("span", link, ("class", "noteref"), name)
    return tag(f"h{place.depth}", link, ("class", "title" if place.kind == "title" else "section"), name)


def _metas(facts: Facts, places: Sequence[Place]) -> Iterator[tuple[str, str, str]]:
    """Name, content and scheme of each; the mandatory ones, then those that are recommended, as far as they are known."""
    said = facts.metadata
    pages = [page_class(place.label) for place in places if place.kind == "page"]
    numbers = [
        int(place.label) for place in places if place.kind == "page" and page_class(place.label) == "page-normal"
    ]
    for creator in said.creators or (UNNAMED,):
        yield "dc:creator", creator, ""
    yield "dc:date", day_of(said.date), "yyyy-mm-dd"
    yield "dc:format", "Daisy 2.02", ""
    yield "dc:identifier", f"urn:uuid:{facts.id}", ""
    yield "dc:language", said.language, "ISO 639"
    yield "dc:publisher", said.publisher or UNNAMED, ""
    yield "dc:title", said.title, ""
    for subject in said.subjects:
        yield "dc:subject", subject, ""
    if said.description:
        yield "dc:description", said.description, ""
    if said.identifier:
        yield "dc:source", said.identifier, ""
    yield "ncc:charset", "utf-8", ""
    yield "ncc:depth", str(max(place.depth for place in places)), ""
    yield "ncc:files", str(facts.files), ""
    yield "ncc:footnotes", str(sum(place.kind == "note" for place in places)), ""
    yield "ncc:generator", "talecast", ""
    yield "ncc:kByteSize", str(-(-facts.bytes // 1024)), ""
    yield "ncc:maxPageNormal", str(max(numbers, default=0)), ""
    yield "ncc:multimediaType", "audioFullText", ""
    yield "ncc:narrator", said.narrator or UNNAMED, ""
    yield "ncc:pageFront", str(pages.count("page-front")), ""
    yield "ncc:pageNormal", str(pages.count("page-normal")), ""
    yield "ncc:pageSpecial", str(pages.count("page-special")), ""
    yield "ncc:prodNotes", "0", ""
    yield "ncc:producer", "talecast", ""
    yield "ncc:setInfo", "1 of 1", ""
    yield "ncc:sidebars", "0", ""
    yield "ncc:tocItems", str(len(places)), ""
    yield "ncc:totalTime", clock(facts.total_ms, fraction=False), "hh:mm:ss"
