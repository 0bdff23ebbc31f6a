"""What is said instead of what is printed."""

from __future__ import annotations

import pytest

from talecast.direct.rules import RULES, roman_value, spoken_form
from talecast.model import BlockKind


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("I", 1), ("iv", 4), ("IX", 9), ("XIV", 14), ("XL", 40), ("xcix", 99), ("CDXLIV", 444), ("MMXXVI", 2026)],
)
def test_a_roman_numeral_has_its_value(numeral: str, value: int) -> None:
    assert roman_value(numeral) == value


@pytest.mark.parametrize("text", ["", "IIII", "VX", "IC", "MILD", "LIVID", "MMMM", "ABC"])
def test_what_is_no_roman_numeral_has_none(text: str) -> None:
    assert roman_value(text) is None


def test_every_number_up_to_3999_is_found_again() -> None:
    pairs = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")]
    pairs += [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    for number in range(1, 4000):
        rest, numeral = number, ""
        for value, letters in pairs:
            numeral += letters * (rest // value)
            rest %= value
        assert roman_value(numeral) == number


@pytest.mark.parametrize(
    ("heading", "spoken"),
    [
        ("CHAPTER IV", "CHAPTER 4"),
        ("Chapter XII. The Fall", "Chapter 12. The Fall"),
        ("Part ii", "Part 2"),
        ("I.", "1."),
        ("II", "2"),
        ("III. The House", "3. The House"),
        ("IV: Home", "4: Home"),
        ("V — Away", "5 — Away"),
        ("I am home", "I am home"),
        ("Chapter One", "Chapter One"),
        ("Chapter 7", "Chapter 7"),
        ("Chapter Dim", "Chapter Dim"),
        ("Vivid", "Vivid"),
        ("Henry VIII", "Henry VIII"),
        ("Chapterhouse IV", "Chapterhouse IV"),
    ],
)
def test_a_headings_roman_number_is_said_as_a_number(heading: str, spoken: str) -> None:
    assert spoken_form(heading, BlockKind.HEADING) == spoken


def test_outside_headings_roman_numerals_stay() -> None:
    assert spoken_form("I. He went to Chapter IV.", BlockKind.PARAGRAPH) == "I. He went to Chapter IV."


def test_a_line_of_verse_without_a_mark_is_followed_by_a_breath() -> None:
    verse = "The sun went down\nThe moon, it rose;\nAnd all was still"
    assert spoken_form(verse, BlockKind.VERSE) == "The sun went down, The moon, it rose; And all was still"


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("one\x00two", "one two"),
        ("a\x1b[0m b", "a [0m b"),
        ("left\u200e to\u202e right\u2069", "left to right"),
        ("\ufeffbegin", "begin"),
        ("tab\there", "tab here"),
        ("\x07", ""),
    ],
)
def test_characters_without_a_sound_are_dropped(text: str, spoken: str) -> None:
    assert spoken_form(text, BlockKind.PARAGRAPH) == spoken


def test_an_apostrophe_inside_a_word_is_straightened_and_quotation_marks_are_kept() -> None:
    assert spoken_form("‘It’s Ann’s,’ she said. “Boys’ own.”", BlockKind.PARAGRAPH) == (
        "‘It's Ann's,’ she said. “Boys’ own.”"
    )


def test_dashes_and_ellipses_go_to_the_engine_as_they_are() -> None:
    text = "Wait… no—yes – well -- ‹ah› «oh» émigré 😀"
    assert spoken_form(text, BlockKind.PARAGRAPH) == text


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_applied_twice_changes_nothing_more(rule: object) -> None:
    assert callable(rule)
    text = "It’s dawn\nand\x00 day\u200b\nnight,\nend"
    once = rule(text)
    assert rule(once) == once


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("in his youth.[1] He", "in his youth. He"),
        ("Said he [Pg 2] and went.", "Said he and went."),
        ("a star[*], and more", "a star, and more"),
        ("He wrote [sic] and [Anne] left.", "He wrote [sic] and [Anne] left."),
        ("in [1999] or so", "in [1999] or so"),
    ],
)
def test_anchors_of_notes_and_pages_are_not_said(text: str, spoken: str) -> None:
    assert spoken_form(text, BlockKind.PARAGRAPH) == spoken


def test_thirty_marks_are_said_as_three() -> None:
    assert spoken_form("No" + "!" * 30, BlockKind.PARAGRAPH) == "No!!!"
