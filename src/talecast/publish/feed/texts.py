"""All that is published of a shelf besides the books' own files: which text lies where."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from talecast.publish.feed.addresses import address, podcast_guid
from talecast.publish.feed.episodes import book_episodes, narrator
from talecast.publish.feed.extras import CHAPTERS_SUFFIX, TRANSCRIPT_SUFFIX, chapters_json, transcript_json
from talecast.publish.feed.language import feed_language
from talecast.publish.feed.notes import MAX_SUMMARY_CHARS, summary
from talecast.publish.feed.opml import opml
from talecast.publish.feed.rss import Channel, rss
from talecast.publish.feed.state import FeedState, with_dates, with_folder, with_seasons, with_turned_dates
from talecast.publish.feed.xml import one_line
from talecast.publish.shelf import read_sentences

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from talecast.publish.feed.episodes import Episode
    from talecast.publish.feed.options import FeedOptions
    from talecast.publish.shelf import Shelf, ShelfBook, ShelfSentence

FEED_FILE = "feed.xml"
OPML_FILE = "feeds.opml"
STATE_FILE = "feed.json"
"""Beside each feed: what it has promised. It is never published."""


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed for people: what it is called, where it is, how much is in it."""

    title: str
    path: str
    """Under the base address."""
    url: str
    episodes: int
    """How many are out."""


@dataclass(frozen=True, slots=True)
class Feeds:
    """The feeds of a shelf, and what they have promised now."""

    texts: dict[str, bytes]
    """By their paths under the base address."""
    states: dict[str, FeedState]
    """By the folder that each feed lies in: "" or "slug/". To be kept in its STATE_FILE."""
    listed: tuple[ListedFeed, ...] = ()
    """The feeds in the order of the list: the shelf's first."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """For each path where a feed has lain before its book was renamed: where it lies now."""


def make_feeds(shelf: Shelf, states: Mapping[str, FeedState], options: FeedOptions) -> Feeds:
    """A feed for each book, for a shelf one of all of them, and the list of feeds. Pure: nothing is read or written.

    `states` are those that the feeds before gave, by the same names; a feed without one is new.
    """
    made = [_book_feed(book, shelf.prefix(book), states.get(shelf.prefix(book)), options) for book in shelf.books]
    if not shelf.is_book:
        made.insert(0, _shelf_feed(shelf, states.get(""), options))
    listed = tuple(one.listed for one in made)
    texts = {one.listed.path: one.text for one in made}
    moved = {
        folder + FEED_FILE: one.listed.path
        for one in made
        for folder in one.state.folders[:-1]
        if folder + FEED_FILE not in texts and not shelf.is_book
    }
    texts[OPML_FILE] = opml(listed[0].title, [(one.title, one.url) for one in listed])
    return Feeds(texts, {one.listed.path.removesuffix(FEED_FILE): one.state for one in made}, listed, moved)


def book_texts(book: ShelfBook, prefix: str, base_url: str) -> dict[str, bytes]:
    """The chapters and the transcript with speakers of each of a book's episodes, by their paths. The record is read.

    `prefix` is where the book's files lie under the base address, as `Shelf.prefix` gives it. Raises ShelfError.
    """
    spoken = dict(zip((chapter.id for chapter in book.chapters), read_sentences(book), strict=True))
    texts = []
    for episode in book_episodes(book, prefix):
        texts += [chapters_json(episode, base_url), transcript_json(episode, _said(episode, spoken))]
    return dict(zip(book_text_paths(book, prefix), texts, strict=True))


def book_text_paths(book: ShelfBook, prefix: str) -> tuple[str, ...]:
    """Where `book_texts` belong; nothing is read for it."""
    beside = (prefix + episode.track.stem for episode in book_episodes(book, prefix))
    return tuple(stem + suffix for stem in beside for suffix in (CHAPTERS_SUFFIX, TRANSCRIPT_SUFFIX))


def publish_texts(shelf: Shelf, states: Mapping[str, FeedState], options: FeedOptions) -> Feeds:
    """Everything at once: `make_feeds`, and the `book_texts` of every book."""
    feeds = make_feeds(shelf, states, options)
    texts: dict[str, bytes] = {}
    for book in shelf.books:
        texts |= book_texts(book, shelf.prefix(book), options.base_url)
    return replace(feeds, texts=texts | feeds.texts)


def _said(episode: Episode, spoken: Mapping[str, tuple[ShelfSentence, ...]]) -> list[ShelfSentence]:
    return [sentence for chapter in episode.track.chapters for sentence in spoken[chapter.id]]


@dataclass(frozen=True, slots=True)
class _Made:
    text: bytes
    state: FeedState
    listed: ListedFeed


def _feed(channel: Channel, episodes: tuple[Episode, ...], state: FeedState, options: FeedOptions) -> _Made:
    """The feed of the episodes that are out, and the state with their dates."""
    state = replace(
        state,
        order=state.order if options.order is None else options.order,
        drip=state.drip if options.drip is None else options.drip,
    )
    state = with_dates(state, [episode.guid for episode in episodes], options.now, drip=bool(state.drip))
    dates: Mapping[str, datetime] = state.published
    out = [episode for episode in episodes if _is_out(dates.get(episode.guid), state, options.now)]
    if state.order == "newest-first":
        state = with_turned_dates(state, [episode.guid for episode in out], options.now)
        dates = state.turned
    text = rss(channel, [(episode, dates[episode.guid]) for episode in out], options)
    return _Made(
        text, state, ListedFeed(channel.title, channel.path, address(options.base_url, channel.path), len(out))
    )


def _is_out(date: datetime | None, state: FeedState, now: datetime) -> bool:
    """Whether the feed shows the episode of that date; with drip, the time may have been turned back since it was shown."""
    return date is not None and (not state.drip or date <= now)


def _book_feed(book: ShelfBook, prefix: str, state: FeedState | None, options: FeedOptions) -> _Made:
    path = prefix + FEED_FILE
    state = with_folder(state or FeedState(podcast_guid(address(options.base_url, path))), prefix)
    channel = Channel(
        title=book.title,
        path=path,
        page=prefix,
        podcast_guid=state.podcast_guid,
        summary=summary(book),
        authors=book.creators,
        narrators=(narrator(book),),
        language=feed_language(book.language),
        cover=book.cover,
        cover_prefix=prefix,
        has_moved=len(state.folders) > 1,
    )
    return _feed(channel, book_episodes(book, prefix), state, options)


def _shelf_feed(shelf: Shelf, state: FeedState | None, options: FeedOptions) -> _Made:
    """All books in one feed, each a season."""
    state = state or FeedState(podcast_guid(address(options.base_url, FEED_FILE)))
    state = with_seasons(state, [book.id for book in shelf.books])
    books = sorted(shelf.books, key=lambda book: state.seasons[book.id])
    episodes = tuple(
        episode for book in books for episode in book_episodes(book, shelf.prefix(book), state.seasons[book.id])
    )
    with_cover = next((book for book in books if book.cover), None)
    channel = Channel(
        title=options.title,
        path=FEED_FILE,
        page="",
        podcast_guid=state.podcast_guid,
        summary=one_line(f"{options.title}: {', '.join(book.title for book in books)}", MAX_SUMMARY_CHARS),
        authors=tuple(dict.fromkeys(name for book in books for name in book.creators)),
        narrators=tuple(dict.fromkeys(narrator(book) for book in books)),
        language=feed_language(books[0].language),
        cover=with_cover.cover if with_cover else None,
        cover_prefix=shelf.prefix(with_cover) if with_cover else "",
        names_books=len(books) > 1,
    )
    return _feed(channel, episodes, state, options)
