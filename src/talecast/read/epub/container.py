"""From the file to a `Container`: the parts of an EPUB, put together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.read.decode import decode
from talecast.read.documents import Container, Document
from talecast.read.epub.archive import Archive, open_archive
from talecast.read.epub.cover import is_picture, read_cover
from talecast.read.epub.metadata import read_metadata
from talecast.read.epub.navigation import read_navigation
from talecast.read.epub.package import Item, Package, check_mimetype, listed, read_package
from talecast.read.epub.pictures import read_pictures
from talecast.read.epub.protection import refuse_protected

if TYPE_CHECKING:
    from pathlib import Path

MAX_DOCUMENTS = 6_000
"""In the reading order; a Bible has 1,300, a serial of years 3,000."""
MAX_TAGS = 800_000
"""Start and end tags of all documents together; a million words with an element around each sentence have 300,000."""
MAX_STYLE = 5_000_000
"""Bytes of all style sheets together; those of a book have 50,000."""

_MARKUP_TYPES = frozenset(
    {"application/xhtml+xml", "image/svg+xml", "application/x-dtbook+xml", "text/x-oeb1-document"}
)
"""The core media types of content documents: EPUB 3.3, then EPUB 2 and what came before it."""
_NO_MARKUP = (
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/x-dtbncx",
    "font/",
    "audio/",
    "video/",
)


def read_container(path: Path, data: bytes | None = None) -> Container:
    """An EPUB's documents in reading order, with what its package says of them. Nothing is written, nothing fetched.

    `data` are its bytes where it is no file; `path` is then only what messages call it.
    Raises SourceError where it is none, is damaged beyond reading, protected, made to do harm, or has nothing to read.
    """
    with open_archive(path, data) as archive:
        refuse_protected(archive)
        warnings = check_mimetype(archive)
        package = read_package(archive)
        documents, faults = _documents(archive, package)
        if not documents:
            raise SourceError(
                f"“{archive.book}” has no chapters that can be read: its reading order leads to none.",
                "Get the book from another place, or repair it.",
            )
        navigation = read_navigation(archive, package, {document.name for document in documents})
        cover, doubts = read_cover(archive, package)
        sheets, flaws = _style_sheets(archive, package)
        said = (*warnings, *package.warnings, *archive.faults, *faults, *navigation.warnings, *doubts, *flaws)
        return Container(
            headers=read_metadata(package),
            documents=documents,
            contents=navigation.contents,
            landmarks=navigation.landmarks,
            cover=cover,
            page_breaks=navigation.page_breaks,
            pictures=partial(read_pictures, path, data),
            style_sheets=sheets,
            warnings=tuple(dict.fromkeys(said)),
        )


def _documents(archive: Archive, package: Package) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    documents: dict[str, Document] = {}
    absent, no_text, wrong_type = [], [], []
    tags = 0
    for place in package.spine:
        item = _readable(place.item, package)
        if not item.path:
            absent.append(item.href or item.key)
            continue
        if item.path in documents:
            continue
        data = archive.read(item.path)
        if is_picture(data) or item.media_type.startswith(_NO_MARKUP) or not _is_text(data):
            no_text.append(item.path)
            continue
        if item.media_type not in _MARKUP_TYPES:
            wrong_type.append(item)
        documents[item.path] = Document(item.path, data, place.linear)
        tags += data.count(b"<")
        if tags > MAX_TAGS or len(documents) > MAX_DOCUMENTS:
            raise SourceError(f"“{archive.book}” holds more markup than any book.", "Cut it into volumes.")
    warnings = []
    if absent:
        warnings.append(f"The reading order names {listed(absent)}, missing from the book.")
    if no_text:
        warnings.append(f"The reading order names {listed(no_text)}, where there is no text.")
    if wrong_type:
        said = wrong_type[0].media_type or "nothing"
        warnings.append(
            f"The type of {listed([item.path for item in wrong_type])} is given as {said}; it was read as text."
        )
    return tuple(documents.values()), tuple(warnings)


def _style_sheets(archive: Archive, package: Package) -> tuple[dict[str, str], tuple[str, ...]]:
    """The text of each style sheet by its path; of those that are too large or no text, a sentence."""
    declared = [item.path for item in package.manifest.values() if item.path and item.media_type == "text/css"]
    sheets: dict[str, str] = {}
    unread = []
    room = MAX_STYLE
    for path in dict.fromkeys([*declared, *(name for name in archive.names if name.lower().endswith(".css"))]):
        size = archive.entry(path).file_size
        room -= size
        try:
            data = archive.read(path, size) if room >= 0 else b"\0"
            sheets[path], _ = decode(data)
        except SourceError:
            unread.append(path)
    return sheets, (f"The style sheet {listed(unread)} could not be read.",) if unread else ()


def _readable(item: Item, package: Package) -> Item:
    """The item, or what the package names as its fallback where the item is a foreign resource."""
    seen = {item.key}
    first = item
    while item.media_type not in _MARKUP_TYPES and item.fallback in package.manifest and item.fallback not in seen:
        item = package.manifest[item.fallback]
        seen.add(item.key)
    return item if item.path and item.media_type in _MARKUP_TYPES else first


def _is_text(data: bytes) -> bool:
    """Is there markup, or at least nothing that no text has?"""
    sample = data[:4_096]
    return b"<" in sample or (bool(data.strip()) and b"\0" not in sample)
