"""The cluster's pool in a process of its own: what Dask's client takes to start, a second, passes while the book is being read.

Threads would not do: importing keeps the interpreter to itself.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Self

from talecast.errors import ClusterError, TalecastError
from talecast.synthesize.cluster import piped
from talecast.synthesize.ctrl_c import ctrl_c_held_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import IO

    from talecast.model import Clip
    from talecast.synthesize.cluster.pool import ClusterPool
    from talecast.synthesize.pool import Job

CLOSE_LIMIT_S = 12.0
"""Longer than the pool in there takes to close."""


class PoolApart:
    """`ClusterPool`, elsewhere. Jobs go out and clips come in as pickles, through the pipes of its process. See `Pool`."""

    def __init__(self) -> None:
        """Start the process, which makes ready for whatever will be asked."""
        with ctrl_c_held_back():
            self._process = piped.start(__name__)
        self._send(sys.path)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def told(self, address: str, store_folder: str, find_cache: Callable[[], Path]) -> Self:
        """Itself, having been told whom to ask and where to keep what comes: see `ClusterPool`."""
        self._send((address, store_folder, find_cache))
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[Clip]:
        """See `ClusterPool`. It runs once."""
        waiting = list(jobs)
        self._send(waiting)
        return self._answers(len(waiting))

    def close(self) -> None:
        """End the work, and the process."""
        with ctrl_c_held_back():
            questions, answers = self._pipes()
            with contextlib.suppress(OSError):  # it has ended by itself
                questions.close()
            try:
                self._process.wait(CLOSE_LIMIT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            answers.close()

    def _answers(self, count: int) -> Iterator[Clip]:
        for _ in range(count):
            try:
                answer: Clip | BaseException = pickle.load(self._pipes()[1])  # noqa: S301 - from a process of our own
            except (EOFError, OSError, pickle.UnpicklingError) as error:
                raise ClusterError("The process that talks to Dask died.", "Run the same command again.") from error
            if isinstance(answer, BaseException):
                raise answer
            yield answer

    def _send(self, message: object) -> None:
        questions, _ = self._pipes()
        with contextlib.suppress(BrokenPipeError):  # that it has died, the missing answer tells
            pickle.dump(message, questions)
            questions.flush()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise ClusterError("The process that talks to Dask has no pipes.")
        return questions, answers


# --- started before it is needed --------------------------------------------------------------------------------------

_lock = threading.Lock()
_spare: list[PoolApart] = []
"""At most one that nobody has asked for anything: one process of this kind is begun before it is known whether it is needed."""


def make_ready() -> None:
    """Start the process now, while there is other work. The next `pool_apart` takes it; else it ends with the program."""
    with _lock:
        if not _spare:
            _spare.append(PoolApart())


def pool_apart(address: str, store_folder: str, find_cache: Callable[[], Path]) -> PoolApart:
    """The one that was made ready, or a new one."""
    with _lock:
        apart = _spare.pop() if _spare else PoolApart()
    return apart.told(address, store_folder, find_cache)


# --- in the process ---------------------------------------------------------------------------------------------------


def main() -> None:
    """Read what is asked, once, and answer with clips in order or with an error; end when the pipe ends."""
    from talecast.synthesize.cluster.door import get_ready
    from talecast.synthesize.cluster.pool import ClusterPool

    with piped.answering() as answer:
        with contextlib.suppress(TalecastError):  # it is told when it is needed
            get_ready()
        try:
            told, jobs = (pickle.load(sys.stdin.buffer) for _ in range(2))  # noqa: S301 - from the process that started this one
            with ClusterPool(*told) as pool:
                threading.Thread(target=_end_with_the_pipe, args=(pool,), daemon=True).start()
                try:
                    for clip in pool.run(jobs):
                        answer(clip)
                except TalecastError as error:
                    answer(error)
        except (EOFError, BrokenPipeError):
            pass  # nobody wants it any more
        except Exception as error:  # noqa: BLE001 - whatever it is, the one who asked raises it
            answer(portable(error))
        os._exit(0)  # what Dask would still tidy up, nobody needs


def _end_with_the_pipe(pool: ClusterPool) -> None:
    """A thread's work: close the pool when whoever asked is gone, or has enough."""
    sys.stdin.buffer.read()
    pool.close()
    os._exit(0)


def portable(error: Exception) -> Exception:
    """The error, with where it happened; another one that says the same, if it does not pickle."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - what was just dumped
    except Exception:  # noqa: BLE001 - whatever its own way of being pickled raises
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
