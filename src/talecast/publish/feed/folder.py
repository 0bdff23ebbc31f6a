"""Feeds in the folder of the books: what earlier ones promised is read there, and everything is written there."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from talecast.errors import OutputError
from talecast.locks import locked
from talecast.publish.feed.extras import CHAPTERS_SUFFIX, TRANSCRIPT_SUFFIX
from talecast.publish.feed.state import load_state, save_state
from talecast.publish.feed.texts import STATE_FILE, book_texts
from talecast.publish.placing import place_text
from talecast.publish.workplace import CHAPTER_STEM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from talecast.publish.feed.state import FeedState
    from talecast.publish.feed.texts import Feeds
    from talecast.publish.shelf import Shelf, ShelfBook


@contextmanager
def promising(folder: Path, locks: Path) -> Iterator[None]:
    """One run at a time makes promises for a folder; another waits. `locks` is a folder of the program's own.

    Raises OutputError where that cannot be written.
    """
    name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    try:
        locks.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(locks, error) from error
    with locked(locks / f"{name}.feed.lock", lambda: None):
        yield


def load_states(shelf: Shelf) -> dict[str, FeedState]:
    """What the feeds of this shelf have promised, by the folders that they lie in. Raises FeedError."""
    places = [(shelf.prefix(book), book.folder) for book in shelf.books]
    if not shelf.is_book:
        places.append(("", shelf.folder))
    found = ((prefix, load_state(folder / STATE_FILE)) for prefix, folder in places)
    return {prefix: state for prefix, state in found if state is not None}


def save_states(shelf: Shelf, feeds: Feeds) -> None:
    """Keep what the feeds promise, before anybody can see them. Raises OutputError."""
    for prefix, state in feeds.states.items():
        path = shelf.folder / prefix / STATE_FILE
        try:
            save_state(path, state)
        except OSError as error:
            raise _unwritable(path.parent, error) from error


def write_feeds(shelf: Shelf, feeds: Feeds, base_url: str) -> None:
    """Write the feeds among the books, and beside each book its chapters and transcripts; outdated ones go.

    Raises OutputError, and ShelfError for a book that changes meanwhile.
    """
    try:
        for book in shelf.books:
            texts = book_texts(book, shelf.prefix(book), base_url)
            for path, data in texts.items():
                place_text(shelf.folder / path, data)
            for outdated in _outdated(shelf, book, texts, feeds.states[shelf.prefix(book)].folders):
                outdated.unlink(missing_ok=True)
        for path, data in feeds.texts.items():  # last: whoever reads a feed finds what it points to
            place_text(shelf.folder / path, data)
    except OSError as error:
        raise _unwritable(shelf.folder, error) from error


def _outdated(shelf: Shelf, book: ShelfBook, texts: dict[str, bytes], folders: tuple[str, ...]) -> list[Path]:
    """Chapters and transcripts of ours whose tracks have other names now."""
    current = {shelf.folder / path for path in texts}
    stems = {book.slug, *(folder.removesuffix("/") for folder in folders)}
    found = []
    for path in sorted(book.folder.iterdir()):
        suffix = next((name for name in (CHAPTERS_SUFFIX, TRANSCRIPT_SUFFIX) if path.name.endswith(name)), "")
        stem = path.name.removesuffix(suffix)
        if suffix and path not in current and (stem in stems or CHAPTER_STEM.fullmatch(stem)):
            found.append(path)
    return found


def _unwritable(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"The feed cannot be written to {folder}: {error.strerror or error}.",
        "It keeps the dates of its episodes beside the books, so that they never change: make the folder writable.",
    )
