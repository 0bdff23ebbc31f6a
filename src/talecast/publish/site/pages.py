"""The shelf and a book of it, as pages: everything works without a script but the player's own comforts. Pure.

Every link inside is relative, so that the pages lie at any address, with a listener's token in it or without.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from talecast.publish.site.assets import ICON, SCRIPT, STYLE
from talecast.publish.site.markup import Html, document, element, join
from talecast.publish.site.player import chapter_list, player
from talecast.publish.site.qr import qr_svg
from talecast.publish.site.words import (
    in_language,
    is_local,
    link,
    many,
    size,
    spoken_length,
    subscribe_links,
    type_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.publish.shelf import Shelf, ShelfBook, ShelfFile

FEW_FILES = 6
"""More are folded away."""


def shelf_page(shelf: Shelf, feed_url: str, opml_url: str) -> bytes:
    """All books with their covers, the series in order, and how to subscribe to all of them."""
    seconds = sum(book.seconds for book in shelf.books)
    summary = f"{many(len(shelf.books), 'book')}, {spoken_length(seconds)}" if shelf.books else "No book is here yet."
    content = join(
        element("header", {"class": "top"}, element("h1", {}, "Your books"), element("p", {"class": "quiet"}, summary)),
        element(
            "main", {"id": "content"}, *_groups(shelf), _subscribing("Subscribe to all of them", feed_url, opml_url)
        )
        if shelf.books
        else element("main", {"id": "content"}, element("p", {}, "What is narrated shows up here by itself.")),
    )
    return _page("Your books", "en", content, "./")


def book_page(shelf: Shelf, book: ShelfBook, feed_url: str) -> bytes:
    """One book: the player with its chapters, how to subscribe to it, and its files."""
    up = "./" if shelf.is_book else "../"
    back = None if shelf.is_book else element("nav", {"class": "back"}, element("a", {"href": up}, "All books"))
    content = join(
        *(part for part in (back, _head(book)) if part is not None),
        element(
            "main",
            {"id": "content"},
            player(book),
            chapter_list(book),
            _subscribing("Subscribe to this book", feed_url, None),
            _downloads(book),
        ),
    )
    return _page(book.title, "en", content, up)


def _page(title: str, language: str, content: Html, up: str) -> bytes:
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "robots", "content": "noindex, nofollow"}),
        element("title", {}, title),
        element("link", {"rel": "icon", "href": f"{up}{ICON}", "type": "image/svg+xml"}),
        element("link", {"rel": "stylesheet", "href": f"{up}{STYLE}"}),
        element("script", {"src": f"{up}{SCRIPT}", "defer": True}),
    )
    skip = element("a", {"class": "skip", "href": "#content"}, "Skip to the content")
    return document(language, head, element("body", {}, skip, content))


# --- the shelf ----------------------------------------------------------------------------------------------------


def _groups(shelf: Shelf) -> Iterator[Html]:
    """Books in the shelf's order; those of a series that has several stand under its name."""
    for series, group in groupby(shelf.books, key=lambda book: book.series):
        books = tuple(group)
        cards = element("ul", {"class": "shelf"}, *(_card(shelf, book) for book in books))
        if series:
            yield element("section", {"class": "series"}, element("h2", {"dir": "auto"}, series), cards)
        else:
            yield cards


def _card(shelf: Shelf, book: ShelfBook) -> Html:
    lines = [element("span", {"class": "title", "dir": "auto", **in_language(book)}, book.title)]
    if book.creators:
        lines.append(element("span", {"class": "by", "dir": "auto"}, ", ".join(book.creators)))
    place = f"Book {book.series_position}" if book.series and book.series_position else ""
    facts = ", ".join(part for part in (place, spoken_length(book.seconds)) if part)
    lines.append(element("span", {"class": "quiet"}, facts))
    folder = shelf.prefix(book)
    picture = _cover(book, folder, lazily=True)
    return element("li", {}, element("a", {"class": "card", "href": link(folder)}, picture, *lines))


