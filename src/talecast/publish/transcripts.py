"""Transcripts: a cue a sentence, its times from counted samples. WebVTT (W3C) and SubRip."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.model import Script, Track

LINE_CHARS = 60
"""A cue's lines are folded here: two of them fill a phone's width."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ARROW = re.compile(r"-->")


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence and when it is heard, in whole milliseconds of the track."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def vtt(script: Script, track: Track, sample_rate: int) -> str:
    """The WebVTT file of one track; a NOTE before each chapter has its title. `sample_rate` is in samples a second."""
    parts = ["WEBVTT"]
    number = 0
    for title, cues in _chapters(script, track, sample_rate):
        parts.append(f"NOTE {_escaped(title)}")
        for cue in cues:
            number += 1
            times = f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}"
            parts.append("\n".join((str(number), times, *map(_escaped, cue.lines))))
    return "\n\n".join(parts) + "\n"


def srt(script: Script, track: Track, sample_rate: int) -> str:
    """The SubRip file of one track. It has no escapes: an arrow in the text is drawn as one character."""
    cues = (cue for _, cues in _chapters(script, track, sample_rate) for cue in cues)
    parts = []
    for number, cue in enumerate(cues, start=1):
        times = f"{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}"
        parts.append("\n".join((str(number), times, *(_ARROW.sub("→", line) for line in cue.lines))))
    return "\n\n".join(parts) + "\n"


def fold(text: str, width: int = LINE_CHARS) -> tuple[str, ...]:
    """`text` on lines of at most `width` characters, broken at spaces alone; its own line ends stay, empty ones go."""
    lines = (folded for line in _CONTROL.sub(" ", text).splitlines() for folded in _folded(line.split(), width))
    return tuple(lines) or ("…",)


def _folded(words: list[str], width: int) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        yield line


def _chapters(script: Script, track: Track, sample_rate: int) -> Iterator[tuple[str, list[Cue]]]:
    by_number = {chapter.number: chapter for chapter in script.chapters}
    for timed in track.chapters:
        utterances = by_number[timed.number].utterances()
        cues = [
            _cue(span.start_sample, span.end_sample, sample_rate, utterance.text)
            for span, utterance in zip(timed.spans, utterances, strict=True)
            if utterance.text  # what is announced is no part of the text
        ]
        yield " ".join(timed.title.split()), cues


def _cue(start_sample: int, end_sample: int, sample_rate: int, text: str) -> Cue:
    start_ms = _to_ms(start_sample, sample_rate)
    # A cue that ends where it starts is never shown, and WebVTT does not allow it.
    return Cue(start_ms, max(_to_ms(end_sample, sample_rate), start_ms + 1), fold(text))


def _to_ms(samples: int, sample_rate: int) -> int:
    return (2 * samples * 1000 + sample_rate) // (2 * sample_rate)


def _clock(ms: int, point: str) -> str:
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{ms // 1000:02d}{point}{ms % 1000:03d}"


def _escaped(line: str) -> str:
    """Text as WebVTT wants it; without a ">" there can be no "-->" in it either."""
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
