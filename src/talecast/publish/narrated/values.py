"""A finished book as `narration.json` tells it: its text, its structure, its files, and when each sentence sounds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talecast.model import BlockKind, Cell, ListPlace, Metadata


@dataclass(frozen=True, slots=True)
class ToldPage:
    """Where a page of the printed book begins."""

    label: str
    at: int
    """Characters into the sentence's text."""


@dataclass(frozen=True, slots=True)
class ToldMark:
    """Where the mark of a note stands."""

    label: str
    at: int
    """Characters into the sentence's text."""
    note: int
    """The number of the note that it leads to."""


@dataclass(frozen=True, slots=True)
class ToldTongue:
    """Words in another language than the block's."""

    language: str
    """A BCP 47 tag."""
    start: int
    """Characters into the sentence's text."""
    end: int


@dataclass(frozen=True, slots=True)
class ToldSentence:
    """A sentence, and when it sounds."""

    text: str
    """As in the content; empty for words that were added for the ear."""
    spoken: str
    start_sample: int
    """Samples into its track."""
    end_sample: int
    start_s: float
    """Seconds, as they are written beside the samples."""
    end_s: float
    pause_after_ms: int
    joint: str = " "
    """What stands between it and the next sentence of its block."""
    pages: tuple[ToldPage, ...] = ()
    marks: tuple[ToldMark, ...] = ()
    tongues: tuple[ToldTongue, ...] = ()
    """In order; none reaches into another."""


@dataclass(frozen=True, slots=True)
class ToldBlock:
    """A heading, a paragraph, a row of a table …; a scene break has no sentences."""

    kind: BlockKind
    sentences: tuple[ToldSentence, ...]
    level: int = 0
    """1 to 6 for a heading, 0 for everything else."""
    language: str = ""
    """A BCP 47 tag where it is not the book's."""
    lists: tuple[ListPlace, ...] = ()
    """The items of lists that it is in, the outermost first."""
    table: tuple[tuple[Cell, ...], ...] = ()
    """The rows of the table that begins with this block, those that are not read as well."""
    row: int | None = None
    """Which row it is of the table that began last; None for a caption, and outside of tables."""
    image: str = ""
    """The path of its picture in the book's folder."""
    note: int = 0
    """The number of the note that it is a part of; 0 for what is no note."""

    @property
    def text(self) -> str:
        """The block's text."""
        parts = [part for sentence in self.sentences for part in (sentence.text, sentence.joint)]
        return "".join(parts[:-1])


@dataclass(frozen=True, slots=True)
class ToldChapter:
    """A chapter. Chapters of a track tile: each ends where the next one begins, the last one with the track."""

    id: str
    title: str
    level: int
    file: str
    """The path of a sound file in which it is heard."""
    start_sample: int
    """Samples into the track."""
    end_sample: int
    start_s: float
    """Seconds, as they are written beside the samples."""
    end_s: float
    blocks: tuple[ToldBlock, ...]

    @property
    def stem(self) -> str:
        """Of its track: the sound file's name without folder and suffix."""
        return PurePosixPath(self.file).stem

    @property
    def sentences(self) -> tuple[ToldSentence, ...]:
        """All sentences, in the order they are heard."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)


@dataclass(frozen=True, slots=True)
class ListedFile:
    """An entry of `files`."""

    path: str
    """Relative to the book's folder, which it does not leave."""
    bytes: int
    sha256: str
    samples: int | None
    """Of a sound file; None for any other."""

    @property
    def stem(self) -> str:
        """The name without folder and suffix: the same for every format of a track."""
        return PurePosixPath(self.path).stem

    @property
    def suffix(self) -> str:
        """The format, such as ".mp3"."""
        return PurePosixPath(self.path).suffix.lower()


@dataclass(frozen=True, slots=True)
class ToldTrack:
    """One piece of sound, and the files that hold it."""

    stem: str
    samples: int
    paths: tuple[str, ...]
    """In the book's folder, in the order of `files`: one for each format."""


@dataclass(frozen=True, slots=True)
class Narrated:
    """A finished book."""

    id: str
    """A UUID."""
    metadata: Metadata
    source: str
    """The name of the file that it was made from."""
    sample_rate: int
    """Samples a second of every track."""
    lead_in_ms: int
    """Silence before the first word of each track."""
    tail_ms: int
    chapters: tuple[ToldChapter, ...]
    files: tuple[ListedFile, ...]
    """Every file of the book."""

    @property
    def sounds(self) -> tuple[ListedFile, ...]:
        """The sound files."""
        return tuple(file for file in self.files if file.samples is not None)

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems of all tracks, in the order of their chapters."""
        return tuple(dict.fromkeys(chapter.stem for chapter in self.chapters))

    @property
    def tracks(self) -> tuple[ToldTrack, ...]:
        """The tracks that have a sound file, in the order of their chapters."""
        lengths: dict[str, int] = {}
        paths: dict[str, list[str]] = {}
        for file in self.files:
            if file.samples is not None:
                lengths.setdefault(file.stem, file.samples)
                paths.setdefault(file.stem, []).append(file.path)
        return tuple(ToldTrack(stem, lengths[stem], tuple(paths[stem])) for stem in self.stems if stem in paths)

    def epub_stem(self, default: str) -> str:
        """What its read-along EPUB is called without the suffix, where it has one: a folder may have been renamed since."""
        return next((file.stem for file in self.files if file.suffix == ".epub"), default)

    def sound(self, stem: str) -> str:
        """The path of a track's first sound file."""
        return next(file.path for file in self.sounds if file.stem == stem)

    def chapters_of(self, stem: str) -> tuple[ToldChapter, ...]:
        """The chapters that are heard on a track."""
        return tuple(chapter for chapter in self.chapters if chapter.stem == stem)

    @property
    def notes(self) -> frozenset[int]:
        """The numbers of the notes that it tells."""
        return frozenset(block.note for chapter in self.chapters for block in chapter.blocks) - {0}
