"""A faulty engine, registered as somebody's own package would register one; and orders for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from talecast.synthesize.engine import EngineOrder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENGINE = "tests.unit.synthesize.faulty_engine"


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the engine; an installed package's entry point names it, for this process and its workers."""
    package = tmp_path / "site" / "faulty-1.0.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text(f"[talecast.engines]\nfaulty = {ENGINE}\n")
    monkeypatch.syspath_prepend(str(package.parent))
    return "faulty"


@pytest.fixture
def order(tmp_path: Path) -> Callable[..., EngineOrder]:
    """Makes orders whose folders are the test's own."""
    scratch, cache = tmp_path / "scratch", tmp_path / "cache"
    scratch.mkdir()
    cache.mkdir()

    def make(
        engine: str, voice: str = "", *, language: str = "en", rate: float = 1.0, cache_folder: Path = cache
    ) -> EngineOrder:
        return EngineOrder(engine, voice, language, rate, 50, str(cache_folder), str(scratch))

    return make
