"""Punctuation that eSpeak passes over or reads out becomes one that it pauses at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from talecast.synthesize.marks import MARK_RULES, marked

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("red—and blue", "red, and blue"),
        ("red —and blue", "red, and blue"),
        ("red--and, red - and, red – and, red–and", "red, and, red, and, red, and, red, and"),
        ("‘Red--’ he said, “or—” she said", "‘Red,’ he said, “or,” she said"),
        ("red—“and blue”", "red, “and blue”"),
        ("red--'and blue'", "red, 'and blue'"),
        ("'Red--' he said", "'Red,' he said"),
        ("I was going to—", "I was going to,"),
        ("“—Hola —dijo él.", "“ Hola, dijo él."),
        ("I—I mean", "I, I mean"),
        ("wildly incredible!—and yet", "wildly incredible! and yet"),
        ("What?--no!--yes:—so,—then;— ah", "What? no! yes: so, then; ah"),
        ("What?! No!!! Oh!, he said", "What? No! Oh! he said"),
        ("Well… I think", "Well, I think"),
        ("Well . . . I think . . . .", "Well, I think."),
        ("“Wait for…”", "“Wait for.”"),
        ("… and “...so.”", "  and “ so.”"),
        ("— —Hola, '--and", "  Hola, ' and"),
        ("What…? No...!", "What? No!"),
        ("He (for so it was) went (slowly).", "He, (for so it was), went, (slowly)."),
        ("(A) word(s), and so on etc., and", "(A), word(s), and so on etc, and"),
        ("No.", "No."),
    ],
)
def test_each_place_has_one_mark_that_is_a_pause(text: str, said: str) -> None:
    assert marked(text) == said


@pytest.mark.parametrize(
    "text",
    ["half-hearted 1914–18, 1914-18", "“Wait!” she said: “Mr. Smith?”", "3.14 at 10:30", "It's ‘so’; no.", "W. H.", ""],
)
def test_marks_that_espeak_knows_and_hyphens_and_spans_of_numbers_stay(text: str) -> None:
    assert marked(text) == text


@pytest.mark.parametrize("rule", MARK_RULES)
def test_the_rules_are_quick(rule: Callable[[str], str]) -> None:
    for piece in (".", ". ", "-", "- ", "…", " ", "!", "! ", "(", ") ", "—", "a—", "–", "…!", "--!"):
        assert isinstance(rule("a" + piece * 20_000), str)
        assert isinstance(rule(piece * 20_000 + "a"), str)
