"""Tags, chapters and covers, compared with what `narration.json` says of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.check.report import Finding
from talecast.errors import CheckError
from talecast.model import Metadata, TimedChapter, Track
from talecast.tag import cover_facts, read_length, read_tags, track_tags

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from talecast.publish.narrated import ListedFile, Narrated
    from talecast.tag import ChapterMark, Tags

COVER_FILE = "cover.jpg"
COVER_LEAST_PX, COVER_MOST_PX = 1400, 3000
FIELDS = ("title", "album", "artist", "album_artist", "genre", "language", "track_number", "track_total")
"""The fields that `narration.json` has a word on."""
CHAPTER_TOLERANCE_MS = 1
KEEPS_CHAPTER_ENDS = frozenset({".mp3", ".wav"})
LENGTH_TOLERANCE = {".opus": (1, 1), ".m4b": (0, 1024)}
"""Samples that a header may give too few and too many. Opus counts at 48 kHz. MP4's media header counts the encoder's
priming too, which its edit list takes away; mutagen reads the one and not the other."""
LONGEST_MP4_TITLE = 255
"""Bytes: the length of a title in MP4's chapter list is one byte, so a longer one is cut."""


def check_tags(folder: Path, book: Narrated, file: ListedFile) -> Iterator[Finding]:
    """The tags of one sound file: fields, chapters, length and cover."""
    try:
        found, length_seconds = read_tags(folder / file.path), read_length(folder / file.path)
    except CheckError as error:
        yield Finding("tags", file.path, "", "tags that can be read", error.message)
        return
    expected = _expected(book, file, per_chapter=len(book.stems) > 1)
    # A book of one chapter may be either kind of file.
    titles = {expected.title, *([book.chapters[0].title] if len(book.chapters) == 1 else ())}
    for name in FIELDS:
        value, wanted = getattr(found, name), getattr(expected, name)
        if value != wanted and not (name == "title" and value in titles):
            yield Finding("tags", file.path, name.replace("_", " "), str(wanted) or "nothing", str(value) or "nothing")
    yield from _check_length(book, file, length_seconds)
    yield from _check_chapters(book, file, expected.chapters, found.chapters)
    yield from _check_embedded(folder, file, found.cover)


def check_cover(folder: Path, book: Narrated) -> Iterator[Finding]:
    """`cover.jpg`: listed, and a square RGB JPEG of 1400 to 3000 pixels."""
    if COVER_FILE not in {file.path for file in book.files}:
        yield Finding("cover", COVER_FILE, "", "a cover among the book's files", "none")
        return
    try:
        data = (folder / COVER_FILE).read_bytes()
    except OSError:
        return  # that it is missing is found with the files
    yield from _check_picture(COVER_FILE, data)


def _expected(book: Narrated, file: ListedFile, *, per_chapter: bool) -> Tags:
    chapters = tuple(
        TimedChapter(chapter.title, number, chapter.start_sample, chapter.end_sample, ())
        for number, chapter in enumerate(book.chapters_of(file.stem), start=1)
    )
    said = book.metadata
    metadata = Metadata(said.title, said.creators, said.language)
    track = Track(file.stem, chapters, file.samples or 0)
    number = book.stems.index(file.stem) + 1
    return track_tags(metadata, track, number, len(book.stems), book.sample_rate, None, "", per_chapter)


def _check_length(book: Narrated, file: ListedFile, length_seconds: float) -> Iterator[Finding]:
    """The length that the file says of itself, as players show it."""
    samples = round(length_seconds * book.sample_rate)
    too_few, too_many = LENGTH_TOLERANCE.get(file.suffix, (0, 0))
    if not -too_few <= samples - (file.samples or 0) <= too_many:
        yield Finding("length", file.path, "", f"{file.samples} samples", f"{samples} by the file's own header")


def _check_chapters(
    book: Narrated, file: ListedFile, expected: tuple[ChapterMark, ...], found: tuple[ChapterMark, ...]
) -> Iterator[Finding]:
    if len(found) != len(expected):
        yield Finding("chapters", file.path, "", f"{len(expected)} chapters", f"{len(found)}")
        return
    printed = [" ".join(chapter.title.split()) for chapter in book.chapters_of(file.stem)]
    for index, (wanted, mark) in enumerate(zip(expected, found, strict=True)):
        place = f"chapter {index + 1}"
        if mark.title not in {wanted.title, printed[index]} and not _is_cut(mark.title, printed[index]):
            yield Finding("chapters", file.path, place, wanted.title, mark.title or "no title")
        # The first chapter may begin with the file, so that the lead-in is no chapter of its own.
        starts = (wanted.start_ms, 0) if index == 0 else (wanted.start_ms,)
        if all(abs(mark.start_ms - start) > CHAPTER_TOLERANCE_MS for start in starts):
            yield Finding("chapters", file.path, place, f"begins at {wanted.start_ms} ms", f"at {mark.start_ms} ms")
        if file.suffix in KEEPS_CHAPTER_ENDS and abs(mark.end_ms - wanted.end_ms) > CHAPTER_TOLERANCE_MS:
            yield Finding("chapters", file.path, place, f"ends at {wanted.end_ms} ms", f"at {mark.end_ms} ms")


def _is_cut(title: str, whole: str) -> bool:
    """Is `title` the head of a title that MP4's chapter list has no room for?"""
    kept = title.rstrip("\ufffd")
    return len(whole.encode()) > LONGEST_MP4_TITLE and len(kept) > 0 and whole.startswith(kept)


def _check_embedded(folder: Path, file: ListedFile, cover: bytes | None) -> Iterator[Finding]:
    if cover is None:
        yield Finding("cover", file.path, "", "a cover in the file", "none")
        return
    try:
        same = (folder / COVER_FILE).read_bytes() == cover
    except OSError:
        same = True  # that it is missing is found with the files
    if not same:
        yield Finding("cover", file.path, "", f"the picture of {COVER_FILE}", "another one")


def _check_picture(path: str, data: bytes) -> Iterator[Finding]:
    try:
        facts = cover_facts(data)
    except CheckError as error:
        yield Finding("cover", path, "", "a JPEG picture", error.message)
        return
    if facts.format != "JPEG" or facts.mode != "RGB":
        yield Finding("cover", path, "", "an RGB JPEG", f"{facts.format} {facts.mode}")
    width, height = facts.width_px, facts.height_px
    if width != height or not COVER_LEAST_PX <= width <= COVER_MOST_PX:
        expected = f"a square of {COVER_LEAST_PX} to {COVER_MOST_PX} pixels"
        yield Finding("cover", path, "", expected, f"{width} by {height}")
