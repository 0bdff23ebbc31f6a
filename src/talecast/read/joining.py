"""Several books, each read by itself, into one: its chapters are theirs, one book after the other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talecast.model import BlockKind, Book, Metadata, SkipKind
from talecast.read.metadata import from_file_name
from talecast.read.piece import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.model import Block, Chapter

OF_A_FILE = {"subtitle", "identifier", "description"}
"""Fields of the metadata."""

_NUMBERED = re.compile(r"(?:\d{1,4}\s*[-–—_.)]+\s*|0\d{1,3}\s+)(?=[^\W\d])")
"""The number that sorts a file's name, before its title."""


def join_books(books: Sequence[Book], title: str) -> Book:
    """Books in a row as one of that title, by all of their authors; what else is known of it is what they agree on."""
    books = _told_apart(books)
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
        tuple(picture for book in books for picture in book.pictures),
    )


def _told_apart(books: Sequence[Book]) -> list[Book]:
    """The books with no name of a picture and no number of a note in two of them."""
    apart: list[Book] = []
    notes = 0
    for number, book in enumerate(books, start=1):
        folder = f"{number}/" if len(books) > 1 else ""
        chapters = tuple(
            replace(chapter, blocks=tuple(_moved(block, notes, folder) for block in chapter.blocks))
            for chapter in book.chapters
        )
        pictures = tuple(replace(picture, name=folder + picture.name) for picture in book.pictures)
        apart.append(replace(book, chapters=chapters, pictures=pictures))
        notes += max((block.structure.note for chapter in book.chapters for block in chapter.blocks), default=0)
    return apart


def _moved(block: Block, notes: int, folder: str) -> Block:
    """The block with its notes numbered after so many others, and its picture in a folder."""
    old = block.structure
    if not (old.note or old.marks or old.image):
        return block
    marks = tuple(replace(mark, note=mark.note + notes) if mark.note else mark for mark in old.marks)
    note, image = old.note + notes if old.note else 0, folder + old.image if old.image else ""
    return replace(block, structure=replace(old, note=note, marks=marks, image=image))


def _language(books: Sequence[Book]) -> str:
    """That of most of the text."""
    letters: Counter[str] = Counter()
    for book in books:
        letters[book.metadata.language] += len(book.content)
    return letters.most_common(1)[0][0]


def _agreed(known: Sequence[Metadata]) -> dict[str, Any]:
    """The other fields that one of them says and none says otherwise; what tells of one file alone only where it is one."""
    apart = {"title", "creators", "language"} | (OF_A_FILE if len(known) > 1 else set())
    agreed = {}
    for name in (field.name for field in fields(Metadata) if field.name not in apart):
        said = dict.fromkeys(value for one in known if (value := getattr(one, name)))
        if len(said) == 1:
            agreed[name] = next(iter(said))
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
