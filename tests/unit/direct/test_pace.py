"""How long words take, and the speaking rate that brings a book to the pace that was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talecast.direct import keep_pace
from talecast.direct.pace import natural_ms, speaking_rate
from talecast.model import BlockKind, ScriptBlock, Utterance
from tests.unit.direct.making import CAST, PAUSES, PROFILE, block, book, heading, script

PACE = PROFILE.pace


def paragraph(words: int, sentences: int = 1, pause_ms: int = 400) -> ScriptBlock:
    """Sentences of so many words of four letters."""
    text = " ".join(["abcd"] * words)
    return ScriptBlock(BlockKind.PARAGRAPH, (Utterance(text, text, "even", pause_ms),) * sentences)


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("", 0),
        ("…", 0),
        ("— !", 0),
        ("word", 4 * 50 + 60 + 150),
        ("two words.", 8 * 50 + 2 * 60 + 150),
        ("in 1984.", 2 * 50 + 4 * 250 + 2 * 60 + 150),
        ("yes, no; so: oh—well … end", 16 * 50 + 6 * 60 + 5 * 270 + 150),
        ("a--b", 2 * 50 + 60 + 270 + 150),
        ("end,", 3 * 50 + 60 + 150),
    ],
)
def test_the_parts_of_a_sentence_add_up(spoken: str, expected: int) -> None:
    assert natural_ms(spoken, PACE) == expected


def test_the_rate_brings_a_paragraph_to_the_pace() -> None:
    block_ = paragraph(words=20, sentences=3)
    rate = speaking_rate([block_], 155, PROFILE)
    speech_ms = 3 * natural_ms(block_.utterances[0].spoken, PACE) / rate
    assert 60 / ((speech_ms + 2 * 400) / 60_000) == pytest.approx(155, rel=0.02)


def test_the_rate_is_a_step_of_two_hundredths() -> None:
    for wpm in range(60, 400, 17):
        rate = speaking_rate([paragraph(50)], wpm, PROFILE)
        assert round(rate * 50) == pytest.approx(rate * 50)


def test_short_paragraphs_do_not_set_the_pace_where_there_are_long_ones() -> None:
    dialogue = [paragraph(3, sentences=2, pause_ms=2000)] * 20
    assert speaking_rate([*dialogue, paragraph(50)], 155, PROFILE) == speaking_rate([paragraph(50)], 155, PROFILE)
    assert speaking_rate(dialogue, 155, PROFILE) != speaking_rate([paragraph(50)], 155, PROFILE)


def test_the_rate_stays_within_what_the_engine_can_do() -> None:
    assert speaking_rate([paragraph(50)], 600, PROFILE) == PROFILE.fastest_rate
    assert speaking_rate([paragraph(50)], 40, PROFILE) == PROFILE.slowest_rate
    no_time_left = paragraph(2, sentences=30, pause_ms=60_000)
    assert speaking_rate([no_time_left], 155, PROFILE) == PROFILE.fastest_rate


def test_a_book_without_words_is_spoken_as_the_voice_comes() -> None:
    assert speaking_rate([], 155, PROFILE) == 1.0
    assert speaking_rate([paragraph(1)], 155, PROFILE) == 1.0


def test_the_estimate_is_speech_pauses_lead_in_and_tail() -> None:
    made = script(book((heading("One"), block("A man. A plan.")), (block("A canal."),)))
    speech_ms = sum(natural_ms(utterance.spoken, PACE) for utterance in made.utterances()) / made.speaking_rate
    pauses_ms = 1200 + 400 + 2500
    assert made.estimate_seconds == pytest.approx((speech_ms + pauses_ms + 500 + 1000) / 1000, abs=1e-3)
    assert sum(chapter.estimate_seconds for chapter in made.chapters) == pytest.approx((speech_ms + pauses_ms) / 1000)


def test_with_a_file_a_chapter_each_file_has_its_lead_in_and_tail() -> None:
    source = book((block("A man."),), (block("A plan."),), (block("A canal."),))
    made = script(source, replace(PAUSES, per_chapter=True))
    chapters_s = sum(chapter.estimate_seconds for chapter in made.chapters)
    assert made.estimate_seconds == pytest.approx(chapters_s + 3 * 1.5, abs=1e-3)
    assert (made.lead_in_ms, made.tail_ms) == (500, 1000)


def test_a_book_that_has_grown_keeps_the_rate_of_its_narration_before() -> None:
    made = script(book((block(" ".join(["abcd"] * 50) + "."),)))
    kept = keep_pace(made, {"even": made.speaking_rate * 1.04, "gone": 1.5}, CAST, PAUSES)
    assert kept.speaking_rate == made.speaking_rate * 1.04
    assert kept.estimate_seconds < made.estimate_seconds
    assert kept.chapters[0].estimate_seconds < made.chapters[0].estimate_seconds
    assert keep_pace(kept, {"even": made.speaking_rate}, CAST, PAUSES) == made


def test_a_rate_that_would_be_heard_to_be_off_is_not_kept() -> None:
    made = script(book((block(" ".join(["abcd"] * 50) + "."),)))
    assert keep_pace(made, {"even": made.speaking_rate * 1.06}, CAST, PAUSES) == made
    assert keep_pace(made, {}, CAST, PAUSES) == made
