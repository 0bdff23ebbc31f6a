"""A sign in the clip store by which a worker sees that the folder lies before it too: then it puts its clips there itself."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.synthesize.whole_file import TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "00"
"""One of those that the store has its clips in: what a killed run leaves there is dropped with other halves of files."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the sign lies, what is in it, and on which machine."""

    path: str
    secret: bytes
    machine: str

    def is_here(self) -> bool:
        """Whether this process has that store before it: on the same machine, as the same user.

        A folder that machines share over the network does not count: a name that was missing there a moment ago may go on missing
        for a minute, and its words would be spoken twice.
        """
        if self.machine != socket.gethostname():
            return False
        path = Path(self.path)
        with suppress(OSError):
            own = not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()
            return own and path.read_bytes() == self.secret and os.access(path.parent, os.W_OK)
        return False


@contextmanager
def marked(store_folder: Path) -> Iterator[Mark | None]:
    """A mark in the store, for as long as a run takes; None where the folder cannot be written."""
    secret = secrets.token_bytes(16)
    try:
        (store_folder / FOLDER).mkdir(parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(prefix=TEMPORARY, dir=(store_folder / FOLDER).absolute())
    except OSError:
        yield None
        return
    try:
        with os.fdopen(descriptor, "wb") as file, suppress(OSError):  # a full disk: then the sign is not seen
            file.write(secret)
        yield Mark(path, secret, socket.gethostname())
    finally:
        with suppress(OSError):
            Path(path).unlink(missing_ok=True)
