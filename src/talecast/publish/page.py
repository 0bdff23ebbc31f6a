"""A page over published books that needs nothing but itself: covers, lengths, players, and the feeds to subscribe to."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from talecast.publish.feed import FEED_FILE, OPML_FILE, book_episodes, enclosure

if TYPE_CHECKING:
    from talecast.publish.feed import Episode, Feeds
    from talecast.publish.shelf import Shelf, ShelfBook

_STYLE = """
 body { font: 1.1em/1.5 system-ui, sans-serif; max-width: 46em; margin: 0 auto; padding: 1em; }
 :root { color-scheme: light dark; }
 article { border-top: 1px solid; padding: 1em 0; overflow: hidden; }
 img { float: right; width: 8em; height: 8em; margin: 0 0 1em 1em; }
 audio { width: 100%; clear: both; display: block; }
 code { overflow-wrap: anywhere; }
"""


def shelf_page(shelf: Shelf, feeds: Feeds) -> bytes:
    """The page, for the folder that the feeds lie in. Its links are relative; the addresses of feeds are shown in full."""
    listed = {feed.path: feed for feed in feeds.listed}
    first = feeds.listed[0]
    books = "".join(_book(shelf, book, listed[shelf.prefix(book) + FEED_FILE].url) for book in shelf.books)
    every = "" if shelf.is_book else f"<p>{_feed(FEED_FILE, first.url, 'All books in one feed')}</p>"
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>{escape(first.title)}</title>
<style>{_STYLE}</style>
<main>
<h1 dir="auto">{escape(first.title)}</h1>
{every}<p><a href="{OPML_FILE}">The list of feeds</a>, for apps that import one.</p>
{books}</main>
</html>
""".encode()


def _book(shelf: Shelf, book: ShelfBook, url: str) -> str:
    prefix = shelf.prefix(book)
    cover = f'<img src="{_link(prefix + book.cover.path)}" alt="">' if book.cover else ""
    by = f'<p dir="auto">{escape(", ".join(book.creators))}</p>' if book.creators else ""
    players = "".join(_player(episode) for episode in book_episodes(book, prefix))
    name = f"The feed of {book.title}"
    return (
        f'<article lang="{escape(book.language)}">{cover}<h2 dir="auto">{escape(book.title)}</h2>{by}'
        f"<p>{_length(book.seconds)}</p><p>{_feed(prefix + FEED_FILE, url, name)}</p>{players}</article>\n"
    )


def _player(episode: Episode) -> str:
    title = escape(episode.title)
    source = _link(episode.prefix + enclosure(episode.track).path)
    return f'<h3 dir="auto">{title}</h3><audio controls preload="none" src="{source}" aria-label="{title}"></audio>'


def _feed(path: str, url: str, name: str) -> str:
    return f'<a href="{_link(path)}">{escape(name)}</a>: <code>{escape(url)}</code>'


def _link(path: str) -> str:
    return quote(f"./{path}", safe="/.-_~")


def _length(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 - an hour
