"""The pool on other machines: batches of utterances go to the workers of a Dask scheduler, clips come back into the store."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Self

from talecast.synthesize.cluster.run import Run
from talecast.synthesize.ctrl_c import ctrl_c_held_back
from talecast.synthesize.process import Limits
from talecast.synthesize.store import ClipStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from talecast.model import Clip
    from talecast.synthesize.pool import Job

    _Answers = SimpleQueue[tuple[int, Clip | BaseException]]

CLOSE_LIMIT_S = 10.0


class ClusterPool:
    """The workers of a Dask scheduler. See `Pool`. Each run has a thread of its own, with an event loop in it."""

    def __init__(
        self, address: str, store_folder: str, find_cache: Callable[[], Path], limits: Limits | None = None
    ) -> None:
        """The scheduler's `address` is tcp://host:port or tls://host:port.

        `find_cache` is called on the workers and finds a machine's cache: a function that pickles by its name.
        """
        self._address = address
        self._store = ClipStore(Path(store_folder))
        self._find_cache = find_cache
        self._limits = limits or Limits()
        self._running: list[tuple[asyncio.AbstractEventLoop, Run, threading.Thread]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[Clip]:
        """See `Pool`. Raises ClusterError besides, where the scheduler or its workers fail."""
        waiting = list(jobs)
        answers: _Answers = SimpleQueue()
        run = Run(self._address, self._store, self._find_cache, self._limits, waiting, answers.put)
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=_run, args=(loop, run, answers), name="talecast-cluster", daemon=True)
        with ctrl_c_held_back():
            thread.start()
            self._running.append((loop, run, thread))
        return _in_order(len(waiting), answers)

    def close(self) -> None:
        """End the work. What a worker is at in this moment it brings to its end, and nobody takes it."""
        with ctrl_c_held_back():
            for loop, run, thread in self._running:
                with contextlib.suppress(RuntimeError):  # the loop has ended by itself
                    loop.call_soon_threadsafe(run.stop)
                thread.join(CLOSE_LIMIT_S)
            self._running.clear()


def _run(loop: asyncio.AbstractEventLoop, run: Run, answers: _Answers) -> None:
    """What the thread does."""
    try:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(run.main())
    except asyncio.CancelledError:
        return  # nobody waits for answers any more
    except BaseException as error:  # noqa: BLE001 - whatever it is, the caller's thread raises it
        answers.put((-1, error))


def _in_order(count: int, answers: _Answers) -> Iterator[Clip]:
    made: dict[int, Clip] = {}
    for number in range(count):
        while number not in made:
            answered, answer = answers.get()
            if isinstance(answer, BaseException):
                raise answer
            made[answered] = answer
        yield made.pop(number)
