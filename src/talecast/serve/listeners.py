"""Who may listen: a name and a token each. The token is in the address that a listener was given, and nowhere else.

Only its SHA-256 is kept. A password would want a slow hash, since people choose words; 160 random bits cannot be found by
trying, however fast the hash, and a fast one lets each request be checked.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.errors import ListenerError
from talecast.locks import locked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN_BYTES = 20
"""160 bits: 32 letters and digits, of one case, that no chat program takes for the end of a sentence."""
MAX_LISTENERS = 1_000
VERSION = 1

_NAME = re.compile(r"[\w][\w .'-]{0,39}")
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who was given an address."""

    name: str
    token_sha256: str
    """In hexadecimal digits."""


class Listeners:
    """The file of those who may listen. It is looked at again whenever it has changed: a running server knows at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._listeners: tuple[Listener, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Everybody's name, in alphabetical order. Raises ListenerError for a file that cannot be read."""
        return tuple(sorted(listener.name for listener in self._now()))

    def who(self, token: str) -> str:
        """The name of the listener whose token that is; empty for nobody's. Every listener is compared, in constant time.

        Raises ListenerError for a file that cannot be read.
        """
        digest = _sha256(token)
        found = ""
        for listener in self._now():
            if hmac.compare_digest(digest, listener.token_sha256):
                found = listener.name
        return found

    def add(self, name: str) -> str:
        """A new listener's token: to be shown, and then forgotten. Raises ListenerError for a name that is taken or is none."""
        if not _NAME.fullmatch(name):
            raise ListenerError(
                f"{name!r} is no name for a listener.",
                "Take up to 40 letters, digits and spaces: phone, or Anna's tablet.",
            )
        token = base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode("ascii").lower()
        with self._changing():
            listeners = self._now()
            if any(listener.name == name for listener in listeners):
                raise ListenerError(
                    f"There is a listener {name} already, and only their address knows the token.",
                    f"Take another name, or end that address first: talecast serve --revoke {name}",
                )
            if len(listeners) >= MAX_LISTENERS:
                raise ListenerError(f"There are {MAX_LISTENERS} listeners.", "End one with --revoke first.")
            self._write((*listeners, Listener(name, _sha256(token))))
        return token

    def revoke(self, name: str) -> None:
        """End a listener's address. Raises ListenerError where there is no such listener."""
        with self._changing():
            listeners = self._now()
            kept = tuple(listener for listener in listeners if listener.name != name)
            if len(kept) == len(listeners):
                names = ", ".join(sorted(listener.name for listener in listeners))
                raise ListenerError(
                    f"There is no listener {name}.", f"There are: {names}." if names else "There is none at all."
                )
            self._write(kept)

    def _now(self) -> tuple[Listener, ...]:
        try:
            status = self.path.stat()
            seen = (status.st_ino, status.st_mtime_ns, status.st_size)
            if seen != self._seen:
                self._listeners = _read(self.path.read_bytes())
                self._seen = seen
        except FileNotFoundError:
            self._seen, self._listeners = None, ()
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            self._seen, self._listeners = None, ()
            raise ListenerError(
                f"The file of listeners cannot be read: {self.path}.",
                "Mend it or move it away; then nobody may listen.",
            ) from error
        return self._listeners

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """Nobody else writes meanwhile."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path.with_suffix(".lock"), lambda: None):
                yield
        except OSError as error:
            raise ListenerError(
                f"The file of listeners cannot be written: {error.strerror or error}.", f"It belongs at {self.path}."
            ) from error

    def _write(self, listeners: tuple[Listener, ...]) -> None:
        entries = [{"name": listener.name, "token_sha256": listener.token_sha256} for listener in listeners]
        text = json.dumps({"version": VERSION, "listeners": entries}, ensure_ascii=False, indent=1) + "\n"
        new = self.path.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)


def _read(data: bytes) -> tuple[Listener, ...]:
    """Raises ValueError, TypeError, KeyError or AttributeError for what this program did not write."""
    document = json.loads(data)
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ValueError("version")
    listeners = []
    for entry in document.get("listeners", ()):
        name, digest = entry["name"], entry["token_sha256"]
        if not isinstance(name, str) or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise ValueError("entry")
        listeners.append(Listener(name, digest))
    return tuple(listeners)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
