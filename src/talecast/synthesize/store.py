"""The clip store: each utterance that was ever spoken, under a name made of everything its sound depends on."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from talecast.model import Clip
from talecast.synthesize.blobs import BlobStore

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


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
        """The clip of this name without its samples, or None where there is none or it is damaged (then it is dropped).

        Whether the samples are whole, `samples` finds out: of an edited novel few are needed again.
        """
        head = self._blobs.head(key)
        return None if head is None else _parse(key, head)

    def samples(self, key: str) -> NDArray[np.int16] | None:
        """The samples of a clip, mono at its own rate; None where there is none or it is damaged (then it is dropped)."""
        import numpy as np

        body = self._blobs.read(key)
        return None if body is None else np.frombuffer(body, dtype="<i2")

    def put(self, clip: Clip, samples: NDArray[np.int16]) -> None:
        """Keep a clip. Raises OutputError where the disk is full or the folder cannot be written."""
        description = json.dumps(
            {
                "sample_rate": clip.sample_rate,
                "samples": clip.samples,
                "head_db": clip.head_db.hex(),
                "tail_db": clip.tail_db.hex(),
                "energies": clip.energies.hex(),
            }
        ).encode()
        self._blobs.write(clip.key, samples.astype("<i2").tobytes(), head=description)


def _parse(key: str, head: bytes) -> Clip:
    entry = json.loads(head)
    return Clip(
        key=key,
        sample_rate=entry["sample_rate"],
        samples=entry["samples"],
        head_db=bytes.fromhex(entry["head_db"]),
        tail_db=bytes.fromhex(entry["tail_db"]),
        energies=bytes.fromhex(entry["energies"]),
    )
