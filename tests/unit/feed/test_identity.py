"""What stays when a book changes: who a feed and its episodes are, and when they were published."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from talecast.errors import FeedError
from talecast.publish.feed import STATE_FILE
from tests.feed_rules import faults
from tests.shelves import make_book
from tests.unit.feed.making import NOW, channel_of, dates_of, feeds_of, guids_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.shelves import Chapter

TEN: tuple[Chapter, ...] = tuple(f"Chapter {number}" for number in range(1, 11))
LATER = NOW + timedelta(days=30)
DAY = timedelta(days=1)


def ten(shelf: Path, chapters: tuple[Chapter, ...] = TEN, *, words: str = "", book: str = "") -> Path:
    return make_book(shelf, chapters=chapters, per_chapter=True, slug="book", words=words, book=book)


def test_dates_rise_in_listening_order_and_none_lies_in_the_future(tmp_path: Path) -> None:
    ten(tmp_path)
    dates = list(dates_of(feeds_of(tmp_path).texts["book/feed.xml"]).values())
    assert all(later - earlier == DAY for earlier, later in pairwise(dates))
    assert dates[-1] == NOW - DAY


def test_a_feed_made_again_later_is_the_same_to_the_byte(tmp_path: Path) -> None:
    ten(tmp_path)
    assert feeds_of(tmp_path).texts == feeds_of(tmp_path, now=LATER).texts


def test_the_zone_of_the_time_makes_no_difference(tmp_path: Path) -> None:
    ten(tmp_path / "one")
    ten(tmp_path / "two")
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-9)))
    assert feeds_of(tmp_path / "one").texts == feeds_of(tmp_path / "two", now=elsewhere).texts


def test_guids_and_dates_stay_under_another_title_author_and_address(tmp_path: Path) -> None:
    ten(tmp_path, book="this")
    before = feeds_of(tmp_path).texts["book/feed.xml"]
    make_book(
        tmp_path, "Retitled", tuple((f"Part {number}", f"Chapter {number}") for number in range(1, 11)),
        per_chapter=True, slug="book", book="this", creators=("Bo",), words="edited", formats=("opus", "mp3"),
    )  # fmt: skip
    after = feeds_of(tmp_path, now=LATER, base_url="https://elsewhere.example/").texts["book/feed.xml"]
    assert list(guids_of(after).values()) == list(guids_of(before).values())
    assert list(dates_of(after).values()) == list(dates_of(before).values())
    assert channel_of(after).say("podcast:guid") == channel_of(before).say("podcast:guid")


def test_a_chapter_rendered_again_changes_the_query_of_its_enclosure_alone(tmp_path: Path) -> None:
    ten(tmp_path)
    before = channel_of(feeds_of(tmp_path).texts["book/feed.xml"]).all("item")
    ten(tmp_path, words="edited")
    after = channel_of(feeds_of(tmp_path, now=LATER).texts["book/feed.xml"]).all("item")
    for old, new in zip(before, after, strict=True):
        old_url, new_url = (item.one("enclosure").attributes["url"] for item in (old, new))
        assert old_url.partition("?v=")[0] == new_url.partition("?v=")[0]
        assert old_url != new_url
        assert old.say("guid") == new.say("guid")
        assert old.say("pubDate") == new.say("pubDate")


@pytest.mark.parametrize("now", [NOW, NOW + timedelta(seconds=5), LATER])
def test_a_chapter_at_the_end_is_an_episode_more_and_touches_no_other(now: datetime, tmp_path: Path) -> None:
    ten(tmp_path)
    before = feeds_of(tmp_path).texts["book/feed.xml"]
    ten(tmp_path, (*TEN, "Chapter 11"))
    after = feeds_of(tmp_path, now=now).texts["book/feed.xml"]
    items, old_items = (data.split(b"<item>")[1:] for data in (after, before))
    assert [item.partition(b"</item>")[0] for item in items[:10]] == [
        item.partition(b"</item>")[0] for item in old_items
    ]
    assert dates_of(before)["Chapter 10"] < dates_of(after)["Chapter 11"] <= now
    assert faults(after, "https://example.org/books/book/feed.xml", now) == []


@pytest.mark.parametrize("place", [0, 1, 5, 9])
def test_a_chapter_in_the_middle_gets_a_date_between_its_neighbours(place: int, tmp_path: Path) -> None:
    ten(tmp_path)
    before = feeds_of(tmp_path)
    ten(tmp_path, (*TEN[:place], "New", "Newer", *TEN[place:]))
    after = feeds_of(tmp_path, now=LATER)
    for path in ("feed.xml", "book/feed.xml"):
        old, new = dates_of(before.texts[path]), dates_of(after.texts[path])
        assert list(new.values()) == sorted(set(new.values()))
        assert {title: new[title] for title in old} == old
        assert guids_of(before.texts[path]).items() <= guids_of(after.texts[path]).items()


def test_chapters_can_be_put_at_one_place_again_and_again(tmp_path: Path) -> None:
    chapters: tuple[Chapter, ...] = ("One", "Two")
    ten(tmp_path, chapters)
    feeds_of(tmp_path)
    for number in range(14):
        chapters = (chapters[0], f"New {number}", *chapters[1:])
        ten(tmp_path, chapters)
        dates = list(dates_of(feeds_of(tmp_path).texts["book/feed.xml"]).values())
        assert dates == sorted(set(dates))


def test_where_no_second_is_left_between_two_dates_the_order_stays(tmp_path: Path) -> None:
    chapters: tuple[Chapter, ...] = ("One", "Two")
    ten(tmp_path, chapters)
    feeds_of(tmp_path)
    for number in range(25):
        chapters = (chapters[0], f"New {number}", *chapters[1:])
        ten(tmp_path, chapters)
        dates = list(dates_of(feeds_of(tmp_path).texts["book/feed.xml"]).values())
        assert dates == sorted(dates)


def test_chapters_that_change_places_keep_their_dates(tmp_path: Path) -> None:
    ten(tmp_path)
    before = dates_of(feeds_of(tmp_path).texts["book/feed.xml"])
    ten(tmp_path, (*TEN[5:], "New", *TEN[:5]))
    after = dates_of(feeds_of(tmp_path, now=LATER).texts["book/feed.xml"])
    assert {title: after[title] for title in before} == before
    assert after["New"] <= LATER


def test_a_chapter_that_was_gone_comes_back_with_its_date(tmp_path: Path) -> None:
    ten(tmp_path)
    before = dates_of(feeds_of(tmp_path).texts["book/feed.xml"])
    ten(tmp_path, TEN[:4])
    feeds_of(tmp_path)
    ten(tmp_path)
    assert dates_of(feeds_of(tmp_path, now=LATER).texts["book/feed.xml"]) == before


def test_one_file_and_a_file_a_chapter_keep_their_own_guids_and_dates(tmp_path: Path) -> None:
    make_book(tmp_path, slug="book")
    single = feeds_of(tmp_path).texts["book/feed.xml"]
    make_book(tmp_path, slug="book", per_chapter=True)
    chapters = feeds_of(tmp_path, now=LATER).texts["book/feed.xml"]
    assert channel_of(chapters).say("podcast:guid") == channel_of(single).say("podcast:guid")
    assert not set(guids_of(chapters).values()) & set(guids_of(single).values())
    make_book(tmp_path, slug="book")
    assert feeds_of(tmp_path, now=LATER).texts["book/feed.xml"] == single


def test_the_only_chapter_of_a_growing_story_is_an_episode_of_its_own_already(tmp_path: Path) -> None:
    make_book(tmp_path, slug="book", chapters=("One",), per_chapter=True)
    before = guids_of(feeds_of(tmp_path).texts["book/feed.xml"])
    make_book(tmp_path, slug="book", chapters=("One", "Two"), per_chapter=True)
    after = guids_of(feeds_of(tmp_path).texts["book/feed.xml"])
    assert before.items() <= after.items()


def test_a_book_in_one_file_is_one_episode_known_by_the_book(tmp_path: Path) -> None:
    make_book(tmp_path, "20,000 Leagues", chapters=("Leagues",))
    (item,) = channel_of(feeds_of(tmp_path).texts["feed.xml"]).all("item")
    assert item.say("title") == "20,000 Leagues"


def test_a_renamed_book_tells_where_its_feed_has_lain(tmp_path: Path) -> None:
    folder = make_book(tmp_path, "Old", book="this", slug="old")
    before = feeds_of(tmp_path)
    folder.rename(tmp_path / "new")
    for file in (tmp_path / "new").glob("old.*"):
        file.unlink()
    make_book(tmp_path, "New", book="this", slug="new")
    after = feeds_of(tmp_path, now=LATER)
    assert after.moved == {"old/feed.xml": "new/feed.xml"}
    channel = channel_of(after.texts["new/feed.xml"])
    assert channel.say("itunes:new-feed-url") == "https://example.org/books/new/feed.xml"
    assert channel.say("podcast:guid") == channel_of(before.texts["old/feed.xml"]).say("podcast:guid")
    assert list(dates_of(after.texts["feed.xml"]).values()) == list(dates_of(before.texts["feed.xml"]).values())
    make_book(tmp_path, "Another", slug="old")
    assert feeds_of(tmp_path).moved == {}


def test_a_book_new_on_the_shelf_is_the_next_season_and_touches_no_other(tmp_path: Path) -> None:
    make_book(tmp_path, "M")
    before = feeds_of(tmp_path).texts["feed.xml"]
    make_book(tmp_path, "A", per_chapter=True)
    after = feeds_of(tmp_path, now=LATER).texts["feed.xml"]
    items = channel_of(after).all("item")
    assert [item.say("itunes:season") for item in items] == ["1", "2", "2", "2"]
    dates = list(dates_of(after).values())
    assert dates == sorted(dates)
    assert dates_of(before).items() <= dates_of(after).items()


def test_the_first_guid_is_made_of_the_address_as_podcasting_says(tmp_path: Path) -> None:
    make_book(tmp_path, slug="podcastindex.org")
    feeds = feeds_of(tmp_path, base_url="http://mp3s.nashownotes.com/")
    # The example of the specification: uuid5 of "mp3s.nashownotes.com/pc20rss.xml"; ours has a path of its own.
    namespace = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    assert str(uuid.uuid5(namespace, "mp3s.nashownotes.com/pc20rss.xml")) == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    expected = uuid.uuid5(namespace, "mp3s.nashownotes.com/feed.xml")
    assert channel_of(feeds.texts["feed.xml"]).say("podcast:guid") == str(expected)


# --- order and drip -----------------------------------------------------------------------------------------------


def test_newest_first_turns_the_dates_and_not_the_numbers(tmp_path: Path) -> None:
    ten(tmp_path)
    plain = feeds_of(tmp_path).texts["book/feed.xml"]
    turned = feeds_of(tmp_path, order="newest-first").texts["book/feed.xml"]
    dates = list(dates_of(turned).values())
    assert dates == sorted(set(dates), reverse=True)
    assert dates[0] < NOW
    assert guids_of(turned) == guids_of(plain)
    assert [item.say("itunes:episode") for item in channel_of(turned).all("item")] == [str(n) for n in range(1, 11)]
    assert feeds_of(tmp_path, now=LATER).texts["book/feed.xml"] == plain
    ten(tmp_path, (*TEN, "Chapter 11"))
    assert dates_of(turned).items() <= dates_of(feeds_of(tmp_path, order="newest-first").texts["book/feed.xml"]).items()


def test_drip_releases_a_chapter_a_day(tmp_path: Path) -> None:
    ten(tmp_path)
    for day in (0, 0.99, 1, 3, 9, 40):
        feed = feeds_of(tmp_path, drip="daily", now=NOW + day * DAY).texts["book/feed.xml"]
        dates = dates_of(feed)
        assert list(dates) == [f"Chapter {number}" for number in range(1, min(10, int(day) + 1) + 1)]
        assert list(dates.values()) == [NOW + number * DAY for number in range(len(dates))]


def test_drip_is_a_function_of_the_time_and_goes_back_with_it(tmp_path: Path) -> None:
    ten(tmp_path)
    third = feeds_of(tmp_path, drip="daily", now=NOW).texts
    feeds_of(tmp_path, drip="daily", now=LATER)
    assert feeds_of(tmp_path, drip="daily", now=NOW).texts == third


def test_a_growing_story_drips_on_and_touches_no_other(tmp_path: Path) -> None:
    ten(tmp_path)
    feeds_of(tmp_path, drip="daily")
    ten(tmp_path, (*TEN, "Chapter 11"))
    assert len(dates_of(feeds_of(tmp_path, drip="daily", now=NOW + 9 * DAY).texts["book/feed.xml"])) == 10
    dates = dates_of(feeds_of(tmp_path, drip="daily", now=NOW + 10 * DAY).texts["book/feed.xml"])
    assert dates["Chapter 11"] == NOW + 10 * DAY
    ten(tmp_path, (*TEN, "Chapter 11", "Chapter 12"))
    dates = dates_of(feeds_of(tmp_path, drip="daily", now=LATER).texts["book/feed.xml"])
    assert dates["Chapter 12"] == LATER


def test_what_was_out_before_drip_stays_out(tmp_path: Path) -> None:
    ten(tmp_path)
    all_at_once = feeds_of(tmp_path).texts["book/feed.xml"]
    assert feeds_of(tmp_path, drip="daily", now=LATER).texts["book/feed.xml"] == all_at_once


def test_without_drip_the_rest_comes_out_and_none_of_it_in_the_future(tmp_path: Path) -> None:
    ten(tmp_path)
    dripped = dates_of(feeds_of(tmp_path, drip="daily", now=NOW + 2 * DAY).texts["book/feed.xml"])
    now = NOW + 3 * DAY
    dates = dates_of(feeds_of(tmp_path, now=now).texts["book/feed.xml"])
    assert dripped.items() <= dates.items()
    assert list(dates.values()) == sorted(set(dates.values()))
    assert max(dates.values()) <= now


# --- what is kept -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damaged",
    [
        b"", b"{", b"[]", b"null", b'{"version": 2}', b'{"version": 1}', b'{"version": 1, "podcast_guid": "x"}', b"[" * 100_000,
        b'{"version": 1, "podcast_guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810", "published": []}',
        b'{"version": 1, "podcast_guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810", "published": {"x": "2026-01-01T00:00:00Z"}}',
        b'{"version": 1, "podcast_guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810", "folders": ["../"]}',
        b'{"version": 1, "podcast_guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810", "seasons": {"917393e3-1b1e-5cef-ace4-edaa54e1f810": 0}}',
        b'{"version": 1, "podcast_guid": "x", "published": {"917393e3-1b1e-5cef-ace4-edaa54e1f810": "9999-12-31T23:59:59Z"}}',
    ],
)  # fmt: skip
def test_dates_that_are_damaged_are_not_made_up_anew(damaged: bytes, tmp_path: Path) -> None:
    folder = make_book(tmp_path)
    (folder / STATE_FILE).write_bytes(damaged)
    with pytest.raises(FeedError) as caught:
        feeds_of(tmp_path)
    assert caught.value.tip
    assert (folder / STATE_FILE).read_bytes() == damaged


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_the_place_of_the_dates_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(make_book(tmp_path) / STATE_FILE)
    with pytest.raises(FeedError):
        feeds_of(tmp_path)


def test_nothing_of_what_is_kept_is_in_a_feed_of_another_zone(tmp_path: Path) -> None:
    make_book(tmp_path)
    feeds_of(tmp_path, now=datetime(2026, 7, 1, 12, 0, 0, 999_999, tzinfo=UTC))
    assert b"2026-06-30T12:00:00Z" in (tmp_path / STATE_FILE).read_bytes()


def test_who_is_not_told_of_an_order_or_of_drip_takes_those_of_the_last_time(tmp_path: Path) -> None:
    ten(tmp_path)
    feeds_of(tmp_path, drip="daily", order="newest-first")
    later = feeds_of(tmp_path, drip=None, order=None, now=NOW + 2 * DAY).texts["book/feed.xml"]
    assert list(dates_of(later)) == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert list(dates_of(later).values()) == sorted(dates_of(later).values(), reverse=True)
    assert len(dates_of(feeds_of(tmp_path, now=NOW + 2 * DAY).texts["book/feed.xml"])) == 10
    assert len(dates_of(feeds_of(tmp_path, drip=None, now=NOW + 2 * DAY).texts["book/feed.xml"])) == 10


@pytest.mark.parametrize("broken", ['"order": "sideways"', '"drip": "weekly"', '"drip": ["daily"]'])
def test_an_order_that_nobody_knows_is_a_damaged_file(tmp_path: Path, broken: str) -> None:
    ten(tmp_path)
    feeds_of(tmp_path)
    path = tmp_path / "book" / "feed.json"
    path.write_text(path.read_text(encoding="utf-8").replace("{", f"{{{broken},", 1), encoding="utf-8")
    with pytest.raises(FeedError):
        feeds_of(tmp_path)
