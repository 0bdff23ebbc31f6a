"""The source's pictures as read-along books can show them. Pillow looks at each; what it cannot open is left out."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.tag.cover import still_picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from talecast.model import Picture

IMAGES_FOLDER = "images"


def book_pictures(pictures: Iterable[Picture]) -> dict[str, tuple[str, bytes]]:
    """For each picture that can be shown, by its name in the source: its path in the book's folder, and its bytes.

    JPEG and PNG stay as they are; everything else becomes PNG, of what moves the first picture; SVG is handed on as it is, since
    `read` has written it anew. A damaged picture is left out: its words are read all the same.
    """
    kept: dict[str, tuple[str, bytes]] = {}
    for number, picture in enumerate(pictures, start=1):
        try:
            suffix, data = _shown(picture.data)
        except SourceError:
            continue
        kept[picture.name] = (f"{IMAGES_FOLDER}/{number:03}.{suffix}", data)
    return kept


def _shown(data: bytes) -> tuple[str, bytes]:
    if data.startswith(b"<?xml"):
        return "svg", data
    return still_picture(BytesIO(data))
