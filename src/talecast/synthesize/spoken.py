"""What a book's utterances sound like, packed: of a long one there are tens of thousands, as objects three times the size."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import overload

from talecast.model import Clip


class PackedClips:
    """Clips by their keys."""

    def __init__(self) -> None:
        """None yet."""
        self._places: dict[str, int] = {}
        self._numbers = array("Q")
        """Five a clip: sample rate, samples, and where in `_bytes` its head, its tail and its energies end."""
        self._bytes = bytearray()

    def __contains__(self, key: str) -> bool:
        """Whether there is a clip of this key."""
        return key in self._places

    def __getitem__(self, key: str) -> Clip:
        """The clip of this key. Raises KeyError."""
        at = 5 * self._places[key]
        rate, samples, head_end, tail_end, end = self._numbers[at : at + 5]
        start = self._numbers[at - 1] if at else 0
        head_db, tail_db, energies = (
            bytes(self._bytes[begin:until])
            for begin, until in ((start, head_end), (head_end, tail_end), (tail_end, end))
        )
        return Clip(key, rate, samples, head_db, tail_db, energies)

    def add(self, key: str, clip: Clip) -> None:
        """Keep a clip under `key`, which is its own: as an object that is there anyway. What is there already stays."""
        if key in self._places:
            return
        self._places[key] = len(self._places)
        ends = [len(self._bytes)]
        for part in (clip.head_db, clip.tail_db, clip.energies):
            self._bytes += part
            ends.append(len(self._bytes))
        self._numbers.extend((clip.sample_rate, clip.samples, *ends[1:]))


class SpokenClips(Sequence[Clip]):
    """The clips of a script's first utterances, in order. It grows as they are spoken."""

    def __init__(self, keys: Sequence[str], clips: PackedClips) -> None:
        """`keys` has one for each utterance of the script."""
        self._keys = keys
        self._clips = clips
        self._count = 0

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

    def grow(self) -> Clip:
        """The clip of the next utterance, which has come and is one of them now."""
        self._count += 1
        return self[-1]

    def _at(self, number: int) -> Clip:
        return self._clips[self._keys[number]]
