"""A book whose words other processes speak, by a Dask scheduler: the local pool's book, byte for byte."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.conftest import missing
from tests.unit.synthesize.dask_cluster import DaskCluster

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.system.conftest import Talecast

if find_spec("distributed") is None:
    missing("distributed (the extra `cluster`) is not installed")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """Two workers, as `docs/how-to/cluster.md` starts them."""
    with DaskCluster(tmp_path_factory.mktemp("dask")) as running:
        running.start_worker("--nworkers", "2")
        running.wait_for(2)
        yield running


STORY = """The Ferry

The ferry left at six. "You are late," said the old man, and threw the rope. Nobody had asked him to wait!

He rowed without a word. On the other side, where the lamps were lit, a dog barked twice; then all was quiet again.
"""


def book(talecast: Talecast, out: str, *arguments: str) -> dict[str, bytes]:
    environ = {"TALECAST_CACHE": str(talecast.home / f"cache-{out}")}
    talecast.ok("narrate", "-", "--plain", "-o", out, *arguments, stdin=STORY, environ=environ)
    return {path.name: path.read_bytes() for path in (talecast.folder / out).glob("*/*") if path.suffix != ".json"}


@pytest.mark.parametrize("voice", ["espeak", "joe"])
def test_a_cluster_makes_the_same_book(
    voice: str, cluster: DaskCluster, talecast: Talecast, request: pytest.FixtureRequest
) -> None:
    if voice == "joe":
        request.getfixturevalue("need_voice")
    near = book(talecast, "near", "--voice", voice)
    assert near
    assert book(talecast, "far", "--voice", voice, "--cluster", cluster.address) == near


def test_a_cluster_that_is_not_there_is_told_in_a_sentence(talecast: Talecast, repository: Path) -> None:
    address = "tcp://127.0.0.1:9"
    done = talecast.run("narrate", repository / "stories" / "the-lamplighter.txt", "--json", "--cluster", address)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: No Dask scheduler answers at {address}.\n")
    assert json.loads(done.stdout.splitlines()[-1])["event"] == "error"
    assert not list(talecast.out.glob("*/*.mp3"))


def test_interrupted_it_leaves_nothing_behind(
    cluster: DaskCluster, talecast: Talecast, repository: Path, request: pytest.FixtureRequest
) -> None:
    if not hasattr(os, "killpg"):
        pytest.skip("Ctrl-C is sent to a group of processes")
    interrupt = request.getfixturevalue("interrupt")
    story = repository / "stories" / "the-lamplighter.txt"
    process = talecast.start("narrate", story, "--plain", "--cluster", cluster.address)
    assert process.stdout
    process.stdout.readline()
    code, said = interrupt(process)
    assert (code, said.splitlines()[-1]) == (
        130,
        "Interrupted: what was done is kept, and the same command goes on from there.",
    )
    assert "Traceback" not in said
