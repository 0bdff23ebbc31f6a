"""A book's folder: names of its files, what they will take, and everything in it that is not sound."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from talecast.errors import OutputError
from talecast.model import BookFile
from talecast.publish.folder import NARRATION_FILE
from talecast.publish.narration import narration_document, write_json
from talecast.publish.slug import chapter_stem
from talecast.publish.transcripts import srt, vtt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from talecast.model import Script, Timeline
    from talecast.publish.identity import Ids

MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "m4b": "audio/mp4",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "jpg": "image/jpeg",
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
}
BYTES_A_SECOND = {"mp3": 12_000, "m4b": 13_000, "opus": 7_000, "flac": 50_000, "wav": 88_200}
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
    sound = script.estimate_seconds * sum(BYTES_A_SECOND[name] for name in formats)
    return int(sound * 1.1) + SMALL_FILES_BYTES


def write_book(  # noqa: PLR0913 - everything that a book's folder shows
    script: Script, ids: Ids, timeline: Timeline, formats: Sequence[str], cover: bytes, folder: Path
) -> tuple[BookFile, ...]:
    """Write cover, transcripts and `narration.json` beside the finished tracks; gives all files in the order they are named.

    Raises OutputError.
    """
    try:
        (folder / COVER_FILE).write_bytes(cover)
        for track in timeline.tracks:
            for suffix, transcript in (("vtt", vtt), ("srt", srt)):
                text = transcript(script, track, timeline.sample_rate)
                (folder / f"{track.stem}.{suffix}").write_bytes(text.encode("utf-8", "replace"))
        sounds = [
            _book_file(folder / f"{track.stem}.{name}", track.samples) for name in formats for track in timeline.tracks
        ]
        texts = [_book_file(folder / f"{track.stem}.{name}") for name in ("vtt", "srt") for track in timeline.tracks]
        files = (*sounds, _book_file(folder / COVER_FILE), *texts)
    except OSError as error:
        raise OutputError(
            f"The book's files cannot be written: {error.strerror}.", "Make room, or choose another folder with --out."
        ) from error
    write_json(folder / NARRATION_FILE, narration_document(script, ids, timeline, files))
    return files


def _book_file(path: Path, samples: int | None = None) -> BookFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return BookFile(path.name, MEDIA_TYPES[path.suffix[1:]], path.stat().st_size, digest, samples)
