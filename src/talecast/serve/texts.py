"""What the server makes itself: pages, feeds, chapters and transcripts, each at the path that the feeds name.

They follow from the shelf and from the address that it was asked under. Those that are costly are kept while they hold, a
few addresses deep: nobody's asking makes that grow.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from talecast.publish import site
from talecast.publish.feed import FEED_FILE, OPML_FILE, book_episodes, book_texts
from talecast.publish.feed.addresses import address
from talecast.publish.feed.extras import CHAPTERS_SUFFIX, TRANSCRIPT_SUFFIX, chapters_json
from talecast.serve.feeds import Feeds
from talecast.serve.made import Made, Text, latest, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from talecast.publish.shelf import Shelf, ShelfBook
    from talecast.serve.options import ServeOptions
    from talecast.serve.visits import Elsewhere

KEPT_PAGES = 64
KEPT_TRANSCRIPTS = 4
"""Books whose transcripts are kept: 4 MB each where it is one of 500,000 words."""


class Texts:
    """Makes them and keeps some. `find` may take a second for a long book: it is for a thread of its own."""

    def __init__(self, options: ServeOptions, warn: Callable[[str], None], clock: Callable[[], datetime]) -> None:
        """`clock` says what time it is: with drip, a new day is a new feed."""
        self._started = options.started
        self._assets = texts({name: site.asset(name) for name in site.ASSETS}, options.started)
        self._feeds = Feeds(options, warn, clock)
        self._pages, self._transcripts = _Kept(KEPT_PAGES), _Kept(KEPT_TRANSCRIPTS)

    def find(self, shelf: Shelf, path: str, base_url: str) -> Text | Elsewhere | None:
        """What lies at that path under `base_url`; None for what the server does not make."""
        if path in self._assets:
            return self._assets[path]
        folder, slash, name = path.rpartition("/")
        book = next((book for book in shelf.books if shelf.prefix(book) == folder + slash), None)
        if name in {FEED_FILE, OPML_FILE} and shelf.books:
            return self._feeds.under(shelf, base_url).get(path)
        if not name and (book or not path):
            return self._pages.get(
                base_url + path, shelf, lambda: self._texts(shelf, {path: _page(shelf, book, base_url)})
            ).get(path)
        if book and name.endswith(CHAPTERS_SUFFIX):
            key = f"{base_url}{folder}/{CHAPTERS_SUFFIX}"
            return self._pages.get(key, shelf, lambda: self._texts(shelf, _chapters(shelf, book, base_url))).get(path)
        if book and name.endswith(TRANSCRIPT_SUFFIX):
            prefix = shelf.prefix(book)
            return self._transcripts.get(prefix, book, lambda: self._texts(shelf, _transcripts(book, prefix))).get(path)
        return None

    def _texts(self, shelf: Shelf, contents: Mapping[str, bytes]) -> Made:
        return texts(contents, latest(shelf, self._started))


class _Kept:
    """The texts that were made last, while what they were made of is the same."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[str, tuple[object, Made]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, made_of: object, make: Callable[[], Made]) -> Made:
        with self._lock:  # many ask at once, and one makes
            kept = self._kept.get(key)
            made = kept[1] if kept and kept[0] is made_of else make()
            self._kept[key] = (made_of, made)
            self._kept.move_to_end(key)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
            return made


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
    both = book_texts(book, prefix, "")
    return {path: content for path, content in both.items() if path.endswith(TRANSCRIPT_SUFFIX)}
