"""What a sound file sounds like: decoded once, in blocks, with levels and loudness taken on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from talecast.assemble.ffmpeg import LoudnessMeter, decode
from talecast.check.levels import (
    WINDOW_MS,
    LevelMeter,
    heard_silence_ms,
    is_heard,
    silence_threshold,
)
from talecast.check.places import at_sentence, quoted
from talecast.check.report import FileFigures, Finding, Severity
from talecast.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from talecast.publish.narrated import ListedFile, Narrated, ToldSentence

PAUSE_TOLERANCE_MS = {".mp3": 20, ".flac": 20, ".wav": 20, ".m4b": 20, ".opus": 80}
"""Opus at 64 kb/s lets a loud frame of 20 ms sound on above the threshold: up to 66 ms in speech, MP3 up to 8."""
AROUND_MS = 2_000
"""How far beyond a planned pause its silence is looked for."""
LOUDNESS_LUFS, LOUDNESS_TOLERANCE_LU = -19.0, 1.0
"""-16 LUFS ±1 of podcasts for stereo, which is -19 LUFS for one channel."""
HIGHEST_PEAK_DBTP = -1.0
SHORT_SECONDS = 3.0
"""Of a shorter sound the loudness says little: a short-term window has 3 s (EBU Tech 3341)."""

LENGTH_TOLERANCE = {".mp3": (0, 0), ".flac": (0, 0), ".wav": (0, 0), ".opus": (1, 1), ".m4b": (0, 1023)}
"""Samples that a decoder may give too few and too many. Opus is at 48 kHz. An AAC decoder gives whole frames of 1,024;
the file's own length, which players go by, is compared exactly elsewhere."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A sound file, measured."""

    file: ListedFile
    decoded_samples: int
    levels: NDArray[np.uint8]
    """Of the window at each millisecond; see `levels`."""
    loudness_lufs: float | None
    true_peak_dbtp: float | None

    @property
    def loudest(self) -> int:
        """The level of the loudest window."""
        import numpy as np

        return int(np.min(self.levels, initial=255))


