"""What a script takes over from book, voice and settings, and that it loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talecast.direct import require_nothing_lost
from talecast.errors import LostTextError
from talecast.model import Block, BlockKind, Sentence
from tests.unit.direct.making import BREAK, PAUSES, block, book, pauses, script

SOURCE = book((block("A man. A plan."), BREAK, block("A canal.")))


def test_flags_win_over_what_the_source_says() -> None:
    said = script(SOURCE).metadata
    assert (said.title, said.creators, said.narrator, said.language) == ("A Title", ("An Author",), "Even Voice", "en")
    flags = replace(
        PAUSES, title="T", author="A", narrator="N", language="fr", series="S", series_part="2", date="1901"
    )
    named = script(SOURCE, flags).metadata
    assert (named.title, named.creators, named.narrator, named.language) == ("T", ("A",), "N", "fr")
    assert (named.series, named.series_position, named.date) == ("S", "2", "1901")


def test_a_block_keeps_its_language_unless_a_flag_makes_it_the_books() -> None:
    french = book((block("A man."), replace(block("Un plan."), language="fr-CA")))
    assert [one.language for one in script(french).chapters[0].blocks] == ["", "fr-CA"]
    assert [one.language for one in script(french, replace(PAUSES, language="fr")).chapters[0].blocks] == ["", ""]


def test_a_label_is_said_before_the_first_sentence_and_is_no_text() -> None:
    labelled = script(book((replace(block("A lamp. A rope."), label="2."),)))
    assert [(one.text, one.spoken) for one in labelled.utterances()] == [
        ("A lamp.", "2. A lamp."),
        ("A rope.", "A rope."),
    ]


def test_the_sources_narrator_wins_over_the_voices_name() -> None:
    source = replace(SOURCE, metadata=replace(SOURCE.metadata, narrator="Somebody"))
    assert script(source).metadata.narrator == "Somebody"


def test_warnings_of_the_source_go_on() -> None:
    assert script(replace(SOURCE, warnings=("A stray byte.",))).warnings == ("A stray byte.",)


def test_every_utterance_names_the_voice() -> None:
    assert {utterance.voice for utterance in script(SOURCE).utterances()} == {"even"}


def test_text_that_no_block_holds_is_noticed() -> None:
    with pytest.raises(LostTextError, match="while the text was read: 4 letters were lost"):
        script(replace(SOURCE, content=SOURCE.content + " more"))


def test_text_that_a_block_holds_twice_is_noticed() -> None:
    with pytest.raises(LostTextError, match="0 letters were lost and 6 came up twice"):
        script(replace(SOURCE, content="A man. A plan."))


def test_text_that_no_sentence_holds_is_noticed() -> None:
    short = Block(BlockKind.PARAGRAPH, "A man. A plan.", sentences=(Sentence(0, 6),))
    with pytest.raises(LostTextError, match="while the script was written: 5 letters were lost"):
        script(book((short,)))


def test_a_digit_counts_as_a_letter() -> None:
    short = Block(BlockKind.PARAGRAPH, "Room 101.", sentences=(Sentence(0, 5),))
    with pytest.raises(LostTextError, match="3 letters were lost"):
        script(book((short,)))


def test_an_ornament_of_letters_belongs_to_its_scene_break() -> None:
    ornament = Block(BlockKind.SCENE_BREAK, "oOo")
    assert len(pauses(script(book((block("A man."), ornament, block("A plan.")))))) == 2


def test_an_utterance_taken_out_of_a_script_is_noticed() -> None:
    made = script(SOURCE)
    chapter = made.chapters[0]
    shorter = replace(made, chapters=(replace(chapter, blocks=chapter.blocks[:1]),))
    require_nothing_lost(SOURCE, SOURCE.chapters, made)
    with pytest.raises(LostTextError, match="6 letters were lost"):
        require_nothing_lost(SOURCE, SOURCE.chapters, shorter)
