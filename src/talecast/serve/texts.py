"""What the server makes itself: pages, feeds, chapters and transcripts, each at the path that the feeds name.

They follow from the shelf and from the address that it was asked under. Those that are costly are kept while they hold, a
few addresses deep: nobody's asking makes that grow.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from talecast.errors import FeedError
from talecast.publish import site
from talecast.publish.feed import (
    FEED_FILE,
    OPML_FILE,
    STATE_FILE,
    FeedOptions,
    FeedState,
    book_episodes,
    book_texts,
    make_feeds,
    promising,
)
from talecast.publish.feed.addresses import address
from talecast.publish.feed.extras import CHAPTERS_SUFFIX, TRANSCRIPT_SUFFIX, chapters_json
from talecast.publish.feed.state import load_state, save_state
from talecast.serve.visits import Elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from talecast.publish.shelf import Shelf, ShelfBook

HTML = "text/html; charset=utf-8"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".xml": "application/rss+xml; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    CHAPTERS_SUFFIX: "application/json+chapters; charset=utf-8",
    TRANSCRIPT_SUFFIX: "application/json; charset=utf-8",
}
KEPT_FEEDS = 16
"""Addresses whose feeds are kept."""
KEPT_PAGES = 64
KEPT_TRANSCRIPTS = 4
"""Books whose transcripts are kept: 4 MB each where it is one of 500,000 words."""


@dataclass(frozen=True, slots=True)
class Text:
    """Something that the server made."""

    content: bytes
    media_type: str
    etag: str
    """Strong, with its quotes."""
    modified: int
    """Seconds since 1970: when it was first seen to be so."""


Made = dict[str, Text | Elsewhere]
"""By their paths under the shelf's address."""


class Texts:
    """Makes them and keeps some. `find` may take a second for a long book: it is for a thread of its own."""

    def __init__(self, locks: Path, warn: Callable[[str], None]) -> None:
        """`locks` is a folder of the program's own, for `promising`."""
        self._locks = locks
        self._warn = warn
        self._unsaved: dict[Path, FeedState] = {}
        self._assets = _texts({name: site.asset(name) for name in site.ASSETS})
        self._pages, self._feeds = _Kept(KEPT_PAGES), _Kept(KEPT_FEEDS)
        self._transcripts = _Kept(KEPT_TRANSCRIPTS)

    def find(self, shelf: Shelf, path: str, base_url: str) -> Text | Elsewhere | None:
        """What lies at that path under `base_url`; None for what the server does not make."""
        if path in self._assets:
            return self._assets[path]
        folder, slash, name = path.rpartition("/")
        book = next((book for book in shelf.books if shelf.prefix(book) == folder + slash), None)
        if name in {FEED_FILE, OPML_FILE} and shelf.books:
            return self._feeds.get(base_url, shelf, lambda: self._make_feeds(shelf, base_url)).get(path)
        if not name and (book or not path):
            return self._pages.get(base_url + path, shelf, lambda: _texts({path: _page(shelf, book, base_url)})).get(
                path
            )
        if book and name.endswith(CHAPTERS_SUFFIX):
            return _texts(_chapters(shelf, book, base_url)).get(path)
        if book and name.endswith(TRANSCRIPT_SUFFIX):
            prefix = shelf.prefix(book)
            return self._transcripts.get(prefix, book, lambda: _texts(_transcripts(book, prefix))).get(path)
        return None

    def _make_feeds(self, shelf: Shelf, base_url: str) -> Made:
        """The feeds; what they promise is written down beside the books, or kept in memory where nothing may be written."""
        paths = {prefix: shelf.folder / prefix / STATE_FILE for prefix in _prefixes(shelf)}
        with promising(shelf.folder, self._locks):
            states: dict[str, FeedState] = {}
            broken = set()
            for prefix, path in paths.items():
                try:
                    state = load_state(path) or self._unsaved.get(path)
                except FeedError as error:
                    self._warn(f"{error} Its feed is left out. {error.tip}")
                    broken.add(prefix)
                else:
                    states |= {prefix: state} if state else {}
            feeds = make_feeds(shelf, states, FeedOptions(base_url, datetime.now(UTC)))
            for prefix in feeds.states.keys() - broken:
                self._keep(paths[prefix], feeds.states[prefix])
        left_out = {prefix + FEED_FILE for prefix in broken}
        texts = _texts({path: content for path, content in feeds.texts.items() if path not in left_out})
        return {**{old: _from(old, new) for old, new in feeds.moved.items()}, **texts}

    def _keep(self, path: Path, state: FeedState) -> None:
        try:
            save_state(path, state)
        except OSError as error:
            self._unsaved[path] = state
            reason = error.strerror or "it cannot be written"
            self._warn(f"{path}: {reason}. The episodes' dates are forgotten when this server ends.")


class _Kept:
    """The texts that were made last, each while what they were made of is the same."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[str, tuple[object, Made]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, made_of: object, make: Callable[[], Made]) -> Made:
        with self._lock:  # many ask at once, and one makes
            kept = self._kept.get(key)
            texts = kept[1] if kept and kept[0] is made_of else make()
            self._kept[key] = (made_of, texts)
            self._kept.move_to_end(key)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
            return texts


def _prefixes(shelf: Shelf) -> tuple[str, ...]:
    """The folder of each feed."""
    own = tuple(shelf.prefix(book) for book in shelf.books)
    return own if shelf.is_book else ("", *own)


def _page(shelf: Shelf, book: ShelfBook | None, base_url: str) -> bytes:
    if book is None:
        return site.shelf_page(shelf, address(base_url, FEED_FILE), OPML_FILE)
    return site.book_page(shelf, book, address(base_url, shelf.prefix(book) + FEED_FILE))


def _chapters(shelf: Shelf, book: ShelfBook, base_url: str) -> dict[str, bytes]:
    prefix = shelf.prefix(book)
    episodes = book_episodes(book, prefix)
    return {prefix + episode.track.stem + CHAPTERS_SUFFIX: chapters_json(episode, base_url) for episode in episodes}


def _transcripts(book: ShelfBook, prefix: str) -> dict[str, bytes]:
    """They name no address: the same for every listener."""
    texts = book_texts(book, prefix, "")
    return {path: content for path, content in texts.items() if path.endswith(TRANSCRIPT_SUFFIX)}


def _texts(contents: Mapping[str, bytes]) -> Made:
    now = int(time.time())
    return {path: Text(content, _type(path), _etag(content), now) for path, content in contents.items()}


def _from(old: str, new: str) -> Elsewhere:
    """The way from one path of the shelf to another."""
    return Elsewhere("../" * old.count("/") + quote(new))


def _type(path: str) -> str:
    return next((media_type for suffix, media_type in TYPES.items() if path.endswith(suffix)), HTML)


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
