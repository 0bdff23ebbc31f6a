"""A Python process that answers through its pipes in pickles: how it is started, and how it keeps its output for the answers."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_START = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from {module} import main; main()"


def start(module: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """A process that runs the `main` of one of our modules, once `sys.path` has been sent: it imports from where this one does.

    Ctrl-C is for this process alone: when it ends, the pipe ends. Without `environment` it has this one's.
    """
    return subprocess.Popen(  # noqa: S603 - this Python, and a line of our own
        [sys.executable, "-c", _START.format(module=module)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )


@contextmanager
def answering() -> Iterator[Callable[[object], None]]:
    """In the process: gives what sends an answer. Whatever else is printed goes nowhere, and Ctrl-C is not for it."""
    from talecast.synthesize.worker import silence_prints

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(os.dup(1), "wb") as answers:
        silence_prints()

        def answer(message: object) -> None:
            pickle.dump(message, answers, protocol=pickle.HIGHEST_PROTOCOL)
            answers.flush()

        yield answer
