"""Which pause follows which sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talecast.model import Block, BlockKind, Sentence, SkipKind
from talecast.settings import Settings
from tests.unit.direct.making import BREAK, PAUSES, block, book, heading, pauses, script


def test_each_kind_of_boundary_has_its_pause() -> None:
    first = (heading("One"), block("A man. A plan."), block("A canal."), BREAK, block("Panama."))
    second = (heading("Two"), block("The end."))
    assert pauses(script(book(first, second))) == [
        ("One", 1200),
        ("A man.", 400),
        ("A plan.", 800),
        ("A canal.", 2000),
        ("Panama.", 2500),
        ("Two", 1200),
        ("The end.", 0),
    ]


def test_with_a_file_a_chapter_each_chapter_ends_with_no_pause_of_its_own() -> None:
    source = book((block("A man."), block("A plan.")), (block("A canal."),))
    made = script(source, replace(PAUSES, per_chapter=True))
    assert pauses(made) == [("A man.", 800), ("A plan.", 0), ("A canal.", 0)]


def test_the_last_chosen_chapter_ends_the_file() -> None:
    source = book((block("A man."),), (block("A plan."),), (block("A canal."),))
    assert pauses(script(source, replace(PAUSES, chapters="1-2"))) == [("A man.", 2500), ("A plan.", 0)]


def test_several_scene_breaks_in_a_row_are_one_pause() -> None:
    assert pauses(script(book((block("A man."), BREAK, BREAK, block("A plan."))))) == [("A man.", 2000), ("A plan.", 0)]


def test_a_scene_break_at_the_beginning_of_a_chapter_adds_nothing() -> None:
    source = book((BREAK, block("A man.")), (BREAK, block("A plan.")))
    assert pauses(script(source)) == [("A man.", 2500), ("A plan.", 0)]


def test_a_scene_break_at_the_end_of_a_chapter_adds_nothing() -> None:
    source = book((block("A man."), BREAK), (block("A plan."), BREAK))
    assert pauses(script(source)) == [("A man.", 2500), ("A plan.", 0)]


def test_a_scene_break_after_a_heading_is_heard_as_one() -> None:
    assert pauses(script(book((heading("One"), BREAK, block("A man.")))))[0] == ("One", 2000)


def test_a_scene_break_beside_a_skipped_note_is_heard_once() -> None:
    note = block("Thanks for reading.", skip=SkipKind.AUTHORS_NOTE)
    source = book((block("A man."), BREAK, note, BREAK, block("A plan.")))
    assert pauses(script(source)) == [("A man.", 2000), ("A plan.", 0)]


def test_a_sentence_that_was_cut_is_held_together_by_a_short_pause() -> None:
    long = Block(
        BlockKind.PARAGRAPH,
        "As far as here, and further on. Then stop.",
        sentences=(Sentence(0, 15, continues=True), Sentence(16, 31), Sentence(32, 42)),
    )
    assert pauses(script(book((long,)))) == [("As far as here,", 150), ("and further on.", 400), ("Then stop.", 0)]


def test_pauses_of_zero_are_kept() -> None:
    none = Settings(pause_sentence=0, pause_paragraph=0, pause_scene=0, pause_heading=0, pause_chapter=0)
    first = (heading("One"), block("A man. A plan."), BREAK, block("A canal."))
    made = script(book(first, (block("Panama."),)), none)
    assert {pause for _, pause in pauses(made)} == {0}


@pytest.mark.parametrize(
    "kind", [BlockKind.VERSE, BlockKind.QUOTE, BlockKind.LETTER, BlockKind.LIST, BlockKind.EPIGRAPH]
)
def test_every_other_kind_of_block_is_followed_by_the_pause_of_a_paragraph(kind: BlockKind) -> None:
    assert pauses(script(book((block("A man.", kind), block("A plan.")))))[0] == ("A man.", 800)


def test_a_scene_break_stays_in_the_script_without_words() -> None:
    made = script(book((block("A man."), BREAK, block("A plan."))))
    assert [(part.kind, len(part.utterances)) for part in made.chapters[0].blocks] == [
        (BlockKind.PARAGRAPH, 1),
        (BlockKind.SCENE_BREAK, 0),
        (BlockKind.PARAGRAPH, 1),
    ]
