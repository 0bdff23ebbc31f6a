from __future__ import annotations

import os
from pathlib import Path

import pytest

from talecast.serve.opening import open_inside


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.mp3").write_bytes(b"sound")
    (folder / "inner" / "b.mp3").write_bytes(b"more")
    (tmp_path / "secret").write_bytes(b"secret")
    return folder


@pytest.mark.parametrize(("path", "content"), [("a.mp3", b"sound"), ("inner/b.mp3", b"more")])
def test_a_plain_file_is_opened(book: Path, path: str, content: bytes) -> None:
    with os.fdopen(open_inside(book, path), "rb") as file:
        assert file.read() == content


def test_no_link_is_followed_wherever_it_leads(book: Path) -> None:
    (book / "out.mp3").symlink_to(book.parent / "secret")
    (book / "same.mp3").symlink_to("a.mp3")
    (book / "folder").symlink_to(book.parent)
    for path in ("out.mp3", "same.mp3", "folder/secret"):
        with pytest.raises(OSError, match=r"\w"):
            open_inside(book, path)


def test_a_pipe_or_a_folder_is_no_file_and_nobody_waits(book: Path) -> None:
    os.mkfifo(book / "pipe.mp3")
    before = open_files()
    for path in ("pipe.mp3", "inner", "missing.mp3"):
        with pytest.raises(OSError, match=r"\w"):
            open_inside(book, path)
    assert open_files() == before


def open_files() -> int:
    """How many this process has open; 0 where the system does not tell."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0
