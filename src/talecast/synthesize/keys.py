"""The names of a script's clips, packed: of a long book there are tens of thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import overload

DIGEST_BYTES = sha256().digest_size


class ClipKeys(Sequence[str]):
    """The key of each utterance's clip, in order, as hexadecimal digits; a third of what they would take as strings."""

    def __init__(self, keys: Iterable[str]) -> None:
        """`keys` are digests of SHA-256 in hexadecimal digits."""
        self._digests = bytearray()
        for key in keys:
            self._digests += bytes.fromhex(key)

    def __len__(self) -> int:
        """How many utterances there are."""
        return len(self._digests) // DIGEST_BYTES

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        """One of them, or some."""
        numbers = range(len(self))[index]
        return self._at(numbers) if isinstance(numbers, int) else [self._at(number) for number in numbers]

    def _at(self, number: int) -> str:
        return self._digests[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES].hex()
