"""A server of the program's own in a thread, and clients that send exactly what a test says."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talecast.serve.addresses import bound_address
from talecast.serve.app import App, utc_now
from talecast.serve.hosting import make_server, run
from talecast.serve.listening import listen
from talecast.serve.options import ServeOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

SECONDS = 20


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    """By their names in small letters."""
    body: bytes


@dataclass
class Server:
    port: int
    options: ServeOptions
    warnings: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """One request; headers with underscores for hyphens, and nothing but them and Host."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True, skip_host="Host" in headers)
            if body is not None:
                headers.setdefault("Content_Length", str(len(body)))
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)

    def send(self, data: bytes) -> bytes:
        """All that comes back to those bytes until the server closes the connection, or is silent for a second."""
        with self.connect() as client:
            received = b""
            try:
                client.sendall(data)
                client.settimeout(1)
                while piece := client.recv(1 << 16):
                    received += piece
            except (TimeoutError, ConnectionError):
                return received
            return received


def gone(client: socket.socket) -> bool:
    """The server has closed the connection."""
    try:
        return client.recv(1) == b""
    except ConnectionError:
        return True


@contextmanager
def serving(
    folder: Path,
    home: Path,
    *,
    base_url: str = "",
    for_listeners: bool = False,
    drip: str | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Iterator[Server]:
    """Serve the folder on a port of its own until the context ends; `home` is for what the program keeps."""
    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    options = ServeOptions(
        folder=folder,
        base_url=base_url or bound_address("127.0.0.1", port),
        host="127.0.0.1",
        listeners_file=home / "listeners.json",
        locks=home / "locks",
        started=int(time.time()),
        for_listeners=for_listeners,
        drip=drip,
    )
    served = Server(port, options)
    server = make_server(App(options, served.warnings.append, served.log.append, clock))
    ready = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(run(server, listening, ready.set)), daemon=True)
    thread.start()
    assert ready.wait(SECONDS)
    try:
        yield served
    finally:
        server.should_exit = True
        thread.join(SECONDS)
        assert not thread.is_alive()
