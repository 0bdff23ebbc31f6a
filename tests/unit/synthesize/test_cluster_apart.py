"""The cluster's pool in a process of its own: what comes out, and when the process ends."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import talecast
from talecast.errors import ClusterError
from talecast.places import cache_folder
from talecast.synthesize import ClipStore
from talecast.synthesize.cluster import apart, make_ready, pool_apart
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.pool import Job
from tests.conftest import missing
from tests.unit.synthesize.dask_cluster import DaskCluster

if TYPE_CHECKING:
    from collections.abc import Iterator

if find_spec("distributed") is None:
    missing("distributed (the extra `cluster`) is not installed")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are frozen and killed by signals")

GONE_LIMIT_S = 20.0
NOBODY = "tcp://127.0.0.1:1"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with DaskCluster(tmp_path_factory.mktemp("dask")) as running:
        running.start_worker()
        running.wait_for(1)
        yield running


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    order = EngineOrder("silence", "", "en", 1.0, 50, str(tmp_path), str(tmp_path))
    return [Job(f"{index:03}", f"Sentence {index}.", order) for index in range(40)]


def gone(pid: int) -> bool:
    """Whether the process ends within a moment."""
    deadline = time.monotonic() + GONE_LIMIT_S
    with suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.05)
        return False
    return True


def test_a_pool_that_was_made_ready_gives_clips_in_order_and_ends(
    cluster: DaskCluster, tmp_path: Path, jobs: list[Job], capfd: pytest.CaptureFixture[str]
) -> None:
    make_ready()
    make_ready()
    (spare,) = apart._spare
    with pool_apart(cluster.address, str(tmp_path / "clips"), cache_folder) as pool:
        assert pool is spare
        assert [clip.key for clip in pool.run(jobs)] == [job.key for job in jobs]
    assert not apart._spare
    assert gone(pool.pid)
    assert all(ClipStore(tmp_path / "clips").get(job.key) for job in jobs)
    assert capfd.readouterr() == ("", "")


def test_an_error_is_raised_here_as_it_was_there(tmp_path: Path, jobs: list[Job]) -> None:
    with pool_apart(NOBODY, str(tmp_path / "clips"), cache_folder) as pool, pytest.raises(ClusterError) as caught:
        next(pool.run(jobs))
    assert caught.value.message == f"No Dask scheduler answers at {NOBODY}."
    assert "dask scheduler" in caught.value.tip


def test_leaving_it_in_the_middle_ends_the_process_within_a_moment(
    cluster: DaskCluster, tmp_path: Path, jobs: list[Job]
) -> None:
    with pool_apart(cluster.address, str(tmp_path / "clips"), cache_folder) as pool:
        next(pool.run(jobs))
        started = time.monotonic()
    assert time.monotonic() - started < apart.CLOSE_LIMIT_S / 2
    assert gone(pool.pid)


def test_a_process_that_dies_is_told_in_a_sentence(tmp_path: Path, jobs: list[Job]) -> None:
    with pool_apart(NOBODY, str(tmp_path / "clips"), cache_folder) as pool:
        os.kill(pool.pid, signal.SIGKILL)
        with pytest.raises(ClusterError, match="The process that talks to Dask died"):
            next(pool.run(jobs))


@pytest.mark.parametrize("asked", [False, True])
def test_it_ends_when_the_program_is_killed(asked: bool, cluster: DaskCluster, tmp_path: Path) -> None:
    lines = ["import sys", "from talecast.synthesize.cluster import make_ready, apart", "make_ready()"]
    if asked:
        lines += [
            "from talecast.places import cache_folder",
            "from talecast.synthesize.engine import EngineOrder",
            "from talecast.synthesize.pool import Job",
            f"order = EngineOrder('silence', '', 'en', 1.0, 50, {str(tmp_path)!r}, {str(tmp_path)!r})",
            f"pool = apart.pool_apart({cluster.address!r}, {str(tmp_path / 'clips')!r}, cache_folder)",
            "next(pool.run(Job(str(number), 'Words.', order) for number in range(2_000)))",
            "print(pool.pid, flush=True)",
        ]
    else:
        lines += ["print(apart._spare[0].pid, flush=True)"]
    lines += ["sys.stdin.read()"]
    environ = {**os.environ, "PYTHONPATH": str(Path(talecast.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", "\n".join(lines)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
    ) as program:
        assert program.stdout
        pid = int(program.stdout.readline())
        program.kill()
    assert gone(pid)


def there_and_back(error: Exception) -> Exception:
    back: Exception = pickle.loads(pickle.dumps(apart.portable(error)))  # noqa: S301 - what was just dumped
    return back


def test_an_error_that_does_not_pickle_says_the_same_in_one_that_does() -> None:
    class Odd(Exception):
        """Local classes do not pickle."""

    assert repr(there_and_back(Odd("it broke"))) == "RuntimeError('Odd: it broke')"
    plain = there_and_back(ValueError("it broke"))
    assert repr(plain) == "ValueError('it broke')"
    assert "ValueError: it broke" in plain.__notes__[0]