def _cover(book: ShelfBook, folder: str, *, lazily: bool) -> Html:
    """Without words: the title stands beside it."""
    if book.cover is None:
        return element("span", {"class": "cover blank", "aria-hidden": "true"}, book.title[:1])
    source = link(folder + book.cover.path)
    loading = "lazy" if lazily else "eager"
    sides = {"width": 1400, "height": 1400}
    return element(
        "img", {"class": "cover", "src": source, "alt": "", **sides, "loading": loading, "decoding": "async"}
    )


# --- a book -------------------------------------------------------------------------------------------------------


def _head(book: ShelfBook) -> Html:
    own = in_language(book)
    lines = [element("h1", {"dir": "auto", **own}, book.title)]
    if book.subtitle:
        lines.append(element("p", {"class": "subtitle", "dir": "auto", **own}, book.subtitle))
    if book.creators:
        lines.append(element("p", {"class": "by", "dir": "auto"}, f"by {', '.join(book.creators)}"))
    part = f", book {book.series_position}" if book.series_position else ""
    facts = (
        f"Read by {book.narrator}" if book.narrator else "",
        f"{book.series}{part}" if book.series else "",
        spoken_length(book.seconds),
        many(len(book.chapters), "chapter"),
    )
    lines.append(element("p", {"class": "quiet", "dir": "auto"}, " · ".join(fact for fact in facts if fact)))
    paragraphs = [text.strip() for text in book.description.splitlines() if text.strip()]
    lines += [element("p", {"class": "description", "dir": "auto", **own}, text) for text in paragraphs]
    return element("header", {"class": "book"}, _cover(book, "", lazily=False), element("div", {}, *lines))


def _downloads(book: ShelfBook) -> Html:
    rows = tuple(_download(file) for file in book.files if file is not book.cover)
    return element(
        "section",
        {"class": "files", "aria-labelledby": "files-heading"},
        element("h2", {"id": "files-heading"}, "Files"),
        element(
            "details",
            {"open": len(rows) <= FEW_FILES},
            element("summary", {}, many(len(rows), "file")),
            element("ul", {}, *rows),
        ),
    )


def _download(file: ShelfFile) -> Html:
    name = file.path.rpartition("/")[2]
    facts = f"{type_name(file.suffix)}, {size(file.bytes)}"
    return element(
        "li",
        {},
        element("a", {"href": link(file.path), "download": name}, name),
        " ",
        element("span", {"class": "quiet"}, facts),
    )


# --- subscribing --------------------------------------------------------------------------------------------------


def _subscribing(heading: str, feed_url: str, opml_url: str | None) -> Html:
    """Links that open an app, the address to copy, and a code for a phone's camera."""
    apps = (
        element("li", {}, element("a", {"class": "button", "href": href}, name))
        for href, name in subscribe_links(feed_url)
    )
    address = element(
        "p",
        {"class": "address"},
        element("label", {"for": "feed"}, "Address of the feed"),
        element("input", {"id": "feed", "type": "text", "readonly": True, "value": feed_url, "spellcheck": "false"}),
        element("button", {"type": "button", "class": "copy", "hidden": True, "data-copy": "feed"}, "Copy"),
        element("span", {"role": "status", "class": "quiet"}),
    )
    more = []
    if opml_url is not None:
        more.append(element("p", {}, element("a", {"href": opml_url, "download": True}, "All feeds as OPML")))
    if is_local(feed_url):
        more.append(element("p", {"class": "quiet"}, "Only this machine reaches that address."))
    return element(
        "section",
        {"class": "subscribe", "aria-labelledby": "subscribe-heading"},
        element("h2", {"id": "subscribe-heading"}, heading),
        element("div", {"class": "ways"}, element("ul", {"class": "apps"}, *apps), address, *more),
        element(
            "figure",
            {},
            qr_svg(feed_url, "QR code of the feed’s address"),
            element("figcaption", {"class": "quiet"}, "For a phone’s camera"),
        ),
    )
