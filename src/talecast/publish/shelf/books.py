"""The shelf: the books of a folder, or the one book that it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talecast.errors import ShelfError
from talecast.publish.folder import NARRATION_FILE
from talecast.publish.shelf.book import read_book
from talecast.publish.shelf.values import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from talecast.publish.shelf.values import ShelfBook

    BookReader = Callable[[Path], tuple[ShelfBook, tuple[str, ...]]]

_MEND = "Narrate the book again to write it anew; `talecast check` lists everything that is wrong with it."


def read_shelf(folder: Path, read: BookReader | None = None) -> Shelf:
    """The books under `folder`, or the one book that it is. The sentences stay on the disk: see `read_sentences`.

    `read` is another reader than `read_book`, for whoever knows some of the books already.

    A book that is damaged is left out, and the warnings name it. Raises ShelfError where the folder cannot be read,
    holds no book, or is the folder of a damaged one.
    """
    read = read or read_book
    if _exists(folder / NARRATION_FILE):
        try:
            book, warnings = read(folder)
        except (ValueError, OSError) as error:
            raise ShelfError(_said(folder, error), _MEND) from error
        return Shelf(folder, (book,), is_book=True, warnings=warnings)
    found: list[ShelfBook] = []
    said: list[str] = []
    left_out: list[str] = []
    for path in _book_folders(folder):
        try:
            book, warnings = read(path)
        except (ValueError, OSError) as error:
            said.append(f"{_said(path, error)} It is left out.")
            left_out.append(path.name)
            continue
        if twin := next((other for other in found if other.id == book.id), None):
            said.append(f"The book in {path} has the same id as the one in {twin.folder}. It is left out.")
            continue
        found.append(book)
        said += warnings
    if not found and not said:
        raise ShelfError(f"{folder} holds no narrated book.", "Narrate one first: talecast narrate story.txt")
    if not found:
        raise ShelfError(said[0].removesuffix(" It is left out."), _MEND)
    return Shelf(folder, tuple(sorted(found, key=_place)), warnings=tuple(said), left_out=tuple(left_out))


def _said(folder: Path, error: Exception) -> str:
    reason = (error.strerror or "it cannot be read").lower() if isinstance(error, OSError) else str(error)
    return f"The book in {folder} is damaged: {reason}."


def _book_folders(folder: Path) -> list[Path]:
    try:
        names = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise ShelfError(
            f"{folder} cannot be read: {error.strerror or error}.", "Name the folder that `talecast narrate` wrote to."
        ) from error
    return [path for path in names if path.is_dir() and _exists(path / NARRATION_FILE)]


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _place(book: ShelfBook) -> tuple[str, float, str, str]:
    """Series come together under their name, in order; a book of none stands by its title."""
    number = re.match(r"\d+(\.\d+)?", book.series_position.strip())
    name = book.series or book.title
    return name.casefold(), float(number.group()) if number and book.series else 0.0, book.title.casefold(), book.id
