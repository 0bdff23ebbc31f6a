"""The pictures in a FictionBook, cut out before the rest is parsed: they are most of its bytes."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from talecast.read.epub.cover import MAX_COVER, is_picture

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_PICTURES = 5_000
"""Pictures that are cut out; a comic has 500."""

_BINARY = re.compile(rb"<(?:\w{1,20}:)?binary\b([^<>]{0,1000})>", re.IGNORECASE)
_ID = re.compile(rb"""\bid\s*=\s*["']([^"'<>]{1,500})["']""")


@dataclass(frozen=True, slots=True)
class Parts:
    """A FictionBook in two parts."""

    text: bytes
    """Everything but the pictures."""
    pictures: Mapping[str, memoryview]
    """By id, in base64 as they came."""


def cut_binaries(data: bytes) -> Parts:
    """The book without its `binary` elements, and those."""
    view = memoryview(data)
    kept: list[memoryview] = []
    pictures: dict[str, memoryview] = {}
    position = 0
    for found in islice(_BINARY.finditer(data), MAX_PICTURES):
        if found.start() < position or found[1].endswith(b"/"):
            continue
        end = data.find(b"<", found.end())
        end = len(data) if end < 0 else end
        closing = data.find(b">", end)
        kept.append(view[position : found.start()])
        if one := _ID.search(found[1]):
            pictures[one[1].decode(errors="replace")] = view[found.end() : end]
        position = len(data) if closing < 0 else closing + 1
    kept.append(view[position:])
    return Parts(b"".join(kept), pictures)


def decode_picture(encoded: memoryview) -> bytes | None:
    """A picture's bytes; None for what is no JPEG, PNG, GIF or WebP, or larger than any cover."""
    if len(encoded) > MAX_COVER * 4 // 3:
        return None
    try:
        data = base64.b64decode(bytes(encoded))
    except (binascii.Error, ValueError):
        return None
    return data if is_picture(data) else None
