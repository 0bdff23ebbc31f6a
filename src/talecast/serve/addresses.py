"""Where the server is reached: the addresses that are printed, and that feeds are made of."""

from __future__ import annotations

import socket
from contextlib import closing
from functools import lru_cache
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - where the user asks for it
DEFAULT_PORT = 8123
LOCAL_NAMES = frozenset({"localhost", LOOPBACK, "::1"})


def bound_address(host: str, port: int) -> str:
    """The address of a server that listens there, with a slash at its end.

    One that listens on all of the machine's addresses is reached by the one that the local network knows.
    """
    if host in {EVERYWHERE, "::"}:
        host = network_address(socket.AF_INET6 if host == "::" else socket.AF_INET)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def network_address(family: socket.AddressFamily) -> str:
    """This machine's own address on the way out; the loopback address where there is no way. Nothing is sent."""
    away = "2001:db8::1" if family == socket.AF_INET6 else "192.0.2.1"  # for documentation: RFC 3849, RFC 5737
    try:
        with closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
            probe.connect((away, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return "::1" if family == socket.AF_INET6 else LOOPBACK


def host_of(address: str) -> str:
    """The host of an address, in small letters."""
    return (urlsplit(address).hostname or "").lower()


@lru_cache(maxsize=64)
def host_of_header(header: str) -> str:
    """The host of a Host header without its port, in small letters; empty for one that is none."""
    try:
        return (urlsplit(f"//{header.strip()}").hostname or "").lower()
    except ValueError:
        return ""
