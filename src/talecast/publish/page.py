"""A page over published books that needs nothing but itself: covers, lengths, players, and the feeds to subscribe to."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from talecast.publish.feed import FEED_FILE, book_episodes, enclosure

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


def shelf_pages(shelf: Shelf, feeds: Feeds) -> dict[str, bytes]:
    """The pages by their paths: one for the folder of the feeds, and one for each book. Their links are relative."""
    urls = {feed.path: feed.url for feed in feeds.listed}
    pages = {}
    for book in shelf.books:
        path = shelf.prefix(book)
        pages[f"{path}index.html"] = _page(book.title, _book(book, "", urls[path + FEED_FILE], 1))
    if not shelf.is_book:
        title = feeds.listed[0].title
        every = f"<h1>{escape(title)}</h1><p>{_feed('', urls[FEED_FILE], 'All books in one feed')}</p>"
        books = "".join(
            _book(book, shelf.prefix(book), urls[shelf.prefix(book) + FEED_FILE], 2) for book in shelf.books
        )
        pages["index.html"] = _page(title, every + books)
    return pages


def _page(title: str, content: str) -> bytes:
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
<main>
{content}
</main>
</html>
""".encode()


def _book(book: ShelfBook, prefix: str, url: str, level: int) -> str:
    """The book on a page, its files at `prefix` from there, under a heading of that level."""
    cover = f'<img src="{_link(prefix + book.cover.path)}" alt="">' if book.cover else ""
    by = f'<p dir="auto">{escape(", ".join(book.creators))}</p>' if book.creators else ""
    players = "".join(_player(episode, level + 1) for episode in book_episodes(book, prefix))
    return (
        f'<article>{cover}<h{level} dir="auto">{escape(book.title)}</h{level}>{by}<p>{_length(book.seconds)}</p>'
        f"<p>{_feed(prefix, url, f'The feed of {book.title}')}</p>{players}</article>\n"
    )


def _player(episode: Episode, level: int) -> str:
    title = escape(episode.title)
    source = _link(episode.prefix + enclosure(episode.track).path)
    heading = "" if episode.is_book else f'<h{level} dir="auto">{title}</h{level}>'
    return f'{heading}<audio controls preload="none" src="{source}" aria-label="{title}"></audio>'


def _feed(prefix: str, url: str, name: str) -> str:
    return f'<a href="{_link(prefix + FEED_FILE)}">{escape(name)}</a>: <code>{escape(url)}</code>'


def _link(path: str) -> str:
    return quote(f"./{path}", safe="/.-_~")


def _length(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 - an hour
