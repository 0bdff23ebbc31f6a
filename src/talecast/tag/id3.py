"""Where ID3 keeps each field (MP3 and WAV), as plain frames: `mutagen_door` turns them into bytes.

The version is ID3v2.4. ID3v2.3 is read by more players of before 2010, but it has neither UTF-8 nor a whole date:
mediainfo 23 and exiftool 12 show a character outside the Basic Multilingual Plane in its UTF-16 as two wrong ones, and
exiftool takes TDAT's day for the month. With v2.4, UTF-8 and TDRC they agree with ffprobe and mutagen.
Chapters are those of the "ID3v2 Chapter Frame Addendum" 1.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.tag.fields import ChapterMark, Tags, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TEXT_FRAMES = {
    "title": "TIT2",
    "subtitle": "TIT3",
    "album": "TALB",
    "artist": "TPE1",
    "album_artist": "TPE2",
    "narrator": "TCOM",
    "genre": "TCON",
    "date": "TDRC",
    "language": "TLAN",
    "comment": "COMM",
    "publisher": "TPUB",
}
NAMED_TEXTS = {"series": "series", "series_part": "series-part"}
"""TXXX frames by the description that Audiobookshelf looks for."""
STORED = {
    **TEXT_FRAMES,
    **{name: f"TXXX `{description}`" for name, description in NAMED_TEXTS.items()},
    "track": "TRCK",
    "disc": "TPOS",
    "cover": "APIC",
    "chapters": "CHAP, CTOC",
}
"""For the reference table: every field and its frame."""

CONTENTS_ID = "toc"
MAX_CHILDREN = 255
"""The entry count of a CTOC frame is one byte (addendum, 3.2)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """An ID3 frame. `key` is a TXXX description, or the element ID of CHAP and CTOC; empty for all others."""

    id: str
    text: str = ""
    """The text; the title of a CHAP."""
    key: str = ""
    start_ms: int = 0
    end_ms: int = 0
    children: tuple[str, ...] = ()
    """CTOC: the element IDs of its entries."""
    top_level: bool = False
    picture: bytes = b""


def to_frames(tags: Tags) -> tuple[Frame, ...]:
    """The frames of a file in the order they are written: small ones, then contents and chapters, then the cover."""
    return tuple(_frames(tags))


def from_frames(frames: Iterable[Frame]) -> Tags:
    """The fields that a file's frames hold; the chapters in the order of their times."""
    frames = tuple(frames)
    texts = {(frame.id, frame.key): frame.text for frame in frames if frame.id not in {"CHAP", "CTOC", "APIC"}}
    values = {name: texts.get((frame_id, ""), "") for name, frame_id in TEXT_FRAMES.items()}
    values |= {name: texts.get(("TXXX", key), "") for name, key in NAMED_TEXTS.items()}
    track_number, track_total = _pair(texts.get(("TRCK", ""), ""))
    disc_number, disc_total = _pair(texts.get(("TPOS", ""), ""))
    marks = [ChapterMark(frame.text, frame.start_ms, frame.end_ms) for frame in frames if frame.id == "CHAP"]
    return Tags(
        **values,
        track_number=track_number,
        track_total=track_total,
        disc_number=disc_number,
        disc_total=disc_total,
        cover=next((frame.picture for frame in frames if frame.id == "APIC"), None),
        chapters=tuple(sorted(marks, key=lambda mark: mark.start_ms)),
    )


def _pair(text: str) -> tuple[int, int]:
    first, _, second = text.partition("/")
    return whole_number(first), whole_number(second)


def _frames(tags: Tags) -> Iterator[Frame]:
    for name, frame_id in TEXT_FRAMES.items():
        if text := getattr(tags, name):
            yield Frame(frame_id, text)
    for frame_id, number, total in (
        ("TRCK", tags.track_number, tags.track_total),
        ("TPOS", tags.disc_number, tags.disc_total),
    ):
        if number:
            yield Frame(frame_id, f"{number}/{total}" if total else str(number))
    for name, key in NAMED_TEXTS.items():
        if text := getattr(tags, name):
            yield Frame("TXXX", text, key=key)
    yield from _chapter_frames(tags.chapters)
    if tags.cover:
        yield Frame("APIC", picture=tags.cover)


def _chapter_frames(chapters: tuple[ChapterMark, ...]) -> Iterator[Frame]:
    """The contents and its entries. More chapters than one CTOC can count are listed by contents of their own."""
    ids = tuple(f"chp{index}" for index in range(len(chapters)))
    if 0 < len(ids) <= MAX_CHILDREN:
        yield Frame("CTOC", key=CONTENTS_ID, children=ids, top_level=True)
    elif ids:
        parts = tuple(ids[start : start + MAX_CHILDREN] for start in range(0, len(ids), MAX_CHILDREN))
        names = tuple(f"{CONTENTS_ID}{index}" for index in range(1, len(parts) + 1))
        yield Frame("CTOC", key=CONTENTS_ID, children=names, top_level=True)
        yield from (Frame("CTOC", key=name, children=part) for name, part in zip(names, parts, strict=True))
    for chapter_id, chapter in zip(ids, chapters, strict=True):
        yield Frame("CHAP", chapter.title, chapter_id, chapter.start_ms, chapter.end_ms)
