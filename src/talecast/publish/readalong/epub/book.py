"""A read-along EPUB: a document, an overlay and a sound file for each chapter, in a zip archive whose bytes repeat."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from talecast.publish.readalong.epub.document import render
from talecast.publish.readalong.epub.navigation import navigation
from talecast.publish.readalong.epub.package import Item, Publication, package_document
from talecast.publish.readalong.epub.walk import file_stem
from talecast.publish.readalong.pictures import shown_pictures, suffix_of
from talecast.publish.readalong.sections import by_chapter, sounds_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from talecast.publish.narrated import Narrated
    from talecast.publish.readalong.cutting import CutSound
    from talecast.publish.readalong.epub.document import Rendered
    from talecast.publish.readalong.epub.navigation import Entry
    from talecast.publish.readalong.sections import Section

COVER_FILE = "cover.jpg"
MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml"}
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o100644 << 16
UNIX = 3

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


def write_epub(book: Narrated, name: str, cut: CutSound, folder: Path, source: Path) -> list[str]:
    """Write `<name>.epub` into `folder`; gives its path there. `source` has the book's pictures and its cover."""
    sections = by_chapter(book)
    images = list(shown_pictures(book, source, MEDIA_TYPES))
    addresses = {path: f"../{path}" for path in images}
    notes = {
        block.note: file_stem(section) for section in reversed(sections) for block, _ in section.blocks if block.note
    }
    rendered: list[Rendered] = []
    for section in sections:
        before = sum(len(one.pages) for one in rendered)
        rendered.append(render(section, book.metadata.language, book.sample_rate, addresses, notes, before))
    has_cover = (source / COVER_FILE).is_file()
    path = f"{name}.epub"
    with ZipFile(folder / path, "w", ZIP_STORED) as archive:
        _add(archive, "mimetype", [b"application/epub+zip"])
        _add(archive, "META-INF/container.xml", [_CONTAINER.encode()])
        publication = _publication(
            book, sections, images, has_cover=has_cover, pages=any(one.pages for one in rendered)
        )
        _add(archive, "EPUB/package.opf", [package_document(publication).encode()])
        _add(archive, "EPUB/nav.xhtml", [_navigation(book, sections, rendered).encode()])
        _add(archive, "EPUB/style.css", [files("talecast").joinpath("data", "readalong.css").read_bytes()])
        for section, one in zip(sections, rendered, strict=True):
            _add(archive, f"EPUB/text/{file_stem(section)}.xhtml", [one.document.encode()])
            _add(archive, f"EPUB/overlay/{file_stem(section)}.smil", [one.overlay.encode()])
        for picture in [*images, *([COVER_FILE] if has_cover else [])]:
            _add(archive, f"EPUB/{picture}", [(source / picture).read_bytes()])
        for sound in sounds_of(sections):
            _add(archive, f"EPUB/audio/{sound.name}", cut(sound.stem, sound.start_sample, sound.end_sample))
    return [path]


def _add(archive: ZipFile, name: str, parts: Iterable[bytes]) -> None:
    """A file, stored as it is: what deflating gives depends on the library, and sound is small already."""
    info = ZipInfo(name, ZIP_DATE)
    info.create_system, info.external_attr = UNIX, FILE_MODE
    with archive.open(info, "w") as file:
        for part in parts:
            file.write(part)


def _publication(
    book: Narrated, sections: Sequence[Section], images: Sequence[str], *, has_cover: bool, pages: bool
) -> Publication:
    items = [
        Item("nav", "nav.xhtml", "application/xhtml+xml", "nav"),
        Item("style", "style.css", "text/css"),
    ]
    if has_cover:
        items.append(Item("cover", COVER_FILE, "image/jpeg", "cover-image"))
    for section in sections:
        stem = file_stem(section)
        items.append(Item(stem, f"text/{stem}.xhtml", "application/xhtml+xml", overlay=f"{stem}-overlay"))
        items.append(Item(f"{stem}-overlay", f"overlay/{stem}.smil", "application/smil+xml", samples=section.samples))
    items += [Item(sound.id, f"audio/{sound.name}", "audio/mpeg") for sound in sounds_of(sections)]
    items += [Item(f"image{number}", path, MEDIA_TYPES[suffix_of(path)]) for number, path in enumerate(images, start=1)]
    return Publication(
        book.id,
        book.metadata,
        book.sample_rate,
        items,
        [file_stem(section) for section in sections],
        has_pages=pages,
        has_images=bool(images),
        has_notes=bool(book.notes),
    )


def _navigation(book: Narrated, sections: Sequence[Section], rendered: Sequence[Rendered]) -> str:
    entries: list[Entry] = []
    pages: list[tuple[str, str]] = []
    for section, one in zip(sections, rendered, strict=True):
        address = f"text/{file_stem(section)}.xhtml"
        entries.append((section.level, section.title, f"{address}#chapter"))
        entries += [
            (section.level + heading.level, heading.title, f"{address}#{heading.id}") for heading in one.headings
        ]
        pages += [(page.label, f"{address}#{page.id}") for page in one.pages]
    start = f"text/{file_stem(sections[0])}.xhtml#chapter"
    return navigation(book.metadata.title, book.metadata.language, entries, pages, start)
