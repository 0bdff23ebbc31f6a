"""The navigation of a DAISY 3 book: headings with their sound, pages, notes (Z39.86-2005, 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.publish.readalong.clock import clock
from talecast.publish.readalong.daisy2.walk import page_class
from talecast.publish.readalong.markup import DECLARATION, IN_XML, attributes, empty, escape, in_language, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.model import Metadata
    from talecast.publish.readalong.sections import Clip

DOCTYPE = '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">\n'


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go to, in the order in which it is heard."""

    kind: str
    """heading, page or note."""
    label: str
    address: str
    """A SMIL file and an id in it."""
    clip: Clip | None = None
    """In which its label is heard; None where it is not."""
    depth: int = 1
    """Of a heading."""


def ncx_document(  # noqa: PLR0913 - what it is called, and where one can go
    uid: str, metadata: Metadata, title: Clip | None, places: Sequence[Place], sample_rate: int, tests: Sequence[str]
) -> str:
    """The NCX. `title` is the clip in which the book's title is heard; `tests` the custom tests of its overlays."""
    addresses = {
        address: number for number, address in enumerate(dict.fromkeys(one.address for one in places), start=1)
    }
    ordered = [(addresses[one.address], one) for one in places]  # who lead to one place have one number
    headings = [(number, place) for number, place in ordered if place.kind == "heading"]
    pages = [(number, place) for number, place in ordered if place.kind == "page"]
    notes = [(number, place) for number, place in ordered if place.kind == "note"]
    numbers = [int(place.label) for _, place in pages if page_class(place.label) == "page-normal"]
    metas = (
        ("dtb:uid", uid),
        ("dtb:depth", str(max(place.depth for _, place in headings))),
        ("dtb:generator", "talecast"),
        ("dtb:totalPageCount", str(len(pages))),
        ("dtb:maxPageNumber", str(max(numbers, default=0))),
    )
    language = metadata.language
    return (
        f"{DECLARATION}{DOCTYPE}"
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"'
        + attributes(in_language(language, IN_XML))
        + ">\n<head>\n"
        + "".join(empty("meta", ("name", name), ("content", value)) + "\n" for name, value in metas)
        + "".join(f"{custom_test(test)}\n" for test in tests)
        + "</head>\n"
        + tag("docTitle", _label(metadata.title, title, sample_rate))
        + "".join("\n" + tag("docAuthor", _label(one, None, sample_rate)) for one in metadata.creators)
        + "\n<navMap>\n"
        + _points(headings, sample_rate)
        + "</navMap>\n"
        + _pages(pages, sample_rate)
        + _notes(notes, sample_rate)
        + "</ncx>\n"
    )


def custom_test(name: str) -> str:
    """What a listener may leave out, as the NCX repeats it from the overlays."""
    structure = {"pagenum": "PAGE_NUMBER", "note": "NOTE"}[name]
    values = (("id", name), ("defaultState", "true"), ("override", "visible"), ("bookStruct", structure))
    return empty("smilCustomTest", *values)


def _points(headings: Sequence[tuple[int, Place]], sample_rate: int) -> str:
    parts: list[str] = []
    last = 0
    for number, place in headings:
        parts.append("</navPoint>\n" * (last - place.depth + 1))
        values = (("id", f"h{number}"), ("class", f"h{place.depth}"), ("playOrder", number))
        parts.append(f"<navPoint{attributes(values)}>{_target(place, sample_rate)}\n")
        last = place.depth
    return "".join(parts) + "</navPoint>\n" * last


def _pages(pages: Sequence[tuple[int, Place]], sample_rate: int) -> str:
    """The pages; a label that repeats has a number the first time alone, since number and kind have to be unique."""
    seen: set[str] = set()
    lines = []
    for number, place in pages:
        kind = page_class(place.label).removeprefix("page-")
        value = str(int(place.label)) if kind == "normal" and place.label not in seen and int(place.label) else ""
        seen.add(place.label)
        values = (("id", f"p{number}"), ("type", kind), ("value", value), ("class", "pagenum"), ("playOrder", number))
        lines.append(tag("pageTarget", _target(place, sample_rate), *values) + "\n")
    return tag("pageList", "\n" + "".join(lines)) + "\n" if lines else ""


def _notes(notes: Sequence[tuple[int, Place]], sample_rate: int) -> str:
    lines = [
        tag(
            "navTarget",
            _target(place, sample_rate),
            ("id", f"n{number}"),
            ("class", "note"),
            ("playOrder", number),
        )
        + "\n"
        for number, place in notes
    ]
    label = tag("navLabel", tag("text", "Notes"))
    return tag("navList", f"{label}\n{''.join(lines)}", ("class", "note")) + "\n" if lines else ""


def _target(place: Place, sample_rate: int) -> str:
    return tag("navLabel", _label(place.label, place.clip, sample_rate)) + empty("content", ("src", place.address))


def _label(text: str, clip: Clip | None, sample_rate: int) -> str:
    words = tag("text", escape(text))
    if clip is None:
        return words
    begin, end = (clock(samples, sample_rate) for samples in (clip.begin_sample, clip.end_sample))
    return words + empty("audio", ("src", clip.sound.name), ("clipBegin", begin), ("clipEnd", end))
