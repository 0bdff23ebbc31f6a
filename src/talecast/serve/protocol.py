"""The door of uvicorn: files go out without passing through Python, and every wait for a client has an end.

uvicorn alone waits for ever for a request's head, and for a client that has stopped reading. What is added to its own
protocol here: a time-out for heads, a bound on how many clients may owe one, ASGI's extension for files
(`http.response.zerocopysend`), and a time-out for clients that stop taking what they asked for.
"""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable, Iterator
    from io import FileIO

HEAD_SECONDS = 10.0
"""From a connection's first moment, or from the first byte of a later request, to the end of that request's head."""
IDLE_SECONDS = 15
"""Between two requests of one connection: apps fetch one episode after the other."""
STALL_SECONDS = 60.0
"""For each slice of a file. A client that takes less in this time has gone to sleep, and may ask again from there."""
SLICE_BYTES = 1 << 19
"""9 kB a second, then: what MP3 plays at is 12."""
HEAD_BYTES = 16_384
"""Of a request's line and headers together."""
OWED_HEADS = 256
"""Clients that may owe a head at once. When another one comes, the one that has taken longest is let go."""
CONNECTIONS = 1_000
"""In one process, those under way included: further requests are answered 503."""
BACKLOG = 2_048


class Protocol(H11Protocol):
    """uvicorn's, with an end to every wait, and files sent by the system."""

    owing: ClassVar[dict[Protocol, None]] = {}
    """Those from whom a head is awaited, the longest-waiting first. There is one server in a process."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """As uvicorn makes it."""
        super().__init__(*arguments, **named)
        self._app = self.app
        self.app = self._answer
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Wait for a head; and hold no more for the client than the piece that it is being given."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take bytes; the time for a head runs while no request is being answered."""
        super().data_received(data)
        if not getattr(self.cycle, "response_complete", True):
            self._head_came()
        elif self._head_timer is None:  # the first byte after an answer
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client."""
        self._head_came()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._let_go)
        self.owing[self] = None
        if len(self.owing) > OWED_HEADS:
            next(iter(self.owing))._let_go()  # noqa: SLF001 - one of our own kind

    def _head_came(self) -> None:
        self.owing.pop(self, None)
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _let_go(self) -> None:
        self._head_came()
        self.transport.abort()

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        """The app's answer, with the extension for files, and without a word where the client has gone."""
        cycle = self.cycle
        scope["extensions"] = {"http.response.zerocopysend": {}}

        async def send_any(message: dict[str, Any]) -> None:
            if cycle.disconnected:
                raise ConnectionAbortedError
            if self.flow.write_paused:
                await self._in_time(self.flow.drain())
            if message["type"] == "http.response.zerocopysend":
                await self._send_file(message["file"], message["offset"], message["count"])
            else:
                await send(message)

        with suppress(ConnectionError):
            await self._app(scope, receive, send_any)

    async def _send_file(self, file: FileIO, offset: int, count: int) -> None:
        """Let the system send `count` bytes of a file from `offset` on; where it has fewer, end what promised more.

        Nothing lies in the transport's buffer: whoever calls this has waited for that. asyncio's `sendfile` would do, but it
        waits once more when everything is sent.
        """
        self.conn.send_with_data_passthrough(h11.Data(data=_Promised(count)))  # type: ignore[arg-type] # it asks for the length alone
        end = offset + count
        while offset < end:
            wanted = min(SLICE_BYTES, end - offset)
            if hasattr(os, "sendfile"):
                sent = self._send_now(file, offset, wanted)
            else:
                sent = await self._in_time(self.loop.sendfile(self.transport, file, offset, wanted))
            if sent == 0:
                self.transport.abort()
                raise ConnectionAbortedError
            offset += max(sent, 0)
            if sent == wanted:
                await asyncio.sleep(0)  # a client that takes everything at once is not the only one
            elif offset < end:
                await self._in_time(self._writable())

    def _send_now(self, file: FileIO, offset: int, count: int) -> int:
        """How many of those bytes the socket took; -1 where it is full; 0 where there are none, or nobody takes them."""
        try:
            # The number is asked for each time: that of a socket that was closed meanwhile is -1, and never another client's.
            return os.sendfile(self.transport.get_extra_info("socket").fileno(), file.fileno(), offset, count)
        except BlockingIOError:
            return -1
        except OSError:
            return 0

    async def _writable(self) -> None:
        """Wait until the socket takes more. It is watched under a number of its own: the other one is the transport's."""
        came: asyncio.Future[None] = self.loop.create_future()
        number = os.dup(self.transport.get_extra_info("socket").fileno())
        self.loop.add_writer(number, _settle, came)
        try:
            await came
        finally:
            self.loop.remove_writer(number)
            os.close(number)

    async def _in_time(self, sending: Awaitable[Any]) -> Any:
        try:
            async with asyncio.timeout(STALL_SECONDS):
                return await sending
        except (
            TimeoutError,
            OSError,
            RuntimeError,
        ) as error:  # RuntimeError is asyncio's word for a transport that is closed
            self.transport.abort()
            raise ConnectionAbortedError from error


def _settle(came: asyncio.Future[None]) -> None:
    if not came.done():
        came.set_result(None)


class _Promised:
    """So many bytes, which go another way."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count


class Server(uvicorn.Server):
    """uvicorn's, which leaves signals to whoever started it and says when the first request may come."""

    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take requests."""
        await super().startup(sockets)
        self.ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def make_server(app: Any) -> Server:
    """A server for the app, with every limit set. It ends soon after `should_exit` is true, whoever is still downloading."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    return Server(
        uvicorn.Config(
            app,
            http=Protocol,
            ws="none",
            loop="asyncio",  # sendfile is asyncio's own
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,  # its own is up to a second old, and Last-Modified may not be later than Date
            proxy_headers=False,
            backlog=BACKLOG,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=0,
            h11_max_incomplete_event_size=HEAD_BYTES,
        )
    )


async def run(server: Server, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until `should_exit`; `ready` is called when the first request may come."""
    server.ready = ready
    await server.serve(sockets=[listening])