def measure(folder: Path, file: ListedFile, sample_rate: int) -> Measured:
    """Decode and measure a file. Raises OutputError where it is damaged or no sound."""
    levels, loudness = LevelMeter(sample_rate), LoudnessMeter(sample_rate)
    for block in decode(folder / file.path, sample_rate):
        levels.feed(block)
        loudness.feed(block)
    integrated, peak = loudness.result()
    # What a decoder gives beyond the file's own end is never played.
    inside = levels.levels()[: max((file.samples or 0) * 1000 // sample_rate - WINDOW_MS + 1, 0)]
    return Measured(file, levels.samples, inside, integrated, peak)


def check_sounds(folder: Path, book: Narrated, files: Sequence[ListedFile]) -> tuple[list[Finding], list[FileFigures]]:
    """Length, boundaries and loudness of the sound files of one format, those of a whole book or one of them."""
    findings: list[Finding] = []
    measured: list[Measured] = []
    for file in files:
        try:
            measured.append(measure(folder, file, book.sample_rate))
        except OutputError as error:
            findings.append(Finding("files", file.path, "", "a sound file that can be decoded", error.message))
    threshold = silence_threshold(min((sound.loudest for sound in measured), default=255))
    figures = []
    for sound in measured:
        findings += _check_length(sound)
        pauses = list(_pauses(book, sound, threshold)) if threshold is not None else []
        if threshold is not None:
            findings += _check_words(book, sound, threshold)
        findings += _check_pauses(sound.file, pauses)
        findings += _check_peak(sound)
        figures.append(_figures(book, sound, pauses))
    stems = {file.stem for file in files}
    findings += _check_loudness(measured, book.sample_rate, whole_book=stems == set(book.stems))
    return findings, figures


# --- length -------------------------------------------------------------------------------------------------------


def _check_length(sound: Measured) -> Iterator[Finding]:
    samples = sound.file.samples or 0
    too_few, too_many = LENGTH_TOLERANCE.get(sound.file.suffix, (0, 0))
    if not -too_few <= sound.decoded_samples - samples <= too_many:
        yield Finding("length", sound.file.path, "", f"{samples} samples", f"{sound.decoded_samples} when decoded")


# --- boundaries ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pause:
    place: str
    planned_ms: int
    heard_ms: int

    @property
    def error_ms(self) -> int:
        return self.heard_ms - self.planned_ms


def _pauses(book: Narrated, sound: Measured, threshold: int) -> Iterator[_Pause]:
    """Every pause of the file between sounds that are heard, lead-in and tail among them."""
    samples = sound.file.samples or 0
    heard = [
        (number, sentence)
        for number, sentence in _sentences(book, sound.file)
        if is_heard(sound.levels, *_span_ms(book, sentence.start_sample, sentence.end_sample), threshold)
    ]
    edges = [("lead-in", 0, heard[0][1].start_sample)] if heard else []
    for (number, one), (_, other) in pairwise(heard):
        edges.append((f"after {at_sentence(number, one, book.sample_rate)}", one.end_sample, other.start_sample))
    edges += [("tail", heard[-1][1].end_sample, samples)] if heard else []
    for place, start, end in edges:
        planned = round((end - start) * 1000 / book.sample_rate)
        yield _Pause(place, planned, heard_silence_ms(sound.levels, *_span_ms(book, start, end), threshold, AROUND_MS))


def _check_pauses(file: ListedFile, pauses: Sequence[_Pause]) -> Iterator[Finding]:
    tolerance = PAUSE_TOLERANCE_MS.get(file.suffix, 20)
    for pause in pauses:
        if abs(pause.error_ms) > tolerance:
            expected = f"{pause.planned_ms} ms of silence, ±{tolerance}"
            yield Finding("silence", file.path, pause.place, expected, f"{pause.heard_ms} ms")


def _check_words(book: Narrated, sound: Measured, threshold: int) -> Iterator[Finding]:
    """No sentence with a word in it is silent."""
    for number, sentence in _sentences(book, sound.file):
        has_word = any(character.isalnum() for character in sentence.spoken)
        span = _span_ms(book, sentence.start_sample, sentence.end_sample)
        if has_word and not is_heard(sound.levels, *span, threshold):
            place = at_sentence(number, sentence, book.sample_rate)
            # A script that the voice cannot read is silence to it; narrate has said so, and the book is right.
            severity = (
                Severity.ERROR if any(map(str.isalnum, filter(str.isascii, sentence.spoken))) else Severity.WARNING
            )
            yield Finding("words", sound.file.path, place, f"speech: {quoted(sentence.spoken)}", "silence", severity)


def _sentences(book: Narrated, file: ListedFile) -> Iterator[tuple[int, ToldSentence]]:
    chapters = book.chapters_of(file.stem)
    yield from enumerate((sentence for chapter in chapters for sentence in chapter.sentences), start=1)


def _span_ms(book: Narrated, start_sample: int, end_sample: int) -> tuple[int, int]:
    return start_sample * 1000 // book.sample_rate, end_sample * 1000 // book.sample_rate


# --- loudness -----------------------------------------------------------------------------------------------------


def _check_peak(sound: Measured) -> Iterator[Finding]:
    if sound.true_peak_dbtp is not None and sound.true_peak_dbtp > HIGHEST_PEAK_DBTP:
        found = f"{sound.true_peak_dbtp:.2f} dBTP"
        yield Finding("loudness", sound.file.path, "", f"true peak at most {HIGHEST_PEAK_DBTP:.0f} dBTP", found)


def _check_loudness(sounds: Sequence[Measured], sample_rate: int, *, whole_book: bool) -> Iterator[Finding]:
    """The loudness of the book: it has one gain, so a chapter may be quieter. Of a part it is a warning."""
    loud = [(sound, sound.loudness_lufs) for sound in sounds if sound.loudness_lufs is not None]
    if not loud or sum(sound.decoded_samples for sound, _ in loud) == 0:
        return
    total = sum(sound.decoded_samples for sound, _ in loud)
    mean = sum(sound.decoded_samples * 10 ** (lufs / 10) for sound, lufs in loud) / total
    lufs = 10 * math.log10(mean)
    if abs(lufs - LOUDNESS_LUFS) > LOUDNESS_TOLERANCE_LU:
        expected = f"{LOUDNESS_LUFS:.0f} LUFS ±{LOUDNESS_TOLERANCE_LU:.0f}"
        place = "all chapters together" if len(loud) > 1 else ""
        enough = whole_book and total >= SHORT_SECONDS * sample_rate
        severity = Severity.ERROR if enough else Severity.WARNING
        yield Finding("loudness", loud[0][0].file.path, place, expected, f"{lufs:.1f} LUFS", severity)


def _figures(book: Narrated, sound: Measured, pauses: list[_Pause]) -> FileFigures:
    return FileFigures(
        path=sound.file.path,
        samples=sound.file.samples or 0,
        decoded_samples=sound.decoded_samples,
        seconds=round(sound.decoded_samples / book.sample_rate, 6),
        loudness_lufs=sound.loudness_lufs,
        true_peak_dbtp=sound.true_peak_dbtp,
        boundaries=len(pauses),
        worst_pause_error_ms=max((pause.error_ms for pause in pauses), key=abs, default=0),
    )
