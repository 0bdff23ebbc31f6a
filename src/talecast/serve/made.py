"""Texts that the server made: what they are sent as, and what tells one version from the next."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.publish.feed.extras import CHAPTERS_SUFFIX, TRANSCRIPT_SUFFIX
from talecast.publish.folder import NARRATION_FILE
from talecast.serve.visits import Elsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from talecast.publish.shelf import Shelf

HTML = "text/html; charset=utf-8"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".xml": "application/rss+xml; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    CHAPTERS_SUFFIX: "application/json+chapters; charset=utf-8",
    TRANSCRIPT_SUFFIX: "application/json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Text:
    """Something that the server made."""

    content: bytes
    media_type: str
    etag: str
    """Strong, with its quotes."""
    modified: int
    """Seconds since 1970, no earlier than what it was made of."""


Made = dict[str, Text | Elsewhere]
"""By their paths under the shelf's address."""


def texts(contents: Mapping[str, bytes], modified: int) -> Made:
    """The texts by their paths, `modified` in seconds since 1970."""
    return {path: Text(content, _type(path), _etag(content), modified) for path, content in contents.items()}


def latest(shelf: Shelf, started: int, also: tuple[Path, ...] = ()) -> int:
    """When the shelf, a record on it or one of the files `also` has changed last, in seconds since 1970.

    No earlier than `started`: a server of another version makes other texts of the same files.
    """
    seconds = [float(started)]
    for path in (shelf.folder, *(book.folder / NARRATION_FILE for book in shelf.books), *also):
        with suppress(OSError):
            seconds.append(path.stat().st_mtime)
    return int(max(seconds))


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _type(path: str) -> str:
    return next((media_type for suffix, media_type in TYPES.items() if path.endswith(suffix)), HTML)
