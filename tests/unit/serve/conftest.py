from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.shelves import make_book
from tests.unit.serve.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.serve.serving import Server


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with a book of one file, and one of a file a chapter."""
    folder = tmp_path / "out"
    make_book(folder, "A Book", formats=("mp3", "m4b"))
    make_book(folder, "Another", per_chapter=True, series="Nights", series_position="2")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def server(shelf: Path, home: Path) -> Iterator[Server]:
    """For this machine alone."""
    with serving(shelf, home) as served:
        yield served
