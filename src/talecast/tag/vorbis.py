"""Where Vorbis comments keep each field (Opus and FLAC), as plain pairs: `mutagen_door` writes them and the picture.

Chapters are the CHAPTER001 and CHAPTER001NAME comments that ffmpeg, VLC and foobar2000 read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from talecast.tag.fields import Tags, chapters_from_starts, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from talecast.tag.fields import ChapterMark

COMMENTS = {
    "title": ("TITLE",),
    "subtitle": ("SUBTITLE",),
    "album": ("ALBUM",),
    "artist": ("ARTIST",),
    "album_artist": ("ALBUMARTIST",),
    "narrator": ("COMPOSER", "NARRATOR"),
    "genre": ("GENRE",),
    "date": ("DATE",),
    "language": ("LANGUAGE",),
    "comment": ("DESCRIPTION", "COMMENT"),
    "series": ("SERIES",),
    "series_part": ("SERIES-PART",),
    "publisher": ("PUBLISHER",),
}
"""Each text field's comments; it is read back from the first."""
NUMBERS = {
    "track_number": "TRACKNUMBER",
    "track_total": "TRACKTOTAL",
    "disc_number": "DISCNUMBER",
    "disc_total": "DISCTOTAL",
}
STORED = {
    **{name: ", ".join(keys) for name, keys in COMMENTS.items()},
    "track": "TRACKNUMBER, TRACKTOTAL",
    "disc": "DISCNUMBER, DISCTOTAL",
    "cover": "METADATA_BLOCK_PICTURE (FLAC: a PICTURE block)",
    "chapters": "CHAPTER001, CHAPTER001NAME …",
}
"""For the reference table: every field and its comment."""

_CHAPTER = re.compile(r"CHAPTER(\d{1,6})(NAME)?", re.ASCII)
_TIME = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)\.(\d{3})", re.ASCII)


def to_comments(tags: Tags) -> tuple[tuple[str, str], ...]:
    """The comments of a file in order, the cover left out."""
    texts = [(key, getattr(tags, name)) for name, keys in COMMENTS.items() for key in keys if getattr(tags, name)]
    numbers = [(key, str(getattr(tags, name))) for name, key in NUMBERS.items() if getattr(tags, name)]
    return (*texts, *numbers, *_chapter_comments(tags.chapters))


def from_comments(comments: Iterable[tuple[str, str]], cover: bytes | None, length_ms: int) -> Tags:
    """The fields that a file's comments hold. `length_ms` ends the last chapter, since only starts are stored."""
    values: dict[str, str] = {}
    for key, value in comments:
        values.setdefault(key.upper(), value)
    fields: dict[str, Any] = {name: values.get(keys[0], "") for name, keys in COMMENTS.items()}
    fields |= {name: whole_number(values.get(key, "")) for name, key in NUMBERS.items()}
    return Tags(**fields, cover=cover, chapters=_chapters(values, length_ms))


def _chapter_comments(chapters: tuple[ChapterMark, ...]) -> Iterator[tuple[str, str]]:
    for number, chapter in enumerate(chapters, start=1):
        minutes, ms = divmod(chapter.start_ms, 60_000)
        hours, minutes = divmod(minutes, 60)
        yield f"CHAPTER{number:03d}", f"{hours:02d}:{minutes:02d}:{ms // 1000:02d}.{ms % 1000:03d}"
        yield f"CHAPTER{number:03d}NAME", chapter.title


def _chapters(values: dict[str, str], length_ms: int) -> tuple[ChapterMark, ...]:
    starts = []
    for key, value in values.items():
        chapter, time = _CHAPTER.fullmatch(key), _TIME.fullmatch(value.strip())
        if chapter and time and not chapter[2]:
            hours, minutes, seconds, ms = map(int, time.groups())
            starts.append((((hours * 60 + minutes) * 60 + seconds) * 1000 + ms, values.get(f"{key}NAME", "")))
    return chapters_from_starts(starts, length_ms)
