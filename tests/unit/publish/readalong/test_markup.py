"""Text of a book as markup, dates, depths, and the colours of what is spoken."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from lxml import etree

from talecast.publish.narrated import ToldMark, ToldPage, ToldSentence, ToldTongue
from talecast.publish.readalong.dates import day_of, is_date
from talecast.publish.readalong.depths import depths
from talecast.publish.readalong.markup import attributes, direction, escape, tag
from talecast.publish.readalong.words import marked_words


@pytest.mark.parametrize("text", ['<b> & "C" ]]>', "a\x00b\x08c\ufffe", "tab\tand\nline", "🜚 \U0010ffff", "'\"<!--"])
def test_any_text_survives_as_text_and_as_an_attribute(text: str) -> None:
    made = etree.fromstring(tag("p", escape(text), ("title", text)))
    shown = re.sub("[\x00-\x08\ufffe]", "\ufffd", text)
    assert made.text == shown
    assert made.get("title") == shown


def test_empty_attributes_are_left_out() -> None:
    assert attributes((("id", ""), ("lang", None), ("start", 3))) == ' start="3"'


def test_pages_and_marks_stand_at_their_places() -> None:
    sentence = ToldSentence(
        "a & b\nc", "", 0, 1, 0.0, 0.1, 0, pages=(ToldPage("1", 0), ToldPage("2", 4)), marks=(ToldMark("x", 7, 1),)
    )
    assert marked_words(sentence, ["<2/>"], ["<x/>"]) == "a &amp; <2/>b<br/>c<x/>"


def test_words_in_another_language_say_so_around_what_stands_in_them() -> None:
    sentence = ToldSentence(
        "A na\u00efve b.",
        "",
        0,
        1,
        0.0,
        0.1,
        0,
        pages=(ToldPage("2", 4),),
        marks=(ToldMark("x", 7, 1),),
        tongues=(ToldTongue("fr", 2, 7), ToldTongue("ar", 8, 9)),
    )
    assert marked_words(sentence, ["<2/>"], ["<x/>"], languages=("lang",)) == (
        'A <span lang="fr">na<2/>\u00efve</span><x/> <span lang="ar" dir="rtl">b</span>.'
    )


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("1921", True),
        ("2019-12", True),
        ("2020-02-29", True),
        ("2019-02-30", False),
        ("0000", False),
        ("c. 1921", False),
    ],
)
def test_a_day_that_no_calendar_has_is_no_date(said: str, known: bool) -> None:
    assert is_date(said) is known


@pytest.mark.parametrize(
    ("date", "epoch", "day"),
    [
        ("1865", "0", "1865-01-01"),
        ("1921-05", "0", "1921-05-01"),
        ("1921-05-17", "0", "1921-05-17"),
        ("1921-04-31", "86400", "1970-01-02"),
        ("long ago", "86400", "1970-01-02"),
        ("", "", "1980-01-01"),
        ("", "-5", "1980-01-01"),
        ("", "99999999999999", "1980-01-01"),
    ],
)
def test_a_date_is_the_sources_or_a_fixed_one(date: str, epoch: str, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert day_of(date) == day


@pytest.mark.parametrize(
    ("levels", "found"), [([1, 2, 3], [1, 2, 3]), ([2, 4, 4, 1], [1, 2, 2, 1]), ([6, 1, 6], [1, 1, 2]), ([], [])]
)
def test_no_line_of_the_contents_lies_more_than_one_level_deeper(levels: list[int], found: list[int]) -> None:
    assert depths(levels) == found


def test_scripts_from_right_to_left_are_known() -> None:
    assert [direction(tag) for tag in ("ar", "he-IL", "en", "ja", "")] == ["rtl", "rtl", "", "", ""]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_what_is_spoken_has_contrast_enough_on_light_and_on_dark() -> None:
    css = files("talecast").joinpath("data", "readalong.css").read_text(encoding="utf-8")
    pairs = re.findall(r"\.-epub-media-overlay-active \{ background-color: (#\w{6}); color: (#\w{6});", css)
    assert len(pairs) == 2
    for ground, ink in pairs:
        light, dark = sorted((luminance(ground), luminance(ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 7  # WCAG 2.1, 1.4.6: level AAA
