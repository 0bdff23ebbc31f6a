"""One book, from its `narration.json`, which may come from anybody.

What it says is data: a name that leaves the book's folder, in its letters or through a symbolic link, is refused; what is no
file, or not of the size that is written down, is not offered.
"""

from __future__ import annotations

import json
import re
import stat
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from talecast.errors import ShelfError
from talecast.publish.folder import NARRATION_FILE
from talecast.publish.shelf.record import count_of, dicts_of, line_of, lines_of, record_id, text_of
from talecast.publish.shelf.values import ShelfBook, ShelfChapter, ShelfFile, ShelfSentence, ShelfTrack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_NARRATION_BYTES = 256_000_000
"""Ten times the record of a book of 500,000 words."""
LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
"""Samples a second that any of the formats can hold."""
_NAME = re.compile(r"[^/\\:\0-\x1f\x7f]+")
"""A part of a path that is a plain name on every system."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")


def read_sentences(book: ShelfBook) -> tuple[tuple[ShelfSentence, ...], ...]:
    """The sentences of each chapter of the book, in the order of `book.chapters`: the whole record is read for it.

    Raises ShelfError where the record is not there any more, or not the one that the book was read from.
    """
    try:
        entries = dicts_of(_document(book.folder)["chapters"])
        by_id = {str(entry.get("id")): tuple(_sentences(entry)) for entry in entries}
        return tuple(by_id[chapter.id] for chapter in book.chapters)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ShelfError(f"{book.folder / NARRATION_FILE} has changed while it was read.", "Try it again.") from error


def _document(folder: Path) -> dict[str, Any]:
    """The record's object. Raises ValueError or OSError."""
    path = folder / NARRATION_FILE
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError(f"its {NARRATION_FILE} is no plain file")
    if status.st_size > MAX_NARRATION_BYTES:
        raise ValueError(f"its {NARRATION_FILE} has {status.st_size / 1e6:.0f} MB")
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"its {NARRATION_FILE} is cut off or no JSON") from error
    if not isinstance(document, dict) or document.get("version") != 1:
        raise ValueError(f"its {NARRATION_FILE} is no record of a narration that this version knows")
    return document


def read_book(folder: Path) -> tuple[ShelfBook, tuple[str, ...]]:
    """The book of a folder, and a sentence for each of its files that is not as it is written down.

    Raises ValueError or OSError, with what is wrong with it, for `read_shelf` to say.
    """
    slug = folder.name or folder.resolve().name
    if not _encodes(slug):
        raise ValueError("its folder's name is no UTF-8")
    document = _document(folder)
    metadata = document.get("metadata")
    said = metadata if isinstance(metadata, dict) else {}
    rate = count_of(document, "sample_rate")
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise ValueError(f"its sample rate is {rate}")
    files, warnings = _files(folder, document)
    tracks = tuple(_tracks(document, files))
    ids = [chapter.id for track in tracks for chapter in track.chapters]
    if len(set(ids)) < len(ids):
        raise ValueError("two of its chapters have the same id")
    book = ShelfBook(
        folder=folder,
        slug=slug,
        id=record_id(document, "its"),
        title=line_of(document.get("title")) or "Untitled",
        creators=lines_of(document.get("creators")),
        language=line_of(document.get("language")),
        voice=line_of(document.get("voice")),
        sample_rate=rate,
        tracks=tracks,
        files=files,
        cover=next((file for file in files if file.media_type == "image/jpeg" and file.stem == "cover"), None),
        subtitle=line_of(said.get("subtitle")),
        narrator=line_of(said.get("narrator")),
        series=line_of(said.get("series")),
        series_position=line_of(said.get("series_position")),
        publisher=line_of(said.get("publisher")),
        description=text_of(said.get("description")).strip(),
        date=line_of(said.get("date")),
        genre=line_of(said.get("genre")),
        subjects=lines_of(said.get("subjects")),
    )
    return book, warnings


def _files(folder: Path, document: Mapping[str, Any]) -> tuple[tuple[ShelfFile, ...], tuple[str, ...]]:
    """The listed files that are there; a name that leaves the folder is an error, a sound that is not whole too."""
    files: dict[str, ShelfFile] = {}
    warnings = []
    for entry in dicts_of(document.get("files")):
        file = _file(entry)
        fault = _fault(folder, file)
        if fault and file.samples is not None:
            raise ValueError(fault)
        if fault:
            warnings.append(f"{folder}: {fault}; it is left out.")
        else:
            files.setdefault(file.path, file)
    return tuple(files.values()), tuple(warnings)


