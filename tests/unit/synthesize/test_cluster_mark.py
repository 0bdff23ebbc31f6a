"""How a worker finds out whether the clip store lies before it."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.synthesize import prune
from talecast.synthesize.cluster.mark import marked

if TYPE_CHECKING:
    import pytest


def test_a_mark_is_seen_as_long_as_it_is_there(tmp_path: Path) -> None:
    with marked(tmp_path / "clips") as mark:
        assert mark
        assert mark.is_here()
    assert not mark.is_here()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_another_machines_mark_is_not_seen_even_through_a_folder_that_both_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with marked(tmp_path / "clips") as mark:
        assert mark
        monkeypatch.setattr(socket, "gethostname", lambda: "box1")
        assert not mark.is_here()


def test_a_folder_of_the_same_name_with_something_else_in_it_is_another_store(tmp_path: Path) -> None:
    with marked(tmp_path / "clips") as mark:
        assert mark
        assert not replace(mark, secret=b"another").is_here()


def test_a_store_that_cannot_be_written_has_no_mark(tmp_path: Path) -> None:
    (tmp_path / "clips").write_bytes(b"a file in the way")
    with marked(tmp_path / "clips") as mark:
        assert mark is None


def test_a_store_that_is_cleared_in_the_middle_of_a_run_is_no_fault(tmp_path: Path) -> None:
    with marked(tmp_path / "clips") as mark:
        assert mark
        Path(mark.path).unlink()


def test_clearing_the_store_leaves_the_mark_of_a_run(tmp_path: Path) -> None:
    with marked(tmp_path / "clips") as mark:
        assert mark
        prune([tmp_path / "clips"], 0)
        assert mark.is_here()
