"""Who asks, and for what: the token and the path are taken apart here, and addresses are made of what was configured alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.serve.addresses import LOCAL_NAMES, host_of, host_of_header
from talecast.serve.listeners import Listeners

if TYPE_CHECKING:
    from talecast.serve.options import ServeOptions


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that is let in."""

    path: str
    """Inside the shelf, without a slash before it."""
    base_url: str
    """The address of the shelf as this listener knows it; it ends in a slash."""
    listener: str = ""
    """Whose token it came with; empty where none is asked for."""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What was asked for lies at another address."""

    to: str
    """Relative to the one that was asked for, so that neither Host nor a proxy's own path is needed to tell it."""


class Doorkeeper:
    """Lets in whoever may listen."""

    def __init__(self, options: ServeOptions) -> None:
        self._options = options
        self._listeners = Listeners(options.listeners_file)
        self._hosts = LOCAL_NAMES | {options.host.lower(), host_of(options.base_url)}

    def visit(self, path: str, host_header: str | None) -> Visit | Elsewhere | None:
        """What a request amounts to, by its decoded path; None for one that is not let in.

        Where tokens are asked for, Host says nothing. Where none are, a browser must have meant this server: a page from
        elsewhere, whose name was pointed here after it was loaded (DNS rebinding), gives itself away in Host.
        Raises ListenerError.
        """
        inner = path.removeprefix("/")
        if not self._options.for_listeners:
            meant = host_header is None or host_of_header(host_header) in self._hosts
            return Visit(inner, self._options.base_url) if meant else None
        token, slash, inner = inner.partition("/")
        name = self._listeners.who(token)
        if not name:
            return None
        return Visit(inner, f"{self._options.base_url}{token}/", name, token) if slash else Elsewhere(f"{token}/")

    def still_welcome(self, visit: Visit) -> bool:
        """Whether the listener's address has not ended since. Raises ListenerError."""
        return not visit.token or self._listeners.who(visit.token) == visit.listener
