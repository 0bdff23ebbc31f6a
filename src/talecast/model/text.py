"""A source, read: the kinds of text, and the book in chapters and blocks. Text is addressed in characters of its block."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from talecast.model.structure import PLAIN

if TYPE_CHECKING:
    from talecast.model.structure import Structure


class BlockKind(StrEnum):
    """What a block is to a narrator. The values are those of `narration.json`."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    SCENE_BREAK = "scene-break"
    VERSE = "verse"
    QUOTE = "quote"
    LETTER = "letter"
    EPIGRAPH = "epigraph"
    LIST = "list"
    TABLE = "table"
    IMAGE = "image"
    NOTE = "note"
    ANNOUNCEMENT = "announcement"
    """Words and tones for finding one's way by ear: spoken, and no part of the text."""


class SkipKind(StrEnum):
    """Why a piece of text is not read. The values are those of `narration.json`."""

    DISCLAIMER = "disclaimer"
    AUTHORS_NOTE = "authors-note"
    TRANSCRIBERS_NOTE = "transcribers-note"
    FOOTNOTE = "footnote"
    LICENCE = "licence"
    COPYRIGHT = "copyright"
    FRONT_MATTER = "front-matter"
    BACK_MATTER = "back-matter"
    CONTENTS = "contents"
    INDEX = "index"
    DEDICATION = "dedication"
    PAGE_FURNITURE = "page-furniture"
    TABLE = "table"
    IMAGE = "image"
    HIDDEN = "hidden"
    OTHER = "other"


READABLE_NOTES = frozenset({SkipKind.DISCLAIMER, SkipKind.AUTHORS_NOTE, SkipKind.TRANSCRIBERS_NOTE, SkipKind.FOOTNOTE})
"""What `--notes read` and `--notes end` bring back; every other kind is never read."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a block, as a span of the block's text."""

    start: int
    """Characters into the block's text."""
    end: int
    """Characters into the block's text, exclusive."""
    continues: bool = False
    """True where an over-long sentence was cut: the next one goes on with it after a clause, not after a full stop."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a verse …: the unit between two paragraph pauses."""

    kind: BlockKind
    text: str
    """The content with markup removed: each run of white space is one space, none at either end; verse keeps its newlines."""
    level: int = 0
    """1 to 6 for a heading, 0 for everything else."""
    skip: SkipKind | None = None
    """Set where the block is not story. Notes may be brought back by `--notes`; everything else stays out."""
    sentences: tuple[Sentence, ...] = ()
    """Filled by `split`. Empty for scene breaks and for what is never read."""
    spoken: str = ""
    """Said instead of the text, as one utterance, where the ear wants it otherwise: a row of a table with its headers."""
    label: str = ""
    """Said before the text, and no part of it: the number that a list's item is shown with."""
    language: str = ""
    """The BCP 47 tag of what it is written in, where that is another language than the book's; empty where it is the book's."""
    structure: Structure = PLAIN


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the source, as its bytes came."""

    name: str
    """Its path inside the source's container."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a reader of the contents page would list as one line. Skipped blocks stand at their place among the others."""

    title: str
    """The heading as printed, number included; one line."""
    blocks: tuple[Block, ...]
    level: int = 1
    """1 to 6: the depth in the contents."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a library catalogue would know of the book. An empty value is one that the source does not say."""

    title: str
    creators: tuple[str, ...] = ()
    """Authors, as printed."""
    language: str = "en"
    """A BCP 47 tag."""
    subtitle: str = ""
    narrator: str = ""
    date: str = ""
    """Year, or year-month-day, as the source says it."""
    series: str = ""
    series_position: str = ""
    publisher: str = ""
    description: str = ""
    genre: str = ""
    identifier: str = ""
    """What the source calls itself for machines: an ISBN, a UUID, an address; as the source says it."""
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A source, read: every letter and digit of `content` is in exactly one block, in the same order."""

    metadata: Metadata
    chapters: tuple[Chapter, ...]
    source: str
    """The file's name without its folder, or "-" for standard input."""
    content: str
    """The decoded text with markup removed, before any of it was sorted into blocks. For the check that nothing is lost."""
    warnings: tuple[str, ...] = ()
    """One sentence for each fault of the source that was read past."""
    cover: bytes | None = None
    """The picture that the source has for its cover, as its bytes came."""
    pictures: tuple[Picture, ...] = ()
    """Those that are told of, each once, in order."""
