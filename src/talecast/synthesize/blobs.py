"""Files that are named for what is in them: written once, checked when they are read, dropped when they are damaged or too many.

Each is written under another name and moved into place, so that several runs may share a folder and a kill leaves nothing
half-written under a final name.
"""

from __future__ import annotations

import contextlib
import os
import struct
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAGIC = b"talecast store 2\n"
HEADER = struct.Struct("<IQ")
"""After the magic: CRC-32 of the data, bytes of the data."""
TEMPORARY = "."
"""What the name of a file that is being written begins with."""
ABANDONED_NS = 3_600 * 10**9
"""A file that is still being written this long after the newest one was left by a killed run."""


class BlobStore:
    """The files of one kind under one folder. Any number of processes may use it at once."""

    def __init__(self, folder: Path, suffix: str) -> None:
        """`folder` is made when the first one is written; `suffix` begins with a dot."""
        self.folder = folder
        self._suffix = suffix

    def has(self, key: str) -> bool:
        """Whether there is one of this name; whether it is whole, `read` finds out."""
        return self._path(key).is_file()

    def read(self, key: str) -> bytes | None:
        """The data of this name, or None where there is none or it is damaged (then it is dropped)."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        content = _content(data)
        with contextlib.suppress(OSError):  # a store that may only be read still serves
            if content is None:
                path.unlink()
            else:
                os.utime(path)  # least recently used goes first
        return content

    def write(self, key: str, *parts: bytes) -> None:
        """Keep data, given in parts. Raises OutputError where the disk is full or the folder cannot be written."""
        checksum = 0
        for part in parts:
            checksum = zlib.crc32(part, checksum)
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.writelines((MAGIC, HEADER.pack(checksum, sum(map(len, parts))), *parts))
                Path(temporary).replace(path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise OutputError(
                f"The cache folder {self.folder} cannot be written: {error.strerror}.",
                "Make room there, or set TALECAST_CACHE to another folder.",
            ) from error

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{self._suffix}"


def prune(folders: Iterable[Path], limit_bytes: int) -> None:
    """Drop the least recently used files until the rest fit in `limit_bytes`; and what killed runs left half-written."""
    entries = sorted(
        (stat.st_mtime_ns, str(path), stat.st_size)
        for folder in folders
        for path in folder.glob("*/*")
        if (stat := _stat(path))
    )
    excess = sum(size for _, _, size in entries) - limit_bytes
    newest_ns = entries[-1][0] if entries else 0
    for used_ns, path, size in entries:
        half_written = Path(path).name.startswith(TEMPORARY) and newest_ns - used_ns > ABANDONED_NS
        if excess <= 0 and not half_written:
            continue
        with contextlib.suppress(OSError):  # another run was first, or the folder may only be read
            Path(path).unlink()
            excess -= size


def contents(folder: Path) -> tuple[int, int]:
    """How many files a folder of blobs has, and how many bytes they take."""
    sizes = [stat.st_size for path in folder.glob("*/*") if (stat := _stat(path))]
    return len(sizes), sum(sizes)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _content(data: bytes) -> bytes | None:
    start = len(MAGIC) + HEADER.size
    if not data.startswith(MAGIC) or len(data) < start:
        return None
    checksum, length = HEADER.unpack(data[len(MAGIC) : start])
    content = memoryview(data)[start:]
    return bytes(content) if len(content) == length and zlib.crc32(content) == checksum else None
