"""Other voices for some kinds of blocks."""

from __future__ import annotations

from dataclasses import replace

from talecast.model import BlockKind, Cast, Pace
from tests.unit.direct.making import CAST, PROFILE, block, book, heading, script

SLOW = replace(PROFILE, name="slow", pace=Pace(100, 120, 500, 540, 300))
STORY = book((heading("Chapter One"), block("A man sat there. He was silent."), block("A line.", BlockKind.VERSE)))


def voices(cast: Cast) -> list[str]:
    return [utterance.voice for utterance in script(STORY, cast=cast).utterances()]


def test_one_voice_reads_all_where_no_other_is_cast() -> None:
    assert voices(CAST) == ["even"] * 4
    assert script(STORY).other_rates == ()


def test_a_kind_of_block_has_its_own_voice() -> None:
    assert voices(Cast(PROFILE, ((BlockKind.HEADING, SLOW),))) == ["slow", "even", "even", "even"]
    assert voices(Cast(PROFILE, ((BlockKind.VERSE, SLOW), (BlockKind.HEADING, SLOW)))) == [
        "slow",
        "even",
        "even",
        "slow",
    ]


def test_every_voice_is_asked_for_the_same_pace() -> None:
    made = script(STORY, cast=Cast(PROFILE, ((BlockKind.HEADING, SLOW),)))
    rates = made.rates()
    assert list(rates) == ["even", "slow"]
    assert rates["slow"] > 1.9 * rates["even"]
    assert made.voice == "even"


def test_the_book_is_narrated_by_the_voice_of_its_paragraphs() -> None:
    assert script(STORY, cast=Cast(PROFILE, ((BlockKind.HEADING, SLOW),))).metadata.narrator == "Even Voice"
