"""A packed script is the script, in little memory."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

from talecast.model import (
    PLAIN,
    BlockKind,
    Cell,
    Metadata,
    PackedBlocks,
    PageBreak,
    Script,
    ScriptBlock,
    ScriptChapter,
    Structure,
    Utterance,
    pack,
    unpack,
)
from talecast.publish.shape import tables_begun

if TYPE_CHECKING:
    from collections.abc import Sequence


def blocks(count: int, first: int = 0) -> tuple[ScriptBlock, ...]:
    return tuple(
        ScriptBlock(
            BlockKind.PARAGRAPH,
            (
                Utterance(f"It was day {number}, and no sail.", f"It was day {number}, and no sail.", "joe", 400),
                Utterance("Mr. Hale slept on.", "Mister Hale slept on.", "joe", 700, "\n"),
            ),
            structure=Structure(pages=(PageBreak(str(number), 0),)),
        )
        for number in range(first, first + count)
    )


def script(*chapters: Sequence[ScriptBlock]) -> Script:
    told = tuple(ScriptChapter(f"Day {number}", some, number) for number, some in enumerate(chapters, start=1))
    return Script(Metadata("A Log"), "log.txt", "joe", 1.0, told, (), 500, 1_000, 60.0, warnings=("A page is torn.",))


def test_packed_blocks_are_the_blocks_in_their_order() -> None:
    made = blocks(150)
    packed = PackedBlocks(made)
    assert len(packed) == 150
    assert tuple(packed) == made
    assert tuple(packed) == made  # and once more
    assert tuple(reversed(packed)) == made[::-1]


def test_one_of_them_or_some_may_be_asked_for() -> None:
    made = blocks(150)
    packed = PackedBlocks(made)
    assert [packed[at] for at in (0, 63, 64, 149, -1)] == [made[at] for at in (0, 63, 64, 149, -1)]
    assert packed[60:70] == made[60:70]
    assert packed[::-50] == made[::-50]


def test_the_rows_of_a_long_table_share_the_one_table() -> None:
    """That they do is how its first row is known: with a table to each pack, `narration.json` had it once for every 64 rows."""
    table = tuple((Cell(str(number)),) for number in range(100))
    rows = [replace(block, structure=Structure(table=table, row=at)) for at, block in enumerate(blocks(100))]
    again = unpack(pack(script(rows)))
    assert list(tables_begun(again.chapters[0])) == [True] + [False] * 99
    assert again.chapters[0].blocks[99] == rows[99]


def test_a_chapter_without_blocks_may_be_packed() -> None:
    assert tuple(PackedBlocks(())) == ()


def test_an_unpacked_script_is_the_one_that_was_packed() -> None:
    made = script(blocks(70), blocks(3, first=70))
    again = unpack(pack(made))
    assert replace(again, chapters=()) == replace(made, chapters=())
    for chapter, other in zip(again.chapters, made.chapters, strict=True):
        assert replace(chapter, blocks=()) == replace(other, blocks=())
        assert tuple(chapter.blocks) == other.blocks
    assert list(again.utterances()) == list(made.utterances())


def test_a_sentence_takes_fewer_bytes_than_it_has_letters() -> None:
    made = script([replace(block, structure=PLAIN) for block in blocks(2_000)])
    letters = sum(len(utterance.text) for utterance in made.utterances())
    packed = pack(made)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    again = unpack(packed)
    kept, _ = tracemalloc.get_traced_memory()
    for _ in again.utterances():
        pass
    after, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept - before < letters
    assert after - before < letters
    assert highest - before < 3 * letters
