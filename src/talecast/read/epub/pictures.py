"""The pictures that a book's text shows, read when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.model import Picture
from talecast.read.drawings import clean_drawing, is_drawing
from talecast.read.epub.archive import open_archive
from talecast.read.epub.cover import is_picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_PICTURE = 8_000_000
"""Bytes of one, unpacked; illustrations of a whole page have under 2 MB."""
MAX_PICTURES = 60_000_000
"""Bytes of all together: what comes behind these is told of and not shown."""


def read_pictures(path: Path, data: bytes | None, names: Sequence[str]) -> tuple[Picture, ...]:
    """Those of the named pictures that the EPUB has: JPEG, PNG, GIF or WebP as they came, SVG without its scripts and links.

    `data` are the EPUB's bytes where it is no file.
    """
    found: list[Picture] = []
    room = MAX_PICTURES
    with open_archive(path, data) as archive:
        for name in names:
            entry = archive.find("", name)
            if not entry or archive.entry(entry).file_size > min(room, MAX_PICTURE):
                continue
            try:
                picture = archive.read(entry, MAX_PICTURE)
                picture = (
                    clean_drawing(picture, entry) if is_drawing(picture) else picture if is_picture(picture) else b""
                )
            except SourceError:
                continue  # one picture is no reason to refuse the story
            if picture:
                found.append(Picture(name, picture))
                room -= len(picture)
    return tuple(found)
