"""Cutting a sentence that is too long for an engine."""

from __future__ import annotations

import pytest

from talecast.split import split_text
from tests.unit.split.rows import sentences_of

HALF = "the rain fell on the roofs of the town"  # 38 characters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HALF}, {HALF}; {HALF}, {HALF}.", [f"{HALF}, {HALF};", f"{HALF}, {HALF}."]),
        (f"{HALF}, {HALF}: {HALF}, {HALF}.", [f"{HALF}, {HALF}:", f"{HALF}, {HALF}."]),
        (f"{HALF}, {HALF}—{HALF}, {HALF}.", [f"{HALF}, {HALF}—", f"{HALF}, {HALF}."]),
        (f"{HALF}, {HALF} — {HALF}, {HALF}.", [f"{HALF}, {HALF} —", f"{HALF}, {HALF}."]),
        (f"{HALF} {HALF}, {HALF} and {HALF}.", [f"{HALF} {HALF},", f"{HALF} and {HALF}."]),
        (f"{HALF} {HALF} and {HALF} {HALF}.", [f"{HALF} {HALF}", f"and {HALF} {HALF}."]),
    ],
)
def test_a_long_sentence_is_cut_at_its_best_clause_boundary(text: str, expected: list[str]) -> None:
    assert sentences_of(text, max_chars=100) == expected


def test_every_piece_but_the_last_says_that_it_goes_on() -> None:
    text = f"He ran. {HALF.capitalize()}, {HALF}, {HALF}, {HALF}. She hid."

    sentences = split_text(text, max_chars=60)

    assert [sentence.continues for sentence in sentences] == [False, True, True, True, False, False]


def test_a_sentence_that_fits_is_whole() -> None:
    text = "one, " * 79 + "two."

    assert len(text) == 399
    assert sentences_of(text, max_chars=400) == [text]


def test_the_pieces_are_even_and_no_scrap_is_left() -> None:
    text = "word " * 81 + "end."  # 409 characters

    lengths = [len(piece) for piece in sentences_of(text, max_chars=400)]

    assert len(lengths) == 2
    assert min(lengths) > 190


def test_a_number_is_not_cut_at_its_comma() -> None:
    text = "There were 12,000,000 grains of sand and 3.141 stones in it at 10:30 in all " + "sand " * 10

    assert all(number in sentences_of(text, max_chars=40)[0] for number in ("12,000,000",))
    assert "10:30" in " ".join(sentences_of(text, max_chars=40)).split()


def test_a_piece_does_not_end_with_a_title() -> None:
    text = "he walked with Mr. Hale and Mrs. Hale and Dr. Moss and Mr. Finch and Mrs. Finch and Mr. Bell down the road"

    assert not any(piece.endswith(("Mr.", "Mrs.", "Dr.")) for piece in sentences_of(text, max_chars=50))


def test_no_word_is_cut_that_fits() -> None:
    text = "supercalifragilistic " * 30

    assert {word for piece in sentences_of(text, max_chars=45) for word in piece.split()} == {"supercalifragilistic"}


@pytest.mark.parametrize("length", [401, 800, 50_000])
def test_only_a_word_longer_than_the_limit_is_cut_inside(length: int) -> None:
    word = "a" * length

    pieces = sentences_of(f"He said {word} and left.", max_chars=400)

    assert "".join(pieces).replace(" ", "") == f"Hesaid{word}andleft."
    assert max(map(len, pieces)) <= 400
    assert pieces[0] == "He said"


def test_a_word_cut_inside_is_cut_evenly() -> None:
    assert [len(piece) for piece in sentences_of("a" * 401, max_chars=400)] == [201, 200]


@pytest.mark.parametrize("letter", ["e\u0301", "👩\u200d🚀", "👍🏽", "🇫🇷"])
def test_what_looks_like_one_letter_is_not_cut(letter: str) -> None:
    text = "a" + letter * 300

    pieces = sentences_of(text, max_chars=100)

    assert "".join(pieces) == text
    if letter[0].isalpha():
        assert all(piece.startswith(("a", letter)) for piece in pieces)


def test_a_row_of_marks_clings_to_the_words_before_it() -> None:
    text = "Stop" + "!" * 5_000

    assert sentences_of(text, max_chars=400) == [text]


def test_a_comma_in_chinese_needs_no_space() -> None:
    text = "山高水长" * 5 + "，" + "山高水长" * 5 + "。"

    assert sentences_of(text, max_chars=30) == [text[:21], text[21:]]
