"""Podcast feeds over finished books: pure functions from a shelf, what earlier feeds promised, and options to bytes."""

from talecast.publish.feed.addresses import base_address
from talecast.publish.feed.episodes import Episode, book_episodes, enclosure, shortcomings
from talecast.publish.feed.folder import load_states, promising, save_states, write_feeds
from talecast.publish.feed.options import DRIPS, ORDERS, FeedOptions
from talecast.publish.feed.state import FeedState, next_release
from talecast.publish.feed.texts import (
    FEED_FILE,
    OPML_FILE,
    STATE_FILE,
    Feeds,
    ListedFeed,
    book_text_paths,
    book_texts,
    make_feeds,
    publish_texts,
)

__all__ = [
    "DRIPS",
    "FEED_FILE",
    "OPML_FILE",
    "ORDERS",
    "STATE_FILE",
    "Episode",
    "FeedOptions",
    "FeedState",
    "Feeds",
    "ListedFeed",
    "base_address",
    "book_episodes",
    "book_text_paths",
    "book_texts",
    "enclosure",
    "load_states",
    "make_feeds",
    "next_release",
    "promising",
    "publish_texts",
    "save_states",
    "shortcomings",
    "write_feeds",
]
