"""The ETag of a file: its SHA-256 as `narration.json` has it, where that is still true.

`narration.json` is written after all the files that it names. A file that is older has not been touched since; one that is
newer was copied, changed, or is just being narrated anew, and is read once to know.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import OrderedDict
from io import FileIO
from typing import TYPE_CHECKING

from talecast.publish.folder import NARRATION_FILE

if TYPE_CHECKING:
    from talecast.publish.shelf import ShelfBook, ShelfFile

PIECE_BYTES = 1 << 20
KEPT = 10_000
"""Files whose digest is kept: 1 MB."""


class Versions:
    """Knows the files that have been read."""

    def __init__(self) -> None:
        self._digests: OrderedDict[tuple[int, ...], str] = OrderedDict()
        self._reading: dict[tuple[int, ...], asyncio.Task[str]] = {}

    async def etag(self, descriptor: int, status: os.stat_result, book: ShelfBook, file: ShelfFile) -> str:
        """The strong ETag of the open file, with its quotes; `status` is its own. Raises OSError."""
        key = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        if key in self._digests:
            return f'"{self._digests[key]}"'
        recorded_ns = (book.folder / NARRATION_FILE).stat().st_mtime_ns
        if status.st_size == file.bytes and status.st_mtime_ns <= recorded_ns:
            return f'"{self._keep(key, file.sha256)}"'
        if key not in self._reading:  # else somebody has asked already
            self._reading[key] = asyncio.create_task(self._read(key, os.dup(descriptor)))
        return f'"{await asyncio.shield(self._reading[key])}"'

    async def _read(self, key: tuple[int, ...], descriptor: int) -> str:
        try:
            return self._keep(key, await asyncio.to_thread(_sha256, descriptor))
        finally:
            del self._reading[key]

    def _keep(self, key: tuple[int, ...], digest: str) -> str:
        self._digests[key] = digest
        if len(self._digests) > KEPT:
            self._digests.popitem(last=False)
        return digest


def _sha256(descriptor: int) -> str:
    """Of all of the file, whose descriptor is closed."""
    digest = hashlib.sha256()
    with FileIO(descriptor) as file:
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
