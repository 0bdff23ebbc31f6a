"""The local pool: worker processes, each watched by a thread that hands it one utterance at a time."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Self

from talecast.errors import SynthesisError, TalecastError, VoiceError
from talecast.model import Clip
from talecast.synthesize.worker import serve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from talecast.synthesize.engine import EngineOrder

TRIES = 3
START_LIMIT_S = 120.0
"""For loading a model on a busy machine."""
UTTERANCE_LIMIT_S = 20.0
LIMIT_S_PER_CHARACTER = 0.2
"""A worker that takes longer than these two hangs: even a slow neural voice takes 0.05 s a character."""
QUOTED_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait for a worker, in seconds."""

    start_s: float = START_LIMIT_S
    utterance_s: float = UTTERANCE_LIMIT_S
    per_character_s: float = LIMIT_S_PER_CHARACTER


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to be made."""

    key: str
    spoken: str
    order: EngineOrder


class LocalPool:
    """Workers on this machine. Use it as a context: leaving it ends the workers, whatever happened."""

    def __init__(self, workers: int, store_folder: str, limits: Limits | None = None, *, quiet: bool = True) -> None:
        """`workers` processes at the most; they are started when they are first needed.

        `quiet` keeps what engines print away from the terminal.
        """
        self._threads = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="talecast-voice")
        self._store_folder = store_folder
        self._limits = limits or Limits()
        self._quiet = quiet
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._workers: set[_Worker] = set()
        self._closing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[Clip]:
        """The clips of the jobs, in their order, each as soon as it and those before it are there.

        Raises SynthesisError for words that could not be spoken in three tries, VoiceError where the engine does not start.
        """
        futures: list[Future[Clip]] = [self._threads.submit(self._make, job) for job in jobs]
        futures.reverse()  # popped from the end: a clip is let go as soon as it is handed on
        while futures:
            yield futures.pop().result()

    def close(self) -> None:
        """End the workers, also those in the middle of an utterance, and wait for the threads."""
        with self._lock:
            self._closing = True
            workers = list(self._workers)
        for worker in workers:
            worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _make(self, job: Job) -> Clip:
        reason = ""
        for _ in range(TRIES):
            worker = self._worker(job.order)
            try:
                return worker.speak(job.key, job.spoken, self._limits)
            except _WorkerFailed as failure:
                reason = str(failure)
                self._drop(worker)
        raise SynthesisError(
            f"These words could not be spoken in {TRIES} tries: “{_shortened(job.spoken)}” ({reason})",
            "What was spoken before them is kept. Change these words, or respell them with --lexicon, and run it again.",
        )

    def _worker(self, order: EngineOrder) -> _Worker:
        """This thread's worker for the order; a new one where it has none."""
        held: dict[EngineOrder, _Worker] = self._mine.__dict__.setdefault("workers", {})
        if order not in held:
            with self._lock:
                if self._closing:
                    raise SynthesisError("The run was ended.")
                worker = _Worker(order, self._store_folder, quiet=self._quiet)
                self._workers.add(worker)
            held[order] = worker
            try:
                worker.wait_until_open(self._limits)
            except BaseException:
                self._drop(worker)
                raise
        return held[order]

    def _drop(self, worker: _Worker) -> None:
        self._mine.workers.pop(worker.order, None)
        with self._lock:
            self._workers.discard(worker)
        worker.kill()


class _WorkerFailed(Exception):
    """A worker hung, died or gave too little: it is replaced, and its utterance tried again."""


class _Worker:
    """The parent's end of a worker process."""

    def __init__(self, order: EngineOrder, store_folder: str, *, quiet: bool) -> None:
        self.order = order
        context = multiprocessing.get_context("spawn")  # eSpeak hangs after a fork
        connection, theirs = context.Pipe()
        self._connection: Connection[object, object] = connection
        self._process: SpawnProcess = context.Process(
            target=serve, args=(theirs, order, store_folder), kwargs={"quiet": quiet}, daemon=True
        )
        with _ctrl_c_held_back():
            self._process.start()
        theirs.close()

    def wait_until_open(self, limits: Limits) -> None:
        try:
            answer = self._answer(limits.start_s)
        except _WorkerFailed as failure:
            raise VoiceError(
                f"The engine {self.order.engine} does not start: {failure}.", "`talecast doctor` says what is missing."
            ) from failure
        if isinstance(answer, TalecastError):
            raise answer

    def speak(self, key: str, spoken: str, limits: Limits) -> Clip:
        try:
            self._connection.send((key, spoken))
        except OSError as error:
            raise _WorkerFailed("the engine died") from error
        answer = self._answer(limits.utterance_s + limits.per_character_s * len(spoken))
        if isinstance(answer, Clip):
            return answer
        if isinstance(answer, SynthesisError):
            raise _WorkerFailed(answer.message)
        if isinstance(answer, TalecastError):
            raise answer
        raise _WorkerFailed(f"the engine answered {answer!r}")

    def kill(self) -> None:
        """End the process. Its thread notices by the connection, which is the thread's own to close."""
        self._process.kill()
        self._process.join()

    def _answer(self, limit_s: float) -> object:
        try:
            if not self._connection.poll(limit_s):
                raise _WorkerFailed(f"the engine gave no answer in {limit_s:.0f} s")
            return self._connection.recv()
        except (EOFError, OSError) as error:
            raise _WorkerFailed("the engine died") from error


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
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


def _shortened(spoken: str) -> str:
    return spoken if len(spoken) <= QUOTED_CHARACTERS else spoken[:QUOTED_CHARACTERS] + "…"
