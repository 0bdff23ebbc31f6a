"""The SHA-256 of a voice's file, remembered: a model has 60 MB and more, and every run asks for it."""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING

from talecast.synthesize.whole_file import write_whole

if TYPE_CHECKING:
    from pathlib import Path


def sha256_of(path: Path, cache: Path) -> str:
    """The hash in hexadecimal digits, remembered in the cache until the file's size or time changes.

    Raises OSError where the file cannot be read.
    """
    stat = path.stat()
    name = hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:16]
    record = cache / "hashes" / f"{name}.sha256"
    stamp = f"{stat.st_size} {stat.st_mtime_ns} "
    with contextlib.suppress(OSError, UnicodeDecodeError):
        known = record.read_text(encoding="ascii")
        if known.startswith(stamp):
            return known.removeprefix(stamp)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    with contextlib.suppress(OSError):  # a cache that may only be read costs the hashing, not the run
        write_whole(record, (stamp + found).encode())
    return found
