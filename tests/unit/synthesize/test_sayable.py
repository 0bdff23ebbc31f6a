"""What eSpeak spells out or stops at is written otherwise for the neural voices, and ordinary prose is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from talecast.synthesize import sayable

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("rule", "text", "said"),
    [
        ("without_unsayable_characters", "one\0two \ud800 three\x1b[31m\ue000", "one two   three [31m "),
        ("without_soft_hyphens", "mid\xadnight\u200b\u200e", "midnight"),
        ("with_straight_apostrophes", "the boys’ don’t ‘ere", "the boys' don't 'ere"),
        ("without_shouting", "WHO IS IT?", "who is it?"),
        ("without_shouting", "I AM HERE, he said.", "I am here, he said."),
        ("without_shouting", "Get OUT! OH, it was the CAT.", "Get out! oh, it was the cat."),
        ("without_shouting", "NASA and the BBC. US Navy. IT. U.S. A. B.", "NASA and the BBC. US Navy. IT. U.S. A. B."),
        ("without_shouting", "DON'T GO", "don't go"),
        ("with_interjections_said", "Hm. Hmph! Shh, Mm… Mm-hmm. Brrr Grr Pfft Tch Zzz", "hmm. humph! shush, hmm… um-hum. burr gurr puff tut zuz"),
        ("with_interjections_said", "The ham hummed; a shy gremlin, mmHg.", "The ham hummed; a shy gremlin, mmHg."),
        ("with_stutters_sounded", "W-what? N-n-no, Th-this", "Wuh-what? Nuh-nuh-no, Thuh-this"),
        ("with_stutters_sounded", "T-shirt, B-flat, x-ray, so-so", "T-shirt, B-flat, x-ray, so-so"),
        ("without_stops_of_abbreviations", "Mr. Smith, J. R. Smith and St. Paul's", "Mr Smith, J R Smith and St Paul's"),
        ("without_stops_of_abbreviations", "the U.S. Navy at 5 p.m. sharp", "the U S Navy at 5 p m sharp"),
        ("without_stops_of_abbreviations", "CHAPTER I. Down. He left. So did Mr.", "CHAPTER I. Down. He left. So did Mr."),
    ],
)  # fmt: skip
def test_what_espeak_would_misread_is_rewritten_for_it(rule: str, text: str, said: str) -> None:
    assert getattr(sayable, rule)(text) == said


@pytest.mark.parametrize("rule", [getattr(sayable, name) for name in vars(sayable) if name.startswith("with")])
def test_rules_leave_ordinary_prose_alone_and_are_quick(rule: Callable[[str], str]) -> None:
    prose = "“Wait!” she said — naïvely? [1] It's 日本 (a − b): NASA, I think; W. H. said so… no."
    assert rule(prose).replace("W H", "W. H.") == prose
    for piece in (".", ". ", "A ", "A.", "-", "mm", "h", "' ", "AB'", "…", "t-"):
        assert isinstance(rule(piece * 20_000), str)


@pytest.mark.parametrize("text", ["", " ", ".", "…", "—", '!"', "“”", "* * *", "😀", "\ufffd", "\0"])
def test_what_has_no_letter_and_no_digit_has_no_words(text: str) -> None:
    assert not sayable.has_words(text)
