"""The server's loop, from its socket to its end: the door of uvicorn. What is spoken with each client is our own protocol."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from talecast.serve.heads import Heads
from talecast.serve.lobby import Lobby
from talecast.serve.protocol import Protocol

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from talecast.serve.protocol import App

BACKLOG = 2_048


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


def make_server(app: App) -> Server:
    """A server for the app. It ends soon after `should_exit` is true, whoever is still downloading."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    lobby, heads = Lobby(), Heads()

    def protocol(*, server_state: Any, **_: Any) -> Protocol:
        """As uvicorn asks for one, for each client."""
        return Protocol(app, lobby, heads, server_state)

    return Server(
        uvicorn.Config(
            app,
            http=protocol,  # type: ignore[arg-type] # it only calls what it is given
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=0,
        )
    )


async def run(server: Server, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until `should_exit`; `ready` is called when the first request may come."""
    server.ready = ready
    await server.serve(sockets=[listening])
