"""What is known of finished books: frozen, with nothing in it that leads out of their folders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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
