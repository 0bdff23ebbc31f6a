"""Several files, or a folder of them, as one book: its chapters are theirs, one file after the other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from talecast.errors import SourceError
from talecast.model import BlockKind, Book, Metadata, SkipKind
from talecast.read.book import SUFFIXES, from_container, read_book
from talecast.read.folder import list_folder, packed_epub
from talecast.read.metadata import from_file_name
from talecast.read.piece import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.model import Block, Chapter
    from talecast.read.folder import Listing

MAX_COVER = 30_000_000
"""Bytes of a picture beside the chapters."""
NAMED = 3
"""Files that one sentence names."""

_NUMBERED = re.compile(r"(?:\d{1,4}\s*[-–—_.)]+\s*|0\d{1,3}\s+)(?=[^\W\d])")
"""The number that sorts a file's name, before its title."""


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


def join_books(books: Sequence[Book], title: str) -> Book:
    """Books in a row as one of that title, by all of their authors; what else is known of it is what they agree on."""
    language = _language(books)
    authors = tuple(dict.fromkeys(author for book in books for author in book.metadata.creators))
    metadata = Metadata(title, authors, language, **_agreed([book.metadata for book in books]))
    return Book(
        metadata,
        tuple(chapter for chapters in _chapters(books, title, language) for chapter in chapters),
        books[0].source,
        "\n".join(book.content for book in books),
        tuple(_of_file(book, warning) for book in books for warning in book.warnings),
        next((book.cover for book in books if book.cover), None),
    )


def _language(books: Sequence[Book]) -> str:
    """That of most of the text."""
    letters: Counter[str] = Counter()
    for book in books:
        letters[book.metadata.language] += len(book.content)
    return letters.most_common(1)[0][0]


def _agreed(known: Sequence[Metadata]) -> dict[str, Any]:
    """The other fields that one of them says and none says otherwise."""
    agreed = {}
    for field in fields(Metadata):
        said = dict.fromkeys(value for one in known if (value := getattr(one, field.name)))
        if len(said) == 1 and field.name not in ("title", "creators", "language"):
            agreed[field.name] = next(iter(said))
    return agreed


def _chapters(books: Sequence[Book], title: str, language: str) -> Iterator[tuple[Chapter, ...]]:
    """The chapters of each file; a file that is one chapter has a name that tells it from the others."""
    single = [book.chapters[0].title for book in books if len(book.chapters) == 1]
    alike = {name for name, count in Counter(map(normal, single)).items() if count > 1} | {normal(title)}
    told = False
    for book in books:
        chapters = tuple(_in_language(chapter, book.metadata.language, language) for chapter in book.chapters)
        if len(books) == len(chapters) == 1 and not _headings(chapters[0]):
            chapters = (replace(chapters[0], title=title),)
        elif len(chapters) == 1 and (
            normal(chapters[0].title) in alike or chapters[0].title == from_file_name(book.source)
        ):
            chapters = (replace(chapters[0], title=_title_of_file(book)),)
        yield tuple(_without_title(chapter, title) for chapter in chapters) if told else chapters
        told = told or any(_is_title(block, title) for chapter in chapters for block in chapter.blocks)


def _title_of_file(book: Book) -> str:
    """A second heading where the first is the book's title, else what the file is called."""
    headings = _headings(book.chapters[0])
    if len(headings) > 1:
        return headings[1]
    path = Path(book.source)
    number = _NUMBERED.match(path.stem)
    return from_file_name(path.name[number.end() :] if number else path.name)


def _headings(chapter: Chapter) -> list[str]:
    return [block.text for block in chapter.blocks if block.kind is BlockKind.HEADING and block.skip is None]


def _without_title(chapter: Chapter, title: str) -> Chapter:
    """The chapter without the book's title, which many files repeat over their text, where it has been told."""
    blocks = tuple(
        replace(block, kind=BlockKind.PARAGRAPH, level=0, skip=SkipKind.PAGE_FURNITURE)
        if _is_title(block, title)
        else block
        for block in chapter.blocks
    )
    return replace(chapter, blocks=blocks)


def _is_title(block: Block, title: str) -> bool:
    return block.kind is BlockKind.HEADING and block.skip is None and normal(block.text) == normal(title)


def _in_language(chapter: Chapter, own: str, book: str) -> Chapter:
    """The chapter of a file in its `own` language, in a book of another one."""
    if own.partition("-")[0] == book.partition("-")[0]:
        return chapter
    blocks = tuple(block if block.language else replace(block, language=own) for block in chapter.blocks)
    return replace(chapter, blocks=blocks)


def _of_file(book: Book, warning: str) -> str:
    return warning if book.source in warning else f"“{book.source}”: {warning}"


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
