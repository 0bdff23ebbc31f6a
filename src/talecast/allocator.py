"""How the C library keeps the memory of a long run: told once, because a book is made by several threads."""

from __future__ import annotations

import sys

M_ARENA_MAX = -8
"""A parameter of glibc's mallopt(3)."""


def share_one_arena() -> None:
    """Let all threads share one arena, where the C library is glibc; nothing elsewhere.

    Left alone, glibc gives each thread an arena of its own. Then the sound of one stretch after another lies between what stays
    of each clip, and little of it is ever used again: over 100,000 words this process grew from 96 to 166 MB, in one arena it
    stays at about 100. (Mapping large blocks apart, `M_MMAP_THRESHOLD`, brings 80, but each is cleared anew: 15 % slower.)
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and needs none
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)
