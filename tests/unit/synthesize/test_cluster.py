"""Clips from a Dask cluster of real processes: the local pool's own bytes, whatever becomes of the workers."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from talecast.errors import ClusterError, SynthesisError
from talecast.places import cache_folder
from talecast.synthesize import ClipStore, engines
from talecast.synthesize.cluster import ClusterPool, door, files, run, worker
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.pool import Job, LocalPool
from talecast.synthesize.process import Limits
from tests.conftest import missing
from tests.unit.synthesize import faulty_engine
from tests.unit.synthesize.dask_cluster import DaskCluster

if TYPE_CHECKING:
    from collections.abc import Iterator

if find_spec("distributed") is None:
    missing("distributed (the extra `cluster`) is not installed")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are frozen and killed by signals")

LIMITS = Limits(start_s=30, utterance_s=1.5, per_character_s=0)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two engines' packages, for this process and the workers."""
    folder = tmp_path_factory.mktemp("site")
    package = folder / "engines-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: engines\nVersion: 1.0\n")
    engines = "".join(f"{name} = tests.unit.synthesize.{name}_engine\n" for name in ("faulty", "carried"))
    (package / "entry_points.txt").write_text(f"[talecast.engines]\n{engines}")
    return folder


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Iterator[DaskCluster]:
    """Two workers that no test may harm."""
    with DaskCluster(tmp_path_factory.mktemp("dask"), [site]) as running:
        running.start_worker("--nworkers", "2")
        running.wait_for(2)
        yield running


@pytest.fixture
def frail(tmp_path: Path, site: Path, cluster: DaskCluster) -> Iterator[DaskCluster]:
    """A cluster of the test's own, still without workers."""
    with DaskCluster(tmp_path, [site]) as running:
        yield running


@pytest.fixture(autouse=True)
def _engines(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(site))


@pytest.fixture
def order(tmp_path: Path) -> EngineOrder:
    (tmp_path / "scratch").mkdir()
    (tmp_path / "cache").mkdir()
    return EngineOrder("faulty", "", "en", 1.0, 50, str(tmp_path / "cache"), str(tmp_path / "scratch"))


def order_of(order: EngineOrder, engine: str, voice: str = "", rate: float = 1.0) -> EngineOrder:
    return EngineOrder(engine, voice, "en", rate, 50, order.cache, order.scratch)


def jobs(order: EngineOrder, *words: str) -> list[Job]:
    return [Job(f"{index:03}-{spoken}", spoken, order) for index, spoken in enumerate(words)]


def sentences(count: int) -> list[str]:
    return [f"This is sentence number {index}, and it has {index} words." for index in range(count)]


def pool_of(cluster: DaskCluster, folder: Path, limits: Limits = LIMITS) -> ClusterPool:
    return ClusterPool(cluster.address, str(folder / "clips"), cache_folder, limits)


def speak(cluster: DaskCluster, folder: Path, work: list[Job], limits: Limits = LIMITS) -> list[str]:
    with pool_of(cluster, folder, limits) as pool:
        return [clip.key for clip in pool.run(work)]


