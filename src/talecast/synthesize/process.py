"""A worker process as its parent sees it: words are sent, clips come back, and each wait has a limit."""

from __future__ import annotations

import multiprocessing
import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING

from talecast.errors import SynthesisError, TalecastError
from talecast.model import Clip
from talecast.synthesize.worker import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from talecast.synthesize.engine import EngineOrder

START_LIMIT_S = 120.0
"""For loading a model on a busy machine."""
UTTERANCE_LIMIT_S = 20.0
LIMIT_S_PER_CHARACTER = 0.2
"""A worker that takes longer than these two hangs: even a slow neural voice takes 0.05 s a character."""
END_LIMIT_S = 1.0
"""Between the end of a worker's connection and its exit code lies a moment."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait for a worker, in seconds."""

    start_s: float = START_LIMIT_S
    utterance_s: float = UTTERANCE_LIMIT_S
    per_character_s: float = LIMIT_S_PER_CHARACTER


class WorkerFailed(Exception):
    """A worker hung, died or gave too little: it is to be replaced, and its utterance tried again."""


class WorkerProcess:
    """The parent's end of a worker process."""

    def __init__(self, order: EngineOrder, store_folder: str, *, quiet: bool) -> None:
        """Start the process; it opens its engine while the parent goes on."""
        context = multiprocessing.get_context("spawn")  # eSpeak hangs after a fork
        connection, theirs = context.Pipe()
        self._connection: Connection[object, object] = connection
        self._process: SpawnProcess = context.Process(
            target=serve, args=(theirs, order, store_folder), kwargs={"quiet": quiet}, daemon=True
        )
        with _ctrl_c_blocked():
            self._process.start()
        theirs.close()

    def wait_until_open(self, limits: Limits) -> None:
        """Return when the engine is open. Raises WorkerFailed, or the worker's own error."""
        self._answer(limits.start_s)

    def send(self, key: str, spoken: str) -> None:
        """Hand words over; the clip comes as an answer of its own, in the order of sending. Raises WorkerFailed."""
        try:
            self._connection.send((key, spoken))
        except OSError as error:
            raise WorkerFailed("the engine died") from error

    def answer(self, spoken: str, limits: Limits) -> Clip:
        """The clip of the words that were sent first and not answered yet. Raises WorkerFailed, or the worker's own error."""
        answer = self._answer(limits.utterance_s + limits.per_character_s * len(spoken))
        if not isinstance(answer, Clip):
            raise WorkerFailed(f"the engine answered {answer!r}")
        return answer

    def kill(self) -> None:
        """End the process. Its thread notices by the connection, which is the thread's own to close."""
        self._process.kill()
        self._process.join()

    def _answer(self, limit_s: float) -> object:
        try:
            if not self._connection.poll(limit_s):
                raise WorkerFailed(f"the engine gave no answer in {limit_s:.0f} s")
            answer = self._connection.recv()
        except (EOFError, OSError) as error:
            self._process.join(END_LIMIT_S)
            raise WorkerFailed(f"the engine died{how_it_ended(self._process.exitcode)}") from error
        return unless_error(answer)


def unless_error(answer: object) -> object:
    """What a worker answered. Raises WorkerFailed for what may be tried again, and any other error of the worker's as it is."""
    if isinstance(answer, SynthesisError):
        raise WorkerFailed(answer.message)
    if isinstance(answer, TalecastError):
        raise answer
    return answer


def how_it_ended(exit_code: int | None) -> str:
    """The signal or the exit code of a process, to follow "died"; empty where it is not known."""
    if exit_code is None:
        return ""
    if exit_code >= 0:
        return f" with exit code {exit_code}"
    with suppress(ValueError):  # a real-time signal has no name
        return f" of {signal.Signals(-exit_code).name}"
    return f" of signal {-exit_code}"


@contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Ctrl-C does not reach a process that is started in here: it would print a traceback before it can ignore the signal."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows has none
        yield
        return
    resource_tracker.ensure_running()  # starting it later would let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
