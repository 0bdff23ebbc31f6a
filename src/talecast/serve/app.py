"""A request comes in, an answer goes out: the door of Starlette.

A path is looked up in the shelf's table and never joined to a folder's name. Whoever has no token where one is asked for
gets the same 404 for everything.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response

from talecast.errors import TalecastError
from talecast.serve.answers import Answer, answer
from talecast.serve.conditions import http_date
from talecast.serve.finding import Finder, Found
from talecast.serve.ranges import ByteRange
from talecast.serve.visits import Doorkeeper, Elsewhere, Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from io import FileIO

    from starlette.types import Receive, Scope, Send

    from talecast.serve.options import ServeOptions

METHODS = frozenset({"GET", "HEAD"})
VERSIONS = frozenset({"1.0", "1.1"})
TEXT_PIECE_BYTES = 1 << 16
"""A slow client is given no more at once: what it has not taken lies in memory."""
FILE_PIECE_BYTES = 8 << 20
"""After each, it is looked whether the listener is still welcome."""
MOST_WARNED = 1_000
"""Sentences that are remembered."""

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),  # the address is the key
    (b"x-robots-tag", b"noindex, nofollow"),
)
SENTENCES = {
    404: "There is nothing at this address.",
    405: "This server only shows: GET and HEAD.",
    413: "This server takes nothing: a request has no body here.",
    505: "This server speaks HTTP 1.0 and 1.1.",
    500: "Something went wrong here. The server's owner is told of it.",
}


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class App:
    """The shelf as an ASGI application; it wants a server with the extension `http.response.zerocopysend`."""

    def __init__(
        self,
        options: ServeOptions,
        warn: Callable[[str], None],
        log: Callable[[str], None] | None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """`warn` is told what the owner should know, once; `log` of each request; `clock` says what drip has released."""
        self._tell = warn
        self._warned: set[str] = set()
        self._log = log
        self._doorkeeper = Doorkeeper(options)
        self._finder = Finder(options, self.warn, clock)

    async def count_books(self) -> int:
        """How many are on the shelf; they are read now, so that the first request need not wait."""
        return await self._finder.count_books()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = _headers(scope)
        visit: Visit | Elsewhere | None = None
        try:
            visit = self._doorkeeper.visit(scope["path"], headers.get("host"))
            response = await self._response(scope, headers, visit)
        except TalecastError as error:
            self.warn(f"{error} {error.tip}".rstrip())
            response = _said(500 if visit else 404)
        except Exception as error:  # noqa: BLE001 - a fault in one answer ends that answer, not the server, and is told of
            self.warn(f"talecast met a fault of its own: {type(error).__name__}: {error}.")
            response = _said(500)
        response.raw_headers += [*ALWAYS, (b"date", http_date(int(time.time())).encode("ascii"))]
        if self._log:
            self._log(_line(scope["method"], visit, response))
        try:
            await response(scope, receive, send)
        except ConnectionError:
            raise  # the client has gone, or is no longer welcome
        except Exception as error:
            self.warn(f"talecast met a fault of its own: {type(error).__name__}: {error}.")
            raise ConnectionAbortedError from error  # the head has been sent

    async def _response(self, scope: Scope, headers: Mapping[str, str], visit: Visit | Elsewhere | None) -> Response:
        if visit is None:
            return _said(404)
        if scope["http_version"] not in VERSIONS:
            return _said(505)
        if scope["method"] not in METHODS:
            return _said(405, {"allow": "GET, HEAD"})
        if _has_body(headers):
            return _said(413)
        if isinstance(visit, Elsewhere):
            return _moved(visit)
        found = await self._finder.find(visit, headers)
        if found is None:
            return _said(404)
        if isinstance(found, Elsewhere):
            return _moved(found)
        return FoundResponse(answer(scope["method"], headers, found.here), found, partial(self._welcome, visit))

    def warn(self, sentence: str) -> None:
        """Whoever asks a thousand times for what is broken does not fill the owner's log."""
        if sentence not in self._warned:
            if len(self._warned) >= MOST_WARNED:
                self._warned.clear()
            self._warned.add(sentence)
            self._tell(sentence)

    def _welcome(self, visit: Visit) -> bool:
        try:
            return self._doorkeeper.still_welcome(visit)
        except TalecastError:  # the next request tells of it
            return False


class FoundResponse(Response):
    """The answer's head, and the bytes that it promises: texts in small pieces, files by the system itself."""

    def __init__(self, answer: Answer, found: Found, welcome: Callable[[], bool]) -> None:
        """The file of `found` is closed when it has been sent."""
        super().__init__(status_code=answer.status)
        self.raw_headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in answer.headers]
        self._pieces = answer.body
        self._found = found
        self._welcome = welcome

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        del scope, receive
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            for piece in self._pieces:
                if isinstance(piece, ByteRange) and self._found.file is not None:
                    await self._send_from_file(self._found.file, piece, send)
                else:
                    content = memoryview(
                        piece if isinstance(piece, bytes) else self._found.content[piece.start : piece.end]
                    )
                    for start in range(0, len(content), TEXT_PIECE_BYTES):
                        part = bytes(content[start : start + TEXT_PIECE_BYTES])
                        await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if self._found.file is not None:
                self._found.file.close()

    async def _send_from_file(self, file: FileIO, span: ByteRange, send: Send) -> None:
        for start in range(span.start, span.end, FILE_PIECE_BYTES):
            part = {"file": file, "offset": start, "count": min(FILE_PIECE_BYTES, span.end - start)}
            await send({"type": "http.response.zerocopysend", **part, "more_body": True})
            if not self._welcome():
                raise ConnectionAbortedError


def _headers(scope: Scope) -> dict[str, str]:
    """By their names in small letters; those that came several times are one, as RFC 9110 (5.3) has it."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _has_body(headers: Mapping[str, str]) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _said(status: int, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{SENTENCES[status]}\n", status, {"cache-control": "no-store", **(headers or {})})


def _moved(elsewhere: Elsewhere) -> Response:
    return Response(status_code=301, headers={"location": elsewhere.to, "cache-control": "no-store"})


def _line(method: str, visit: Visit | Elsewhere | None, response: Response) -> str:
    """For the log: who, what, and how it was answered. A path without a valid token may hold one all the same: it is left out."""
    who = visit.listener if isinstance(visit, Visit) else ""
    path = f"/{quote(visit.path)}" if isinstance(visit, Visit) else "-"
    return f"{who or '-'} {quote(method)} {path} {response.status_code} {response.headers.get('content-length', '-')}"
