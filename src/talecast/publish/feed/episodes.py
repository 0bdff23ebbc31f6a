"""What is an episode: the whole book where it is one file, else each of its chapters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.publish.slug import MAX_STEM_CHARS, ascii_words

if TYPE_CHECKING:
    from talecast.publish.shelf import ShelfBook, ShelfFile, ShelfTrack

FORMATS = ("mp3", "m4b", "opus")
"""Of enclosures, the one that most apps play first. Others are offered where a book has none of them."""
PLAYED_EVERYWHERE = frozenset({"mp3", "m4b"})
SUFFIXES = {"m4b": "m4a"}
"""Apple and the W3C's validator know what is in an M4B by this suffix."""


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode of a feed."""

    guid: str
    """The book's id, or the chapter's."""
    title: str
    book: ShelfBook
    track: ShelfTrack
    prefix: str
    """Where the book's files lie under the base address: "slug/", or ""."""
    number: int
    """Among the book's episodes, from 1."""
    season: int
    is_book: bool
    """The whole book in one file."""


def book_episodes(book: ShelfBook, prefix: str, season: int = 0) -> tuple[Episode, ...]:
    """The book's episodes in listening order. `season` 0: the book's place in its series, or 1."""
    season = season or _season(book)
    if _is_single(book):
        return (Episode(book.id, book.title, book, book.tracks[0], prefix, 1, season, is_book=True),)
    return tuple(
        Episode(track.chapters[0].id, track.chapters[0].title, book, track, prefix, number, season, is_book=False)
        for number, track in enumerate(book.tracks, start=1)
    )


def enclosure(track: ShelfTrack) -> ShelfFile:
    """The file that an app fetches."""
    by_format = {file.suffix: file for file in reversed(track.sounds)}
    return next((by_format[name] for name in FORMATS if name in by_format), track.sounds[0])


def shortcomings(book: ShelfBook) -> tuple[str, ...]:
    """A sentence for each thing that some apps will miss."""
    said = []
    if book.cover is None:
        said.append(f"“{book.title}” has no cover, which Apple's app wants: narrate it again.")
    if enclosure(book.tracks[0]).suffix not in PLAYED_EVERYWHERE:
        said.append(
            f"“{book.title}” has neither MP3 nor M4B, and some apps play nothing else: narrate it with --format mp3."
        )
    return tuple(said)


def suffix_of(file: ShelfFile) -> str:
    """What the address of a file ends with."""
    return SUFFIXES.get(file.suffix, file.suffix)


def narrator(book: ShelfBook) -> str:
    """Who reads the book: by name, or the voice's; never empty."""
    return book.narrator or book.voice or "talecast"


def _is_single(book: ShelfBook) -> bool:
    """One file, and not the numbered file of the only chapter that a growing story has yet."""
    if len(book.tracks) > 1:
        return False
    (track,) = book.tracks
    words = ascii_words(track.chapters[0].title, MAX_STEM_CHARS - 3) or "chapter"
    return len(track.chapters) > 1 or re.fullmatch(rf"\d{{2,}}-{re.escape(words)}", track.stem) is None


def _season(book: ShelfBook) -> int:
    position = book.series_position.strip()
    return int(position) if re.fullmatch(r"[1-9]\d{0,3}", position, re.ASCII) else 1
