"""A channel and its episodes as RSS 2.0, with Apple's and Podcasting 2.0's elements."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING

from talecast.publish.feed.addresses import address, versioned
from talecast.publish.feed.episodes import enclosure, narrator, suffix_of
from talecast.publish.feed.extras import CHAPTERS_SUFFIX, TRANSCRIPT_SUFFIX
from talecast.publish.feed.language import feed_language
from talecast.publish.feed.notes import as_html, episode_line, show_notes
from talecast.publish.feed.xml import child, one_line, root, to_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from talecast.publish.feed.episodes import Episode
    from talecast.publish.feed.options import FeedOptions
    from talecast.publish.feed.xml import Element
    from talecast.publish.shelf import ShelfFile

GENERATOR = "talecast"
CATEGORY, SUBCATEGORY = "Arts", "Books"
"""Of Apple's list."""
NOBODY = "nobody@talecast.invalid"
"""Apple wants an owner with an address. `.invalid` is kept free for names that reach nobody (RFC 6761, 6.4)."""
MAX_NAME_CHARS, MAX_PERSON_CHARS = 255, 128
"""Of `itunes:author` (the W3C's validator) and of `podcast:person` and a season's name (Podcasting 2.0)."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself."""

    title: str
    path: str
    """Of the feed, under the base address."""
    page: str
    """Of a page about it, under the base address: a folder."""
    podcast_guid: str
    summary: str
    authors: tuple[str, ...]
    narrators: tuple[str, ...]
    language: str
    """A tag as `feed_language` gives it."""
    cover: ShelfFile | None = None
    cover_prefix: str = ""
    has_moved: bool = False
    """The feed has lain elsewhere, and apps may know it by that address."""
    names_books: bool = False
    """Episodes of several books are in it, so that "Chapter 1" alone would not tell them apart."""


def rss(channel: Channel, episodes: Sequence[tuple[Episode, datetime]], options: FeedOptions) -> bytes:
    """The feed, its episodes in the order given, each with the time of its publication."""
    document = root("rss", {"version": "2.0"})
    element = child(document, "channel")
    _describe(element, channel, options)
    for episode, date in episodes:
        _item(child(element, "item"), episode, date, options, named=channel.names_books)
    return to_bytes(document)


def _describe(element: Element, channel: Channel, options: FeedOptions) -> None:
    title, base = one_line(channel.title), options.base_url
    page, email = address(base, channel.page), options.owner_email or NOBODY
    authors = one_line(", ".join(channel.authors or channel.narrators), MAX_NAME_CHARS)
    child(element, "title", title)
    child(element, "link", page)
    child(element, "description", channel.summary)
    child(element, "language", channel.language)
    child(element, "generator", GENERATOR)
    child(element, "atom:link", "", {"rel": "self", "type": "application/rss+xml", "href": address(base, channel.path)})
    if channel.has_moved:
        child(element, "itunes:new-feed-url", address(base, channel.path))
    child(element, "itunes:author", authors)
    owner = child(element, "itunes:owner")
    child(owner, "itunes:name", one_line(options.owner_name, MAX_NAME_CHARS) or authors)
    child(owner, "itunes:email", email)
    child(child(element, "itunes:category", "", {"text": CATEGORY}), "itunes:category", "", {"text": SUBCATEGORY})
    child(element, "itunes:type", "serial")
    child(element, "itunes:explicit", _true(options.explicit))
    if channel.cover:
        url = _picture(base, channel.cover_prefix, channel.cover)
        image = child(element, "image")
        for name, text in (("url", url), ("title", title), ("link", page)):
            child(image, name, text)
        child(element, "itunes:image", "", {"href": url})
    if not options.public:
        child(element, "itunes:block", "Yes")
        child(element, "podcast:block", "yes")
    child(element, "podcast:guid", channel.podcast_guid)
    child(element, "podcast:locked", "yes", {"owner": email})  # Podcast Index's parser wants an owner to see it
    child(element, "podcast:medium", "audiobook")
    for name in channel.authors:
        child(element, "podcast:person", one_line(name, MAX_PERSON_CHARS), {"group": "writing", "role": "author"})
    for name in channel.narrators:
        child(element, "podcast:person", one_line(name, MAX_PERSON_CHARS), {"group": "cast", "role": "narrator"})


