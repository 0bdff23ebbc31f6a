"""A second process that answers from the same socket. It lives as long as the first, and not a moment longer."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_PROCESSES = 8
END_SECONDS = 3.0
"""For a helper to end by itself."""


def default_processes() -> int:
    """Two, where that many can run and the system forks safely: Python's part of a request then has a core to itself."""
    return min(2, os.cpu_count() or 1) if sys.platform == "linux" else 1


@contextmanager
def helpers(count: int, work: Callable[[socket.socket], None]) -> Iterator[list[socket.socket]]:
    """`count` processes more, which do `work` until the context ends, or this process does; gives a line to each.

    A helper has its end of the line, which is closed from here when it is time. To be called before any thread or event loop
    begins, since it forks.
    """
    lines: list[socket.socket] = []
    children = []
    for _ in range(count):
        ours, theirs = socket.socketpair()
        child = os.fork()
        if not child:
            for line in (ours, *lines):  # else it would keep itself and the others alive
                line.close()
            _do(work, theirs)
        theirs.close()
        lines.append(ours)
        children.append(child)
    try:
        yield lines
    finally:
        for line in lines:
            line.close()
        _await_end(children)


def _do(work: Callable[[socket.socket], None], line: socket.socket) -> None:
    """In the helper: it goes back to nobody, whatever happens. The first process sees its line end, and answers on alone.

    Signals are the first one's: Ctrl-C and systemd reach all of them at once, and the line ends this one in time.
    """
    code = 1
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    try:
        work(line)
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _await_end(children: list[int]) -> None:
    end = time.monotonic() + END_SECONDS
    while children and time.monotonic() < end:
        children = [child for child in children if os.waitpid(child, os.WNOHANG) == (0, 0)]
        time.sleep(0.01)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
