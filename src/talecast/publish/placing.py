"""Files put where others look at them: whole or not at all, and readable by a web server that is somebody else."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def place_text(path: Path, data: bytes) -> None:
    """Write the bytes in one step; a file that has them already is left as it is, its time too. Raises OSError."""
    with suppress(OSError):
        if path.is_file() and not path.is_symlink() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return
    _place(path, lambda part: part.write_bytes(data))


def place_file(source: Path, path: Path) -> None:
    """Make `path` the same file as `source`, or where that cannot be, on another disk, a copy. Raises OSError."""
    source = source.resolve(strict=True)
    if path.is_file() and not path.is_symlink() and _same(source, path):
        return

    def fill(part: Path) -> None:
        try:
            os.link(source, part)
        except OSError:  # another disk, or one that knows no links
            shutil.copy2(source, part)

    _place(path, fill)


def _same(source: Path, path: Path) -> bool:
    """One file under two names, or a copy of ours: those have the time of what they were copied from."""
    ours, theirs = source.stat(), path.stat()
    copied = (ours.st_mtime_ns, ours.st_size) == (theirs.st_mtime_ns, theirs.st_size)
    return os.path.samestat(ours, theirs) or (copied and ours.st_dev != theirs.st_dev)


def _place(path: Path, fill: Callable[[Path], object]) -> None:
    """Under a hidden name first. Not by `tempfile`: its files are for their owner's eyes alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name[-200:]}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        fill(part)
        part.replace(path)
        part.unlink(missing_ok=True)  # rename() of two names of one file does nothing (POSIX)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
