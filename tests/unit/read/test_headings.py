from __future__ import annotations

import pytest

from talecast.read.breaks import is_ornament, undecorated
from talecast.read.headings import Rank, parse
from talecast.read.numbers import leading_number, roman


@pytest.mark.parametrize(
    ("line", "rank", "number", "title"),
    [
        ("Chapter IV", Rank.CHAPTER, 4, ""),
        ("CHAPTER 1. Down the Hole", Rank.CHAPTER, 1, "Down the Hole"),
        ("CHAPTER I--M. MYRIEL", Rank.CHAPTER, 1, "M. MYRIEL"),
        ("CHAPTER I DOWN THE HOLE", Rank.CHAPTER, 1, "DOWN THE HOLE"),
        ("Chapter 1 The Boy on the Quay", Rank.CHAPTER, 1, "The Boy on the Quay"),
        ("Chapter 1: in which nothing happens", Rank.CHAPTER, 1, "in which nothing happens"),
        ("Chapter the First", Rank.CHAPTER, 1, ""),
        ("Chapter Twenty-One: Name", Rank.CHAPTER, 21, "Name"),
        ("Chapter One Hundred and Two", Rank.CHAPTER, 102, ""),
        ("chapter one", Rank.CHAPTER, 1, ""),
        ("Ch. 12", Rank.CHAPTER, 12, ""),
        ("STAVE I:  THE LAMP", Rank.CHAPTER, 1, "THE LAMP"),
        ("Letter 1", Rank.CHAPTER, 1, ""),
        ("Scene II. A quay.", Rank.CHAPTER, 2, "A quay."),
        ("~*~ Chapter 2 ~*~", Rank.CHAPTER, 2, ""),
        ("Part Two", Rank.DIVISION, 2, ""),
        ("Part One - Childhood", Rank.DIVISION, 1, "Childhood"),
        ("Book the Second", Rank.DIVISION, 2, ""),
        ("BOOK SECOND.--THE FALL", Rank.DIVISION, 2, "THE FALL"),
        ("First Part", Rank.DIVISION, 1, ""),
        ("Volume I", Rank.DIVISION, 1, ""),
        ("Act I", Rank.DIVISION, 1, ""),
        ("CHAPITRE PREMIER", Rank.CHAPTER, 1, ""),
        ("LIVRE PREMIER", Rank.DIVISION, 1, ""),
        ("ERSTES KAPITEL", Rank.CHAPTER, 1, ""),
        ("1. Kapitel", Rank.CHAPTER, 1, ""),
        ("Capítulo I", Rank.CHAPTER, 1, ""),
        ("Prologue", Rank.NAMED, 0, ""),
        ("EPILOGUE.", Rank.NAMED, 0, ""),
        ("Author's Introduction", Rank.NAMED, 0, ""),
        ("PREFACE TO THE SECOND EDITION", Rank.NAMED, 0, "TO THE SECOND EDITION"),
        ("I.", Rank.NUMBER, 1, ""),
        ("II", Rank.NUMBER, 2, ""),
        ("1", Rank.NUMBER, 1, ""),
        ("I. A SCANDAL ON THE QUAY", Rank.TITLED_NUMBER, 1, "A SCANDAL ON THE QUAY"),
        ("II. The Mail", Rank.TITLED_NUMBER, 2, "The Mail"),
        ("Day 1", Rank.WEAK, 1, ""),
    ],
)
def test_a_heading_is_read_as_what_it_says(line: str, rank: Rank, number: int, title: str) -> None:
    mark = parse(line)
    assert mark is not None
    assert (mark.rank, mark.number, mark.title) == (rank, number, title)


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 3 was the hardest to write.",
        "Part two of the plan was simple.",
        "Book two tickets",
        "Act one was over",
        "Introduction of new ideas was hard.",
        "I am here.",
        "Two men stood",
        "TWO GALLANTS",
        "THE NINTH LAMP",
        "10 Downing Street",
        "1. Buy milk",
        "Mr. Jones",
        "A",
        "",
        "word " * 50,
    ],
)
def test_a_line_of_text_is_no_heading(line: str) -> None:
    assert parse(line) is None


@pytest.mark.parametrize(
    "line",
    "***|* * *|---|~~~|#|⁂|oOo|xXx|-x-|o0o|<3<3<3|. . .|❦|•|✦|_____|[scene break]|x|x x x|~S~S~S~|-oOo-|LINEBREAK|—|...".split(
        "|"
    ),
)
def test_an_ornament_is_known(line: str) -> None:
    assert is_ornament(line)


@pytest.mark.parametrize(
    "line", ['"..."', '"?!"', "xoxo", "OX", "oo", "J. R. R.", "I", "XXX", "1 2 1", "000", "Oh.", "Time skip"]
)
def test_words_numerals_and_speech_are_no_ornaments(line: str) -> None:
    assert not is_ornament(line)


def test_a_heading_loses_its_decoration_and_keeps_its_marks() -> None:
    assert undecorated("~*~ Chapter 2 ~*~") == "Chapter 2"
    assert undecorated("CHAPTER I.") == "CHAPTER I."


@pytest.mark.parametrize(
    ("token", "value"), [("IV", 4), ("xii", 12), ("XCIX", 99), ("CCC", 300), ("IIII", 4), ("Iv", None), ("dim", None)]
)
def test_roman_numerals_are_in_one_case_and_below_four_hundred(token: str, value: int | None) -> None:
    assert roman(token) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the first", (1, 9)),
        ("Twenty-First, and", (21, 12)),
        ("12b", (12, 3)),
        ("the Last", (0, 8)),
        ("boats", None),
        ("1984", None),
    ],
)
def test_a_number_is_read_from_the_front_of_a_text(text: str, value: tuple[int, int] | None) -> None:
    assert leading_number(text) == value
