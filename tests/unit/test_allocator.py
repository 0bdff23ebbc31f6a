"""Memory of a long run: one arena, whatever the number of threads."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

THREADS_THAT_ALLOCATE = """
import ctypes, threading
from talecast.allocator import share_one_arena

share_one_arena()
libc = ctypes.CDLL(None)
together = threading.Barrier(8)

def allocate():
    together.wait()
    kept = [bytearray(2_000) for _ in range(1_000)]
    together.wait()
    return kept

threads = [threading.Thread(target=allocate) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.malloc_stats()
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_stats"), reason="the C library is not glibc"
)
def test_threads_share_one_arena() -> None:
    done = subprocess.run(
        [sys.executable, "-c", THREADS_THAT_ALLOCATE], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stderr.count("Arena ") == 1
