"""Names of folders and files."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talecast.publish import chapter_stem, romanise, slugify
from talecast.publish.slug import MAX_SLUG_CHARS, MAX_STEM_CHARS

BOOK_ID = "1a2b3c4d-0000-5000-8000-000000000000"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Corrosion", "corrosion"),
        ("Alice's Adventures in Wonderland", "alices-adventures-in-wonderland"),
        ("The Time Machine: An Invention", "the-time-machine-an-invention"),
        ("  A  /  B \\ C  ", "a-b-c"),
        ("Les Misérables", "les-miserables"),
        ("Straße nach Ærø", "strasse-nach-aero"),
        ("Война и мир", "voyna-i-mir"),
        ("東京物語", "dongjingwuyu"),
        ("🐈 Cat", "cat"),
        ("1984", "1984"),
        ("cafe\u0301", "cafe"),
        ("...", "book-1a2b3c"),
        ("🐈🐈", "book-1a2b3c"),
        ("", "book-1a2b3c"),
        ("CON", "con-book"),
        ("com1", "com1-book"),
        ("LPT9!", "lpt9-book"),
        ("Con Air", "con-air"),
    ],
)
def test_a_title_becomes_a_name_that_every_system_takes(title: str, slug: str) -> None:
    assert slugify(title, BOOK_ID) == slug


def test_a_long_title_ends_at_a_word() -> None:
    slug = slugify("Robinson Crusoe " * 20, BOOK_ID)
    assert slug == "-".join(["robinson-crusoe"] * 5)
    assert len(slugify("x" * 300, BOOK_ID)) == MAX_SLUG_CHARS


@given(st.text())
def test_every_name_is_ascii_words_joined_with_hyphens(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slugify(title, BOOK_ID))
    assert len(slugify(title, BOOK_ID)) <= MAX_SLUG_CHARS + len("-book")
    stem = chapter_stem(7, 120, title)
    assert re.fullmatch(r"007-[a-z0-9]+(-[a-z0-9]+)*", stem)
    assert len(stem) <= MAX_STEM_CHARS


@pytest.mark.parametrize(
    ("number", "total", "title", "stem"),
    [
        (1, 1, "Title of Chapter", "01-title-of-chapter"),
        (1, 12, "CHAPTER I. Down the Rabbit-Hole", "01-chapter-i-down-the-rabbit-hole"),
        (12, 99, "II", "12-ii"),
        (7, 100, "Глава", "007-glava"),
        (3, 9, "* * *", "03-chapter"),
    ],
)
def test_chapter_files_sort_in_order_and_say_their_title(number: int, total: int, title: str, stem: str) -> None:
    assert chapter_stem(number, total, title) == stem


def test_only_letters_and_digits_are_romanised() -> None:
    assert romanise("Plain text — 🐈") == "Plain text — 🐈"
    assert romanise("Ω und ٣…") == "O und 3…"


def test_a_title_of_ten_million_letters_is_named_in_no_time() -> None:
    assert len(slugify("é" * 10_000_000, BOOK_ID)) == MAX_SLUG_CHARS
