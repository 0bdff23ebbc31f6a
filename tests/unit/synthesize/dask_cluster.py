"""A Dask scheduler and workers on this machine, each a process of its own, as somebody would start them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import talecast

if TYPE_CHECKING:
    from collections.abc import Sequence

REPOSITORY = Path(__file__).resolve().parents[3]
START_LIMIT_S = 60


class DaskCluster:
    """Its processes end when it is left."""

    def __init__(self, folder: Path, paths: Sequence[Path] = ()) -> None:
        """`paths` go before the workers' own: where their engines come from."""
        self.folder = folder
        self.cache = folder / "their-cache"
        self._paths = paths
        self._processes: list[subprocess.Popen[bytes]] = []
        self._file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port=0", "--host=127.0.0.1", f"--scheduler-file={self._file}")
        while not self._file.exists():
            time.sleep(0.05)
        self.address: str = json.loads(self._file.read_text())["address"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()

    def start_worker(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A worker, which comes a second or two later."""
        own = [] if "--nworkers" in arguments else ["--no-nanny"]
        return self._start("worker", self.address, *own, "--nthreads=1", f"--local-directory={self.folder}", *arguments)

    def wait_for(self, workers: int) -> None:
        """Wait until so many workers are there. Only for workers of `start_worker`."""
        deadline = time.monotonic() + START_LIMIT_S
        while self._log("worker").read_text().count("Registered to:") < workers:
            assert time.monotonic() < deadline, "the Dask workers do not start"
            time.sleep(0.05)

    def _log(self, kind: str) -> Path:
        return self.folder / f"{kind}.log"

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments, "--no-dashboard"]
        with self._log(kind).open("ab") as log:
            process = subprocess.Popen(command, env=self._environ(), stdout=log, stderr=log, cwd=self.folder)
        self._processes.append(process)
        return process

    def _environ(self) -> dict[str, str]:
        paths = [*self._paths, Path(talecast.__file__).parents[1], REPOSITORY]
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "PYTHONWARNINGS": "ignore",
            "TALECAST_CACHE": str(self.cache),
            "TALECAST_TEST_PACE": "0.05",
        }
