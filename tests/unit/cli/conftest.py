"""The command line run as a user runs it, with a home of its own, in the voice that needs no engine."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

STORY = """A Tale

Chapter 1

It was late. Nobody asked him why.

* * *

He left.

Chapter 2

A/N: thanks for reading this far.

She stayed at home.
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "tale.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def run(tmp_path: Path, repository: Path) -> Run:
    """A function that runs talecast and gives its exit code, its output and its complaints."""
    environ = {
        **{name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ},
        "PYTHONPATH": str(repository / "src"),
        "TALECAST_CACHE": str(tmp_path / "cache"),
        "HOME": str(tmp_path / "home"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "LANG": "C.UTF-8",
    }

    def talecast(
        *arguments: str | bytes | Path, stdin: bytes = b"", environ_more: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "talecast", *arguments],
            cwd=tmp_path,
            env={**environ, **(environ_more or {})},
            input=stdin,
            capture_output=True,
            check=False,
        )
        said, complained = (text.decode("utf-8", "backslashreplace") for text in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(arguments, done.returncode, said, complained)

    return talecast
