"""The shelf: the books of a folder, each from its `narration.json`, with nothing in them that leads out of their folders.

A `narration.json` may come from anybody. What it says is data: a name that leaves the book's folder, in its letters or
through a symbolic link, is refused; what is no file, or not of the size that is written down, is not offered.
"""

from __future__ import annotations

import json
import re
import stat
import uuid
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from talecast.errors import ShelfError
from talecast.publish.folder import NARRATION_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    BookReader = Callable[[Path], tuple["ShelfBook", tuple[str, ...]]]

MAX_NARRATION_BYTES = 256_000_000
"""Ten times the record of a book of 500,000 words."""
LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
"""Samples a second that any of the formats can hold."""
MAX_TEXT_CHARS = 10_000
"""Of a title or a description: more is cut."""

UNWRITABLE = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
"""Characters that XML 1.0 does not allow (2.2) or discourages: controls, halves of surrogates, and what is no character."""
_NAME = re.compile(r"[^/\\:\0-\x1f\x7f]+")
"""A part of a path that is a plain name on every system."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")


@dataclass(frozen=True, slots=True)
class ShelfFile:
    """A file of a book that is there, whole."""

    path: str
    """Relative to the book's folder, with forward slashes; it stays inside."""
    media_type: str
    bytes: int
    sha256: str
    samples: int | None = None
    """The gapless length of a sound file, in samples of the book's rate; None for everything else."""

    @property
    def stem(self) -> str:
        """The path without its suffix: the same for every format of a track, and for its transcripts."""
        return self.path.rpartition(".")[0]

    @property
    def suffix(self) -> str:
        """The format, such as "mp3"."""
        return self.path.rpartition(".")[2].lower()


@dataclass(frozen=True, slots=True)
class ShelfChapter:
    """A chapter, and where it sounds in its track."""

    id: str
    """A UUID, kept when the book is narrated again."""
    title: str
    number: int
    """Its place among the book's chapters, from 1."""
    start_sample: int
    end_sample: int
    """Samples into the track, exclusive."""
    level: int = 1
    """1 to 6: the depth in the contents."""


@dataclass(frozen=True, slots=True)
class ShelfTrack:
    """One piece of sound: the whole book, or a chapter; with all that is about it."""

    stem: str
    chapters: tuple[ShelfChapter, ...]
    sounds: tuple[ShelfFile, ...]
    """The track in each format that was made, in the order of `files`; at least one."""
    transcripts: tuple[ShelfFile, ...] = ()
    """Its .vtt and .srt, where they are."""
    picture: ShelfFile | None = None
    """A picture of the chapter's own: a .jpg or .png of the track's name."""

    @property
    def samples(self) -> int:
        """The gapless length."""
        return self.sounds[0].samples or 0


@dataclass(frozen=True, slots=True)
class ShelfBook:
    """A finished book."""

    folder: Path
    slug: str
    """The folder's name."""
    id: str
    """A UUID, kept when the book is narrated again."""
    title: str
    creators: tuple[str, ...]
    language: str
    """A BCP 47 tag, as the record says it."""
    voice: str
    """The name of the voice profile that reads the book."""
    sample_rate: int
    """Samples a second of every track."""
    tracks: tuple[ShelfTrack, ...]
    """In the order of their chapters; at least one."""
    files: tuple[ShelfFile, ...]
    """Every file that the record names and that is there."""
    cover: ShelfFile | None = None
    subtitle: str = ""
    narrator: str = ""
    series: str = ""
    series_position: str = ""
    publisher: str = ""
    description: str = ""
    date: str = ""
    """Year, or year-month-day, of the source."""
    genre: str = ""
    subjects: tuple[str, ...] = ()

    @property
    def chapters(self) -> tuple[ShelfChapter, ...]:
        """The chapters of all tracks, in order."""
        return tuple(chapter for track in self.tracks for chapter in track.chapters)

    @property
    def samples(self) -> int:
        """The length of all tracks together."""
        return sum(track.samples for track in self.tracks)

    @property
    def seconds(self) -> float:
        """The length of all tracks together."""
        return self.samples / self.sample_rate


