"""From a source to a Book: the bytes, the text, the pieces, the passes over them, the chapters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from talecast.errors import SourceError
from talecast.model import READABLE_NOTES, BlockKind, Book, SkipKind
from talecast.read import markdown, plain
from talecast.read.back import skip_back
from talecast.read.brackets import mark_brackets
from talecast.read.chapters import build, mark_gaps
from talecast.read.combine import (
    authors_of_pages,
    combine_documents,
    first_title,
    join_opening,
    page_fields,
    skip_titled,
)
from talecast.read.contents import mark_contents
from talecast.read.decode import decode
from talecast.read.documents import Container, Document
from talecast.read.fields import read_fields
from talecast.read.front import read_front
from talecast.read.frontmatter import split_front_matter
from talecast.read.gutenberg import find_extent
from talecast.read.languages import language_of_script, mark_foreign
from talecast.read.limits import require_few, require_few_chapters, require_words
from talecast.read.markup_outline import mark_markup_outline
from talecast.read.metadata import combine, from_ebook_line, from_fields, from_front_matter
from talecast.read.notes import extend, mark_beginnings
from talecast.read.opening import quoted, source_bytes, unopened
from talecast.read.outline import mark_outline
from talecast.read.piece import Piece, fold, has_emoji, has_letters, is_prose
from talecast.read.sniff import sniff

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from talecast.read.documents import Markup

_EPUB = ".epub"
_HTML = frozenset({".html", ".htm", ".xhtml", ".xht"})
_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn"})
_TEXT = frozenset({".txt", ".text", ".asc"})
SUFFIXES = frozenset({_EPUB}) | _HTML | _MARKDOWN | _TEXT
"""Of the files in a folder that may be chapters, in small letters; a file that is named is read whatever its suffix."""
_DOUBTFUL = frozenset(
    {
        SkipKind.CONTENTS,
        SkipKind.FRONT_MATTER,
        SkipKind.BACK_MATTER,
        SkipKind.DEDICATION,
        SkipKind.INDEX,
        SkipKind.PAGE_FURNITURE,
    }
)
_HEADING_LINE = re.compile(r"^#{1,6} \S", re.MULTILINE)
_PICTURE = re.compile(rb"<(?:svg:)?(?:img|image)\b", re.IGNORECASE)
_HEADER_LINES = 900


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text in pieces, before the passes, with what its headers say."""

    head: list[Piece]
    """What stands before the story and is sorted already: YAML, a licence."""
    body: list[Piece]
    tail: list[Piece]
    content: str
    headers: tuple[Mapping[str, Any], ...]
    has_chapters: bool = False
    """Does the body say already where its chapters begin?"""
    is_markup: bool = False
    """Are its headings those of a document's markup?"""
    from_archive: bool = False
    """Does an archive's licence follow the text, so that it is whole?"""


def read_book(source: str, *, stdin: BinaryIO | None = None, images: str = "read") -> Book:
    """Read a story from a file, or from standard input where `source` is "-".

    `images` is read or skip: whether pictures are told of. Raises SourceError where there is nothing to read, or nothing
    that can be.
    """
    suffix = Path(source).suffix.lower()
    if suffix == _EPUB and Path(source).is_file():
        from talecast.read.epub import read_container

        return from_container(read_container(Path(source)), Path(source).name, images)
    if container := _of_other_format(source, None):
        return from_container(container, Path(source).name, images)
    name, data = source_bytes(source, stdin)
    if source == "-" and (container := _of_other_format(source, data)):
        return from_container(container, name, images)
    if not data:
        raise SourceError(f"{quoted(name)} is empty.", "Give a file with a story in it.")
    if suffix not in SUFFIXES:
        suffix = sniff(data)
    if suffix == _EPUB:
        from talecast.read.epub import read_container

        return from_container(read_container(Path("standard input" if name == "-" else name), data), name, images)
    if suffix in _HTML:
        return from_container(Container({}, (Document(name, data),)), name, images)
    try:
        text, warnings = decode(data)
    except SourceError as error:
        raise SourceError(
            f"{quoted(name)} cannot be read: {error.message[0].lower()}{error.message[1:]}", error.tip
        ) from error
    if suffix in _MARKDOWN or (name == "-" and _looks_like_markdown(text)):
        return parse_markdown(text, name, warnings)
    return parse_text(text, name, warnings)


