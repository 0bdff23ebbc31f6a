"""The cluster: a Dask scheduler with one and with two workers on this machine, against the local pool of as many."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks import ours
from benchmarks.bench import Row, Setting, verdict
from benchmarks.processes import BenchmarkError
from benchmarks.programs import require_module, require_voice
from benchmarks.texts import beginning
from benchmarks.turns import OURS, summary, take_turns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from benchmarks.turns import Turn

WORKERS = (1, 2)
LEAST = {2: 0.9}
"""The least speed of so many Dask workers, as a ratio of the local pool's."""
WORDS, QUICK_WORDS = {"espeak": 16_000, "joe": 2_000}, {"espeak": 1_000, "joe": 200}
START_LIMIT_S = 60.0
CLUSTER, SPARING = "cluster", "sparing cluster"
SPARE = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__WORKER__MEMORY__MONITOR_INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
}
"""Dask looking at itself less often, as docs/how-to/cluster.md recommends it for slow machines."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One voice, the beginning of the first book."""

    voice: str

    def measure(self, setting: Setting) -> dict[str, Any]:
        """Pool and cluster in turns. Scheduler and workers are new for each run, and there before the clock starts."""
        require_module("distributed", "cluster")
        require_voice(self.voice)
        words = (QUICK_WORDS if setting.quick else WORDS)[self.voice]
        source = beginning(setting.books[0], words, setting.work / setting.books[0].name)
        sides = {}
        for workers in WORKERS:
            contestants = {
                OURS: partial(_pool, source, self.voice, workers),
                CLUSTER: partial(_cluster, source, self.voice, workers, {}),
            }
            if workers in LEAST:
                contestants[SPARING] = partial(_cluster, source, self.voice, workers, SPARE)
            setting.tell(f"{workers} of each")
            turns = take_turns(contestants, setting.runs, setting.work / str(workers), setting.tell)
            sides[str(workers)] = summary(turns, {})
        return sides

    def rows(self, figures: dict[str, Any]) -> list[Row]:
        """The cluster's speed as a ratio of the pool's."""
        table = []
        for workers, side in figures.items():
            pool, *clusters = side["contestants"]
            for cluster, against in zip(clusters, side["ratios"], strict=True):
                ratio = 1 / against["ratio"]
                who = named(int(workers), cluster["name"])
                what = f"`{self.voice}`, {who} against a local pool of {workers}"
                measured = (
                    f"{ratio:.2f} x ({cluster['times_real_time']:.1f} x and {pool['times_real_time']:.1f} x real time)"
                )
                table.append(Row(what, measured, *verdict(ratio, LEAST.get(int(workers)))))
        return table


def named(workers: int, cluster: str) -> str:
    """So many workers of one of the clusters, in words."""
    return f"{workers} {'sparing ' * (cluster == SPARING)}Dask worker{'s' * (workers != 1)}"


def _pool(source: Path, voice: str, workers: int, home: Path) -> Turn:
    return ours.turn(ours.narrate(source, home, voice, "--workers", str(workers)))


def _cluster(source: Path, voice: str, workers: int, environ: Mapping[str, str], home: Path) -> Turn:
    with _dask(workers, environ, home) as address:
        return ours.turn(ours.narrate(source, home, voice, "--cluster", address))


@contextmanager
def _dask(workers: int, environ: Mapping[str, str], home: Path) -> Iterator[str]:
    """A scheduler and its single-threaded workers, all there; gives the address. They end with the context."""
    import distributed

    contact = home / "scheduler.json"
    reach = ["--scheduler-file", str(contact), "--no-dashboard"]
    commands = [
        ["scheduler", *reach, "--host", "127.0.0.1", "--port", "0"],
        ["worker", *reach, "--nworkers", str(workers), "--nthreads", "1", "--local-directory", str(home / "dask")],
    ]
    with ExitStack() as stack:
        log = stack.enter_context((home / "dask.log").open("wb"))
        for command in commands:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command],
                env={**ours.environ(home / "worker"), **environ},
                stdout=log,
                stderr=log,
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
            _wait_for(contact, process)
        address: str = json.loads(contact.read_text(encoding="utf-8"))["address"]
        with distributed.Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=START_LIMIT_S)
        yield address


def _wait_for(contact: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the scheduler has written where it is."""
    limit = time.monotonic() + START_LIMIT_S
    while not contact.exists():
        if process.poll() is not None or time.monotonic() > limit:
            raise BenchmarkError("the Dask scheduler does not start.")
        time.sleep(0.1)
