"""From finished books to a podcast: the feeds over a shelf, and folders that can be put on a server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.publish.feed import FeedOptions, ListedFeed


@dataclass(frozen=True, slots=True)
class Feeding:
    """Feeds that have been written."""

    folder: Path
    """Where they are."""
    feeds: tuple[ListedFeed, ...]
    """The shelf's first, then the books'."""
    list_path: str
    """Of the list of feeds, under `folder`."""
    moved: dict[str, str]
    """Where feeds have lain before their books were renamed, and where they lie now."""
    warnings: tuple[str, ...]
    """One sentence for each book that was left out, and for what apps will miss in the others."""


def feed(books: Path, options: FeedOptions, publish: Path | None = None, *, token: str = "") -> Feeding:
    """Feeds over finished books: among them, or with everything that they point to in the folder `publish`.

    With a `token`, everything lies under that name in `publish` and at the address.
    """
    from talecast.places import cache_folder
    from talecast.publish.export import export, hide, without_other_editions
    from talecast.publish.feed import (
        OPML_FILE,
        load_states,
        make_feeds,
        promising,
        save_states,
        shortcomings,
        write_feeds,
    )
    from talecast.publish.page import shelf_pages
    from talecast.publish.shelf import read_shelf

    if token:
        options = replace(options, base_url=f"{options.base_url}{token}/")
    with promising(books, cache_folder() / "locks"):
        shelf = read_shelf(books)
        feeds = make_feeds(shelf, load_states(shelf), options)
        save_states(shelf, feeds)
        if publish is None:
            write_feeds(shelf, feeds, options.base_url)
        else:
            shown = without_other_editions(shelf)
            export(shown, feeds, shelf_pages(shown, feeds), options.base_url, publish / token)
            if token:
                hide(publish)
    folder = shelf.folder if publish is None else publish / token
    missed = tuple(sentence for book in shelf.books for sentence in shortcomings(book))
    return Feeding(folder, feeds.listed, OPML_FILE, dict(feeds.moved), shelf.warnings + missed)


def secret_name(publish: Path, *, renewed: bool) -> str:
    """The token under which books are published in that folder: the one in use, or a new one, which ends the old one."""
    from talecast.publish.export import new_token, published_token, withdraw

    token = published_token(publish)
    if token and renewed:
        withdraw(publish / token)
    return token if token and not renewed else new_token()
