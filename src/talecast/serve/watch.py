"""The shelf as it is now: books that are narrated while the server runs are on it a second later."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.errors import ShelfError
from talecast.publish.folder import NARRATION_FILE
from talecast.publish.shelf import Shelf, ShelfBook, ShelfFile, read_book, read_shelf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FRESH_SECONDS = 1.0
"""How long the folder is not looked at again."""

Signature = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """A shelf, and where each of its files is."""

    shelf: Shelf
    files: dict[str, tuple[ShelfBook, ShelfFile]]
    """By their paths under the shelf's address. Nothing that is not a key here is ever opened."""


class Watch:
    """Looks at the folder when asked, at most once a second, and reads what has changed."""

    def __init__(self, folder: Path, warn: Callable[[str], None]) -> None:
        """`warn` is told, at each look, of each book that is left out and each file that is missing."""
        self._folder = folder
        self._warn = warn
        self._known: dict[Path, tuple[Signature, ShelfBook]] = {}
        self._stock = _stock(Shelf(folder, ()))
        self._looked = -FRESH_SECONDS
        self._looking: asyncio.Task[None] | None = None

    async def now(self) -> Stock:
        """What is on the shelf. Many may ask at once: one looks, and they wait for that together.

        A lock would let them go on one by one, an event loop's round apart: with 200 downloads that came to a second.
        """
        if time.monotonic() - self._looked >= FRESH_SECONDS:
            if self._looking is None:
                self._looking = asyncio.create_task(self._look_again())
            await asyncio.shield(self._looking)
        return self._stock

    async def _look_again(self) -> None:
        try:
            shelf = await asyncio.to_thread(self.look)
            if shelf != self._stock.shelf:
                self._stock = _stock(shelf)
            self._looked = time.monotonic()
        finally:
            self._looking = None

    def look(self) -> Shelf:
        """Read what is new. An empty folder is an empty shelf; so is one that has gone for the moment."""
        try:
            shelf = read_shelf(self._folder, self._read)
        except ShelfError as error:
            shelf = Shelf(self._folder, (), warnings=(str(error),))
        for warning in shelf.warnings:
            self._warn(warning)
        here = {book.folder for book in shelf.books}
        self._known = {folder: entry for folder, entry in self._known.items() if folder in here}
        return shelf

    def _read(self, folder: Path) -> tuple[ShelfBook, tuple[str, ...]]:
        """As `read_book`, from memory where neither the record nor the list of files has changed.

        A book with something amiss is read each time: a file that is still being copied changes neither when it is whole.
        """
        signature = _signature(folder)
        if folder in self._known and self._known[folder][0] == signature:
            return self._known[folder][1], ()
        book, warnings = read_book(folder)
        if not warnings:
            self._known[folder] = (signature, book)
        return book, warnings


def _signature(folder: Path) -> Signature:
    """Another one as soon as the record is another, or a file came or went. Raises OSError."""
    record, place = (folder / NARRATION_FILE).lstat(), folder.stat()
    return (record.st_ino, record.st_size, record.st_mtime_ns, place.st_ino, place.st_mtime_ns)


def _stock(shelf: Shelf) -> Stock:
    files = {shelf.prefix(book) + file.path: (book, file) for book in shelf.books for file in book.files}
    return Stock(shelf, files)
