"""A static web host on this machine's loopback address, as dull as they come: files, HEAD, ranges, and 304 for what is known."""

from __future__ import annotations

import hashlib
import re
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Host:
    """What a test sees of the host."""

    url: str
    """With a slash at its end."""
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    """Each request: method, path with its query, status."""

    def statuses(self, ending: str) -> list[int]:
        """How requests for paths of that ending were answered, in order."""
        return [status for _, path, status in self.asked if path.partition("?")[0].endswith(ending)]


@contextmanager
def hosting(folder: Path) -> Iterator[Host]:
    """Serve a folder, which may be filled later, until the context ends."""
    host = Host("")

    class Handler(_Handler):
        host_seen = host

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    server.daemon_threads = True
    host.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(SimpleHTTPRequestHandler):
    host_seen: Host
    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 - as in the class it is derived from
        **SimpleHTTPRequestHandler.extensions_map,
        ".xml": "application/rss+xml",
        ".opml": "text/x-opml",
        ".vtt": "text/vtt",
        ".json": "application/json",
    }

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self._head(404, {"Content-Length": "0"})
            return
        data = path.read_bytes()
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        said = {
            "ETag": etag,
            "Last-Modified": self.date_time_string(int(path.stat().st_mtime)),
            "Accept-Ranges": "bytes",
        }
        if self.headers.get("If-None-Match") == etag or self.headers.get("If-Modified-Since") == said["Last-Modified"]:
            self._head(304, said)
            return
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        status = 200
        if asked and int(asked[1]) < len(data):
            first, last = int(asked[1]), min(int(asked[2] or len(data) - 1), len(data) - 1)
            said["Content-Range"], status = f"bytes {first}-{last}/{len(data)}", 206
            data = data[first : last + 1]
        self._head(status, {**said, "Content-Type": self.guess_type(str(path)), "Content-Length": str(len(data))})
        if body:
            with suppress(ConnectionError):  # whoever asked may have heard enough
                self.wfile.write(data)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.host_seen.asked.append((self.command, self.path, status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""
