"""Which blocks get sentences."""

from __future__ import annotations

import pytest

from talecast.model import READABLE_NOTES, Block, BlockKind, Book, Chapter, Metadata, Sentence, SkipKind
from talecast.split import split_book


def block_after_split(block: Block, max_chars: int = 400) -> Block:
    book = Book(Metadata("T"), (Chapter("T", (block,)),), "t.txt", block.text)
    return split_book(book, max_chars).chapters[0].blocks[0]


def sentences(block: Block, max_chars: int = 400) -> list[str]:
    return [block.text[s.start : s.end] for s in block_after_split(block, max_chars).sentences]


@pytest.mark.parametrize("kind", [kind for kind in BlockKind if kind not in (BlockKind.SCENE_BREAK, BlockKind.HEADING)])
def test_every_block_that_is_spoken_gets_sentences(kind: BlockKind) -> None:
    assert sentences(Block(kind, "He ran. She hid.")) == ["He ran.", "She hid."]


def test_a_block_that_is_put_otherwise_for_the_ear_is_one_sentence() -> None:
    row = Block(BlockKind.TABLE, "Mr. Gray. 12. Sailor.", spoken="Name: Mr. Gray. Age: 12. Trade: Sailor.")
    assert sentences(row, 10) == ["Mr. Gray. 12. Sailor."]


def test_a_scene_break_has_none() -> None:
    assert block_after_split(Block(BlockKind.SCENE_BREAK, "* * *")).sentences == ()


@pytest.mark.parametrize("skip", list(SkipKind))
def test_what_is_skipped_has_sentences_only_where_it_may_be_brought_back(skip: SkipKind) -> None:
    block = Block(BlockKind.NOTE, "A note. It is short.", skip=skip)

    assert len(sentences(block)) == (2 if skip in READABLE_NOTES else 0)


@pytest.mark.parametrize(
    "text",
    ["CHAPTER I. Down the Rabbit-Hole", "II", "3. The Crossing", "Who Was He? And Why?", "Mr. Hale Goes Out. And In."],
)
def test_a_heading_is_one_sentence(text: str) -> None:
    assert sentences(Block(BlockKind.HEADING, text, level=1)) == [text]


def test_a_heading_too_long_for_an_engine_is_cut_at_its_clauses() -> None:
    text = "CHAPTER I. In which a boy goes to sea; in which a ship goes down"

    assert sentences(Block(BlockKind.HEADING, text, level=1), max_chars=50) == [
        "CHAPTER I. In which a boy goes to sea;",
        "in which a ship goes down",
    ]


def test_a_new_line_of_verse_ends_no_sentence() -> None:
    block = Block(BlockKind.VERSE, "The boat went out,\nThe boat came in.\nThe tide was low.")

    assert sentences(block) == ["The boat went out,\nThe boat came in.", "The tide was low."]


def test_a_book_that_is_split_twice_is_the_same_book() -> None:
    book = Book(Metadata("T"), (Chapter("T", (Block(BlockKind.PARAGRAPH, "He ran. She hid."),)),), "t.txt", "")

    once = split_book(book)

    assert split_book(once) == once
    assert once.chapters[0].blocks[0].sentences == (Sentence(0, 7), Sentence(8, 16))
