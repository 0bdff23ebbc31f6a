"""An engine in a process of its own beside a Dask worker. Words go in and clips come out as pickles, through its pipes.

It is a process because an engine is promised one (it may hang, print and die, and eSpeak keeps its state in its library), and
no process of `multiprocessing` because a Dask worker is a daemon, which may have none.
"""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.synthesize.cluster import piped
from talecast.synthesize.process import END_LIMIT_S, WorkerFailed, how_it_ended, unless_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

    from talecast.model import Clip
    from talecast.synthesize.engine import EngineOrder
    from talecast.synthesize.process import Limits

WATCH_S = 0.25
PIPE_BYTES = 1 << 20
"""Room for several clips, where the system lets it be set: the engine goes on while the last one is being fetched."""


class EngineProcess:
    """The Dask worker's end. For one thread at a time."""

    def __init__(self, order: EngineOrder, store_folder: str, limits: Limits) -> None:
        """Start the process and wait until its engine is open. Raises WorkerFailed, or the process's own error.

        Clips go into the store in `store_folder`, where it is named.
        """
        self._limits = limits
        environment = {name: value for name, value in os.environ.items() if name != "MALLOC_TRIM_THRESHOLD_"}
        self._process = piped.start(__name__, environment)
        _widen(self._pipes()[1])
        self._deadline_s = math.inf
        self._too_late = False
        threading.Thread(target=self._watch, name="talecast-watch", daemon=True).start()
        try:
            self._send(sys.path)
            self._send((order, store_folder))
            self._answer(limits.start_s)
        except BaseException:
            self.kill()
            raise

    def clips(self, jobs: Sequence[tuple[str, str]]) -> Iterator[tuple[Clip, bytes]]:
        """The clip of each (key, spoken), in order, and its samples: 16 bits each, little-endian; none where the store has them.

        Raises WorkerFailed where the engine hangs, dies or gives too little: then it is to be replaced.
        """
        self._send(jobs)
        for _, spoken in jobs:
            answer = self._answer(self._limits.utterance_s + self._limits.per_character_s * len(spoken))
            yield answer  # type: ignore[misc] # what `main` sends

    def kill(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        for pipe in self._pipes():
            try:
                pipe.close()
            except OSError:  # words that it will not read any more
                continue
        self._process.wait()

    def _send(self, message: object) -> None:
        questions, _ = self._pipes()
        try:
            pickle.dump(message, questions)
            questions.flush()
        except OSError as error:
            raise WorkerFailed("the engine died") from error

    def _answer(self, limit_s: float) -> object:
        """What comes next. A process that takes too long is killed: then the pipe ends."""
        _, answers = self._pipes()
        self._deadline_s = time.monotonic() + limit_s
        try:
            answer = pickle.load(answers)  # noqa: S301 - from a process of our own
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise WorkerFailed(f"the engine {self._fate(limit_s)}") from error
        finally:
            self._deadline_s = math.inf
        return unless_error(answer)

    def _fate(self, limit_s: float) -> str:
        """What became of a process that answers no more."""
        if self._too_late:
            return f"gave no answer in {limit_s:.0f} s"
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_LIMIT_S)
        return f"died{how_it_ended(self._process.returncode)}"

    def _watch(self) -> None:
        """A thread's work: kill the process where an answer is late. It looks rarely, so an utterance costs it nothing."""
        while self._process.poll() is None:
            time.sleep(WATCH_S)
            if time.monotonic() > self._deadline_s:
                self._too_late = True
                self._process.kill()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise WorkerFailed("the engine has no pipes")
        return questions, answers


def main() -> None:
    """What runs in the process: an order and a store first, then lists of (key, spoken), until the pipe ends.

    It is answered by None (the engine is open), then by each clip and its samples, or the sentence that says why not.
    """
    from talecast.synthesize.engines import find_engine
    from talecast.synthesize.store import ClipStore
    from talecast.synthesize.worker import in_a_sentence, make_clip

    with piped.answering() as answer:
        try:
            order: EngineOrder
            store_folder: str
            order, store_folder = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the Dask worker that started this
            store = ClipStore(Path(store_folder)) if store_folder else None
            engine = find_engine(order.engine).open_engine(order)
            answer(None)
            while True:
                jobs: Sequence[tuple[str, str]] = pickle.load(sys.stdin.buffer)  # noqa: S301 - as above
                for key, spoken in jobs:
                    try:
                        clip, samples = make_clip(engine, order, key, spoken)
                        if store:
                            store.put(clip, samples)
                        answer((clip, b"" if store else samples.astype("<i2").tobytes()))
                    except Exception as error:  # noqa: BLE001 - an engine's own fault: it is named, and the words are tried again
                        answer(in_a_sentence(error))
        except (EOFError, BrokenPipeError):
            os._exit(0)  # the Dask worker is gone; nothing is left to be flushed
        except Exception as error:  # noqa: BLE001 - as above: another process may do better
            answer(in_a_sentence(error))


def _widen(pipe: IO[bytes]) -> None:
    if sys.platform.startswith("linux"):
        import fcntl

        with contextlib.suppress(OSError):  # more than this user may have: then it stays as it is
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
