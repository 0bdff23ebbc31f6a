"""What is kept between runs, of all books: clips, and stretches of encoded sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.synthesize import ClipStore

CACHE_LIMIT_BYTES = 4_000_000_000
"""About twenty-five hours of clips."""


def cache_contents() -> dict[str, tuple[int, int]]:
    """How many files of each kind are kept, and how many bytes they take."""
    from talecast.synthesize import contents

    return {folder.name: contents(folder) for folder in kept_folders()}


def clear_cache() -> int:
    """Drop all clips and stretches; gives the bytes that are free now. Raises OutputError where nothing could be dropped."""
    from talecast.errors import OutputError
    from talecast.places import cache_folder
    from talecast.synthesize import prune

    before = _kept_bytes()
    prune(kept_folders(), 0)
    freed = max(before - _kept_bytes(), 0)
    if before and not freed:
        raise OutputError(f"Nothing in the cache folder {cache_folder()} can be dropped.", "Is it read-only?")
    return freed


def clip_store() -> ClipStore:
    """The clips of this user, from all runs."""
    from talecast.synthesize import ClipStore

    return ClipStore(kept_folders()[0])


def kept_folders() -> tuple[Path, Path]:
    """Where clips and encoded stretches are kept."""
    from talecast.places import cache_folder

    return cache_folder() / "clips", cache_folder() / "stretches"


def _kept_bytes() -> int:
    return sum(size for _, size in cache_contents().values())
