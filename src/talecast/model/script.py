"""Who says which words, then which pause: everything that is decided before a sound is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.model.structure import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.model.structure import Structure
    from talecast.model.text import BlockKind, Metadata, SkipKind


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
    blocks: Sequence[ScriptBlock]
    """A tuple, or where the script is to be kept for long, `PackedBlocks`."""
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
