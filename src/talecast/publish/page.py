"""The pages of a published shelf: those that the server shows, each at its path, with what they load beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.publish.feed import FEED_FILE, OPML_FILE
from talecast.publish.site import ASSETS, asset, book_page, shelf_page

if TYPE_CHECKING:
    from talecast.publish.feed import Feeds
    from talecast.publish.shelf import Shelf


def shelf_pages(shelf: Shelf, feeds: Feeds) -> dict[str, bytes]:
    """The files of the pages by their paths: one page for the folder of the feeds, and one for each book."""
    urls = {feed.path: feed.url for feed in feeds.listed}
    pages = {name: asset(name) for name in ASSETS}
    if not shelf.is_book:
        pages["index.html"] = shelf_page(shelf, urls[FEED_FILE], OPML_FILE)
    for book in shelf.books:
        prefix = shelf.prefix(book)
        pages[f"{prefix}index.html"] = book_page(shelf, book, urls[prefix + FEED_FILE])
    return pages
