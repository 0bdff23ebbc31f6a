"""A book's folder: names of its files, what they will take, and everything in it that is not sound."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from talecast.errors import OutputError, unwritable_tip
from talecast.model import BookFile
from talecast.publish.folder import NARRATION_FILE, Folder
from talecast.publish.identity import Ids
from talecast.publish.narration import file_entry, narration_document, write_json
from talecast.publish.readalong import is_of, narrated_from
from talecast.publish.slug import chapter_stem
from talecast.publish.transcripts import srt, vtt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from talecast.model import Script, Timeline
    from talecast.publish.narrated import Narrated

MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "m4b": "audio/mp4",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "epub": "application/epub+zip",
    "html": "text/html",
    "smil": "application/smil+xml",
    "opf": "text/xml",
    "ncx": "application/x-dtbncx+xml",
    "xml": "application/x-dtbook+xml",
    "css": "text/css",
    "js": "text/javascript",
}
BYTES_A_SECOND = {"mp3": 12_000, "m4b": 13_000, "opus": 7_000, "flac": 50_000, "wav": 88_200}
READ_ALONG_BYTES_A_SECOND = 12_100
"""An MP3, and text and times beside it."""
SMALL_FILES_BYTES = 2_000_000
"""Cover, transcripts and narration.json of a long book."""
COVER_FILE = "cover.jpg"


def track_stems(slug: str, script: Script, *, per_chapter: bool) -> tuple[str, ...]:
    """The names of the book's tracks without their suffixes: the slug, or a numbered name for each chapter."""
    if not per_chapter:
        return (slug,)
    count = max(script.chapters_in_book, *(chapter.number for chapter in script.chapters), 0)
    return tuple(chapter_stem(chapter.number, count, chapter.title) for chapter in script.chapters)


def expected_bytes(script: Script, formats: Sequence[str]) -> int:
    """About what the book's files will take together, a tenth to spare."""
    rates = (BYTES_A_SECOND.get(name, READ_ALONG_BYTES_A_SECOND) for name in formats)
    sound = script.estimate_seconds * sum(rates)
    return int(sound * 1.1) + SMALL_FILES_BYTES


def write_book(  # noqa: PLR0913 - everything that a book's folder shows
    script: Script,
    ids: Ids,
    timeline: Timeline,
    formats: Sequence[str],
    cover: bytes,
    pictures: Mapping[str, tuple[str, bytes]],
    make: Callable[[Narrated, Path], Sequence[str]] | None,
    folder: Path,
) -> tuple[BookFile, ...]:
    """Write cover, pictures, transcripts and `narration.json` beside the finished tracks; gives all files as they are named.

    `pictures` has the path and the bytes of each by its name in the source. For read-along books, `make`, if any, is
    handed the book and its folder when all else is there, makes them, and gives their files' paths. Raises OutputError.
    """
    try:
        (folder / COVER_FILE).write_bytes(cover)
        for path, data in pictures.values():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(data)
        for track in timeline.tracks:
            for suffix, transcript in (("vtt", vtt), ("srt", srt)):
                text = transcript(script, track, timeline.sample_rate)
                (folder / f"{track.stem}.{suffix}").write_bytes(text.encode("utf-8", "replace"))
        sounds = [
            book_file(folder, f"{track.stem}.{name}", track.samples) for name in formats for track in timeline.tracks
        ]
        texts = [book_file(folder, f"{track.stem}.{name}") for name in ("vtt", "srt") for track in timeline.tracks]
        shown = [book_file(folder, path) for path, _ in pictures.values()]
        files = (*sounds, book_file(folder, COVER_FILE), *texts, *shown)
        images = {name: path for name, (path, _) in pictures.items()}
        if make is not None:
            narrated = narrated_from(narration_document(script, ids, timeline, files, images))
            files += tuple(book_file(folder, path) for path in make(narrated, folder))
    except OSError as error:
        raise OutputError(
            f"The book's files cannot be written to {folder}: {error.strerror or error}.",
            unwritable_tip(error, "choose another folder with --out"),
        ) from error
    write_json(folder / NARRATION_FILE, narration_document(script, ids, timeline, files, images))
    return files


def finished_folder(folder: Path, book: Narrated) -> Folder:
    """The folder of a finished book, to be added to."""
    return Folder(folder, folder.name, Ids(book.id, tuple(chapter.id for chapter in book.chapters)))


def add_read_alongs(folder: Path, made: Path, formats: Sequence[str], paths: Sequence[str]) -> None:
    """Write a `narration.json` into `made` that names, besides what the folder's own does, the read-along books made there.

    Those of the same formats that it named before give way to them. Raises OutputError.
    """
    try:
        document = json.loads((folder / NARRATION_FILE).read_bytes())
        kept = [entry for entry in document["files"] if not any(is_of(name, entry["path"]) for name in formats)]
        document["files"] = [*kept, *(file_entry(book_file(made, path)) for path in paths)]
    except OSError as error:
        raise OutputError(f"{folder} cannot be read: {error.strerror}.", "Check your rights to it.") from error
    write_json(made / NARRATION_FILE, document)


def book_file(folder: Path, path: str, samples: int | None = None) -> BookFile:
    """What `narration.json` says of a finished file at that path, with forward slashes, in the book's folder."""
    where = folder / path
    with where.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return BookFile(path, MEDIA_TYPES[where.suffix[1:]], where.stat().st_size, digest, samples)