def _file(entry: Mapping[str, Any]) -> ShelfFile:
    media_type, digest = entry.get("type"), entry.get("sha256")
    path = safe_path(entry.get("path"))
    if not isinstance(media_type, str) or not _MEDIA_TYPE.fullmatch(media_type):
        raise ValueError(f"the type of {path} is {str(media_type)[:40]!r}")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise ValueError(f"the SHA-256 of {path} is missing")
    samples = count_of(entry, "samples") if "samples" in entry else None
    return ShelfFile(path, media_type, count_of(entry, "bytes"), digest, samples)


def safe_path(path: object) -> str:
    """The path, where each of its parts is a plain name, so that it stays inside on every system. Raises ValueError."""
    parts = path.split("/") if isinstance(path, str) else [""]
    if any(not _NAME.fullmatch(part) or part.startswith(".") or not _encodes(part) for part in parts):
        raise ValueError(f"it names the file {str(path)[:80]!r}, which is no name of a book's file")
    return "/".join(parts)


def _encodes(part: str) -> bool:
    try:
        part.encode()
    except UnicodeEncodeError:
        return False
    return True


def _fault(folder: Path, file: ShelfFile) -> str:
    """What is wrong with the file on the disk; "" for nothing. Raises ValueError for one that leads out of the folder."""
    path = folder / PurePosixPath(file.path)
    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve(strict=True)):
            raise ValueError(f"its file {file.path} is a link out of its folder")
        status = path.stat()
    except OSError as error:
        return f"its file {file.path} cannot be read ({(error.strerror or 'no reason given').lower()})"
    except RuntimeError:  # a link to itself, up to Python 3.12
        return f"its file {file.path} is a link to itself"
    if not stat.S_ISREG(status.st_mode):
        raise ValueError(f"its file {file.path} is no plain file")
    if status.st_size != file.bytes:
        return f"its file {file.path} has {status.st_size} bytes where {file.bytes} are written down"
    return ""


def _tracks(document: Mapping[str, Any], files: tuple[ShelfFile, ...]) -> Iterator[ShelfTrack]:
    """The tracks in the order of their chapters. Raises ValueError where a chapter has no sound."""
    chapters: dict[str, list[ShelfChapter]] = {}
    for number, entry in enumerate(dicts_of(document.get("chapters")), start=1):
        stem = safe_path(entry.get("file")).rpartition(".")[0]
        chapters.setdefault(stem, []).append(_chapter(entry, number))
    if not chapters:
        raise ValueError("it has no chapters")
    for stem, own in chapters.items():
        beside = [file for file in files if file.stem == stem]
        sounds = tuple(file for file in beside if file.samples is not None)
        if not sounds:
            raise ValueError(f"its chapter {own[0].number} has no sound file")
        end = 0
        for chapter in own:
            if not end <= chapter.start_sample <= chapter.end_sample <= (sounds[0].samples or 0):
                raise ValueError(f"its chapter {chapter.number} lies outside its sound")
            end = chapter.end_sample
        transcripts = tuple(file for file in beside if file.suffix in {"vtt", "srt"})
        picture = next((file for file in beside if file.media_type in {"image/jpeg", "image/png"}), None)
        yield ShelfTrack(stem, tuple(own), sounds, transcripts, picture)


def _chapter(entry: Mapping[str, Any], number: int) -> ShelfChapter:
    level = entry.get("level", 1)
    return ShelfChapter(
        id=record_id(entry, f"of its chapter {number} the"),
        title=line_of(entry.get("title")) or f"Chapter {number}",
        number=number,
        start_sample=count_of(entry, "start_sample"),
        end_sample=count_of(entry, "end_sample"),
        level=level if isinstance(level, int) and 1 <= level <= 6 else 1,  # noqa: PLR2004 - as HTML's headings
    )


def _sentences(chapter: Mapping[str, Any]) -> Iterator[ShelfSentence]:
    for block in dicts_of(chapter.get("blocks")):
        for entry in dicts_of(block.get("sentences")):
            yield ShelfSentence(
                text_of(entry.get("text")),
                line_of(entry.get("voice")),
                count_of(entry, "start_sample"),
                count_of(entry, "end_sample"),
            )