def _of_other_format(source: str, data: bytes | None) -> Container | None:
    """What a file, or the bytes from standard input, of another format than text and markup hold."""
    from talecast.read.formats import format_of, read_format

    if data is None and not Path(source).is_file():
        return None
    name = "Standard input" if data is not None else Path(source).name
    try:
        with Path(source).open("rb") if data is None else BytesIO(data) as file:
            what = format_of(file, name)
            return None if what is None else read_format(file, what, name)
    except OSError as error:
        raise unopened(source, error) from error


def parse_text(text: str, name: str, warnings: Sequence[str] = ()) -> Book:
    """The book that a decoded plain text holds. Raises SourceError where it holds no words."""
    require_words(text, name)
    front = split_front_matter(text)
    values, matter = front.values, front.body
    content = plain.strip_markup(front.rest)
    lines = content.split("\n")
    extent = find_extent(lines)
    header = lines[: extent.start]
    head = _front_matter(matter) + [piece.skipped(SkipKind.LICENCE) for piece in plain.folded_pieces(header)]
    tail = [piece.skipped(SkipKind.LICENCE) for piece in plain.folded_pieces(lines[extent.stop :])]
    headers = (
        from_front_matter(values),
        from_fields(read_fields(header)),
        from_ebook_line(header or lines[:_HEADER_LINES]) if extent.found else {},
    )
    whole = f"{matter}\n{content}" if matter else content
    body = plain.read_pieces(lines[extent.start : extent.stop])
    require_few(len(body), name)
    return _book(_Draft(head, body, tail, whole, headers), name, (*warnings, *front.warnings))


def parse_markdown(text: str, name: str, warnings: Sequence[str] = ()) -> Book:
    """The book that a decoded Markdown text holds. Raises SourceError where it holds no words."""
    require_words(text, name)
    front = split_front_matter(text)
    body = markdown.read_pieces(front.rest)
    require_few(len(body), name)
    content = "\n\n".join(filter(None, [front.body, *(piece.text for piece in body)]))
    draft = _Draft(_front_matter(front.body), body, [], content, (from_front_matter(front.values),))
    return _book(draft, name, (*warnings, *front.warnings))


