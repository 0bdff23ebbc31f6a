"""What a tag is: the fields of a track, whatever the format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talecast.model import Metadata, TimedChapter, Track
from talecast.tag import id3, mp4, vorbis
from talecast.tag.fields import (
    FIELDS,
    SYNTHETIC_COMMENT,
    Tags,
    iso_date,
    join_names,
    one_line,
    tell_apart,
    to_ms,
    track_tags,
)
from talecast.tag.languages import iso_639_2

RATE = 44_100
TABLE = Path(__file__).parents[3] / "docs" / "reference" / "tags.md"


def track(*titles: str) -> Track:
    chapters = tuple(
        TimedChapter(title, number, (number - 1) * RATE, number * RATE, ())
        for number, title in enumerate(titles, start=1)
    )
    return Track("book", chapters, len(titles) * RATE)


def tags_of(metadata: Metadata, *titles: str, per_chapter: bool = False) -> Tags:
    return track_tags(metadata, track(*titles or ("I",)), 3, 12, RATE, None, "espeak", per_chapter)


def test_a_single_file_has_the_book_for_its_title_and_a_chapter_file_has_the_chapter() -> None:
    book = Metadata("The Book", ("Ann",))
    assert tags_of(book, "II").title == "The Book"
    assert tags_of(book, "II", per_chapter=True).title == "II"
    assert tags_of(book, "II", per_chapter=True).album == "The Book"


def test_the_voice_is_the_narrator_only_when_nobody_else_is_named() -> None:
    assert tags_of(Metadata("B")).narrator == "espeak"
    assert tags_of(Metadata("B", narrator="Joe")).narrator == "Joe"


def test_fields_that_the_source_does_not_say_are_empty() -> None:
    tags = tags_of(Metadata("B"))
    assert (tags.date, tags.series, tags.series_part, tags.subtitle, tags.publisher, tags.artist) == ("",) * 6
    assert tags.comment == SYNTHETIC_COMMENT
    assert tags_of(Metadata("B", description="A tale.")).comment == "A tale."


def test_track_disc_genre_and_language_are_always_there() -> None:
    tags = tags_of(Metadata("B", language="de-AT"))
    assert (tags.track_number, tags.track_total, tags.disc_number, tags.disc_total) == (3, 12, 1, 1)
    assert (tags.genre, tags.language) == ("Audiobook", "deu")


def test_several_authors_are_joined_so_that_commas_and_slashes_in_names_stay_theirs() -> None:
    assert join_names(("King, Jr.", "AC/DC", " ")) == "King, Jr.; AC/DC"


def test_control_characters_and_line_ends_never_reach_a_tag() -> None:
    assert one_line("a\0b\nc\u2028d\x85e\ud800f") == "a b c d e f"
    assert one_line("Emoji 🚀 / שלום") == "Emoji 🚀 / שלום"


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        (("I", "II"), ("I", "II")),
        (("II", "II", "II"), ("II", "II (2)", "II (3)")),
        (("II", "II", "II (2)"), ("II", "II (3)", "II (2)")),
        (("II (2)", "II", "II"), ("II (2)", "II", "II (3)")),
    ],
)
def test_equal_chapter_titles_are_told_apart_and_others_stay_as_printed(
    printed: tuple[str, ...], told: tuple[str, ...]
) -> None:
    assert tell_apart(printed) == told


@given(st.lists(st.sampled_from(["a", "a (2)", "a (3)", "b"])))
def test_told_apart_titles_are_all_different(titles: list[str]) -> None:
    told = tell_apart(tuple(titles))
    assert len(set(told)) == len(titles)


def test_a_chapter_without_a_title_is_called_by_its_number() -> None:
    assert [mark.title for mark in tags_of(Metadata("B"), "One", " ").chapters] == ["One", "Chapter 2"]


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("1895", "1895"),
        ("1895-05", "1895-05"),
        ("1895-05-07", "1895-05-07"),
        ("May 7, 1895", "1895"),
        ("1895-13-07", "1895"),
        ("189", ""),
        ("12345", ""),
        ("", ""),
        ("१८९५", ""),
    ],
)
def test_a_date_is_what_players_can_read_of_it(said: str, date: str) -> None:
    assert iso_date(said) == date


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "eng"), ("en-GB", "eng"), ("DE_at", "deu"), ("grc", "grc"), ("zh-Hant", "zho"), ("x-odd", ""), ("", "")],
)
def test_a_language_tag_becomes_three_letters(tag: str, code: str) -> None:
    assert iso_639_2(tag) == code


@given(st.integers(0, 2**40), st.sampled_from([22_050, 24_000, 44_100, 48_000]))
def test_milliseconds_are_the_nearest_whole_ones(samples: int, rate: int) -> None:
    assert abs(to_ms(samples, rate) * rate - samples * 1000) * 2 <= rate


def test_every_field_has_a_place_in_every_format() -> None:
    assert set(id3.STORED) == set(mp4.STORED) == set(vorbis.STORED) == set(FIELDS)


def test_the_reference_table_says_what_the_program_does() -> None:
    rows = [
        f"| {name.replace('_', ' ')} | {meaning} | {id3.STORED[name]} | {mp4.STORED[name]} | {vorbis.STORED[name]} |"
        for name, meaning in FIELDS.items()
    ]
    written = re.findall(r"^\| (?!field|---).*\|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert written == rows
