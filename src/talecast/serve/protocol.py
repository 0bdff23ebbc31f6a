"""HTTP/1.1 with one client: its heads are read by h11, and every wait for it has an end. The door of h11.

A request here has no body, so that it ends with its head: h11 reads one head after the other, each with a reader of its own,
and what is answered is written by `reply.py`. A client that sends a body is answered, and the connection ends.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import h11

from talecast.serve import lobby
from talecast.serve.deadline import Deadline
from talecast.serve.heads import Head
from talecast.serve.outlet import Outlet
from talecast.serve.reply import CLOSE, Reply, head_bytes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from talecast.serve.heads import Heads
    from talecast.serve.lobby import Lobby

    App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

HEAD_SECONDS = 10.0
"""From a connection's first moment, or from the first byte of a later request, to the end of that request's head."""
IDLE_SECONDS = 15.0
"""Between two requests of one connection: apps fetch one episode after the other."""
HEAD_BYTES = 16_384
"""Of a request's line and headers together."""
AHEAD_BYTES = 1 << 16
"""Of requests that came before the ones in front of them were answered: hundreds. Who sends more fills memory."""
INVALID, TOO_MANY = 400, 503
REFUSALS = {INVALID: "This is no request.", TOO_MANY: "Too many are here. Try it again in a minute."}


class Protocol(asyncio.Protocol):
    """A client's connection, from its first moment to its last."""

    def __init__(self, app: App, waiting: Lobby, heads: Heads, server_state: Any) -> None:
        """`waiting` and `heads` are those of all clients.

        `server_state` is uvicorn's: it wants to know who is connected, and what is under way.
        """
        self._app = app
        self._lobby = waiting
        self._heads = heads
        self._state = server_state
        self._loop = asyncio.get_running_loop()
        self._deadline = Deadline(self._loop, self.let_go)
        self._reader: h11.Connection | None = None
        """Of the head that is coming; None between two."""
        self._ahead = b""
        """What came while another request was being answered."""
        self._task: asyncio.Task[None] | None = None
        """The answer under way."""
        self._closes = False
        """After the answer under way."""
        self._owes_head = False

    # --- asyncio's side -------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for a head."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio promises it to a Protocol
        self._transport = transport
        self._outlet = Outlet(transport, self._loop, self._deadline)
        self._state.connections.add(self)
        self._await_head()
        if len(self._state.connections) > lobby.CONNECTIONS:
            self._lobby.make_room()

    def data_received(self, data: bytes) -> None:
        """Take bytes: they are read at once, or when what is being answered is answered."""
        if self._task is None:
            self._read(data)
            return
        self._transport.pause_reading()
        self._ahead += data
        if len(self._ahead) > AHEAD_BYTES:
            self.let_go()

    def eof_received(self) -> bool:
        """The client asks for nothing more; it may still listen to the answer."""
        self._closes = True
        return self._task is not None

    def pause_writing(self) -> None:
        """The client does not take what it was given."""
        self._outlet.fill()

    def resume_writing(self) -> None:
        """It has taken it."""
        self._outlet.drain()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client."""
        del exc
        self._state.connections.discard(self)
        self._lobby.leave(self)
        self._deadline.end()
        self._outlet.drain()

    # --- uvicorn's and the lobby's --------------------------------------------------------------------------------

    def shutdown(self) -> None:
        """The server ends: so does the connection, after the answer under way."""
        self._closes = True
        if self._task is None:
            self._transport.close()

    def let_go(self) -> None:
        """End the connection at once: the client has had its time, or others need its place."""
        self._lobby.leave(self)
        self._transport.abort()

    # --- a request ------------------------------------------------------------------------------------------------

    def _await_head(self) -> None:
        self._owes_head = True
        self._deadline.set(HEAD_SECONDS)
        self._lobby.owes_head(self)

    def _read(self, data: bytes) -> None:
        """Give h11 what came, until a head is whole; one that was read before need not be read again."""
        if self._reader is None and (known := self._heads.known(data)):
            self._begin(known)
            return
        is_first = self._reader is None
        reader = self._reader = self._reader or h11.Connection(h11.SERVER, HEAD_BYTES)
        try:
            reader.receive_data(data)
            request = reader.next_event()
            if not isinstance(request, h11.Request):
                if not self._owes_head:
                    self._await_head()
                return
            has_body = not isinstance(reader.next_event(), h11.EndOfMessage)
        except h11.RemoteProtocolError:
            self._refuse(INVALID)
            return
        self._ahead, _ = reader.trailing_data
        self._reader = None
        head = Head(request.method, request.target, request.http_version, tuple(request.headers))
        has_body |= any(
            name == b"transfer-encoding" for name, _ in head.headers
        )  # an empty one, too: nothing to argue about
        if has_body or reader.their_state is not h11.DONE:
            self._closes, self._ahead = True, b""
        elif len(self._ahead) > AHEAD_BYTES:
            self.let_go()
            return
        elif is_first and not self._ahead:
            self._heads.remember(data, head)
        self._begin(head)

    def _begin(self, head: Head) -> None:
        """Nothing is waited for while the request is answered."""
        self._owes_head = False
        self._deadline.clear()
        self._lobby.leave(self)
        if len(self._state.connections) > lobby.CONNECTIONS:
            self._refuse(TOO_MANY)
            return
        self._task = self._loop.create_task(self._answer(head))
        self._state.tasks.add(self._task)

    async def _answer(self, head: Head) -> None:
        """Let the app answer, and go on to the next request."""
        raw_path, _, query = head.target.partition(b"?")
        path = raw_path.decode("ascii")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": head.http_version.decode("ascii"),
            "method": head.method.decode("ascii"),
            "scheme": "http",
            "path": unquote(path) if "%" in path else path,
            "raw_path": raw_path,
            "query_string": query,
            "root_path": "",
            "headers": head.headers,
            "extensions": {"http.response.zerocopysend": {}},
        }
        reply = Reply(self._outlet, is_head=head.method == b"HEAD", closes=self._closes)
        try:
            with suppress(ConnectionError):
                await self._app(scope, _nothing_more, reply.send)
        finally:
            if self._task is not None:
                self._state.tasks.discard(self._task)
            self._task = None
            if not reply.is_whole:
                self._transport.abort()
        if reply.is_whole:
            self._go_on()

    def _go_on(self) -> None:
        """Read what came meanwhile, or wait for more."""
        self._state.total_requests += 1
        if self._closes or self._transport.is_closing():
            self._transport.close()
        elif self._ahead:
            data, self._ahead = self._ahead, b""
            self._transport.resume_reading()
            self._read(data)
        else:
            self._deadline.set(IDLE_SECONDS)
            self._lobby.is_idle(self)

    def _refuse(self, status: int) -> None:
        """Answer in a word, and end the connection."""
        word = f"{REFUSALS[status]}\n".encode("ascii")
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(word)), CLOSE]
        self._transport.write(head_bytes(status, headers) + word)
        self._transport.close()


async def _nothing_more() -> dict[str, Any]:
    """ASGI's `receive`: no request here has a body that is read."""
    return {"type": "http.request", "body": b"", "more_body": False}
