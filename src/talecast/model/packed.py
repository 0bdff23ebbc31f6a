"""A script in little memory: a long book has tens of thousands of sentences, and few of them are needed at once."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import starmap
from operator import attrgetter
from typing import TYPE_CHECKING, overload

from talecast.model.script import ScriptBlock, Utterance
from talecast.model.structure import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.model.script import Script

BLOCKS_TOGETHER = 64
"""Blocks that are packed together: about 200 sentences, which take 7 kB packed and 70 kB as they are."""
_values = attrgetter(*(field.name for field in fields(Utterance)))
"""An utterance as a plain tuple: pickle makes those, and utterances of them, in half the time."""
LEVEL = 1
"""zlib's fastest: it halves English, and unpacking takes longer than inflating."""


class PackedBlocks(Sequence[ScriptBlock]):
    """The blocks of a chapter, packed: they are made anew, a few at a time, for whoever goes through them."""

    def __init__(self, blocks: Sequence[ScriptBlock]) -> None:
        """Pack them. To go through them all takes 1 µs a sentence."""
        self._count = len(blocks)
        self._packs = tuple(
            _packed(blocks[start : start + BLOCKS_TOGETHER]) for start in range(0, self._count, BLOCKS_TOGETHER)
        )
        self._structures = {at: block.structure for at, block in enumerate(blocks) if block.structure != PLAIN}
        """As they are: few blocks have one, and all rows of a table share the whole table."""

    def __len__(self) -> int:
        """How many blocks there are."""
        return self._count

    def __iter__(self) -> Iterator[ScriptBlock]:
        """All of them, in order."""
        for number in range(len(self._packs)):
            yield from self._unpacked(number)

    @overload
    def __getitem__(self, index: int) -> ScriptBlock: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[ScriptBlock, ...]: ...
    def __getitem__(self, index: int | slice) -> ScriptBlock | tuple[ScriptBlock, ...]:
        """One of them, or some."""
        numbers = range(self._count)[index]
        return self._at(numbers) if isinstance(numbers, int) else tuple(self._at(number) for number in numbers)

    def _at(self, number: int) -> ScriptBlock:
        pack, place = divmod(number, BLOCKS_TOGETHER)
        return self._unpacked(pack)[place]

    def _unpacked(self, pack: int) -> list[ScriptBlock]:
        rows = pickle.loads(zlib.decompress(self._packs[pack]))  # noqa: S301 - packed below, and never out of this process
        first = pack * BLOCKS_TOGETHER
        return [
            ScriptBlock(kind, tuple(starmap(Utterance, values)), level, language, self._structures.get(at, PLAIN))
            for at, (kind, values, level, language) in enumerate(rows, first)
        ]


def _packed(blocks: Sequence[ScriptBlock]) -> bytes:
    rows = [(block.kind, tuple(map(_values, block.utterances)), block.level, block.language) for block in blocks]
    return zlib.compress(pickle.dumps(rows), LEVEL)


def pack(script: Script) -> bytes:
    """The script as bytes, for `unpack`.

    Python gives memory back in pieces of a megabyte, and whatever is made while a book is there lies between the book's own
    objects and keeps theirs. So nothing is to stay but bytes, until the book is gone.
    """
    chapters = (replace(chapter, blocks=PackedBlocks(chapter.blocks)) for chapter in script.chapters)
    return pickle.dumps(replace(script, chapters=tuple(chapters)))


def unpack(packed: bytes) -> Script:
    """The script that was packed; its blocks stay packed, and are made when they are asked for."""
    script: Script = pickle.loads(packed)  # noqa: S301 - packed above, and never out of this process
    return script
