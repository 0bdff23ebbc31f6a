"""The server's life, from its socket to its end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from talecast.errors import ShelfError
from talecast.model import Event
from talecast.publish.feed import base_address
from talecast.serve.addresses import DEFAULT_PORT, EVERYWHERE, LOOPBACK, bound_address
from talecast.serve.app import App
from talecast.serve.helpers import helpers
from talecast.serve.helpers import processes as how_many
from talecast.serve.hosting import make_server, run
from talecast.serve.listening import listen, shared
from talecast.serve.options import ServeOptions

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from talecast.progress import Tell
    from talecast.serve.hosting import Server
    from talecast.serve.listeners import Listeners

MOST_SAID_BYTES = 1 << 20
"""Of one sentence."""
WANTED_FILES = 8_192
"""Two a download and one a client: the 1,024 of many systems are soon used up."""


@dataclass(frozen=True, slots=True)
class OpenServer:
    """A server that has its socket, and answers nobody yet."""

    options: ServeOptions
    listening: socket.socket
    names: tuple[str, ...] | None
    """Those who have an address; None where nobody needs one."""
    log: bool
    """Whether requests are told of, without tokens."""
    processes: int = 1
    """That answer there."""


def open_server(  # noqa: PLR0913 - what a user may say of it
    folder: Path,
    listeners: Listeners,
    locks: Path,
    host: str | None,
    port: int | None,
    base_url: str | None,
    *,
    order: str | None,
    drip: str | None,
    log: bool,
    processes: int | None = None,
) -> OpenServer:
    """Take the socket. Without `host` it is this machine's own, with one it is for listeners.

    `port` None: the default one, or the next that is free; 0: any. `order` and `drip` of the feeds: None for what `talecast feed`
    was asked for the last time. `locks` is a folder of the program's own. Raises
    ShelfError where there is no such folder, FeedError for a `base_url` that is none, ServeError, ListenerError.
    """
    if not folder.is_dir():
        raise ShelfError(f"There is no folder {folder}.", "Name the folder that `talecast narrate` wrote to.")
    names = listeners.names() if host else None
    outside = base_address(base_url) if base_url else ""
    listening = listen(host or LOOPBACK, port)
    options = ServeOptions(
        folder=folder.absolute(),
        base_url=outside or bound_address(host or LOOPBACK, listening.getsockname()[1]),
        host=host or LOOPBACK,
        listeners_file=listeners.path,
        locks=locks,
        started=int(time.time()),
        for_listeners=host is not None,
        order=order,
        drip=drip,
    )
    return OpenServer(options, listening, names, log, how_many(processes))


def listener_address(listeners: Listeners, name: str, host: str | None, port: int | None, base_url: str | None) -> str:
    """A new listener's address of the shelf. Raises ListenerError, and FeedError for a `base_url` that is none."""
    base = base_address(base_url) if base_url else bound_address(host or EVERYWHERE, port or DEFAULT_PORT)
    return f"{base}{listeners.add(name)}/"


def serve(server: OpenServer, tell: Tell) -> int:
    """Serve the shelf until a signal comes; gives its number. `tell` hears "serving", "warning" and "request" events."""
    raise_file_limit()
    listening = shared(server.listening, server.processes)

    def help_out(own: socket.socket, line: socket.socket) -> None:
        asyncio.run(_help(server, tell, own, line))

    with helpers(listening, help_out) as lines:
        return asyncio.run(_lead(server, tell, listening[0], lines))


async def _lead(opened: OpenServer, tell: Tell, listening: socket.socket, lines: list[socket.socket]) -> int:
    """Serve in the first process, which alone speaks for all of them."""

    def warn(sentence: str) -> None:
        tell(Event("warning", {"message": sentence}))

    app = App(opened.options, warn, _log(opened, tell))
    server = make_server(app)
    books = await app.count_books()
    fields = {"address": opened.options.base_url, "books": books, "listeners": opened.names}
    hearing = [asyncio.create_task(_hear(line, app.warn)) for line in lines]
    with _signals(server) as came:
        await run(server, listening, partial(tell, Event("serving", fields)))
    for task in hearing:
        task.cancel()
    return came[0] if came else 0


async def _help(opened: OpenServer, tell: Tell, listening: socket.socket, line: socket.socket) -> None:
    """Serve in another process, until the first one closes the line; what the owner should know is said through it."""

    def warn(sentence: str) -> None:
        with contextlib.suppress(OSError):  # the first one has ended
            line.sendall(f"{json.dumps(sentence)}\n".encode())

    server = make_server(App(opened.options, warn, _log(opened, tell)))

    async def until_closed() -> None:
        reader, _ = await asyncio.open_connection(sock=line)
        await reader.read()
        server.should_exit = True

    waiting = asyncio.create_task(until_closed())
    await run(server, listening, lambda: None)
    waiting.cancel()


async def _hear(line: socket.socket, warn: Callable[[str], None]) -> None:
    """Pass on what a helper says, for as long as there is one."""
    reader, _ = await asyncio.open_connection(sock=line, limit=MOST_SAID_BYTES)
    while said := await reader.readline():
        warn(json.loads(said))
    warn("One of the server's processes has ended; the others answer on.")


def _log(opened: OpenServer, tell: Tell) -> Callable[[str], None] | None:
    return (lambda line: tell(Event("request", {"line": line}))) if opened.log else None


@contextlib.contextmanager
def _signals(server: Server) -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM end the server; they gather in the list."""
    loop = asyncio.get_running_loop()
    came: list[int] = []

    def on_signal(number: int, _: object) -> None:
        came.append(number)
        loop.call_soon_threadsafe(setattr, server, "should_exit", True)  # noqa: FBT003 - setattr's own signature

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def raise_file_limit() -> None:
    """Let this process have as many files open as the system lets it ask for, up to WANTED_FILES."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
