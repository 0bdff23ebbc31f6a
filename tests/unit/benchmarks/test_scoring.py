"""Word error rates: what counts as an error, and how two rates are compared."""

from __future__ import annotations

import pytest

from benchmarks.scoring import as_printed, compared, plain, rate, word_errors


@pytest.mark.parametrize(
    ("reference", "heard", "errors"),
    [
        ("the cat sat", "the cat sat", 0),
        ("the cat sat", "the hat sat", 1),
        ("the cat sat", "the sat", 1),
        ("the cat sat", "the cat cat sat", 1),
        ("the cat sat", "", 3),
        ("", "thank you", 2),
        ("one two three four", "two three four one", 2),
    ],
)
def test_errors_are_the_fewest_words_to_change_put_in_or_take_out(reference: str, heard: str, errors: int) -> None:
    assert word_errors(reference.split(), heard.split()) == (len(reference.split()), errors)


def test_a_word_joiner_beside_a_dash_parts_words_and_is_not_part_of_them() -> None:
    assert plain("this way\N{WORD JOINER}—marking").split() == ["this", "way", "—marking"]


def test_what_stands_in_brackets_stays_and_apostrophes_are_straight() -> None:
    assert plain("He (for so it was) didn’t… go [away].").split() == "He for so it was didn't go away .".split()


def test_as_printed_marks_and_capitals_make_no_word_another_one_but_spelling_does() -> None:
    assert as_printed("“Can’t you?” said the (grey) Time-Traveller…") == "cant you said the grey time traveller".split()
    assert as_printed("Twelve") != as_printed("12")


def test_a_rate_is_of_all_words_and_lies_between_its_bounds() -> None:
    found = rate([(10, 0), (90, 9), (100, 1)] * 20)
    assert found["rate"] == 5.0
    assert 3 < found["low"] < 5 < found["high"] < 7


def test_the_difference_is_in_points_and_positive_where_ours_is_worse() -> None:
    found = compared([(100, 3), (100, 2)], [(100, 1), (100, 2)])
    assert found["talecast"] == 2.5
    assert found["raw"] == 1.5
    assert found["difference"] == 1.0


def test_the_range_holds_the_difference_and_is_the_same_every_time() -> None:
    mine, theirs = [(50, index % 4) for index in range(40)], [(50, index % 3) for index in range(40)]
    found = compared(mine, theirs)
    assert found["low"] < found["difference"] < found["high"]
    assert compared(mine, theirs) == found
