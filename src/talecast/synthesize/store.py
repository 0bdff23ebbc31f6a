"""The clip store: each utterance that was ever spoken, under a name made of everything its sound depends on.

One file a clip, written under another name and moved into place, so that two runs may share a store and a kill leaves nothing
half-written under a final name. A file that is not what its checksum says is dropped, and its words are spoken again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import struct
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.errors import OutputError
from talecast.model import Clip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAGIC = b"talecast clip 1\n"
HEADER = struct.Struct("<III")
"""After the magic: CRC-32 of everything behind it, bytes of the description, bytes of the samples."""
TEMPORARY = "."
"""How the names of files begin that are being written."""
ABANDONED_NS = 3_600 * 10**9
"""A file that is being written for an hour longer than any clip has been left by a run that was killed."""


def clip_key(*identity: object) -> str:
    """The name of a clip: the same for the same words said the same way, on every machine and in every run."""
    return hashlib.sha256(json.dumps(identity, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


class ClipStore:
    """The clips under one folder. Any number of processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first clip is put."""
        self.folder = folder

    def get(self, key: str) -> Clip | None:
        """The clip of this name without its samples, or None where there is none or it is damaged (then it is dropped)."""
        found = self._read(key)
        if found is None:
            return None
        with contextlib.suppress(OSError):  # a store that may only be read still serves
            os.utime(self._path(key))  # least recently used goes first
        return found[0]

    def has(self, key: str) -> bool:
        """Whether there is a clip of this name; whether it is whole, `get` finds out."""
        return self._path(key).is_file()

    def samples(self, key: str) -> NDArray[np.int16]:
        """The samples of a clip that is there, mono at its own rate. Raises OutputError where it is gone."""
        import numpy as np

        found = self._read(key)
        if found is None:
            raise OutputError("A clip vanished from the cache while it was needed.", "Run the same command again.")
        return np.frombuffer(found[1], dtype="<i2")

    def put(self, clip: Clip, samples: NDArray[np.int16]) -> None:
        """Keep a clip. Raises OutputError where the disk is full or the folder cannot be written."""
        description = json.dumps(
            {
                "sample_rate": clip.sample_rate,
                "samples": clip.samples,
                "loudest_db": clip.loudest_db,
                "head_db": clip.head_db.hex(),
                "tail_db": clip.tail_db.hex(),
                "energies": clip.energies.hex(),
            }
        ).encode()
        body = description + samples.astype("<i2").tobytes()
        header = HEADER.pack(zlib.crc32(body), len(description), len(body) - len(description))
        path = self._path(clip.key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(MAGIC + header + body)
                Path(temporary).replace(path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise OutputError(
                f"The cache folder {self.folder} cannot be written: {error.strerror}.",
                "Make room there, or set TALECAST_CACHE to another folder.",
            ) from error

    def prune(self, limit_bytes: int) -> None:
        """Drop the least recently used clips until the rest fit in `limit_bytes`; and what killed runs left half-written."""
        entries = sorted(
            (stat.st_mtime_ns, str(path), stat.st_size) for path in self.folder.glob("*/*") if (stat := _stat(path))
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

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.clip"

    def _read(self, key: str) -> tuple[Clip, bytes] | None:
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        parsed = _parse(key, data)
        if parsed is None:
            with contextlib.suppress(OSError):
                path.unlink()
        return parsed


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _parse(key: str, data: bytes) -> tuple[Clip, bytes] | None:
    start = len(MAGIC) + HEADER.size
    if not data.startswith(MAGIC) or len(data) < start:
        return None
    checksum, described, sampled = HEADER.unpack(data[len(MAGIC) : start])
    body = memoryview(data)[start:]
    if len(body) != described + sampled or zlib.crc32(body) != checksum:
        return None
    entry = json.loads(bytes(body[:described]))
    clip = Clip(
        key=key,
        sample_rate=entry["sample_rate"],
        samples=entry["samples"],
        loudest_db=entry["loudest_db"],
        head_db=bytes.fromhex(entry["head_db"]),
        tail_db=bytes.fromhex(entry["tail_db"]),
        energies=bytes.fromhex(entry["energies"]),
    )
    return clip, bytes(body[described:])
