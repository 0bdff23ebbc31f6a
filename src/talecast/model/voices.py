"""Voices that a user can name, and who reads a book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talecast.model.text import BlockKind


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