def from_container(container: Container, name: str, images: str = "read") -> Book:
    """The book that a container of markup holds. Raises SourceError where it holds no words."""
    read = _read_documents(container, name, images)
    headers = (container.headers, page_fields(read[0]) if len(read) == 1 else authors_of_pages(read))
    combined = combine_documents(container, read, first_title(headers))
    _require_text(combined.pieces, container, name)
    require_words(combined.content, name)
    licensed = any(piece.skip is SkipKind.LICENCE for piece in combined.pieces[len(combined.pieces) // 2 :])
    draft = _Draft(
        [],
        combined.pieces,
        [],
        combined.content,
        headers,
        has_chapters=combined.has_chapters,
        is_markup=True,
        from_archive=licensed,
    )
    return _with_pictures(replace(_book(draft, name, combined.warnings), cover=container.cover), container)


def _require_text(pieces: Sequence[Piece], container: Container, name: str) -> None:
    """Refuse a row of pictures, as comics are, whose names tell nothing."""
    told = [piece for piece in pieces if has_letters(piece.text)]
    if any(piece.kind is not BlockKind.IMAGE or is_prose(piece) for piece in told):
        return
    if told or any(_PICTURE.search(document.data) for document in container.documents):
        raise SourceError(
            f"{quoted(name)} holds pictures of its pages and no text.", "Let an OCR program add the text to it first."
        )


def _read_documents(container: Container, name: str, images: str) -> list[Markup]:
    from talecast.read.markup import read_markup

    pages = _pages(container)
    read: list[Markup] = []
    pieces = 0
    for document in container.documents:
        read.append(read_markup(document, container.style_sheets, images=images, pages=pages.get(document.name)))
        pieces += len(read[-1].pieces)
        require_few(pieces, name)
    return read


def _pages(container: Container) -> dict[str, dict[str, str]]:
    """The numbers of printed pages by the ids where they begin, for each document."""
    from talecast.read.markup.pages import clean_label

    pages: dict[str, dict[str, str]] = {}
    for entry in container.page_breaks:
        if entry.document and entry.title:
            pages.setdefault(entry.document, {}).setdefault(entry.fragment, clean_label(entry.title))
    return pages


def _with_pictures(book: Book, container: Container) -> Book:
    """The book with the pictures that are told of, as far as the container has them."""
    told = [block.structure.image for chapter in book.chapters for block in chapter.blocks if block.skip is None]
    named = tuple(dict.fromkeys(filter(None, told)))
    return replace(book, pictures=container.pictures(named)) if named and container.pictures else book


def _book(draft: _Draft, name: str, warnings: Sequence[str]) -> Book:
    known = combine("-", *draft.headers)
    title = "" if not any("title" in header for header in draft.headers) else known.title
    if draft.has_chapters:
        pieces, marked_title = draft.body, None
    else:
        pieces, marked_title = _outlined(draft, title)
        pieces = skip_titled(pieces) if draft.is_markup else pieces
    require_few_chapters(sum(piece.depth > 0 for piece in pieces), name)
    front = read_front(pieces, title, known.creators, subtitle=known.subtitle, marked_title=marked_title)
    shape = {key: value for key, value in (("title", fold(front.title)), ("creators", front.creators)) if value}
    letters = {"language": language_of_script(draft.content)}
    metadata = combine(name, *draft.headers, from_fields(front.fields), shape, letters if letters["language"] else {})
    sorted_out = mark_gaps(extend(skip_back(front.pieces, from_archive=bool(draft.tail) or draft.from_archive)))
    sorted_out = _with_something_to_read(sorted_out, name)
    if draft.has_chapters:
        sorted_out = join_opening(sorted_out)
    whole = mark_foreign([*draft.head, *sorted_out, *draft.tail], metadata.language)
    chapters = build(whole, metadata.title)
    return Book(metadata, chapters, name, draft.content, tuple(warnings))


def _outlined(draft: _Draft, title: str) -> tuple[list[Piece], int | None]:
    """The pieces with the chapters that their headings show, and the place of the heading that is the story's title."""
    pieces, entries = mark_contents(mark_brackets(mark_beginnings(draft.body, from_markup=draft.is_markup)))
    outline = mark_markup_outline(pieces, title)
    pieces = outline.pieces if outline.has_chapters else mark_outline(outline.pieces, entries)
    return pieces, None if outline.title is None else _moved(outline.pieces, pieces, outline.title)


def _with_something_to_read(pieces: list[Piece], name: str) -> list[Piece]:
    """The pieces; where all of them were skipped, as in a list of titles, what may be story after all is."""
    if any(piece.is_story and has_letters(piece.text) for piece in pieces):
        return pieces
    if any(has_emoji(piece.text) for piece in pieces) and not any(has_letters(piece.text) for piece in pieces):
        return [replace(piece, kind=BlockKind.PARAGRAPH) if has_emoji(piece.text) else piece for piece in pieces]
    restored = [replace(piece, skip=None) if piece.skip in _DOUBTFUL else piece for piece in pieces]
    if any(piece.is_story or piece.skip in READABLE_NOTES for piece in restored):
        return restored
    raise SourceError(
        f"{quoted(name)} holds nothing to narrate.", "Is there a story between the headers and the licence?"
    )


def _moved(before: list[Piece], after: list[Piece], place: int) -> int:
    """Where a piece is after a pass that joined some before it."""
    return next((at for at, piece in enumerate(after) if piece is before[place]), place)


def _front_matter(matter: str) -> list[Piece]:
    lines = tuple(filter(None, map(fold, matter.split("\n"))))
    return [Piece(lines).skipped(SkipKind.FRONT_MATTER)] if lines else []


def _looks_like_markdown(text: str) -> bool:
    return bool(split_front_matter(text).values) or bool(_HEADING_LINE.search(text))
