"""Files that are named for what is in them: written once, checked when they are read, dropped when they are damaged or too many.

Each is written under another name and moved into place, so that several runs may share a folder and a kill leaves nothing
half-written under a final name.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import struct
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.errors import OutputError, unwritable_tip
from talecast.synthesize.whole_file import TEMPORARY, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO

MAGIC = b"talecast store 4\n"
HEADER = struct.Struct("<IIIQ")
"""After the magic: CRC-32 of the name and the head, bytes of the head, CRC-32 and bytes of the body. Head and body follow."""
FIRST_READ_BYTES = 4_096
"""Enough for nearly every head."""
ABANDONED_NS = 3_600 * 10**9
"""A file that is still being written this long after the newest one was left by a killed run."""
USED_GRAIN_S = 3_600
"""When a file was last used is noted this exactly: a novel has ten thousand clips, and each note is a write."""


class BlobStore:
    """The files of one kind under one folder. Any number of processes may use it at once.

    A file has a head, which can be read alone and may be empty, and a body, each with a checksum.
    """

    def __init__(self, folder: Path, suffix: str) -> None:
        """`folder` is made when the first one is written; `suffix` begins with a dot."""
        self.folder = folder
        self._suffix = suffix

    def has(self, key: str) -> bool:
        """Whether there is one of this name; whether it is whole, reading finds out."""
        status = _stat(self._path(key))
        return status is not None and stat.S_ISREG(status.st_mode)

    def head(self, key: str) -> bytes | None:
        """The head of this name, or None where there is none or it is damaged, or the file cut (then it is dropped)."""
        return self._read(key, _head)

    def read(self, key: str) -> bytes | None:
        """The body of this name, or None where there is none or it is damaged (then it is dropped)."""
        return self._read(key, _body)

    def write(self, key: str, *body: bytes, head: bytes = b"") -> None:
        """Keep a body, given in parts. Raises OutputError where the disk is full or the folder cannot be written."""
        checksum = 0
        for part in body:
            checksum = zlib.crc32(part, checksum)
        header = HEADER.pack(_head_checksum(key, head), len(head), checksum, sum(map(len, body)))
        try:
            _write_in_place(self._path(key), MAGIC, header, head, *body)
        except OSError as error:
            raise OutputError(
                f"The cache folder {self._path(key).parent} cannot be written: {error.strerror}.",
                unwritable_tip(error, "set TALECAST_CACHE to another folder"),
            ) from error

    def _read(self, key: str, part: Callable[[BinaryIO, int, str], bytes | None]) -> bytes | None:
        path = self._path(key)
        try:
            with open(path, "rb", buffering=0, opener=_open_at_once) as file:
                status = os.fstat(file.fileno())
                content = part(file, status.st_size, key) if stat.S_ISREG(status.st_mode) else None
        except OSError:
            if (found := _stat(path)) and stat.S_ISDIR(found.st_mode):
                _drop(path)
            return None
        if content is None:
            _drop(path)
        elif abs(time.time() - status.st_mtime) > USED_GRAIN_S:
            with contextlib.suppress(OSError):  # a store that may only be read still serves
                os.utime(path)  # least recently used goes first
        return content

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{self._suffix}"


def prune(folders: Iterable[Path], limit_bytes: int) -> None:
    """Drop the least recently used files until the rest fit in `limit_bytes`; and what killed runs left half-written."""
    now_ns = time.time_ns()
    entries = sorted(
        (_used_ns(path, status, now_ns), str(path), status.st_size)
        for folder in folders
        for path in folder.glob("*/*")
        if (status := _stat(path))
    )
    excess = sum(size for _, _, size in entries) - limit_bytes
    newest_ns = entries[-1][0] if entries else 0
    for used_ns, path, size in entries:
        half_written = Path(path).name.startswith(TEMPORARY)
        if newest_ns - used_ns <= ABANDONED_NS if half_written else excess <= 0:
            continue  # another run may be writing it just now
        excess -= size if _drop(Path(path)) else 0


def contents(folder: Path) -> tuple[int, int]:
    """How many files a folder of blobs has, and how many bytes they take."""
    sizes = [status.st_size for path in folder.glob("*/*") if (status := _stat(path))]
    return len(sizes), sum(sizes)


def _write_in_place(path: Path, *parts: bytes) -> None:
    """Write a file whole. What lies in the place of its folder and is none is damage as any other, and goes. Raises OSError."""
    try:
        write_whole(path, *parts)
    except (FileExistsError, NotADirectoryError):
        with contextlib.suppress(OSError):  # no folder is removed so: another run may have made it just now
            path.parent.unlink()
        write_whole(path, *parts)


def _open_at_once(path: str, flags: int) -> int:
    """As `open` does, but for a pipe that somebody put there: that would wait for a writer."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _drop(path: Path) -> bool:
    """Remove a file, or a folder that somebody put in its place. False where another run was first, or it may only be read."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError:
        return False
    return True


def _used_ns(path: Path, status: os.stat_result, now_ns: int) -> int:
    """When a file was last used. A clock was wrong where that is to come: then it is now, and noted so, or it would never go."""
    if status.st_mtime_ns <= now_ns + USED_GRAIN_S * 10**9:
        return status.st_mtime_ns
    with contextlib.suppress(OSError):
        os.utime(path, ns=(now_ns, now_ns))
    return now_ns


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _head(file: BinaryIO, size: int, key: str) -> bytes | None:
    beginning = file.read(FIRST_READ_BYTES)
    header = _header(beginning, size)
    if header is None:
        return None
    checksum, length, _, _ = header
    start = len(MAGIC) + HEADER.size
    if len(beginning) < start + length:
        beginning += file.read(start + length - len(beginning))
    head = beginning[start : start + length]
    return head if _head_checksum(key, head) == checksum else None


def _body(file: BinaryIO, size: int, key: str) -> bytes | None:
    data = file.read()
    header = _header(data, size)
    if header is None:
        return None
    _, head_length, checksum, length = header
    body = data[len(data) - length :] if length else b""
    head = data[len(MAGIC) + HEADER.size :][:head_length]
    return body if zlib.crc32(body) == checksum and _head_checksum(key, head) == header[0] else None


def _head_checksum(key: str, head: bytes) -> int:
    """The name is in it, so that a file that was moved to another name is damaged, too."""
    return zlib.crc32(head, zlib.crc32(key.encode()))


def _header(data: bytes, size: int) -> tuple[int, int, int, int] | None:
    """The header's four numbers, where they fit a file of that size."""
    start = len(MAGIC) + HEADER.size
    if not data.startswith(MAGIC) or len(data) < start:
        return None
    header: tuple[int, int, int, int] = HEADER.unpack(data[len(MAGIC) : start])
    return header if size == start + header[1] + header[3] else None
