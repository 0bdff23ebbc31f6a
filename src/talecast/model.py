"""The frozen values that pass between the stages, every attribute with its unit.

Text is addressed in characters of its block; sound is counted in samples of the track. Seconds exist only at the edges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


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


# --- read ---------------------------------------------------------------------------------------------------------


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
class PageBreak:
    """Where a page of the printed book begins."""

    label: str
    """The number as printed: "12", "xiv"."""
    letters: int
    """Letters and digits of the block before it: white space may be folded and words keep their place."""


@dataclass(frozen=True, slots=True)
class NoteMark:
    """Where the mark of a note stands, which is no part of the text."""

    label: str
    """As printed, without brackets: "3", "*"."""
    letters: int
    """Letters and digits of the block before it."""
    note: int = 0
    """The number of the note among those of the book; 0 where it leads to none."""
    target: str = ""
    """The address that it leads to, while it is read."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The item of a list that a block stands in."""

    kind: str
    """ordered, unordered, term (of a list of descriptions) or description."""
    number: int
    """Of the list among those of its document: neighbours with the same one are in one list."""
    item: int
    """Of the item in its list, as printed before it where the list is ordered."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    is_header: bool = False
    columns: int = 1
    """How many it fills."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What a page shows of a block besides its words: for read-along books, and nothing to the ear."""

    lists: tuple[ListPlace, ...] = ()
    """The items of lists around it, the outermost first."""
    table: tuple[tuple[Cell, ...], ...] = ()
    """The rows of the table that it is a part of, those that are not read as well."""
    row: int | None = None
    """Which of these rows it is; None for a caption."""
    image: str = ""
    """The name of a picture among those of the book; its text is what it says to those who do not see it."""
    note: int = 0
    """The number of the note that it is a part of, among those of the book; 0 for what is no note."""
    pages: tuple[PageBreak, ...] = ()
    marks: tuple[NoteMark, ...] = ()


PLAIN = Structure()


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


# --- direct -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence of the script: what is said, by whom, and the silence that follows."""

    text: str
    """The sentence as in the content; empty for an announcement."""
    spoken: str
    """The words as they are sent to the engine."""
    voice: str
    """The name of a voice profile."""
    pause_after_ms: int
    joint: str = " "
    """What stands between it and the next sentence of its block: nothing in Japanese, a line's end in verse."""


@dataclass(frozen=True, slots=True)
class ScriptBlock:
    """A block of the script; a scene break has no utterances, its pause follows the utterance before it."""

    kind: BlockKind
    utterances: tuple[Utterance, ...]
    level: int = 0
    """1 to 6 for a heading, 0 for everything else."""
    language: str = ""
    """The BCP 47 tag of another language than the book's; empty for the book's."""
    structure: Structure = PLAIN


@dataclass(frozen=True, slots=True)
class ScriptChapter:
    """A chapter of the script."""

    title: str
    blocks: tuple[ScriptBlock, ...]
    number: int
    """Its place in the book, from 1, as `--chapters` counts."""
    level: int = 1
    estimate_seconds: float = 0.0
    """Predicted length of its speech and pauses."""

    def utterances(self) -> Iterator[Utterance]:
        """The chapter's utterances in the order they are spoken."""
        for block in self.blocks:
            yield from block.utterances


@dataclass(frozen=True, slots=True)
class Skipped:
    """A piece of the content that is not read, and why."""

    kind: SkipKind
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """Who says which words, then which pause: everything that is decided before a sound is made."""

    metadata: Metadata
    source: str
    voice: str
    """The name of the book's voice profile."""
    speaking_rate: float
    """The articulation rate asked of the engine, as a factor of the voice's natural pace (1.0 is as it comes)."""
    chapters: tuple[ScriptChapter, ...]
    skipped: tuple[Skipped, ...]
    lead_in_ms: int
    tail_ms: int
    estimate_seconds: float
    """Predicted length of all files together, lead-ins, pauses and tails included."""
    other_rates: tuple[tuple[str, float], ...] = ()
    """The same for each voice besides the book's own, with its name."""
    wpm: int = 0
    """The pace that was asked for, in words a minute."""
    chapters_in_book: int = 0
    """How many chapters the book has, those that were not chosen included."""
    warnings: tuple[str, ...] = ()

    def rates(self) -> dict[str, float]:
        """The articulation rate of each voice."""
        return {self.voice: self.speaking_rate, **dict(self.other_rates)}

    def utterances(self) -> Iterator[Utterance]:
        """All utterances in the order they are spoken."""
        for chapter in self.chapters:
            yield from chapter.utterances()


