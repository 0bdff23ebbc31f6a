"""Opening a file of the shelf: the file that was meant, or none. No symbolic link is followed, and nothing is waited for."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_STEPWISE = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
"""Windows knows neither; there the way is looked at before it is taken."""


def open_inside(folder: Path, path: str) -> int:
    """The descriptor of a plain file under `folder`, `path` with forward slashes; to be closed by the caller.

    Raises OSError where it is not there, or where any step below `folder` is a link, or the last one a pipe or a device.
    """
    *folders, name = path.split("/")
    if not _STEPWISE:
        return _plain(_open_checked(folder, path))
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for step in folders:
            inner = os.open(step, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=place)
            os.close(place)
            place = inner
        # A pipe would wait for its writer for ever: with O_NONBLOCK it is opened, and then refused.
        return _plain(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=place))
    finally:
        os.close(place)


def _open_checked(folder: Path, path: str) -> int:
    whole = folder.joinpath(*path.split("/"))
    if whole.resolve(strict=True) != folder.resolve(strict=True).joinpath(*path.split("/")):
        raise FileNotFoundError(path)
    return os.open(whole, os.O_RDONLY | getattr(os, "O_BINARY", 0))


def _plain(descriptor: int) -> int:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileNotFoundError(descriptor)
    return descriptor
