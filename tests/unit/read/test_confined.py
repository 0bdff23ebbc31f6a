"""Helpers under limits."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from talecast.read import confined
from talecast.read.confined import run_confined

if TYPE_CHECKING:
    import pytest


def test_a_helper_gets_bytes_and_gives_bytes() -> None:
    done = run_confined([sys.executable, "-c", "import sys; sys.stdout.write(sys.stdin.read().upper())"], b"words", 20)
    assert (done.output, done.code, done.is_late, done.is_long) == (b"WORDS", 0, False, False)


def test_a_helper_that_computes_too_long_is_stopped() -> None:
    done = run_confined([sys.executable, "-c", "while True: pass"], b"", 1)
    assert done.is_late
    assert done.code != 0


def test_a_helper_that_writes_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "MAX_OUTPUT", 1_000)
    done = run_confined([sys.executable, "-c", "print('x' * 10_000_000)"], b"", 20)
    assert done.is_long
    assert len(done.output) <= 1_001


def test_the_exit_code_of_a_helper_comes_back() -> None:
    assert run_confined([sys.executable, "-c", "raise SystemExit(7)"], b"", 20).code == 7