# --- synthesize ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a voice takes as it comes (speaking rate 1.0), fitted to its own speech; the parts of a sentence add up."""

    ms_per_letter: float
    ms_per_word: float
    ms_per_digit: float
    """Digits are read as words, so each takes longer than a letter."""
    ms_per_clause: float
    """For each comma, semicolon, colon, dash or ellipsis inside a sentence."""
    ms_per_sentence: float


@dataclass(frozen=True, slots=True)
class VoiceFile:
    """A file that a voice needs and pip does not bring: `voices install` fetches it."""

    name: str
    """Its name in the folder of installed voices."""
    url: str
    """Where it is fetched from: https, or http on this machine's own loopback address."""
    bytes: int
    sha256: str
    """In hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class VoiceProfile:
    """A voice that a user can name."""

    name: str
    engine: str
    """The engine's name: an entry point of the group `talecast.engines`."""
    engine_voice: str
    """The engine's own name of the voice; empty: chosen by the book's language. A blend is "one:0.6,other:0.4"."""
    language: str
    """The BCP 47 tag of what it speaks best."""
    description: str
    licence: str
    narrator: str
    """Who is named as the narrator where the user names nobody."""
    pace: Pace
    rate: float = 1.0
    """The engine's rate at which the natural pace was measured, as a factor of the engine's own."""
    pitch: int = 50
    """0 to 100; 50 is the voice as it comes."""
    gain_db: float = 0.0
    """Louder or quieter than the loudness to which all voices of a book are brought."""
    files: tuple[VoiceFile, ...] = ()
    slowest_rate: float = 0.5
    fastest_rate: float = 2.5
    """The speaking rates, as factors of the natural pace, between which the engine is asked itself; more is made of its sound."""
    intelligible_wpm: int = 0
    """Up to so many words a minute, as `--wpm` counts them, it was found to stay intelligible; 0 where nobody measured."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who reads a book: one voice, and others for some kinds of blocks."""

    narrator: VoiceProfile
    others: tuple[tuple[BlockKind, VoiceProfile], ...] = ()
    earcon: VoiceProfile | None = None
    """Whose tones mark notes and pictures; None where none do."""

    def voice_of(self, kind: BlockKind) -> VoiceProfile:
        """Who reads blocks of that kind."""
        return dict(self.others).get(kind, self.narrator)

    def voices(self) -> dict[str, VoiceProfile]:
        """Everybody by name, the narrator first."""
        earcons = (self.earcon,) if self.earcon else ()
        return {voice.name: voice for voice in (self.narrator, *(voice for _, voice in self.others), *earcons)}

    def offsets_db(self) -> dict[str, float]:
        """How much louder or quieter each is wanted than the loudness to which all are brought."""
        return {name: voice.gain_db for name, voice in self.voices().items()}


@dataclass(frozen=True, slots=True)
class Clip:
    """An utterance as it was spoken, its outer silence trimmed; the samples themselves lie in the clip store."""

    key: str
    """The name of everything that the sound depends on: engine, version, voice, parameters, words."""
    sample_rate: int
    """Samples a second, as the engine gives them."""
    samples: int
    """Samples kept: the speech and a margin at either end."""
    head_db: bytes
    """The level of each of the first windows of 5 ms, 200 ms at most: RMS in whole decibels under full scale, 0 to 120."""
    tail_db: bytes
    """The levels of the last windows, the last one first."""
    energies: bytes
    """The K-weighted mean square (ITU-R BS.1770) of each 100 ms, full scale being 1, as float32 in native order."""


# --- assemble -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """Where an utterance sounds: its speech, without the silence that an engine leaves around it."""

    start_sample: int
    """Samples into the track."""
    end_sample: int
    """Samples into the track, exclusive."""


@dataclass(frozen=True, slots=True)
class TimedChapter:
    """A chapter of a track. Chapters tile: each ends where the next one begins, the last one with the track."""

    title: str
    number: int
    """Its place in the book, from 1."""
    start_sample: int
    end_sample: int
    spans: tuple[Span, ...]
    """One for each utterance of the script's chapter, in order."""
    level: int = 1


@dataclass(frozen=True, slots=True)
class Track:
    """One piece of sound, whatever the formats it is written in."""

    stem: str
    """The file's name without its extension."""
    chapters: tuple[TimedChapter, ...]
    samples: int
    """The gapless length: lead-in, clips, pauses and tail."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """When everything sounds, counted in samples; the same for every format."""

    sample_rate: int
    """Samples a second of every track."""
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class BookFile:
    """A finished file of the book."""

    path: str
    """Relative to the book's folder, with forward slashes."""
    media_type: str
    bytes: int
    sha256: str
    samples: int | None = None
    """The gapless length of a sound file, in samples of the timeline's rate; None for everything else."""


# --- events -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on the way, for whoever shows progress. The kinds are those of `narrate --json`."""

    kind: str
    fields: dict[str, object] = field(default_factory=dict)
