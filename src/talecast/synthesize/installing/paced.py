"""The bytes of a connection, as long as they come at some pace: a server that drips is given up as one that is silent."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import WriteableBuffer

LEAST_BYTES = 1 << 10
"""What has to come of a file within the limit: less is silence, too."""
LEAST_WAIT_S = 0.1
"""For a process that was stopped for a while: what has come meanwhile is taken."""


class Paced(io.RawIOBase):
    """A connection's bytes as they come: the head of an answer within the limit, and after it some bytes in each such time."""

    def __init__(self, raw: io.RawIOBase, set_timeout: Callable[[float], None], limit_s: float) -> None:
        """`raw` reads the connection, and `set_timeout` says how many seconds it waits at most for the next bytes."""
        self._raw = raw
        self._set_timeout = set_timeout
        self._limit_s = limit_s
        self._since_s = time.monotonic()
        self._came = 0
        self._in_head = True

    def head_is_here(self) -> None:
        """From now on it is the file that comes."""
        self._in_head = False
        self._begin_again()

    def readable(self) -> bool:
        """As every file that is read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        """Wait for the next bytes; gives their count, 0 at the end. Raises TimeoutError, OSError where the connection is cut."""
        self._set_timeout(max(self._left_s(), LEAST_WAIT_S))
        count = self._raw.readinto(buffer)
        self._came += count or 0
        if not self._in_head and self._came >= LEAST_BYTES:
            self._begin_again()
        elif count and self._left_s() < 0:
            raise TimeoutError("it sends next to nothing")
        return count

    def close(self) -> None:
        """Close the connection's reading end, too."""
        self._raw.close()
        super().close()

    def _left_s(self) -> float:
        return self._since_s + self._limit_s - time.monotonic()

    def _begin_again(self) -> None:
        self._since_s, self._came = time.monotonic(), 0
