"""What a cluster costs the machine that has the book: the numbers of docs/explanation/cluster-arithmetic.md.

    pip install '.[cluster]'
    python benchmarks/coordinator_cost.py BOOK.txt [workers]

On Linux. A Dask scheduler and `espeak` workers on this machine speak the first sentences again and again, in batches of several
sizes. Counted is processor time, not the clock, so that a busy machine changes little: of this process (hand out, receive,
keep in the store) and of the scheduler. Two costs are fitted to the runs: one a batch and one an utterance.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from talecast.places import cache_folder
from talecast.synthesize import ClipStore
from talecast.synthesize.cluster import ClusterPool, run
from talecast.synthesize.cluster import batches as dealing
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.pool import Job
from talecast.synthesize.store import clip_key

if TYPE_CHECKING:
    from collections.abc import Iterator

UTTERANCES, LONGEST = 1_200, 400
CHARACTERS = (80, 400, 4_000)
"""Of a batch, at the most: one utterance, a few, and what the program itself goes up to."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of all utterances. Times are of a processor, in seconds."""

    batches: int
    ours_s: float
    schedulers_s: float
    speech_s: float
    bytes: int


def main() -> None:
    """Measure, and print a table and what follows from it."""
    book, workers = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2  # noqa: PLR2004 - the second argument
    with tempfile.TemporaryDirectory() as folder, _dask(workers, Path(folder)) as (address, scheduler):
        jobs = _jobs(book, Path(folder))
        measured(jobs[:100], address, scheduler, Path(folder) / "first", 400)  # imports, engines
        runs = [
            measured(jobs, address, scheduler, Path(folder) / str(characters), characters) for characters in CHARACTERS
        ]
        put_s = _keeping(jobs, Path(folder) / str(CHARACTERS[-1]), Path(folder) / "kept")
    print(
        f"{len(jobs)} utterances, {runs[0].speech_s:.0f} s of speech, {runs[0].bytes / 1e6:.0f} MB; {workers} workers"
    )
    for characters, one in zip(CHARACTERS, runs, strict=True):
        print(
            f"batches of {characters:5} characters: {one.batches:5} batches, "
            f"here {one.ours_s:.2f} s, scheduler {one.schedulers_s:.2f} s"
        )
    for who, seconds in (("here", [one.ours_s for one in runs]), ("scheduler", [one.schedulers_s for one in runs])):
        batch_ms, utterance_ms = _fitted(runs, seconds, len(jobs))
        print(f"{who:>10}: {batch_ms:.2f} ms a batch and {utterance_ms:.3f} ms an utterance")
    print(f"      of it: {1000 * put_s / len(jobs):.3f} ms an utterance to keep it in the store")
    print(f"    samples: {runs[0].bytes / runs[0].speech_s / 1000:.1f} kB a second of speech")


def measured(jobs: list[Job], address: str, scheduler: int, folder: Path, characters: int) -> Run:
    """Let the cluster speak all jobs in batches of that size."""
    batches = 0
    dealt = dealing.Batches.deal

    def deal(self: dealing.Batches, characters_s: float | None, workers: int) -> list[dealing.Task]:
        nonlocal batches
        batch = dealt(self, characters_s, workers)
        batches += bool(batch)
        return batch

    dealing.FIRST_CHARACTERS = dealing.MOST_CHARACTERS = characters
    dealing.BATCH_S = 1e9
    dealing.Batches.deal = deal  # type: ignore[method-assign]
    run.marked = lambda _: nullcontext()  # no worker shall see the store: clips are sent, as from another machine
    store = ClipStore(folder)
    try:
        before_s, schedulers_before_s = time.process_time(), _processor_s(scheduler)
        with ClusterPool(address, str(folder), cache_folder) as pool:
            clips = list(pool.run(jobs))
        ours_s, schedulers_s = time.process_time() - before_s, _processor_s(scheduler) - schedulers_before_s
    finally:
        dealing.Batches.deal = dealt  # type: ignore[method-assign]
    size = sum(path.stat().st_size for path in store.folder.glob("*/*"))
    return Run(batches, ours_s, schedulers_s, sum(clip.samples / clip.sample_rate for clip in clips), size)


def _keeping(jobs: list[Job], spoken: Path, folder: Path) -> float:
    """The processor's seconds that the store takes for all clips."""
    made, kept = ClipStore(spoken), ClipStore(folder)
    seconds = 0.0
    for job in jobs:
        clip, samples = made.get(job.key), made.samples(job.key)
        if clip is None or samples is None:
            raise SystemExit("a clip is gone from the store")
        start_s = time.process_time()
        kept.put(clip, samples)
        seconds += time.process_time() - start_s
    return seconds


def _fitted(runs: list[Run], seconds: list[float], utterances: int) -> tuple[float, float]:
    """The two costs in milliseconds, by least squares."""
    counts = np.array([[one.batches, utterances] for one in runs], dtype=float)
    batch_s, utterance_s = np.linalg.lstsq(counts, np.array(seconds), rcond=None)[0]
    return 1000 * float(batch_s), 1000 * float(utterance_s)


def _jobs(book: Path, folder: Path) -> list[Job]:
    order = EngineOrder("espeak", "en-us", "en", 1.0, 50, str(cache_folder()), str(folder))
    text = " ".join(book.read_text(encoding="utf-8", errors="replace").split())
    sentences = [words for words in re.split(r"(?<=[.!?]) ", text) if len(words) < LONGEST]  # near enough for a cost
    return [Job(clip_key(words), words, order) for words in list(dict.fromkeys(sentences))[:UTTERANCES]]


@contextmanager
def _dask(workers: int, folder: Path) -> Iterator[tuple[str, int]]:
    """A scheduler and its workers; gives its address and its process's number."""
    contact = folder / "scheduler.json"
    reach = ["--scheduler-file", str(contact), "--no-dashboard"]
    with ExitStack() as stack:
        log = stack.enter_context((folder / "dask.log").open("wb"))
        started = []
        for command in (
            ["scheduler", *reach, "--host", "127.0.0.1", "--port", "0"],
            ["worker", *reach, "--nworkers", str(workers), "--nthreads", "1"],
        ):
            process = subprocess.Popen([sys.executable, "-m", "dask", *command], stdout=log, stderr=log, cwd=folder)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            started.append(process)
            while not contact.exists():
                time.sleep(0.1)
        time.sleep(5)
        yield json.loads(contact.read_text(encoding="utf-8"))["address"], started[0].pid


def _processor_s(pid: int) -> float:
    """What a process has taken so far, from the files of Linux."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
