"""What a book's utterances sound like, kept in a file: of a long one there are tens of thousands, which memory need not hold."""

from __future__ import annotations

import struct
import tempfile
import zlib
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from talecast.errors import OutputError
from talecast.model import Clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HEADER = struct.Struct("<IIHHI")
"""Before each clip in the file: sample rate, samples, and the bytes of its head, its tail and its energies, which follow."""
NOWHERE = -1


class SpokenClips(Sequence[Clip]):
    """The clips of a script's first utterances, in order. It grows as they are spoken.

    Utterances of one key share a clip, which is kept for the first of them. For one thread, but for `is_alike`.
    """

    def __init__(self, keys: Sequence[str], scratch: Path) -> None:
        """`keys` has one for each utterance of the script; `scratch` is a folder for the run's own files."""
        self._keys = keys
        self._firsts = array("q", _first_places(keys))
        self._places = array("q", [NOWHERE]) * len(keys)
        """Where in the file each clip lies."""
        self._checksums = array("Q", [0]) * len(keys)
        self._scratch = scratch
        self._file = tempfile.TemporaryFile(dir=scratch, buffering=0)  # noqa: SIM115 - open for as long as this is
        self._end = 0
        self._count = 0

    def close(self) -> None:
        """Let the file go, and with it the clips."""
        self._file.close()

    def __len__(self) -> int:
        """How many there are so far."""
        return self._count

    @overload
    def __getitem__(self, index: int) -> Clip: ...
    @overload
    def __getitem__(self, index: slice) -> list[Clip]: ...
    def __getitem__(self, index: int | slice) -> Clip | list[Clip]:
        """One of them, or some."""
        numbers = range(self._count)[index]
        return self._at(numbers) if isinstance(numbers, int) else [self._at(number) for number in numbers]

    def firsts(self) -> Iterator[int]:
        """The numbers of the utterances that are the first of their key."""
        return (number for number, first in enumerate(self._firsts) if number == first)

    def has(self, number: int) -> bool:
        """Whether the clip of that utterance is kept, by itself or for an equal one before it."""
        return self._places[self._firsts[number]] != NOWHERE

    def keep(self, number: int, clip: Clip) -> None:
        """Keep the clip of that utterance, the first of its key. Raises OutputError where the disk is full."""
        record = _record(clip)
        try:
            self._file.seek(self._end)
            written = self._file.write(record)
        except OSError as error:
            raise self._no_room(error.strerror or str(error)) from error
        if written != len(record):
            raise self._no_room("it is full")
        self._places[number], self._checksums[number] = self._end, zlib.crc32(record)
        self._end += len(record)

    def grow(self) -> Clip:
        """The clip of the next utterance, which is kept and one of them now."""
        self._count += 1
        return self[-1]

    def is_alike(self, clip: Clip) -> bool:
        """Whether a clip of this key was kept, and sounded like this one. From any thread."""
        number = self._keys.index(clip.key)
        return self.has(number) and self._checksums[number] == zlib.crc32(_record(clip))

    def _no_room(self, reason: str) -> OutputError:
        return OutputError(
            f"What is known of the clips cannot be kept in {self._scratch}: {reason}.",
            "Make room there, or choose another folder.",
        )

    def _at(self, number: int) -> Clip:
        self._file.seek(self._places[self._firsts[number]])
        rate, samples, head, tail, energies = HEADER.unpack(self._file.read(HEADER.size))
        sound = self._file.read(head + tail + energies)
        return Clip(self._keys[number], rate, samples, sound[:head], sound[head : head + tail], sound[head + tail :])


def _first_places(keys: Iterable[str]) -> Iterator[int]:
    """For each key the place where it comes first."""
    places: dict[str, int] = {}
    return (places.setdefault(key, place) for place, key in enumerate(keys))


def _record(clip: Clip) -> bytes:
    lengths = (len(clip.head_db), len(clip.tail_db), len(clip.energies))
    return HEADER.pack(clip.sample_rate, clip.samples, *lengths) + clip.head_db + clip.tail_db + clip.energies