@dataclass(frozen=True, slots=True)
class ShelfSentence:
    """A sentence, and where it sounds in its track."""

    text: str
    voice: str
    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """The books of a folder, or the one book that the folder is."""

    folder: Path
    books: tuple[ShelfBook, ...]
    """Series together and in their order, the others by title."""
    is_book: bool = False
    """The folder is a book's own, and not a folder of books."""
    warnings: tuple[str, ...] = ()
    """One sentence for each book that was left out and each file that is missing."""
    left_out: tuple[str, ...] = ()
    """The names of the folders whose books were left out, for now: one that is being narrated looks damaged for a moment."""

    def prefix(self, book: ShelfBook) -> str:
        """Where the book's files lie, relative to the shelf: "slug/", or "" where the folder is the book's own."""
        return "" if self.is_book else f"{book.slug}/"


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


def read_sentences(book: ShelfBook) -> tuple[tuple[ShelfSentence, ...], ...]:
    """The sentences of each chapter of the book, in the order of `book.chapters`: the whole record is read for it.

    Raises ShelfError where the record is not there any more, or not the one that the book was read from.
    """
    try:
        entries = _dicts(_document(book.folder)["chapters"])
        by_id = {str(entry.get("id")): tuple(_sentences(entry)) for entry in entries}
        return tuple(by_id[chapter.id] for chapter in book.chapters)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ShelfError(f"{book.folder / NARRATION_FILE} has changed while it was read.", "Try it again.") from error


_MEND = "Narrate the book again to write it anew; `talecast check` lists everything that is wrong with it."


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


# --- one book -----------------------------------------------------------------------------------------------------


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
    rate = _count(document, "sample_rate")
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
        id=_uuid(document, "its"),
        title=_line(document.get("title")) or "Untitled",
        creators=_lines(document.get("creators")),
        language=_line(document.get("language")),
        voice=_line(document.get("voice")),
        sample_rate=rate,
        tracks=tracks,
        files=files,
        cover=next((file for file in files if file.media_type == "image/jpeg" and file.stem == "cover"), None),
        subtitle=_line(said.get("subtitle")),
        narrator=_line(said.get("narrator")),
        series=_line(said.get("series")),
        series_position=_line(said.get("series_position")),
        publisher=_line(said.get("publisher")),
        description=_text(said.get("description")).strip(),
        date=_line(said.get("date")),
        genre=_line(said.get("genre")),
        subjects=_lines(said.get("subjects")),
    )
    return book, warnings


def _files(folder: Path, document: Mapping[str, Any]) -> tuple[tuple[ShelfFile, ...], tuple[str, ...]]:
    """The listed files that are there; a name that leaves the folder is an error, a sound that is not whole too."""
    files: dict[str, ShelfFile] = {}
    warnings = []
    for entry in _dicts(document.get("files")):
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
    samples = _count(entry, "samples") if "samples" in entry else None
    return ShelfFile(path, media_type, _count(entry, "bytes"), digest, samples)


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
    for number, entry in enumerate(_dicts(document.get("chapters")), start=1):
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
        id=_uuid(entry, f"of its chapter {number} the"),
        title=_line(entry.get("title")) or f"Chapter {number}",
        number=number,
        start_sample=_count(entry, "start_sample"),
        end_sample=_count(entry, "end_sample"),
        level=level if isinstance(level, int) and 1 <= level <= 6 else 1,  # noqa: PLR2004 - as HTML's headings
    )


def _sentences(chapter: Mapping[str, Any]) -> Iterator[ShelfSentence]:
    for block in _dicts(chapter.get("blocks")):
        for entry in _dicts(block.get("sentences")):
            yield ShelfSentence(
                _text(entry.get("text")),
                _line(entry.get("voice")),
                _count(entry, "start_sample"),
                _count(entry, "end_sample"),
            )


# --- values of a record that anybody may have written -------------------------------------------------------------


def _uuid(entry: Mapping[str, Any], whose: str) -> str:
    """The entry's id in its one spelling: episodes are known by it. Raises ValueError."""
    value = entry.get("id")
    try:
        return str(uuid.UUID(value if isinstance(value, str) else ""))
    except ValueError as error:
        raise ValueError(f"{whose} id is no UUID") from error


def _count(entry: Mapping[str, Any], name: str) -> int:
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise ValueError(f"its {name} is {str(value)[:40]!r} where a count should stand")
    return value


def _text(value: object) -> str:
    """Text that can be written anywhere."""
    return UNWRITABLE.sub(" ", value[:MAX_TEXT_CHARS]) if isinstance(value, str) else ""


def _line(value: object) -> str:
    return " ".join(_text(value).split())


def _lines(value: object) -> tuple[str, ...]:
    return tuple(line for item in value if (line := _line(item))) if isinstance(value, list) else ()


def _dicts(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError("a list of it is damaged")
    return value
