"""The cover's picture."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING
from urllib.parse import unquote

from talecast.errors import SourceError
from talecast.read.xml import attribute, elements, parse_html, parse_xml
from talecast.read.xmlsource import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.read.epub.archive import Archive
    from talecast.read.epub.package import Item, Package

MAX_COVER = 30_000_000
"""Bytes; larger than any picture that a shop takes."""
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_PAGE_TYPES = frozenset({"cover", "coverpage", "other.ms-coverimage-standard", "other.ms-coverimage"})


def is_picture(data: bytes) -> bool:
    """Are these the bytes of a JPEG, PNG, GIF or WebP, by their signature?"""
    return data.startswith(_SIGNATURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def read_cover(archive: Archive, package: Package) -> tuple[bytes | None, tuple[str, ...]]:
    """The picture that the package names as its cover (EPUB 3, then EPUB 2, then the guide's page), and what is wrong."""
    warnings = []
    for path in dict.fromkeys(_candidates(archive, package)):
        if archive.entry(path).file_size > MAX_COVER:
            warnings.append(f"The cover “{path}” is too large to be used.")
            continue
        data = archive.read(path, MAX_COVER)
        if not is_picture(data) and (inside := _in_drawing(archive, path, data)):
            data = inside
        if is_picture(data):
            return data, tuple(warnings)
        warnings.append(f"The cover “{path}” is no JPEG, PNG, GIF or WebP and was not used.")
    return None, tuple(warnings)


def _in_drawing(archive: Archive, path: str, data: bytes) -> bytes:
    """The first picture in a drawing (SVG), which lies in it or beside it; b"" where there is none.

    What is drawn over it, letters for the most part, is left out: that takes a library as large as the rest of this program.
    """
    if b"<svg" not in data[:4_096] or len(data) > MAX_BYTES:
        return b""
    try:
        root = parse_xml(data, path).root
    except SourceError:
        return b""  # too many elements
    for element in elements(root, "image"):
        address = attribute(element, "href") or attribute(element, "xlink:href")
        picture = _inline(address)
        if not address.startswith("data:") and (beside := archive.find(path, address)) not in ("", path):
            picture = archive.read(beside, MAX_COVER)
        if is_picture(picture):
            return picture
    return b""


def _inline(address: str) -> bytes:
    """The bytes of an address that is the file itself (RFC 2397), in base 64; b"" for any other."""
    head, comma, content = address.partition(",")
    if not comma or not head.startswith("data:") or not head.endswith(";base64"):
        return b""
    try:
        return base64.b64decode(unquote(content))
    except binascii.Error:
        return b""


def _candidates(archive: Archive, package: Package) -> Iterator[str]:
    items = package.manifest.values()
    yield from (item.path for item in items if "cover-image" in item.properties and item.path)
    for element in elements(package.root, "meta"):
        if attribute(element, "name").lower() == "cover":
            yield from _named(archive, package, attribute(element, "content"))
    for element in elements(package.root, "reference"):
        if attribute(element, "type").lower() in _PAGE_TYPES:
            path = archive.find(package.path, attribute(element, "href"))
            if path and path != package.path:
                yield from _picture_of(archive, path)


def _named(archive: Archive, package: Package, name: str) -> Iterator[str]:
    """The picture that EPUB 2 names by its id, and some programs by its address."""
    item: Item | None = package.manifest.get(name)
    path = item.path if item else archive.find(package.path, name) if name else ""
    if path:
        yield from _picture_of(archive, path)


def _picture_of(archive: Archive, path: str) -> Iterator[str]:
    """The path itself where it is no page, else that of the page's first picture."""
    if not path.lower().endswith((".xhtml", ".html", ".htm", ".xml")):
        yield path
        return
    for element in elements(parse_html(archive.read(path), path).root, "img", "image"):
        address = attribute(element, "src") or attribute(element, "xlink:href") or attribute(element, "href")
        picture = archive.find(path, address) if address and not address.startswith("data:") else ""
        if picture and picture != path:
            yield picture
            return
