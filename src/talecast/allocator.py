"""How Python and the C library keep the memory of a long run, in which much is made between small things that stay."""

from __future__ import annotations

import gc
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

M_ARENA_MAX = -8
"""A parameter of glibc's mallopt(3)."""


def share_one_arena() -> None:
    """Let all threads share one arena, where the C library is glibc; nothing elsewhere.

    Left alone, glibc gives each thread an arena of its own. Then the sound of one stretch after another lies between what stays
    of each clip, and little of it is ever used again: over 100,000 words this process grew from 96 to 166 MB, in one arena it
    stays at about 100. A worker, whose engine has threads of its own, takes 4 MB less. (Mapping large blocks apart,
    `M_MMAP_THRESHOLD`, brings 80, but each is cleared anew: 15 % slower, and 40 % for eSpeak.)
    """
    mallopt = _function("mallopt")
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)


def give_back() -> None:
    """Give back to the system what lies free between what is kept.

    Left alone, glibc gives back what is free at the end of its memory, and there is always something at the end: over 500,000
    words the holes came to 50 MB.
    """
    trim = _function("malloc_trim")
    if trim is not None:
        trim(0)


def let_go() -> None:
    """Let Python give back what it keeps for the next time: tuples without contents, and the names of methods.

    It gives back memory by the megabyte, and each of these keeps the whole megabyte that it lies in. When 500,000 words had been
    planned, 8 were kept by nothing else.
    """
    gc.collect()
    forget_methods = getattr(sys, "_clear_internal_caches", None) or sys._clear_type_cache  # noqa: SLF001 - from 3.13 on the first
    forget_methods()


@cache
def _function(name: str) -> Callable[..., int] | None:
    """A function of glibc; None elsewhere: musl has neither of them, and needs neither."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    return getattr(ctypes.CDLL(None), name, None)
