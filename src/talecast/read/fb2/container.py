"""From a FictionBook to a `Container` of one document."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.model import Picture
from talecast.read.documents import Container, Document
from talecast.read.epub.pictures import MAX_PICTURES
from talecast.read.fb2.binaries import cut_binaries, decode_picture
from talecast.read.fb2.body import Body
from talecast.read.fb2.description import cover_name, read_description
from talecast.read.piece import normal
from talecast.read.xml import elements, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ROOT = re.compile(rb"<(?:\w{1,20}:)?FictionBook\b")
_HEAD = 4_096
MAX_TAGS = 250_000
"""Start and end tags: an omnibus of a million words has 150,000."""
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_fb2(head: bytes) -> bool:
    """Do these bytes begin a FictionBook?"""
    start = head[:_HEAD].replace(b"\0", b"") if head.startswith(_UTF16) else head[:_HEAD]
    return b"<" in start[:8] and _ROOT.search(start) is not None


def find_fb2(names: Iterable[str]) -> str:
    """The book among the files of a zip archive; "" where none of them is one."""
    return next((name for name in names if name.lower().endswith(".fb2")), "")


def read_fb2(data: bytes, name: str) -> Container:
    """What a FictionBook's bytes hold; `name` is the file's, for messages.

    Raises SourceError where there is no body in it, for an entity bomb, and for what is far larger than any book.
    """
    if data.startswith(_UTF16):
        data = _in_utf8(data)
    parts = cut_binaries(data)
    if parts.text.count(b"<") > MAX_TAGS:
        raise SourceError(f"“{name}” holds more paragraphs than any book.", "Cut it into parts.")
    tree = parse_xml(parts.text, name)
    bodies = list(elements(tree.root, "body"))
    if not bodies:
        raise SourceError(
            f"“{name}” is damaged: no body of a FictionBook is in it.", "Get the book from another place."
        )
    headers = read_description(tree.root)
    body = Body(name, frozenset(map(normal, headers.get("creators", ()))))
    for one in bodies:
        body.add(one)
    warnings = tree.warnings
    cover, wanted = None, cover_name(tree.root)
    if wanted:
        cover = decode_picture(parts.pictures[wanted]) if wanted in parts.pictures else None
        if cover is None:
            warnings = (*warnings, f"The cover “{wanted}” is missing, or no JPEG, PNG, GIF or WebP, and was not used.")
    page = f"<html><body>{''.join(body.parts)}</body></html>"
    document = Document(name, page.encode())
    return Container(
        headers,
        (document,),
        tuple(body.entries),
        cover=cover,
        pictures=lambda names: _pictures(parts.pictures, names),
        warnings=warnings,
    )


def _pictures(encoded: Mapping[str, memoryview], names: Sequence[str]) -> tuple[Picture, ...]:
    """Those of the named pictures that the book has, up to as many bytes as of an EPUB."""
    found: list[Picture] = []
    room = MAX_PICTURES
    for name in names:
        picture = decode_picture(encoded[name]) if name in encoded else None
        if picture is not None and len(picture) <= room:
            found.append(Picture(name, picture))
            room -= len(picture)
    return tuple(found)


def _in_utf8(data: bytes) -> bytes:
    """The same in UTF-8, without the declaration of its encoding."""
    text = data.decode("utf-16", errors="replace")
    return re.sub(r"\A\s*<\?xml\b[^<>]*>", "", text).encode()
