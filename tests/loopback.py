"""A server of files on this machine's loopback address that behaves well, or as badly as a test asks."""

from __future__ import annotations

import re
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Manners:
    """How the server answers; as it stands, as a good one does."""

    ranges: bool = True
    etag: str = '"one"'
    cut_after: list[int] = field(default_factory=list)
    """The bytes of its body after which each of the next answers is cut."""
    declared: int | None = None
    """Content-Length, instead of the true one."""
    says_length: bool = True
    status: int = 200
    redirect_to: str = ""
    first_wait_s: float = 0.0
    wait_s: float = 0.0
    """Between pieces of the body."""
    piece_bytes: int = 1 << 16
    odd_ranges: bool = False
    """A range is answered with another one."""


@dataclass
class Loopback:
    """What a test sees of the server."""

    url: str
    files: dict[str, bytes]
    manners: Manners = field(default_factory=Manners)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Each request: path, Range, If-Range."""


@contextmanager
def serving(files: dict[str, bytes], manners: Manners | None = None) -> Iterator[Loopback]:
    """Serve the files, by their paths without a leading slash, until the context ends."""
    loopback = Loopback("", files, manners or Manners())

    class Handler(_Handler):
        served = loopback

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    loopback.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield loopback
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    served: Loopback

    def do_GET(self) -> None:
        manners, path = self.served.manners, urlsplit(self.path).path[1:]  # a proxy is asked for a whole address
        self.served.asked.append((path, self.headers.get("Range", ""), self.headers.get("If-Range", "")))
        time.sleep(manners.first_wait_s)
        if manners.redirect_to:
            self._head(302, {"Location": manners.redirect_to, "Content-Length": "0"})
        elif manners.status != 200:
            self._head(manners.status, {"Content-Length": "0"})
        elif path not in self.served.files:
            self._head(404, {"Content-Length": "0"})
        else:
            with suppress(ConnectionError):  # whoever asked may have heard enough
                self._send(self.served.files[path], manners)

    def _send(self, data: bytes, manners: Manners) -> None:
        start = self._start(len(data), manners)
        if start is None:
            self._head(416, {"Content-Range": f"bytes */{len(data)}", "Content-Length": "0"})
            return
        body = data[start:]
        headers = {"ETag": manners.etag} if manners.etag else {}
        if manners.says_length:
            headers["Content-Length"] = str(len(body) if manners.declared is None else manners.declared)
        if start:
            first = start + 1 if manners.odd_ranges else start
            headers["Content-Range"] = f"bytes {first}-{len(data) - 1}/{len(data)}"
        self._head(206 if start else 200, headers)
        if manners.cut_after:
            body = body[: manners.cut_after.pop(0)]
        for place in range(0, len(body), manners.piece_bytes):
            self.wfile.write(body[place : place + manners.piece_bytes])
            time.sleep(manners.wait_s)
        self.close_connection = True

    def _start(self, size: int, manners: Manners) -> int | None:
        """Where the answer begins; None where it cannot begin there."""
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if not asked or not manners.ranges or self.headers.get("If-Range", manners.etag) != manners.etag:
            return 0
        return int(asked[1]) if int(asked[1]) < size else None

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""
