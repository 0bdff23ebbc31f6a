"""The package document: what the publication is, how accessible, and every file in it (EPUB 3.3, 5; Media Overlays, 9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.publish.readalong.clock import clock
from talecast.publish.readalong.dates import day_of, is_date
from talecast.publish.readalong.markup import DECLARATION, attributes, direction, empty, escape, tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.model import Metadata

ACTIVE_CLASS, PLAYBACK_CLASS = "-epub-media-overlay-active", "-epub-media-overlay-playing"
CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA"
"""The text that EPUB Accessibility 1.1, 4.3, has for it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the publication."""

    id: str
    href: str
    media_type: str
    properties: str = ""
    overlay: str = ""
    """The id of the item that is its media overlay."""
    samples: int | None = None
    """Of an overlay: how long its clips are together."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What the package document says."""

    id: str
    """A UUID."""
    metadata: Metadata
    sample_rate: int
    items: Sequence[Item]
    spine: Sequence[str]
    """The ids of the documents, in reading order."""
    has_pages: bool
    has_images: bool
    has_notes: bool


def package_document(book: Publication) -> str:
    """The package document."""
    language = book.metadata.language
    spine = "".join(f"{empty('itemref', ('idref', name))}\n" for name in book.spine)
    return (
        f'{DECLARATION}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"'
        + attributes((("xml:lang", language), ("prefix", "a11y: http://www.idpf.org/epub/vocab/package/a11y/#")))
        + ">\n"
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        + "".join(f"{line}\n" for line in _metadata(book))
        + "</metadata>\n<manifest>\n"
        + "".join(f"{_item(item)}\n" for item in book.items)
        + "</manifest>\n"
        + tag("spine", f"\n{spine}", ("page-progression-direction", direction(language)))
        + "\n</package>\n"
    )


def _item(item: Item) -> str:
    values = (("id", item.id), ("href", item.href), ("media-type", item.media_type))
    return empty("item", *values, ("properties", item.properties), ("media-overlay", item.overlay))


def _metadata(book: Publication) -> Iterator[str]:
    said = book.metadata
    yield tag("dc:identifier", f"urn:uuid:{escape(book.id)}", ("id", "id"))
    yield tag("dc:title", escape(said.title), ("id", "title"))
    yield _refines("title", "title-type", "main")
    if said.subtitle:
        yield tag("dc:title", escape(said.subtitle), ("id", "subtitle"))
        yield _refines("subtitle", "title-type", "subtitle")
    yield tag("dc:language", escape(said.language))
    for number, creator in enumerate(said.creators, start=1):
        yield tag("dc:creator", escape(creator), ("id", f"creator{number}"))
        yield _refines(f"creator{number}", "role", "aut", ("scheme", "marc:relators"))
    if said.narrator:
        yield tag("dc:contributor", escape(said.narrator), ("id", "narrator"))
        yield _refines("narrator", "role", "nrt", ("scheme", "marc:relators"))
        yield _meta("media:narrator", said.narrator)
    for name, value in (("publisher", said.publisher), ("description", said.description), ("source", said.identifier)):
        if value:
            yield tag(f"dc:{name}", escape(value))
    for subject in said.subjects:
        yield tag("dc:subject", escape(subject))
    if is_date(said.date):
        yield tag("dc:date", said.date)
    if said.series:
        yield tag("meta", escape(said.series), ("property", "belongs-to-collection"), ("id", "series"))
        yield _refines("series", "collection-type", "series")
        if said.series_position:
            yield _refines("series", "group-position", said.series_position)
    yield _meta("dcterms:modified", f"{day_of(said.date)}T00:00:00Z")
    yield from _overlays(book)
    yield from _accessibility(book)


def _overlays(book: Publication) -> Iterator[str]:
    sounding = [(item.id, item.samples) for item in book.items if item.samples is not None]
    for name, samples in sounding:
        yield _refines(name, "media:duration", clock(samples, book.sample_rate, 6))
    total = sum(samples for _, samples in sounding)
    yield _meta("media:duration", clock(total, book.sample_rate, 6))
    yield _meta("media:active-class", ACTIVE_CLASS)
    yield _meta("media:playback-active-class", PLAYBACK_CLASS)


def _accessibility(book: Publication) -> Iterator[str]:
    """What schema.org and EPUB Accessibility 1.1 have words for, as far as it is true of this publication."""
    modes = ["textual", "auditory", *(["visual"] if book.has_images else [])]
    features = [
        "synchronizedAudioText",
        "tableOfContents",
        "structuralNavigation",
        "readingOrder",
        "displayTransformability",
    ]
    features += ["alternativeText"] if book.has_images else []
    features += ["pageBreakMarkers", "pageNavigation"] if book.has_pages else []
    for name, values in (
        ("accessMode", modes),
        ("accessModeSufficient", ["textual", "auditory", "textual,auditory"]),
        ("accessibilityFeature", features),
        ("accessibilityHazard", ["none"]),
        ("accessibilitySummary", [_summary(book)]),
    ):
        for value in values:
            yield _meta(f"schema:{name}", value)
    if book.has_pages:
        yield _meta("pageBreakSource", book.metadata.identifier or book.metadata.title)
    yield tag("meta", CONFORMANCE, ("property", "dcterms:conformsTo"), ("id", "conformance"))
    yield tag("meta", "talecast", ("property", "a11y:certifiedBy"), ("refines", "#conformance"), ("id", "certifier"))


def _summary(book: Publication) -> str:
    parts = ["All of the text is spoken, and each sentence is marked while it sounds."]
    parts += ["Pictures have the alternative text of the source."] if book.has_images else []
    parts += ["Pages are those of the printed book."] if book.has_pages else []
    parts += ["Notes can be skipped."] if book.has_notes else []
    return " ".join(
        [*parts, "The voice is synthetic. The publication was made and checked by a program, and by nobody else."]
    )


def _meta(name: str, value: str) -> str:
    return tag("meta", escape(value), ("property", name))


def _refines(name: str, what: str, value: str, *more: tuple[str, object]) -> str:
    return tag("meta", escape(value), ("refines", f"#{name}"), ("property", what), *more)
