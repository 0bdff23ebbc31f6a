"""The socket that is listened on."""

from __future__ import annotations

import errno
import os
import socket

from talecast.errors import ServeError
from talecast.serve.addresses import DEFAULT_PORT

NEXT_PORTS = 20
"""Tried after the default one, where nobody asked for a port."""


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens there. `port` None: the default one, or the next that is free. Raises ServeError."""
    ports = (port,) if port is not None else tuple(range(DEFAULT_PORT, DEFAULT_PORT + NEXT_PORTS))
    for tried in ports:
        try:
            return _bound(host, tried)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise ServeError(
                    f"The server cannot listen on {host}, port {tried}: {error.strerror or error}.",
                    "--host is an address of this machine, or 0.0.0.0 for all of them; ports under 1024 are the system's.",
                ) from error
    taken = f"Port {port} is" if port is not None else f"The ports from {ports[0]} to {ports[-1]} are all"
    raise ServeError(f"{taken} taken by other programs.", "Choose another one with --port.")


def shared(listening: socket.socket, count: int) -> list[socket.socket]:
    """The socket itself, or as many in its place that share its address: Linux deals out new clients among them evenly.

    From one socket for all, whoever is quick takes four of five. Raises ServeError.
    """
    if count == 1:
        return [listening]
    address, family = listening.getsockname(), listening.family
    listening.close()  # till here it kept the address from being shared with another program
    sockets = []
    for _ in range(count):
        one = socket.socket(family, socket.SOCK_STREAM)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            one.bind(address)
            one.listen(socket.SOMAXCONN)
        except OSError as error:
            raise ServeError(f"The server has lost port {address[1]} to another program.", "Try it again.") from error
        sockets.append(one)
    return sockets


def _bound(host: str, port: int) -> socket.socket:
    """Raises OSError."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two programs listen on one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(socket.SOMAXCONN)
    except OSError:
        listening.close()
        raise
    return listening
