"""Who makes clips: a pool of workers. The local one is processes on this machine, each watched by a thread."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from talecast.errors import SynthesisError, VoiceError, in_a_line
from talecast.synthesize.ctrl_c import ctrl_c_held_back
from talecast.synthesize.process import Limits, WorkerFailed, WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from talecast.model import Clip
    from talecast.synthesize.engine import EngineOrder

Opened = TypeVar("Opened")

TRIES = 3
IN_FLIGHT = 2
"""Utterances a worker has at once: the next one lies ready while its answer to the last one is on its way."""
AHEAD = 64
"""Utterances for each worker that may be spoken before the one that is waited for: so many clips are held, and no more."""


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to be made."""

    key: str
    spoken: str
    order: EngineOrder


class Pool(Protocol):
    """Workers, here or elsewhere. Use it as a context: leaving it ends the work, whatever happened."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def run(self, jobs: Iterable[Job]) -> Iterator[Clip]:
        """The clips of the jobs, in their order, each as soon as it and those before it are there. Work begins at once.

        Raises SynthesisError for words that could not be spoken in three tries, VoiceError where the engine does not start.
        """
        ...

    def close(self) -> None:
        """End the work, also in the middle of an utterance."""
        ...


@dataclass(slots=True)
class _Task:
    """A job on its way."""

    number: int
    """Its place among the jobs."""
    job: Job
    failures: int = 0


_Answer = tuple[int, "Clip | BaseException"]


class LocalPool:
    """Workers on this machine: a process each, and a thread that hands it utterances.

    The caller's thread meets the others at two queues without a lock written in Python, so Ctrl-C may come at any moment.
    """

    def __init__(self, workers: int, store_folder: str, limits: Limits | None = None, *, quiet: bool = True) -> None:
        """`workers` processes at the most; `quiet` keeps what engines print away from the terminal."""
        self._count = workers
        self._store_folder = store_folder
        self._limits = limits or Limits()
        self._quiet = quiet
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        """What is to be done; None ends the thread that takes it."""
        self._answers: SimpleQueue[_Answer] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        """For the two below, which the threads share with whoever closes the pool."""
        self._processes: set[WorkerProcess] = set()
        self._closing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[Clip]:
        """See `Pool`."""
        waiting = (_Task(number, job) for number, job in enumerate(jobs))
        count = 0
        for task in islice(waiting, AHEAD * self._count):
            self._tasks.put(task)
            count += 1
        with ctrl_c_held_back():
            for _ in range(min(self._count, count) - len(self._threads)):
                thread = threading.Thread(target=self._serve, name="talecast-voice", daemon=True)
                thread.start()
                self._threads.append(thread)
        return self._in_order(count, waiting)

    def close(self) -> None:
        """End the workers, also those in the middle of an utterance, and wait for the threads."""
        with ctrl_c_held_back():
            with self._lock:
                self._closing = True
                processes = list(self._processes)
            for _ in self._threads:
                self._tasks.put(None)
            for process in processes:
                process.kill()
            for thread in self._threads:
                thread.join()
            self._threads.clear()

    def _in_order(self, count: int, waiting: Iterator[_Task]) -> Iterator[Clip]:
        made: dict[int, Clip] = {}
        number = 0
        while number < count:
            while number not in made:
                answered, answer = self._answers.get()
                if isinstance(answer, BaseException):
                    raise answer
                made[answered] = answer
            for task in islice(waiting, 1):
                self._tasks.put(task)
                count += 1
            yield made.pop(number)
            number += 1

    def _serve(self) -> None:
        """A thread's work: keep one process busy, until there is nothing more to do."""
        workers: dict[EngineOrder, WorkerProcess] = {}
        in_hand: deque[_Task] = deque()  # sent and not answered, all of one order, the one that is spoken now at first
        try:
            while True:
                while len(in_hand) < IN_FLIGHT and (task := self._take(wait=not in_hand)):
                    while in_hand and in_hand[0].job.order != task.job.order:
                        self._await_answer(workers, in_hand)
                    in_hand.append(task)
                    self._hand_over(workers, task)
                if not in_hand:
                    return
                self._await_answer(workers, in_hand)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the caller's thread raises it
            self._answers.put((-1, error))
        finally:
            for worker in workers.values():
                self._drop(worker)

    def _take(self, *, wait: bool) -> _Task | None:
        """The next task; None where there is none now, or none any more."""
        try:
            return self._tasks.get(block=wait)
        except Empty:
            return None

    def _hand_over(self, workers: dict[EngineOrder, WorkerProcess], task: _Task) -> None:
        """Send the task to its worker, which is started where there is none. That it is gone, the answer will tell."""
        with suppress(WorkerFailed):
            self._worker(workers, task.job.order).send(task.job.key, task.job.spoken)

    def _await_answer(self, workers: dict[EngineOrder, WorkerProcess], in_hand: deque[_Task]) -> None:
        """Pass on the answer to the oldest task in hand; where it failed, hand all of them to a new worker."""
        task = in_hand[0]
        try:
            clip = self._worker(workers, task.job.order).answer(task.job.spoken, self._limits)
        except WorkerFailed as failure:
            task.failures += 1
            if task.failures == TRIES:
                raise unspeakable(task.job.spoken, str(failure)) from failure
            self._drop(workers.pop(task.job.order))
            for again in in_hand:
                self._hand_over(workers, again)
        else:
            in_hand.popleft()
            self._answers.put((task.number, clip))

    def _worker(self, workers: dict[EngineOrder, WorkerProcess], order: EngineOrder) -> WorkerProcess:
        """This thread's worker for the order; a new one where it has none. Raises VoiceError where none opens in three tries."""
        if order not in workers:
            workers[order] = opened(order.engine, partial(self._start, order))
        return workers[order]

    def _start(self, order: EngineOrder) -> WorkerProcess:
        """A worker that is open. Raises WorkerFailed, or the worker's own error."""
        with self._lock:
            if self._closing:
                raise SynthesisError("The run was ended.")
            worker = WorkerProcess(order, self._store_folder, quiet=self._quiet)
            self._processes.add(worker)
        try:
            worker.wait_until_open(self._limits)
        except BaseException:
            self._drop(worker)
            raise
        return worker

    def _drop(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._processes.discard(worker)
        worker.kill()


def unspeakable(spoken: str, reason: str) -> SynthesisError:
    """The error that quotes the words."""
    return SynthesisError(
        f"These words could not be spoken in {TRIES} tries: “{in_a_line(spoken)}” ({reason})",
        "What was spoken before them is kept. Change these words, or respell them with --lexicon, and run it again.",
    )


def opened(engine: str, start: Callable[[], Opened]) -> Opened:
    """What `start` gives, tried again where it raises WorkerFailed. Raises VoiceError after three tries."""
    failures = 0
    while True:
        try:
            return start()
        except WorkerFailed as failure:
            failures += 1
            if failures == TRIES:
                raise VoiceError(
                    f"The engine {engine} does not start, in {TRIES} tries: {failure}.",
                    "`talecast doctor` says what is missing.",
                ) from failure
