"""The clip store: each utterance that was ever spoken, under a name made of everything its sound depends on."""

from __future__ import annotations

import hashlib
import json
import struct
from typing import TYPE_CHECKING

from talecast.errors import OutputError
from talecast.model import Clip
from talecast.synthesize.blobs import BlobStore

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

LENGTH = struct.Struct("<I")
"""Before a clip's description: its length in bytes. Its samples follow, 16 bits each, little-endian."""


def clip_key(*identity: object) -> str:
    """The name of a clip: the same for the same words said the same way, on every machine and in every run."""
    return hashlib.sha256(json.dumps(identity, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


class ClipStore:
    """The clips under one folder. A clip that is not what its checksum says is dropped, and its words are spoken again."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first clip is put."""
        self.folder = folder
        self._blobs = BlobStore(folder, ".clip")

    def has(self, key: str) -> bool:
        """Whether there is a clip of this name; whether it is whole, `get` finds out."""
        return self._blobs.has(key)

    def get(self, key: str) -> Clip | None:
        """The clip of this name without its samples, or None where there is none or it is damaged (then it is dropped)."""
        data = self._blobs.read(key)
        return None if data is None else _parse(key, data)[0]

    def samples(self, key: str) -> NDArray[np.int16]:
        """The samples of a clip that is there, mono at its own rate. Raises OutputError where it is gone."""
        import numpy as np

        data = self._blobs.read(key)
        if data is None:
            raise OutputError("A clip vanished from the cache while it was needed.", "Run the same command again.")
        return np.frombuffer(_parse(key, data)[1], dtype="<i2")

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
        self._blobs.write(clip.key, LENGTH.pack(len(description)), description, samples.astype("<i2").tobytes())


def _parse(key: str, data: bytes) -> tuple[Clip, memoryview]:
    (described,) = LENGTH.unpack(data[: LENGTH.size])
    end = LENGTH.size + described
    entry = json.loads(data[LENGTH.size : end])
    clip = Clip(
        key=key,
        sample_rate=entry["sample_rate"],
        samples=entry["samples"],
        loudest_db=entry["loudest_db"],
        head_db=bytes.fromhex(entry["head_db"]),
        tail_db=bytes.fromhex(entry["tail_db"]),
        energies=bytes.fromhex(entry["energies"]),
    )
    return clip, memoryview(data)[end:]
