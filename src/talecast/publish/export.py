"""A folder that any static host can serve: the books' files, the feeds over them, and pages; links between them relative.

What was put there is written down in it, so that the next time takes away what is no longer wanted, and nothing else.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from talecast.errors import OutputError
from talecast.publish.feed import book_text_paths, book_texts
from talecast.publish.placing import place_file, place_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from talecast.publish.feed import Feeds
    from talecast.publish.shelf import Shelf, ShelfBook, ShelfFile

MANIFEST = ".published.json"
TOKEN_BYTES = 20
"""160 bits from the system's generator: nobody guesses them."""
_TOKEN = re.compile(rf"[0-9a-f]{{{2 * TOKEN_BYTES}}}")
"""Hexadecimal: a name that is as long a secret where a disk takes capitals for small letters."""
NOTHING_HERE = (
    b'<!doctype html>\n<html lang="en">\n<title>Nothing here</title>\n<p>There is nothing here.</p>\n</html>\n'
)
"""Beside a folder with a secret name: a host that lists folders without a page of their own would tell it."""


def published_token(target: Path) -> str:
    """The secret name under which something has been published in that folder; "" for none. Raises OutputError."""
    try:
        names = [path.parent.name for path in target.glob(f"*/{MANIFEST}")] if target.is_dir() else []
    except OSError as error:
        raise _unwritable(target, error) from error
    return next((name for name in sorted(names) if _TOKEN.fullmatch(name)), "")


def new_token() -> str:
    """An unguessable name for a folder."""
    return secrets.token_hex(TOKEN_BYTES)


def without_other_editions(shelf: Shelf) -> Shelf:
    """The shelf without folders inside a book's that have sound of their own: DAISY is the whole book once more."""
    return replace(shelf, books=tuple(replace(book, files=_own_files(book)) for book in shelf.books))


def _own_files(book: ShelfBook) -> tuple[ShelfFile, ...]:
    others = {_top(file) for file in book.files if file.samples is None and file.media_type.startswith("audio/")} - {""}
    return tuple(file for file in book.files if _top(file) not in others)


def _top(file: ShelfFile) -> str:
    """The folder in the book's folder that the file lies in; "" for none."""
    return file.path.partition("/")[0] if "/" in file.path else ""


def export(shelf: Shelf, feeds: Feeds, pages: Mapping[str, bytes], base_url: str, target: Path) -> None:
    """Put everything that the feeds point to into `target`, the feeds last.

    What an earlier export put there and this one does not goes, but for books that are left out of the shelf; whatever
    else lies there stays, and nothing is written over it. Raises OutputError, and ShelfError for a book that changes meanwhile.
    """
    try:
        if shelf.folder.resolve().is_relative_to(target.resolve()) or target.resolve() in _book_folders(shelf):
            raise OutputError(
                f"{target} holds the books themselves.", "Name a folder of its own with --publish, beside theirs."
            )
        planned, earlier = _planned(shelf, feeds, pages), set(_manifest(target))
        _refuse_others(target, planned - earlier)
        # Written down first: whatever becomes of this run, what is there is known to be ours.
        place_text(target / MANIFEST, _listed(planned | earlier))
        _place_books(shelf, feeds, base_url, target)
        for path, data in {**pages, **feeds.texts}.items():  # last: whoever reads a feed finds what it points to
            place_text(target / path, data)
        for old, new in feeds.moved.items():
            place_text(target / old, feeds.texts[new])
        kept = {path for path in earlier if path.partition("/")[0] in shelf.left_out}
        for path in sorted(earlier - planned - kept):
            _take_away(target, path)
        place_text(target / MANIFEST, _listed(planned | kept))
    except OSError as error:
        raise _unwritable(target, error) from error


def hide(target: Path) -> None:
    """Say nothing at the address above a secret one. Raises OutputError."""
    try:
        if not (target / "index.html").exists():
            place_text(target / "index.html", NOTHING_HERE)
    except OSError as error:
        raise _unwritable(target, error) from error


def withdraw(target: Path) -> None:
    """Take away what was published in that folder, and the folder where nothing else is in it. Raises OutputError."""
    try:
        for path in _manifest(target):
            _take_away(target, path)
        _take_away(target, MANIFEST)
    except OSError as error:
        raise _unwritable(target, error) from error


def _planned(shelf: Shelf, feeds: Feeds, pages: Mapping[str, bytes]) -> set[str]:
    """The path of everything that is to be there."""
    planned = {*pages, *feeds.texts, *feeds.moved}
    for book in shelf.books:
        prefix = shelf.prefix(book)
        planned |= {*(prefix + file.path for file in book.files), *book_text_paths(book, prefix)}
    return planned


def _refuse_others(target: Path, new: set[str]) -> None:
    """Raises OutputError where something that was not put there by an export would be written over."""
    for path in sorted(new):
        place = target / path
        if place.exists() or place.is_symlink():
            raise OutputError(
                f"{place} is there already, and was not published by talecast.",
                "Name a folder of its own with --publish.",
            )


def _place_books(shelf: Shelf, feeds: Feeds, base_url: str, target: Path) -> None:
    """The books' own files, chapters and transcripts. A text of ours goes before a file of that name."""
    for book in shelf.books:
        prefix = shelf.prefix(book)
        texts = book_texts(book, prefix, base_url)
        for file in book.files:
            if prefix + file.path not in {*texts, *feeds.texts}:
                place_file(book.folder / file.path, target / prefix / file.path)
        for path, data in texts.items():
            place_text(target / path, data)


def _book_folders(shelf: Shelf) -> list[Path]:
    return [book.folder.resolve() for book in shelf.books]


def _listed(paths: set[str]) -> bytes:
    return (json.dumps({"version": 1, "files": sorted(paths)}, ensure_ascii=False, indent=1) + "\n").encode()


def _manifest(target: Path) -> list[str]:
    """What an earlier export put there. Raises OutputError for a list that is damaged: it would say what to take away."""
    path = target / MANIFEST
    if not path.is_file():
        return []
    try:
        document = json.loads(path.read_bytes())
        return [_inside(name) for name in document["files"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise OutputError(f"{path} does not say any more what was published.", "Publish into a new folder.") from error


def _inside(name: Any) -> str:
    """The path, where it stays in the folder. Raises ValueError or TypeError."""
    if not {"", ".", ".."}.isdisjoint(name.split("/")) or "\0" in name:
        raise ValueError("a path leads out")
    return str(name)


def _take_away(target: Path, path: str) -> None:
    """The file, and the folders that hold nothing any more."""
    place = target / path
    if not place.parent.resolve().is_relative_to(target.resolve()):
        return
    place.unlink(missing_ok=True)
    for folder in place.parents:
        if folder == target.parent or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()


def _unwritable(target: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{target} cannot be published to: {error.strerror or error}.",
        "Make room, or name another folder with --publish.",
    )
