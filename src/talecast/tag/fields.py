"""What a tag is: one table of fields and one frozen value of them, apart from how each format stores it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.tag.languages import iso_639_2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from talecast.model import Metadata, TimedChapter, Track

GENRE = "Audiobook"
SYNTHETIC_COMMENT = "Read by a synthetic voice, made with talecast."
"""The comment where the source has no description: a listener should be able to find out that no person is reading."""

FIELDS = {
    "title": "the book's title in a single file, else the chapter's",
    "subtitle": "what the title page says under the title",
    "album": "the book's title: what servers call the book",
    "artist": "the authors, joined with a semicolon",
    "album_artist": "the authors again: players group by it",
    "narrator": "who reads; servers look for it in the composer",
    "track": "the file's number and how many there are",
    "disc": "always 1 of 1",
    "genre": "always Audiobook",
    "date": "year, year-month or year-month-day, only when the source says it",
    "language": "ISO 639-2, three letters",
    "comment": "the source's description, else that a synthetic voice reads",
    "series": "the series' name, when known",
    "series_part": "the place in the series, when known",
    "publisher": "the source's publisher, when known",
    "cover": "a square RGB JPEG",
    "chapters": "title, start and end of each chapter in the file",
}
"""Every field, as a listener would explain it. `id3`, `mp4` and `vorbis` say where each is stored."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
"""What no tag may hold: control characters, line separators, halves of surrogate pairs."""


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter of a file as players see it."""

    title: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one file. An empty text or a zero is a field that is not written."""

    title: str = ""
    subtitle: str = ""
    album: str = ""
    artist: str = ""
    album_artist: str = ""
    narrator: str = ""
    track_number: int = 0
    track_total: int = 0
    disc_number: int = 0
    disc_total: int = 0
    genre: str = ""
    date: str = ""
    """Year, year-month or year-month-day."""
    language: str = ""
    """ISO 639-2/T, three letters."""
    comment: str = ""
    series: str = ""
    series_part: str = ""
    publisher: str = ""
    cover: bytes | None = None
    """A JPEG file."""
    chapters: tuple[ChapterMark, ...] = ()


def track_tags(  # noqa: PLR0913 - a tag is made of all of these
    metadata: Metadata,
    track: Track,
    track_number: int,
    track_total: int,
    sample_rate: int,
    cover: bytes | None,
    narrator: str,
    per_chapter: bool,  # noqa: FBT001
) -> Tags:
    """The tags of one track, the same for every format.

    `narrator` is the voice's name, for when the source and the user name nobody. `sample_rate` is in samples a second.
    """
    book = one_line(metadata.title)
    authors = join_names(metadata.creators)
    return Tags(
        title=one_line(track.chapters[0].title) or book if per_chapter else book,
        subtitle=one_line(metadata.subtitle),
        album=book,
        artist=authors,
        album_artist=authors,
        narrator=one_line(metadata.narrator) or one_line(narrator),
        track_number=track_number,
        track_total=track_total,
        disc_number=1,
        disc_total=1,
        genre=GENRE,
        date=iso_date(metadata.date),
        language=iso_639_2(metadata.language),
        comment=one_line(metadata.description) or SYNTHETIC_COMMENT,
        series=one_line(metadata.series),
        series_part=one_line(metadata.series_position),
        publisher=one_line(metadata.publisher),
        cover=cover,
        chapters=tuple(_marks(track.chapters, sample_rate)),
    )


def one_line(text: str) -> str:
    """`text` on one line without control characters: what every format can store and every player can show."""
    return " ".join(_CONTROL.sub(" ", text).split())


def join_names(names: tuple[str, ...]) -> str:
    """Several people in one text. A semicolon, since "King, Jr." has a comma and ID3v2.3's own separator is a slash."""
    return "; ".join(name for name in map(one_line, names) if name)


def iso_date(date: str) -> str:
    """`date` if it is a year, year-month or year-month-day in digits, else its first year of four, else ""."""
    if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", date, re.ASCII):
        return date
    year = re.search(r"(?<!\d)\d{4}(?!\d)", date, re.ASCII)
    return year.group() if year else ""


def tell_apart(titles: tuple[str, ...]) -> tuple[str, ...]:
    """`titles` with " (2)", " (3)" … after those that were there before: players and servers merge equal ones."""
    taken: set[str] = set(titles)
    seen: set[str] = set()
    counts: dict[str, int] = {}
    told = []
    for printed in titles:
        title = printed
        while title in seen or (title != printed and title in taken):
            counts[printed] = counts.get(printed, 1) + 1
            title = f"{printed} ({counts[printed]})"
        seen.add(title)
        told.append(title)
    return tuple(told)


def _marks(chapters: tuple[TimedChapter, ...], sample_rate: int) -> Iterator[ChapterMark]:
    titles = tell_apart(tuple(one_line(chapter.title) or f"Chapter {chapter.number}" for chapter in chapters))
    for title, chapter in zip(titles, chapters, strict=True):
        yield ChapterMark(title, to_ms(chapter.start_sample, sample_rate), to_ms(chapter.end_sample, sample_rate))


def to_ms(samples: int, sample_rate: int) -> int:
    """Samples as whole milliseconds, rounded half up in integers: a float's last bit must not move a chapter."""
    return (2 * samples * 1000 + sample_rate) // (2 * sample_rate)


def chapters_from_starts(starts: Iterable[tuple[int, str]], length_ms: int) -> tuple[ChapterMark, ...]:
    """Chapters in the order of their times, each ending where the next one begins and the last one with the file."""
    ordered = sorted(starts)
    ends = [start for start, _ in ordered[1:]] + [length_ms]
    return tuple(ChapterMark(title, start, end) for (start, title), end in zip(ordered, ends, strict=False))


def whole_number(text: str) -> int:
    """The number that a tag's text says; 0 where it says none."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else 0  # noqa: PLR2004