def _item(element: Element, episode: Episode, date: datetime, options: FeedOptions, *, named: bool) -> None:
    base, book, track = options.base_url, episode.book, episode.track
    title, season = one_line(episode.title), str(episode.season)
    child(element, "title", one_line(f"{book.title}: {title}") if named and not episode.is_book else title)
    child(element, "link", address(base, episode.prefix))
    child(element, "guid", episode.guid, {"isPermaLink": "false"})
    child(element, "pubDate", format_datetime(date, usegmt=True))
    child(element, "description", as_html(episode_line(episode)))
    child(element, "content:encoded", show_notes(episode))
    sound = enclosure(track)
    url = versioned(base, episode.prefix + sound.path, sound.sha256, suffix_of(sound))
    child(element, "enclosure", "", {"url": url, "length": str(sound.bytes), "type": sound.media_type})
    child(element, "itunes:title", title)
    child(element, "itunes:author", one_line(", ".join(book.creators) or narrator(book), MAX_NAME_CHARS))
    child(element, "itunes:duration", str(max(1, round(track.samples / book.sample_rate))))
    child(element, "itunes:season", season)
    child(element, "itunes:episode", str(episode.number))
    child(element, "itunes:episodeType", "full")
    child(element, "itunes:explicit", _true(options.explicit))
    if picture := track.picture or book.cover:
        child(element, "itunes:image", "", {"href": _picture(base, episode.prefix, picture)})
    if not options.public:
        child(element, "itunes:block", "Yes")
    child(element, "podcast:season", season, {"name": one_line(book.title, MAX_PERSON_CHARS)})
    child(element, "podcast:episode", str(episode.number))
    _links(element, episode, sound, base)
    reader = one_line(narrator(book), MAX_PERSON_CHARS)
    child(element, "podcast:person", reader, {"group": "cast", "role": "narrator"})
    for file in track.sounds:
        if file != sound:
            _alternate(element, file, address(base, episode.prefix + file.path))


def _links(element: Element, episode: Episode, sound: ShelfFile, base: str) -> None:
    """Chapters and transcripts; those of ours are new when the sound is."""
    chapters, words = (
        versioned(base, episode.prefix + episode.track.stem + suffix, sound.sha256, "json")
        for suffix in (CHAPTERS_SUFFIX, TRANSCRIPT_SUFFIX)
    )
    child(element, "podcast:chapters", "", {"url": chapters, "type": "application/json+chapters"})
    for file in episode.track.transcripts:
        url = versioned(base, episode.prefix + file.path, file.sha256, file.suffix)
        _transcript(element, episode, url, file.media_type)
    _transcript(element, episode, words, "application/json")


def _transcript(element: Element, episode: Episode, url: str, media_type: str) -> None:
    attributes = {"url": url, "type": media_type, "language": feed_language(episode.book.language), "rel": "captions"}
    child(element, "podcast:transcript", "", attributes)


def _alternate(element: Element, file: ShelfFile, url: str) -> None:
    """The same in another format."""
    attributes = {"type": file.media_type, "length": str(file.bytes), "title": file.suffix.upper()}
    child(child(element, "podcast:alternateEnclosure", "", attributes), "podcast:source", "", {"uri": url})


def _picture(base: str, prefix: str, file: ShelfFile) -> str:
    return versioned(base, prefix + file.path, file.sha256, file.suffix)


def _true(value: bool) -> str:  # noqa: FBT001 - it is the value
    return "true" if value else "false"
