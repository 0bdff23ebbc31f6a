"""What a validator of feeds would say, for every kind of book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.feed_rules import faults, parse
from tests.shelves import make_book
from tests.unit.feed.making import BASE, NOW, bare_feeds, channel_of

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "&<>\"']]>"
ARABIC = "\u0623\u0644\u0641 \u0644\u064a\u0644\u0629"

BOOKS: dict[str, dict[str, Any]] = {
    "a single file": {},
    "a file a chapter": {"chapters": tuple(f"Chapter {number}" for number in range(1, 11)), "per_chapter": True},
    "five hundred chapters in one file": {"chapters": tuple(f"Chapter {number}" for number in range(1, 501))},
    "five hundred files": {"chapters": tuple(f"Chapter {number}" for number in range(1, 501)), "per_chapter": True},
    "markup in titles": {
        "title": f"Fish {HOSTILE} & Chips &amp; &lt; &#38; &#x26; &nbsp; <b",
        "chapters": (HOSTILE, f"{HOSTILE} again", "<i>", "&lt;script&gt;", "--> <!-- <![CDATA[ ?>"),
        "per_chapter": True,
        "creators": (f"Ann {HOSTILE}",),
        "description": f"Of {HOSTILE}\nand <b>others</b> & more.",
    },
    "emoji": {"title": "🐈‍⬛ and 👩🏽‍🚀", "chapters": ("🐈", "🐕"), "per_chapter": True},
    "right to left": {"title": ARABIC, "chapters": (ARABIC, f"{ARABIC} (2)"), "per_chapter": True, "language": "ar"},
    "no author": {"creators": ()},
    "no cover": {"cover": False},
    "no narrator": {"narrator": ""},
    "control characters": {
        "title": "A\x00B\x07C\x1b\x7fD\x85E\x9fF\u2028G\ufffdH\ud800I\ufffeJ\U0001fffeK",
        "chapters": ("\x00", "One\ntwo\tthree\x0b"),
        "description": "\x08\ufdd0 \ufffd",
    },
    "titles of nothing": {
        "title": "\x00 \ud800",
        "chapters": (("\ufffe", "a"), ("", "b"), ("\x85", "c")),
        "per_chapter": True,
        "slug": "x",
        "narrator": "",
    },
    "a long title": {"title": "Very long " * 200, "creators": ("Ann Other " * 60,), "description": "Word " * 3_000},
    "a language of three letters": {"language": "grc"},
    "a language with a region": {"language": "pt_BR"},
    "no language": {"language": ""},
    "a language that is none": {"language": "English (US)"},
    "an M4B": {"formats": ("m4b",)},
    "several formats": {"formats": ("opus", "m4b", "mp3")},
    "a place in a series": {"series": "Tales", "series_position": "3"},
    "a place that is no number": {"series": "Tales", "series_position": "first"},
}


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_nothing_is_wrong_with_the_feed_of(book: dict[str, Any], tmp_path: Path) -> None:
    make_book(tmp_path, **book)
    feeds = bare_feeds(tmp_path)
    assert {feed.url: faults(feeds.texts[feed.path], feed.url, NOW) for feed in feeds.listed} == {
        feed.url: [] for feed in feeds.listed
    }
    assert len(feeds.listed) == 2


def test_nothing_is_wrong_with_the_feed_of_a_shelf_of_three(tmp_path: Path) -> None:
    make_book(tmp_path, "One")
    make_book(tmp_path, "Two", per_chapter=True)
    make_book(tmp_path, "Three", language="fr", creators=())
    feeds = bare_feeds(tmp_path)
    assert [faults(feeds.texts[feed.path], feed.url, NOW) for feed in feeds.listed] == [[]] * 4


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("order", ["oldest-first", "newest-first"])
@pytest.mark.parametrize("drip", ["", "daily"])
def test_nothing_is_wrong_whatever_is_asked_for(public: bool, order: str, drip: str, tmp_path: Path) -> None:
    make_book(tmp_path, per_chapter=True)
    feeds = bare_feeds(
        tmp_path,
        public=public,
        order=order,
        drip=drip,
        explicit=True,
        owner_name="A & B <c>",
        owner_email="ann@example.org",
    )
    assert [faults(feeds.texts[feed.path], feed.url, NOW) for feed in feeds.listed] == [[], []]
    assert (
        [block.text for block in channel_of(feeds.texts["feed.xml"]).all("itunes:block")] == [] if public else ["Yes"]
    )


@pytest.mark.parametrize(
    "title",
    [HOSTILE, ARABIC, "🐈‍⬛", "AT&T", "&amp;", "&#38;", "&#x26;", "<b>bold</b>", "]]>", "a  b", "“Quoted” — it’s"],
)
def test_a_title_comes_out_as_it_was(title: str, tmp_path: Path) -> None:
    make_book(tmp_path, title, (title, "Another"), per_chapter=True)
    (feed,) = (feed for feed in bare_feeds(tmp_path).listed if feed.path != "feed.xml")
    channel = channel_of(bare_feeds(tmp_path).texts[feed.path])
    assert (channel.say("title"), channel.all("item")[0].say("title")) == (" ".join(title.split()),) * 2


def test_the_rules_see_what_is_wrong(tmp_path: Path) -> None:
    make_book(tmp_path)
    feeds = bare_feeds(tmp_path)
    good = feeds.texts["feed.xml"].decode()
    wrongs = {
        "the weekday": good.replace("Tue, ", "Wed, ").replace("Wed, 25", "Tue, 25"),
        "the date": good.replace("2026", "2027"),
        "the owner": good.replace("nobody@talecast.invalid", "nobody"),
        "the guid": good.replace('isPermaLink="false"', 'isPermaLink="true"'),
        "the enclosure": good.replace(".mp3", ".ogg"),
        "the length": good.replace('length="', 'length="-'),
        "the explicit": good.replace(">false<", ">clean<"),
        "the title": good.replace("<title>A Book", "<title>A &lt;b Book"),
        "the notes": good.replace("&#x3C;/li&#x3E;", "&#x3C;/q&#x3E;"),
        "the address": good.replace("https://example.org", "https://localhost"),
        "the language": good.replace(">en<", ">English<"),
        "a control": good.replace("A Book", "A \x85 Book"),
    }
    assert good not in wrongs.values()
    assert [name for name, wrong in wrongs.items() if not faults(wrong.encode(), BASE + "feed.xml", NOW)] == []


def test_a_document_says_its_encoding_and_its_version(tmp_path: Path) -> None:
    make_book(tmp_path)
    data = bare_feeds(tmp_path).texts["feed.xml"]
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<rss ')
    assert parse(data).attributes == {"version": "2.0"}
