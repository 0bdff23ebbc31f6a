"""The parts of what is published: addresses, languages, notes, chapters, transcripts, the list of feeds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from talecast.errors import FeedError
from talecast.publish.feed import base_address
from talecast.publish.feed.addresses import address, versioned
from talecast.publish.feed.language import feed_language
from tests.shelves import make_book
from tests.unit.feed.making import BASE, channel_of, feeds_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.feed_rules import Element


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/books/", "https://example.org/books/"),
        ("  https://example.org/books//  ", "https://example.org/books/"),
        ("http://127.0.0.1:8123/t", "http://127.0.0.1:8123/t/"),
        ("http://[::1]:8123", "http://[::1]:8123/"),
        ("HTTPS://Example.ORG/Books", "https://example.org/Books/"),
        ("https://bücher.example/über uns".replace(" ", "%20"), "https://xn--bcher-kva.example/%C3%BCber%20uns/"),
    ],
)
def test_an_address_is_brought_to_one_form(given: str, wanted: str) -> None:
    assert base_address(given) == wanted


@pytest.mark.parametrize(
    "given",
    [
        "",
        "example.org",
        "file:///tmp",
        "https://",
        "https://a b/",
        "javascript:alert(1)",
        "https://x/#y",
        "https://x/?",
        "https://x:99999/",
        "https://u@x/",
        "https://[::1/",
        'https://x/"><script>',
        "https://x..y/",
    ],
)
def test_what_is_no_address_is_refused_with_a_tip(given: str) -> None:
    with pytest.raises(FeedError) as caught:
        base_address(given)
    assert caught.value.tip


def test_names_of_files_are_escaped_in_addresses() -> None:
    assert address(BASE, "a b/ü&%?#.mp3") == f"{BASE}a%20b/%C3%BC&%25%3F%23.mp3"
    assert versioned(BASE, "a.mp3", "0123456789abcdef", "mp3") == f"{BASE}a.mp3?v=0123456789ab.mp3"


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [
        ("en", "en"), ("en_GB", "en-GB"), ("EN-us", "en-us"), ("iw", "he"), ("grc", "grc"), ("zh-Hans-CN", "zh-Hans-CN"),
        ("", "und"), ("qq", "und"), ("english", "und"), ("en-", "und"), ("x-custom", "und"), ("en-waytoolongasubtag", "und"), ("ënglish", "und"),
    ],
)  # fmt: skip
def test_a_language_is_one_that_every_reader_knows(tag: str, wanted: str) -> None:
    assert feed_language(tag) == wanted


def item_of(tmp_path: Path, **book: object) -> Element:
    make_book(tmp_path, slug="book", **book)  # type: ignore[arg-type]
    return channel_of(feeds_of(tmp_path).texts["book/feed.xml"]).all("item")[0]


def test_the_notes_list_the_chapters_with_their_times(tmp_path: Path) -> None:
    item = item_of(tmp_path, title="T", chapters=("One & <two>", "Three"), description="First.\n\nSecond.")
    assert item.say("content:encoded") == (
        '<p dir="auto">First.</p><p dir="auto">Second.</p><p dir="auto">By Ann Other. Read by eSpeak NG.</p>'
        '<ul><li dir="auto">00:00 One &amp; &lt;two&gt;</li><li dir="auto">01:30 Three</li></ul>'
    )


def test_from_an_hour_on_all_times_have_hours(tmp_path: Path) -> None:
    notes = item_of(tmp_path, chapters=tuple(f"C{number}" for number in range(50))).say("content:encoded")
    assert "00:00:00 C0" in notes
    assert "01:13:30 C49" in notes


def test_a_description_loses_its_markup_and_keeps_its_words(tmp_path: Path) -> None:
    item = item_of(
        tmp_path, description="<p>A <b>bold</b> tale,<br/>if 1 < 2 & 3 > 2.</p><p class='x'>The <unknown> end.</p>"
    )
    assert item.say("description") == "A bold tale, if 1 &lt; 2 &amp; 3 &gt; 2. The &lt;unknown&gt; end."


def test_an_episode_of_a_chapter_says_nothing_of_the_others(tmp_path: Path) -> None:
    item = item_of(tmp_path, title="T", per_chapter=True, description="Of the book.")
    assert item.say("description") == "Part 1 of “T”. By Ann Other. Read by eSpeak NG."


def test_chapters_have_titles_times_and_a_picture(tmp_path: Path) -> None:
    make_book(tmp_path, slug="book", chapters=("One", "Two"))
    chapters = json.loads(feeds_of(tmp_path).texts["book/book.chapters.json"])
    assert chapters["version"] == "1.2.0"
    assert [(one["title"], one["startTime"], one["endTime"]) for one in chapters["chapters"]] == [
        ("One", 0.0, 90.0),
        ("Two", 90.0, 180.0),
    ]
    assert all(one["img"].startswith(f"{BASE}book/cover.jpg?v=") for one in chapters["chapters"])


def test_a_chapter_with_a_picture_of_its_own_shows_it(tmp_path: Path) -> None:
    from tests.shelves import read_record, write_record

    folder = make_book(tmp_path, slug="book", per_chapter=True)
    record = read_record(folder)
    data = (folder / "cover.jpg").read_bytes()
    (folder / "02-two.jpg").write_bytes(data)
    (cover,) = (file for file in record["files"] if file["path"] == "cover.jpg")
    write_record(folder, {**record, "files": [*record["files"], {**cover, "path": "02-two.jpg"}]})
    texts = feeds_of(tmp_path).texts
    images = [item.one("itunes:image").attributes["href"] for item in channel_of(texts["book/feed.xml"]).all("item")]
    assert [url.partition("?")[0].rpartition("/")[2] for url in images] == ["cover.jpg", "02-two.jpg", "cover.jpg"]
    assert "/02-two.jpg?v=" in json.loads(texts["book/02-two.chapters.json"])["chapters"][0]["img"]


def test_a_transcript_says_who_speaks(tmp_path: Path) -> None:
    make_book(tmp_path, slug="book", chapters=("One",))
    transcript = json.loads(feeds_of(tmp_path).texts["book/book.transcript.json"])
    assert transcript == {
        "version": "1.0.0",
        "segments": [
            {"speaker": "eSpeak NG", "startTime": 1.0, "endTime": 6.0, "body": "First of One"},
            {"speaker": "emma", "startTime": 7.0, "endTime": 12.0, "body": "Second of One"},
        ],
    }


def test_the_list_of_feeds_names_each_with_its_address(tmp_path: Path) -> None:
    make_book(tmp_path, 'A & "B" <c>', slug="book")
    outlines = ET.fromstring(feeds_of(tmp_path, title="Mine").texts["feeds.opml"]).findall("body/outline")  # noqa: S314 - ours
    assert [(one.get("text"), one.get("xmlUrl"), one.get("type")) for one in outlines] == [
        ("Mine", f"{BASE}feed.xml", "rss"),
        ('A & "B" <c>', f"{BASE}book/feed.xml", "rss"),
    ]


def test_an_mp3_goes_before_an_m4b_and_the_others_are_alternatives(tmp_path: Path) -> None:
    item = item_of(tmp_path, formats=("wav", "opus", "m4b", "mp3"))
    assert item.one("enclosure").attributes["type"] == "audio/mpeg"
    assert [one.attributes["title"] for one in item.all("podcast:alternateEnclosure")] == ["WAV", "OPUS", "M4B"]


def test_a_book_of_another_format_alone_is_offered_as_it_is(tmp_path: Path) -> None:
    assert item_of(tmp_path, formats=("flac",)).one("enclosure").attributes["type"] == "audio/flac"


def test_the_address_of_an_m4b_ends_as_apple_wants_it(tmp_path: Path) -> None:
    url = item_of(tmp_path, formats=("m4b",)).one("enclosure").attributes["url"]
    assert url.partition("?")[0].endswith("book.m4b")
    assert url.endswith(".m4a")


def test_where_several_books_share_a_feed_each_chapter_is_named_with_its_book(tmp_path: Path) -> None:
    make_book(tmp_path, "One", ("I", "II"), per_chapter=True)
    alone = channel_of(feeds_of(tmp_path).texts["feed.xml"]).all("item")
    make_book(tmp_path, "Two")
    both = channel_of(feeds_of(tmp_path).texts["feed.xml"]).all("item")
    assert [item.say("title") for item in alone] == ["I", "II"]
    assert [item.say("title") for item in both] == ["One: I", "One: II", "Two"]
    assert [item.say("itunes:title") for item in both] == ["I", "II", "Two"]
