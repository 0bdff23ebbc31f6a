"""Which chapters are told, and what becomes of notes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talecast.direct.selection import choose
from talecast.errors import SettingsError, SourceError
from talecast.model import Block, BlockKind, Chapter, SkipKind
from tests.unit.direct.making import PAUSES, block, book, heading, script

TEN = [(number, Chapter(f"Chapter {number}", ())) for number in range(1, 11)]
NOTE = block("A note. Two sentences.", skip=SkipKind.AUTHORS_NOTE)
LICENCE = block("All rights reserved.", skip=SkipKind.LICENCE)
WITH_NOTE = (block("A man."), NOTE, block("A plan."))


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ("", range(1, 11)),
        ("  ", range(1, 11)),
        ("3", [3]),
        ("1-3,7", [1, 2, 3, 7]),
        ("7, 1-3", [1, 2, 3, 7]),
        ("2-4,3-5", [2, 3, 4, 5]),
        ("10", [10]),
        ("1-10", range(1, 11)),
    ],
)
def test_a_list_of_chapters_is_read_in_the_books_order(wanted: str, numbers: list[int]) -> None:
    assert [number for number, _ in choose(TEN, wanted)] == list(numbers)


@pytest.mark.parametrize("wanted", ["one", "1-", "-3", "1;2", "1,,2", "1--3", "1.5", ","])
def test_a_text_that_is_no_list_of_chapters_is_refused(wanted: str) -> None:
    with pytest.raises(SettingsError, match="is no list of numbers") as caught:
        choose(TEN, wanted)
    assert caught.value.exit_code == 2
    assert "1-3,7" in caught.value.tip


@pytest.mark.parametrize("wanted", ["0", "11", "3-11", "5-3", "99999999999999999999"])
def test_a_chapter_that_is_not_there_is_refused(wanted: str) -> None:
    with pytest.raises(SettingsError, match="this book has 10"):
        choose(TEN, wanted)


def test_chapters_keep_their_numbers_when_some_are_chosen() -> None:
    source = book(*((block(f"This is the text of {number}."),) for number in range(1, 5)))
    made = script(source, replace(PAUSES, chapters="2,4"))
    assert [(chapter.number, chapter.title) for chapter in made.chapters] == [(2, "Chapter 2"), (4, "Chapter 4")]


def test_notes_are_left_out_by_default_and_listed() -> None:
    made = script(book(WITH_NOTE))
    assert [utterance.text for utterance in made.utterances()] == ["A man.", "A plan."]
    assert [(skipped.kind, skipped.text) for skipped in made.skipped] == [(SkipKind.AUTHORS_NOTE, NOTE.text)]


def test_notes_are_read_at_their_place() -> None:
    made = script(book(WITH_NOTE), replace(PAUSES, notes="read"))
    assert [utterance.text for utterance in made.utterances()] == ["A man.", "A note.", "Two sentences.", "A plan."]
    assert [part.kind for part in made.chapters[0].blocks] == [BlockKind.PARAGRAPH, BlockKind.NOTE, BlockKind.PARAGRAPH]
    assert made.skipped == ()


def test_notes_are_read_at_the_end_of_their_chapter() -> None:
    made = script(book(WITH_NOTE, (block("A canal."),)), replace(PAUSES, notes="end"))
    assert [utterance.text for utterance in made.chapters[0].utterances()] == [
        "A man.",
        "A plan.",
        "A note.",
        "Two sentences.",
    ]
    assert [utterance.text for utterance in made.chapters[1].utterances()] == ["A canal."]


@pytest.mark.parametrize("kind", [SkipKind.DISCLAIMER, SkipKind.TRANSCRIBERS_NOTE, SkipKind.FOOTNOTE])
def test_every_kind_of_note_can_be_read(kind: SkipKind) -> None:
    made = script(book((block("A man."), block("A note.", skip=kind))), replace(PAUSES, notes="read"))
    assert [utterance.text for utterance in made.utterances()] == ["A man.", "A note."]


@pytest.mark.parametrize("notes", ["skip", "read", "end"])
def test_a_licence_is_never_read(notes: str) -> None:
    made = script(book((block("A man."), LICENCE)), replace(PAUSES, notes=notes))
    assert [utterance.text for utterance in made.utterances()] == ["A man."]
    assert [skipped.kind for skipped in made.skipped] == [SkipKind.LICENCE]


def test_a_chapter_of_nothing_but_skipped_text_has_no_number() -> None:
    source = book((LICENCE,), (block("A man."),), (LICENCE,), (block("A plan."),), (LICENCE,))
    made = script(source)
    assert [(chapter.number, chapter.title) for chapter in made.chapters] == [(1, "Chapter 2"), (2, "Chapter 4")]
    assert len(made.skipped) == 3


def test_a_chapter_of_notes_alone_is_a_chapter_only_when_notes_are_read() -> None:
    source = book((block("A man."),), (heading_note(), NOTE), (block("A plan."),))
    assert [chapter.title for chapter in script(source).chapters] == ["Chapter 1", "Chapter 3"]
    read = script(source, replace(PAUSES, notes="read"))
    assert [chapter.title for chapter in read.chapters] == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert all(list(chapter.utterances()) for chapter in read.chapters)


def test_a_book_of_notes_alone_has_nothing_to_narrate_unless_they_are_read() -> None:
    with pytest.raises(SourceError, match="nothing to narrate"):
        script(book((NOTE,)))
    assert len(list(script(book((NOTE,)), replace(PAUSES, notes="read")).utterances())) == 2


def test_a_book_without_a_sentence_has_nothing_to_narrate() -> None:
    with pytest.raises(SourceError, match="nothing to narrate"):
        script(book((Block(BlockKind.SCENE_BREAK, "***"),)))


def test_the_heading_of_a_told_chapter_is_told() -> None:
    made = script(book((heading("One"), block("A man."))))
    assert [part.kind for part in made.chapters[0].blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def heading_note() -> Block:
    return replace(block("Author's Note", BlockKind.HEADING), skip=SkipKind.AUTHORS_NOTE)
