"""Programs that are measured: their output, their end, and whose memory counts."""

from __future__ import annotations

import sys

import pytest

from benchmarks.processes import BenchmarkError, run

PYTHON = sys.executable


def test_the_output_is_that_of_the_last_command_of_a_pipe() -> None:
    done = run([PYTHON, "-c", "print('abc')"], [PYTHON, "-c", "print(input().upper())"])
    assert done.output == "ABC\n"
    assert done.peak_pss_mb is None


def test_a_command_that_fails_is_reported_with_its_last_words() -> None:
    with pytest.raises(BenchmarkError, match="no such luck"):
        run([PYTHON, "-c", "raise SystemExit('no such luck')"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_memory_of_a_child_s_child_counts() -> None:
    hold = "import time; kept = bytearray(60_000_000); kept[::4096] = b'x' * len(kept[::4096]); time.sleep(1)"
    within = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    done = run(
        [PYTHON, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {within!r}])"], watch_memory=True
    )
    assert done.peak_pss_mb is not None
    assert 60 < done.peak_pss_mb < 150
