"""How long words take, and the speaking rate that brings a book to the pace that was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talecast.direct import keep_pace
from talecast.direct.pace import (
    MOST_STRETCH,
    SHORTEST_PAUSE_MS,
    fastest_rate,
    natural_ms,
    pace_warnings,
    paced_pause_ms,
    speaking_rate,
)
from talecast.model import Block, BlockKind, Cast, ScriptBlock, Sentence, Utterance
from tests.unit.direct.making import BREAK, CAST, PAUSES, PROFILE, block, book, heading, script

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
    slow = replace(PROFILE, fastest_rate=0.8)
    assert speaking_rate([paragraph(50)], 600, slow) == pytest.approx(fastest_rate(slow)) == 0.8 * MOST_STRETCH
    assert speaking_rate([paragraph(50)], 40, PROFILE) == PROFILE.slowest_rate
    no_time_left = paragraph(2, sentences=30, pause_ms=60_000)
    assert speaking_rate([no_time_left], 155, PROFILE) == fastest_rate(PROFILE)


def test_a_voice_that_is_asked_for_too_much_says_so_and_is_as_fast_as_it_can() -> None:
    slow = replace(PROFILE, fastest_rate=0.8)
    (said,) = pace_warnings([paragraph(50)], 600, Cast(slow))
    assert said == "The voice even cannot read 600 words a minute, so it reads as fast as it can."


def test_a_pace_beyond_what_was_found_intelligible_is_told_of_and_kept() -> None:
    measured = replace(PROFILE, intelligible_wpm=300)
    assert pace_warnings([paragraph(50)], 300, Cast(measured)) == ()
    assert pace_warnings([paragraph(50)], 600, Cast(PROFILE)) == ()
    (said,) = pace_warnings([paragraph(50)], 387, Cast(measured))
    assert "up to 300 words a minute" in said
    assert "now reads 387" in said
    assert speaking_rate([paragraph(50)], 387, measured) == speaking_rate([paragraph(50)], 387, PROFILE)


def test_pauses_shrink_less_than_words_and_are_always_heard() -> None:
    assert [paced_pause_ms(400, pace) for pace in (1.0, 1.5, 2.5, 3.5)] == [400, 314, 231, 189]
    assert paced_pause_ms(150, 3.5) == SHORTEST_PAUSE_MS
    assert [paced_pause_ms(ms, 3.5) for ms in (0, 50, 130)] == [0, 50, 130]
    assert paced_pause_ms(400, 0.5) > 400


@settings(derandomize=True)
@given(st.integers(0, 60_000), st.integers(0, 60_000), st.floats(1, 3.5), st.floats(1, 3.5))
def test_a_longer_pause_stays_the_longer_one_and_a_faster_pace_lengthens_none(
    shorter: int, longer: int, slower: float, faster: float
) -> None:
    shorter, longer = sorted((shorter, longer))
    slower, faster = sorted((slower, faster))
    assert paced_pause_ms(shorter, faster) <= paced_pause_ms(longer, faster)
    assert paced_pause_ms(longer, faster) <= paced_pause_ms(longer, slower) <= longer


def test_a_pace_is_a_factor_of_the_words_a_minute_and_of_every_pause() -> None:
    source = book((heading("One"), block("A man. A plan."), BREAK, block("A canal.")), (block("Panama."),))
    fast = script(source, replace(PAUSES, pace=2.5))
    slow = script(source, PAUSES)
    assert fast.speaking_rate > 2 * slow.speaking_rate
    for one, other in zip(slow.utterances(), fast.utterances(), strict=True):
        assert (other.spoken, other.pause_after_ms) == (one.spoken, paced_pause_ms(one.pause_after_ms, 2.5))


def test_a_breath_inside_a_long_sentence_is_paced_too() -> None:
    cut = Block(
        BlockKind.PARAGRAPH, "As far as here, and on.", sentences=(Sentence(0, 15, continues=True), Sentence(16, 23))
    )
    made = script(book((cut,)), replace(PAUSES, pace=3.0))
    assert [utterance.pause_after_ms for utterance in made.utterances()] == [SHORTEST_PAUSE_MS, 0]


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
