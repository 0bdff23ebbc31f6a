"""From a visit to something that can be sent: a text made here, or an open file, with all that is said of it."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from io import FileIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from talecast.serve.answers import Headers, Representation
from talecast.serve.compressing import LEAST_BYTES, MOST_BYTES, Compressor, takes_gzip
from talecast.serve.made import HTML, Text
from talecast.serve.opening import open_inside
from talecast.serve.texts import Texts
from talecast.serve.versions import Versions
from talecast.serve.visits import Elsewhere
from talecast.serve.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from talecast.publish.shelf import ShelfBook, ShelfFile
    from talecast.serve.options import ServeOptions
    from talecast.serve.visits import Visit

PAGE_POLICY = "; ".join(  # noqa: FLY002 - a line each
    (
        "default-src 'none'",
        "img-src 'self'",
        "media-src 'self'",
        "style-src 'self'",
        "script-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
INERT_POLICY = "default-src 'none'; sandbox"
"""For everything that is no page, wherever a browser might take it for one."""

PLAYED = frozenset({"image/jpeg", "image/png", "image/webp"})
"""Besides sound, what a browser may show: none of it can hold a script."""
READ = {"text/vtt": "text/vtt; charset=utf-8", "application/x-subrip": "application/x-subrip; charset=utf-8"}
"""Transcripts, which players on other sites may ask for."""
OTHER_TYPE = "application/octet-stream"
ANYBODY: Headers = (("access-control-allow-origin", "*"),)
VARIES: Headers = (("vary", "Accept-Encoding"),)


@dataclass(frozen=True, slots=True)
class Found:
    """What will be sent."""

    here: Representation
    content: bytes = b""
    file: FileIO | None = None
    """Instead of the content; to be closed by whoever sends it."""


class Finder:
    """Finds what is asked for."""

    def __init__(self, options: ServeOptions, warn: Callable[[str], None], clock: Callable[[], datetime]) -> None:
        self._for_listeners = options.for_listeners
        self._watch = Watch(options.folder, warn)
        self._texts = Texts(options, warn, clock)
        self._versions = Versions()
        self._compressor = Compressor()

    async def count_books(self) -> int:
        """How many are on the shelf."""
        return len((await self._watch.now()).shelf.books)

    async def find(self, visit: Visit, asked: Mapping[str, str]) -> Found | Elsewhere | None:
        """What lies at the visit's path; None where nothing does.

        `asked` are the request's headers by their names in small letters. Raises TalecastError for what the owner has to mend.
        """
        stock = await self._watch.now()
        if visit.path in stock.files:
            return await self._file(*stock.files[visit.path], asked)
        text = await asyncio.to_thread(self._texts.find, stock.shelf, visit.path, visit.base_url)
        if isinstance(text, Text):
            return await self._text(text, asked)
        if text is not None:
            return text
        if any(stock.shelf.prefix(book) == f"{visit.path}/" for book in stock.shelf.books):
            return Elsewhere(f"./{quote(visit.path)}/")
        return None

    async def _text(self, text: Text, asked: Mapping[str, str]) -> Found:
        is_page = text.media_type == HTML
        more: Headers = (("content-security-policy", PAGE_POLICY if is_page else INERT_POLICY),)
        is_extra = text.media_type.startswith("application/json")
        # Where no token guards them, a page of any site in this machine's browser could read feeds, and with them the shelf.
        if is_extra or (self._for_listeners and not is_page):
            more += ANYBODY
        caching = "no-store" if is_page else "private, no-cache"
        here = Representation(text.media_type, len(text.content), text.etag, text.modified, caching, more)
        return await self._maybe_compressed(here, text.content, asked)

    async def _file(self, book: ShelfBook, file: ShelfFile, asked: Mapping[str, str]) -> Found | None:
        try:
            descriptor = open_inside(book.folder, file.path)
        except OSError:  # it has gone, or is not the plain file that it was
            return None
        try:
            status = os.fstat(descriptor)
            etag = await self._versions.etag(descriptor, status, book, file)
            media_type, more = _manner(file)
            here = Representation(media_type, status.st_size, etag, int(status.st_mtime), more=more)
            if file.media_type not in READ or status.st_size > MOST_BYTES:
                file_to_send, descriptor = FileIO(descriptor), -1
                return Found(here, file=file_to_send)
            content = await asyncio.to_thread(_read, descriptor)
            here = Representation(media_type, len(content), etag, int(status.st_mtime), more=more)
            return await self._maybe_compressed(here, content, asked)
        except OSError:
            return None
        finally:
            if descriptor >= 0:
                os.close(descriptor)

    async def _maybe_compressed(self, here: Representation, content: bytes, asked: Mapping[str, str]) -> Found:
        """In gzip where that is asked for; a range is one of the plain bytes."""
        more = here.more + VARIES
        if len(content) < LEAST_BYTES or "range" in asked or not takes_gzip(asked.get("accept-encoding", "")):
            return Found(
                Representation(here.media_type, here.size, here.etag, here.modified, here.caching, more), content
            )
        compressed = await asyncio.to_thread(self._compressor.compress, here.etag, content)
        etag = f'{here.etag[:-1]}-gzip"'  # other bytes, so another strong ETag
        more += (("content-encoding", "gzip"),)
        return Found(
            Representation(here.media_type, len(compressed), etag, here.modified, here.caching, more), compressed
        )


def _manner(file: ShelfFile) -> tuple[str, Headers]:
    """The type that a file is sent as, and what else is said of it. What might be a page or a script is sent as bytes to keep."""
    if file.media_type in READ:
        return READ[file.media_type], (("content-security-policy", INERT_POLICY), *ANYBODY)
    if file.media_type.startswith("audio/") or file.media_type in PLAYED:
        return file.media_type, ()
    return OTHER_TYPE, (("content-disposition", "attachment"), ("content-security-policy", INERT_POLICY))


def _read(descriptor: int) -> bytes:
    with FileIO(descriptor, closefd=False) as file:
        return file.readall()