@pytest.fixture(params=["a store of its own", "the store before it"])
def sharing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the workers see the clip store: then this process keeps nothing."""
    if request.param == "a store of its own":
        monkeypatch.setattr(run, "marked", lambda _: nullcontext())
    else:
        monkeypatch.setattr(ClipStore, "put", None)


def local(folder: Path, work: list[Job]) -> dict[str, bytes]:
    with LocalPool(2, str(folder / "clips-of-the-local-pool")) as pool:
        assert len(list(pool.run(work))) == len(work)
    return stored(folder / "clips-of-the-local-pool")


def stored(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*/*.clip")}


# --- what comes out ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("sharing")
def test_the_clips_of_several_voices_are_the_local_pools_byte_for_byte_and_in_order(
    cluster: DaskCluster, tmp_path: Path, order: EngineOrder, capfd: pytest.CaptureFixture[str]
) -> None:
    slow, fast = order_of(order, "espeak", "en-us"), order_of(order, "espeak", "en-us", rate=1.4)
    silent = order_of(order, "silence")
    work = [
        Job(f"{index:03}", words, (slow, fast, silent)[index % 3]) for index, words in enumerate([*sentences(60), " "])
    ]
    assert speak(cluster, tmp_path, work) == [job.key for job in work]
    assert stored(tmp_path / "clips") == local(tmp_path, work)
    assert capfd.readouterr() == ("", "")


def test_no_job_asks_nobody(tmp_path: Path) -> None:
    with ClusterPool("tcp://127.0.0.1:1", str(tmp_path), cache_folder) as pool:
        assert list(pool.run([])) == []


@pytest.mark.parametrize("fault", ["hang", "die", "crash", "refuse", "short"])
def test_an_engine_that_fails_is_replaced_where_it_is(
    fault: str, cluster: DaskCluster, tmp_path: Path, order: EngineOrder
) -> None:
    words = ["before", f"{fault}1 {tmp_path.name}", "after"]
    work = jobs(order, *words)
    assert speak(cluster, tmp_path, work) == [job.key for job in work]
    assert ClipStore(tmp_path / "clips").has(f"001-{fault}1 {tmp_path.name}")


def test_words_that_no_engine_speaks_are_quoted_and_those_before_them_kept(
    cluster: DaskCluster, tmp_path: Path, order: EngineOrder
) -> None:
    words = f"die3 {tmp_path.name}"
    with pytest.raises(SynthesisError, match=f"in 3 tries: “{words}” .the engine died with exit code 3"):
        speak(cluster, tmp_path, jobs(order, "before", words, "after"))
    assert ClipStore(tmp_path / "clips").has("000-before")


def test_an_engine_that_does_not_open_is_told_with_the_workers_name(
    cluster: DaskCluster, tmp_path: Path, order: EngineOrder
) -> None:
    with pytest.raises(
        ClusterError,
        match=r"On the worker tcp://127.0.0.1:\d+: The engine faulty does not start, in 3 tries: the engine died of SIGKILL",
    ):
        speak(cluster, tmp_path, jobs(order_of(order, "faulty", "dead"), "words"))


@pytest.mark.parametrize("fault", ["dead", "wild"])
def test_an_engine_that_does_not_open_at_once_is_started_again(
    fault: str, cluster: DaskCluster, tmp_path: Path, order: EngineOrder
) -> None:
    work = jobs(order_of(order, "faulty", f"{fault}2"), f"words of {tmp_path.name}")
    assert speak(cluster, tmp_path, work) == [job.key for job in work]


def test_leaving_the_pool_in_the_middle_takes_a_moment(
    cluster: DaskCluster, tmp_path: Path, order: EngineOrder
) -> None:
    with pool_of(cluster, tmp_path) as pool:
        next(pool.run(jobs(order, "quick", *(f"slow1 {tmp_path.name} {index}" for index in range(20)))))
        started = time.monotonic()
    assert time.monotonic() - started < 5


# --- the voice's files ------------------------------------------------------------------------------------------------


def test_a_voices_files_are_brought_once_to_a_machine_that_lacks_them(
    cluster: DaskCluster, tmp_path: Path, order: EngineOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def pieces(path: Path) -> Iterator[tuple[int, bytes]]:
        read.append(path.name)
        return files.pieces(path)

    monkeypatch.setattr(run, "pieces", pieces)
    own = tmp_path / "own.bin"
    own.write_bytes(b"the voice" * 1_000_000)
    common = Path(order.cache) / "voices" / "common.bin"
    common.parent.mkdir()
    common.write_bytes(b"")
    work = jobs(order_of(order, "carried", str(own)), *sentences(40))
    for _ in range(2):
        assert len(speak(cluster, tmp_path, work)) == 40
    assert read == ["own.bin", "common.bin"]
    assert (cluster.cache / "voices" / "common.bin").read_bytes() == b""
    (brought,) = cluster.cache.glob("brought/*/*")
    assert brought.read_bytes() == own.read_bytes()
    assert stored(tmp_path / "clips") == local(tmp_path, work)


# --- workers that come and go -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("sharing")
def test_a_killed_worker_costs_its_batches_and_a_late_one_is_used(
    frail: DaskCluster, tmp_path: Path, order: EngineOrder, capfd: pytest.CaptureFixture[str]
) -> None:
    (Path(order.cache) / "voices").mkdir()
    (Path(order.cache) / "voices" / "common.bin").write_bytes(b"common")
    own = tmp_path / "own.bin"
    own.write_bytes(b"own")
    work = jobs(order_of(order, "carried", str(own)), *sentences(80))
    first = frail.start_worker()
    with pool_of(frail, tmp_path) as pool:
        arriving = pool.run(work)
        keys = [next(arriving).key for _ in range(5)]
        frail.start_worker()
        frail.wait_for(2)
        first.kill()
        keys += [clip.key for clip in arriving]
    assert keys == [job.key for job in work]
    assert stored(tmp_path / "clips") == local(tmp_path, work)
    assert len(list(frail.cache.glob("spoke-*"))) == 2
    assert capfd.readouterr() == ("", "")


def test_a_killed_worker_leaves_nothing_that_dask_does_not_clear(
    frail: DaskCluster, tmp_path: Path, order: EngineOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    work = jobs(order_of(order, "espeak", "en-us"), *sentences(4))
    first = frail.start_worker()
    assert len(speak(frail, tmp_path, work, Limits())) == 4
    (speech,) = tmp_path.glob("dask-scratch-space/*/utterance-*.wav")
    first.kill()
    frail.start_worker()
    frail.wait_for(2)
    assert not speech.parent.exists()
    assert list(temporary.iterdir()) == []


def test_what_killed_transfers_of_a_file_left_goes_with_the_next_one(tmp_path: Path) -> None:
    file = files.BroughtFile("0" * 64, "voices/own.bin")
    target = file.path(tmp_path)
    target.parent.mkdir()
    strange = [target.with_name(f".own.bin.{name}") for name in ("part", "lock", "0" * 31, "x" * 32)]
    old, fresh = (target.with_name(f".own.bin.{digit * 32}") for digit in "ab")
    for path in (old, fresh, *strange):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - 4_000,) * 2)
    os.utime(fresh)
    files.keep_piece(file, tmp_path, "c" * 32, 0, b"the voice")
    assert sorted(target.parent.iterdir()) == sorted([fresh, *strange, target.with_name(f".own.bin.{'c' * 32}")])


def test_a_worker_that_gives_no_answer_is_given_up(frail: DaskCluster, tmp_path: Path, order: EngineOrder) -> None:
    frozen = frail.start_worker()
    frail.wait_for(1)
    work = jobs(order, *(f"slow1 {tmp_path.name} {index}" for index in range(12)))
    with pool_of(frail, tmp_path, Limits(start_s=3, utterance_s=1, per_character_s=0)) as pool:
        arriving = pool.run(work)
        keys = [next(arriving).key]
        frozen.send_signal(signal.SIGSTOP)
        frail.start_worker()
        keys += [clip.key for clip in arriving]
    assert keys == [job.key for job in work]


@pytest.mark.parametrize(("silence_s", "client_s"), [(0.5, 8.0), (30.0, 1.5)], ids=["we give it up", "Dask does"])
def test_a_scheduler_that_dies_is_told_in_a_sentence_and_what_was_spoken_is_kept(
    silence_s: float,
    client_s: float,
    frail: DaskCluster,
    tmp_path: Path,
    order: EngineOrder,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(run, "FIRST_WAIT_S", 0.1)
    monkeypatch.setattr(run, "SILENCE_S", silence_s)
    monkeypatch.setattr(door, "CONNECT_LIMIT_S", client_s)
    monkeypatch.setattr(door, "ANSWER_LIMIT_S", 1.0)
    with pytest.raises(ClusterError, match=f"The Dask scheduler at {frail.address} has no workers."):
        speak(frail, tmp_path, jobs(order, "words"))
    monkeypatch.setattr(run, "FIRST_WAIT_S", 30)
    frail.start_worker()
    with pool_of(frail, tmp_path) as pool:
        arriving = pool.run(jobs(order, "quick", *(f"slow1 {tmp_path.name} {index}" for index in range(60))))
        assert next(arriving).key == "000-quick"
        frail.scheduler.kill()
        with pytest.raises(ClusterError, match="answers no more"):
            list(arriving)
    assert ClipStore(tmp_path / "clips").has("000-quick")
    assert capfd.readouterr() == ("", "")


# --- what does not fit ------------------------------------------------------------------------------------------------


def test_another_version_on_a_worker_is_told_with_its_name(
    cluster: DaskCluster, tmp_path: Path, order: EngineOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "versions", lambda: ("0.0.1", 1))
    with pytest.raises(ClusterError, match=r"The worker tcp://127.0.0.1:\d+ has talecast .*, not 0.0.1") as caught:
        speak(cluster, tmp_path, jobs(order, "words"))
    assert "the same talecast" in caught.value.tip


def test_another_version_of_the_engine_on_a_worker_is_told_with_its_name(
    cluster: DaskCluster, tmp_path: Path, order: EngineOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faulty_engine, "fingerprint", lambda _: "a newer one")
    with pytest.raises(ClusterError, match="has another version of the engine faulty"):
        speak(cluster, tmp_path, jobs(order, "words"))


def test_an_engine_that_a_worker_lacks_is_told_with_its_name(
    cluster: DaskCluster, tmp_path: Path, order: EngineOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engines.SHIPPED, "harp", faulty_engine.__name__)
    with pytest.raises(ClusterError, match="lacks something: There is no engine named 'harp' here"):
        speak(cluster, tmp_path, jobs(order_of(order, "harp"), "words"))


def test_a_worker_without_talecast_is_told_with_its_name(
    cluster: DaskCluster, tmp_path: Path, order: EngineOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails there is to unpickle the function's name; here it is one that nobody has."""
    (tmp_path / "only_here.py").write_text("from pathlib import Path\n\ndef find() -> Path:\n    return Path()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    find = __import__("only_here").find
    with (
        ClusterPool(cluster.address, str(tmp_path / "clips"), find) as pool,
        pytest.raises(ClusterError, match=r"talecast does not run on the worker .* No module named 'only_here'"),
    ):
        next(pool.run(jobs(order, "words")))


@pytest.mark.parametrize("listening", [False, True])
def test_a_scheduler_that_cannot_be_reached_is_told_soon(
    listening: bool,
    tmp_path: Path,
    order: EngineOrder,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(door, "CONNECT_LIMIT_S", 1.0)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        if listening:
            mute.listen()
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        started = time.monotonic()
        with (
            ClusterPool(address, str(tmp_path / "clips"), cache_folder) as pool,
            pytest.raises(ClusterError, match=f"No Dask scheduler answers at {address}"),
        ):
            next(pool.run(jobs(order, "words")))
    assert time.monotonic() - started < 6
    assert capfd.readouterr() == ("", "")


def test_without_distributed_it_is_told_what_to_install(
    tmp_path: Path, order: EngineOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        ClusterPool("tcp://127.0.0.1:1", str(tmp_path / "clips"), cache_folder) as pool,
        pytest.raises(ClusterError) as caught,
    ):
        next(pool.run(jobs(order, "words")))
    assert caught.value.tip == "Install talecast[cluster] with pip."
