"""A second process that answers at the same address. It lives as long as the first, and not a moment longer."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

END_SECONDS = 3.0
"""For a helper to end by itself."""


def processes(asked: int | None) -> int:
    """How many answer: as many as are asked for, else two where that many can run. One where the system is not Linux.

    macOS does not fork safely, nor deal out clients; Windows does not fork.
    """
    if sys.platform != "linux":
        return 1
    return asked or min(2, os.cpu_count() or 1)


@contextmanager
def helpers(
    listening: Sequence[socket.socket], work: Callable[[socket.socket, socket.socket], None]
) -> Iterator[list[socket.socket]]:
    """A process more for each socket but the first, which does `work` with it until the context ends, or this process does.

    Gives a line to each. A helper has its end of the line, which is closed from here when it is time. To be called before any
    thread or event loop begins, since it forks.
    """
    lines: list[socket.socket] = []
    children = []
    for own in listening[1:]:
        ours, theirs = socket.socketpair()
        child = os.fork()
        if not child:
            for other in {ours, *lines, *listening} - {own}:  # what it held open, it would keep alive
                other.close()
            _do(partial(work, own, theirs))
        theirs.close()
        lines.append(ours)
        children.append(child)
    for own in listening[1:]:  # a socket from which nobody takes would keep its clients waiting
        own.close()
    try:
        yield lines
    finally:
        for line in lines:
            line.close()
        _await_end(children)


def _do(work: Callable[[], None]) -> None:
    """In the helper: it goes back to nobody, whatever happens. The first process sees its line end, and answers on alone.

    Signals are the first one's: Ctrl-C and systemd reach all of them at once, and the line ends this one in time.
    """
    code = 1
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    try:
        work()
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
