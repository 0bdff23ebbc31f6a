"""What a command line names as sources, files, folders or standard input, as one book."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from talecast.errors import SourceError
from talecast.read.book import SUFFIXES, from_container, read_book
from talecast.read.folder import list_folder, packed_epub
from talecast.read.joining import join_books
from talecast.read.metadata import from_file_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.model import Book
    from talecast.read.folder import Listing

MAX_COVER = 30_000_000
"""Bytes of a picture beside the chapters."""
NAMED = 3
"""Files that one sentence names."""


def read_sources(
    sources: Sequence[str], *, title: str = "", stdin: BinaryIO | None = None, images: str = "read"
) -> Book:
    """The book that a file holds, or standard input ("-"), or with a `title` all sources together.

    A folder stands for the files in it, in natural order; without a title it may hold one book alone. Raises SourceError where
    there is nothing to read, where a file that is named cannot be read, or where it is not said that several are one book.
    """
    if title:
        return _one_book(sources, title, stdin, images)
    if len(sources) != 1:
        raise SourceError("Several files are several books.", 'Make them one with --book "Title".')
    source = sources[0]
    if not _is_folder(source):
        return read_book(source, stdin=stdin, images=images)
    if (book := _epub_in_folder(source, images)) is not None:
        return book
    listing = list_folder(Path(source), _suffixes())
    if len(listing.files) > 1:
        raise SourceError(
            f"The folder “{source}” holds {len(listing.files)} files that can be read.",
            f'If they are the chapters of one book, say its title: --book "{from_file_name(Path(source).resolve().name)}".',
        )
    _require_files(listing, source)
    book = read_book(str(listing.files[0]), images=images)
    return book if book.cover else replace(book, cover=_picture(listing))


def _one_book(sources: Sequence[str], title: str, stdin: BinaryIO | None, images: str) -> Book:
    books: list[Book] = []
    warnings: list[str] = []
    cover: bytes | None = None
    for source in sources:
        if not _is_folder(source):
            books.append(read_book(source, stdin=stdin, images=images))
            continue
        if (book := _epub_in_folder(source, images)) is not None:
            books.append(book)
            continue
        listing = list_folder(Path(source), _suffixes())
        _require_files(listing, source)
        cover = cover or _picture(listing)
        if listing.others:
            warnings.append(
                f"In “{Path(source).name or source}”, what is no chapter was left out: {_named(listing.others)}."
            )
        for path in listing.files:
            try:
                books.append(read_book(str(path), images=images))
            except SourceError as error:
                warnings.append(f"{error.message} It was left out.")
    if not books:
        raise SourceError(f"Nothing in “{sources[0]}” can be read.", "Name the folder of the chapters.")
    joined = join_books(books, title)
    folders = [Path(source).resolve().name for source in sources if _is_folder(source)]
    return replace(
        joined,
        source=folders[0] if len(sources) == 1 and folders else joined.source,
        warnings=(*warnings, *joined.warnings),
        cover=cover or joined.cover,
    )


def _suffixes() -> frozenset[str]:
    from talecast.read.formats import SUFFIXES as OF_OTHER_FORMATS

    return SUFFIXES | OF_OTHER_FORMATS


def _epub_in_folder(source: str, images: str) -> Book | None:
    """The book that an unpacked EPUB is; None for any other folder."""
    from talecast.read.epub import read_container

    path = Path(source)
    try:
        data = packed_epub(path)
    except OSError as error:
        raise SourceError(
            f"The folder “{source}” cannot be read: {error.strerror or error}.", "Check your rights to it."
        ) from error
    name = path.resolve().name
    return None if data is None else from_container(read_container(Path(name), data), name, images)


def _is_folder(source: str) -> bool:
    return source != "-" and Path(source).is_dir()


def _require_files(listing: Listing, source: str) -> None:
    if listing.files:
        return
    what = f": only {_named(listing.others)}" if listing.others else ""
    raise SourceError(
        f"The folder “{source}” holds nothing that can be read{what}.", "Name the folder of the chapters."
    )


def _picture(listing: Listing) -> bytes | None:
    """The bytes of the cover beside the chapters; one that cannot be read is none."""
    try:
        if listing.cover is None or listing.cover.stat().st_size > MAX_COVER:
            return None
        return listing.cover.read_bytes()
    except OSError:
        return None


def _named(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names[:NAMED]]
    rest = len(names) - len(quoted)
    return ", ".join(quoted) + (f" and {rest} more" if rest else "")
