"""What was spoken and where it lies, counted in samples; and the files it is written to."""

from __future__ import annotations

from dataclasses import dataclass


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
