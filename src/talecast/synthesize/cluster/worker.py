"""What a Dask worker is asked to do: be looked at, take a voice's files, speak a batch of utterances.

Everything here is called by its name from elsewhere (`run.py`) and knows nothing of Dask. What it takes and gives is
pickled on the way.
"""

from __future__ import annotations

import pickle
import tempfile
import threading
import time
from collections import deque
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.errors import TalecastError
from talecast.synthesize.cluster.door import workers_folder
from talecast.synthesize.cluster.engine import EngineProcess
from talecast.synthesize.cluster.files import at_home, finish, keep_piece, with_brought
from talecast.synthesize.engines import fingerprint_of, missing_for
from talecast.synthesize.pool import TRIES, opened, unspeakable
from talecast.synthesize.process import WorkerFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from talecast.model import Clip
    from talecast.synthesize.cluster.files import BroughtFile
    from talecast.synthesize.engine import EngineOrder
    from talecast.synthesize.pool import Job
    from talecast.synthesize.process import Limits

    FindCache = Callable[[], Path]

HELD = 4
"""Engines that stay open between batches: a book's voices. The one that was used longest ago makes room."""
IDLE_S = 120.0
"""Engines that nobody has asked for so long are closed: whoever did may have been killed."""

_lock = threading.Lock()
"""One utterance at a time, however many threads the Dask worker has: an engine is made for one core."""
_engines: dict[tuple[EngineOrder, str], EngineProcess] = {}
"""The engines that are open, the one used last at the end."""
_idle: threading.Timer | None = None


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a worker is found to be: ready with an order of its own, or in want of files, or unfit."""

    order: EngineOrder | None = None
    lacking: tuple[BroughtFile, ...] = ()
    unfit: str = ""
    """Why, in words that follow "the worker"."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The clips of a batch, as far as it went."""

    clips: tuple[Clip, ...]
    samples: tuple[pickle.PickleBuffer, ...]
    """Of each clip: 16 bits each, little-endian. Such a buffer is not copied into the pickle, nor out of it.

    None at all where the clips are in the store.
    """
    seconds: float
    """What it took here."""
    error: TalecastError | None = None
    """Why the batch ended early."""


def versions() -> tuple[str, int]:
    """What has to be the same on all machines: the program, and how it makes a clip of sound."""
    from talecast import __version__
    from talecast.synthesize.trim import CLIP_VERSION

    return __version__, CLIP_VERSION


def greet(
    theirs: tuple[str, int], order: EngineOrder, fingerprint: str, files: tuple[BroughtFile, ...], find_cache: FindCache
) -> Greeting:
    """Whether this worker would speak the order as the machine that asks would: same program, engine, packages and voice.

    `files` are those of the voice, where they may be brought; `find_cache` finds this machine's cache.
    """
    if theirs != versions():
        return Greeting(unfit=f"has talecast {versions()[0]}, not {theirs[0]}")
    folder = find_cache()
    folder.mkdir(parents=True, exist_ok=True)
    mine = at_home(order, folder, _scratch())
    unfit = _unfit(mine, fingerprint)
    if not unfit:
        return Greeting(mine)
    if not files:
        return Greeting(unfit=unfit)
    if lacking := tuple(file for file in files if not file.is_in(folder)):
        return Greeting(lacking=lacking)
    mine = with_brought(mine, files)
    unfit = _unfit(mine, fingerprint)
    return Greeting(unfit=unfit) if unfit else Greeting(mine)


def keep(file: BroughtFile, find_cache: FindCache, transfer: str, start: int, data: bytes) -> None:
    """Take one piece of a file. Raises OutputError."""
    keep_piece(file, find_cache(), transfer, start, data)


def kept(file: BroughtFile, find_cache: FindCache, transfer: str) -> None:
    """All pieces of a file are there. Raises OutputError where they are not the file."""
    finish(file, find_cache(), transfer)


def speak(jobs: Sequence[Job], store_folder: str, limits: Limits) -> Answer:
    """The clips of a batch; their orders are this machine's. They go into the store in `store_folder`, where it is named."""
    started = time.perf_counter()
    clips: list[Clip] = []
    samples: list[pickle.PickleBuffer] = []
    error = None
    with _lock:
        try:
            for order, alike in groupby(jobs, key=lambda job: job.order):
                mine = replace(order, scratch=str(_scratch()))  # another process may have been greeted at this address
                for clip, sound in _speak_alike(mine, alike, store_folder, limits):
                    clips.append(clip)
                    if not store_folder:
                        samples.append(pickle.PickleBuffer(sound))
        except TalecastError as why:
            error = why
        finally:
            _close_when_idle()
    return Answer(tuple(clips), tuple(samples), time.perf_counter() - started, error)


def _speak_alike(
    order: EngineOrder, jobs: Iterable[Job], store_folder: str, limits: Limits
) -> Iterator[tuple[Clip, bytes]]:
    """Speak with one engine; where it fails, with another, from the words on that it failed at."""
    waiting = deque((job.key, job.spoken) for job in jobs)
    failures = 0
    while waiting:
        try:
            for clip, samples in _engine(order, store_folder, limits).clips(tuple(waiting)):
                waiting.popleft()
                failures = 0
                yield clip, samples
        except WorkerFailed as failure:
            _engines.pop((order, store_folder)).kill()
            failures += 1
            if failures == TRIES:
                raise unspeakable(waiting[0][1], str(failure)) from failure


def _engine(order: EngineOrder, store_folder: str, limits: Limits) -> EngineProcess:
    wanted = order, store_folder
    engine = _engines.pop(wanted, None) or opened(order.engine, lambda: EngineProcess(order, store_folder, limits))
    _engines[wanted] = engine
    while len(_engines) > HELD:
        _engines.pop(next(iter(_engines))).kill()
    return engine


def _close_when_idle() -> None:
    global _idle  # noqa: PLW0603 - as the engines: one a process
    if _idle:
        _idle.cancel()
    _idle = threading.Timer(IDLE_S, _close_engines)
    _idle.daemon = True
    _idle.start()


def _close_engines() -> None:
    with _lock:
        while _engines:
            _engines.popitem()[1].kill()


def _unfit(order: EngineOrder, fingerprint: str) -> str:
    try:
        if reason := missing_for(order):
            return f"lacks something: {reason}"
        if fingerprint_of(order) == fingerprint:
            return ""
    except TalecastError as error:
        return f"lacks something: {error.message} {error.tip}"
    except (ImportError, OSError) as error:
        return f"lacks something: {error}"
    return f"has another version of the engine {order.engine}, of its packages or of the voice"


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="talecast-")


def _scratch() -> Path:
    """A folder for files of this process's own; it goes with the process, or with the worker's, however that ended."""
    return workers_folder() or Path(_folder().name)
