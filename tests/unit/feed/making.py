"""Feeds over made-up books, as values."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from talecast.publish.feed import FeedOptions, load_states, make_feeds, publish_texts, save_states
from talecast.publish.shelf import read_shelf
from tests.feed_rules import Element, parse

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.publish.feed import Feeds

NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)
BASE = "https://example.org/books/"


def options(now: datetime = NOW, base_url: str = BASE, **others: Any) -> FeedOptions:
    return FeedOptions(base_url, now, **others)


def feeds_of(folder: Path, **others: Any) -> Feeds:
    """The feeds of a folder; what they promise is kept beside the books, as `talecast feed` does."""
    shelf = read_shelf(folder)
    feeds = publish_texts(shelf, load_states(shelf), options(**others))
    save_states(shelf, feeds)
    return feeds


def bare_feeds(folder: Path, **others: Any) -> Feeds:
    """The feeds of a folder that has never had any."""
    return make_feeds(read_shelf(folder), {}, options(**others))


def channel_of(data: bytes) -> Element:
    return parse(data).one("channel")


def dates_of(data: bytes) -> dict[str, datetime]:
    """When each episode was published, by its title, in the order of the feed."""
    return {item.say("title"): parsedate_to_datetime(item.say("pubDate")) for item in channel_of(data).all("item")}


def guids_of(data: bytes) -> dict[str, str]:
    return {item.say("title"): item.say("guid") for item in channel_of(data).all("item")}
