"""Memory of a long run: one arena, whatever the number of threads, and no holes."""

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


HOLES = """
import ctypes
from talecast.allocator import give_back

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

malloc = ctypes.CDLL(None).malloc
malloc.restype, malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
free = ctypes.CDLL(None).free
free.argtypes = [ctypes.c_void_p]
memset = ctypes.memset
large, small = [], []
for _ in range(400):
    large.append(malloc(100_000))
    memset(large[-1], 1, 100_000)
    small.append(malloc(600))
before = resident()
for address in large:
    free(address)
held = resident()
give_back()
print(before - held, before - resident())
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library is not glibc"
)
def test_what_lies_free_between_small_things_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", HOLES], check=True, capture_output=True, text=True, timeout=60)
    alone, given_back = map(int, done.stdout.split())
    assert alone < 4_000_000
    assert given_back > 30_000_000


TUPLES_AND_NAMES = """
import sys
from talecast.allocator import let_go

let_go()
before = sys.getallocatedblocks()
tuples = [tuple([number] * 7) for number in range(1_500)]
del tuples
kept = sys.getallocatedblocks() - before
let_go()
print(kept > 1_000, sys.getallocatedblocks() - before < 100)
"""


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="Python keeps fewer tuples from 3.14 on")
def test_what_python_keeps_for_the_next_time_is_let_go() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TUPLES_AND_NAMES], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.split() == ["True", "True"]
