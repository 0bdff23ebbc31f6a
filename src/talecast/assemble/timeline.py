"""Where every clip lies, counted in samples of its track. Pure: a function of the script and of the clips' levels.

A pause is heard from the last audible window of one clip to the first of the next; the margins that trimming left at their
ends lie inside it. So lead-in + clips + pauses + tail is the track's length, to the sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.model import Span, TimedChapter, Timeline, Track

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from talecast.model import Clip, Script, ScriptChapter

HEARD_DB = 45
"""A window this far under the book's loudest is heard as silence."""
WINDOW_MS = 5


@dataclass(frozen=True, slots=True)
class Placement:
    """A clip's place in its track."""

    key: str
    clip_rate: int
    """Samples a second of the clip."""
    start_sample: int
    """Samples into the track where the clip's first kept sample lies."""
    first: int
    """The first sample of the clip that is kept, in samples of the track's rate."""
    last: int
    """The end of what is kept, exclusive, in samples of the track's rate."""

    @property
    def end_sample(self) -> int:
        """Samples into the track, exclusive."""
        return self.start_sample + self.last - self.first


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The timeline, and what has to be put where to make it sound."""

    timeline: Timeline
    placements: tuple[tuple[Placement, ...], ...]
    """For each track, in order of time. A silent clip has none."""


def samples_of(duration_ms: int, sample_rate: int) -> int:
    """A duration in samples, rounded to the nearest."""
    return round(duration_ms * sample_rate / 1000)


def arrange(script: Script, clips: Sequence[Clip], stems: Sequence[str], sample_rate: int) -> Arrangement:
    """Lay the clips of the script's utterances out on tracks: all chapters on one where there is one stem, else one each."""
    heard_above_db = min((clip.loudest_db for clip in clips), default=0) + HEARD_DB
    grouped = [script.chapters] if len(stems) == 1 else [(chapter,) for chapter in script.chapters]
    remaining = iter(clips)
    tracks: list[Track] = []
    placements: list[tuple[Placement, ...]] = []
    for stem, chapters in zip(stems, grouped, strict=True):
        track, placed = _arrange_track(script, chapters, remaining, stem, sample_rate, heard_above_db)
        tracks.append(track)
        placements.append(placed)
    return Arrangement(Timeline(sample_rate, tuple(tracks)), tuple(placements))


def _arrange_track(  # noqa: PLR0913 - the parts of one sum
    script: Script,
    chapters: Sequence[ScriptChapter],
    clips: Iterator[Clip],
    stem: str,
    sample_rate: int,
    heard_above_db: int,
) -> tuple[Track, tuple[Placement, ...]]:
    position = samples_of(script.lead_in_ms, sample_rate)
    tail = samples_of(script.tail_ms, sample_rate)
    room_before = position
    unplaced = sum(1 for chapter in chapters for _ in chapter.utterances())
    spans: list[list[Span]] = []
    placed: list[Placement] = []
    for chapter in chapters:
        chapter_spans: list[Span] = []
        for utterance in chapter.utterances():
            clip = next(clips)
            pause = samples_of(utterance.pause_after_ms, sample_rate)
            start, end = speech_bounds(clip, sample_rate, heard_above_db)
            # A pause shorter than the two margins it holds is shared between them; the tail is the last clip's alone.
            unplaced -= 1
            room_after = pause // 2 if unplaced else pause + tail
            first = max(start - room_before, 0)
            last = min(end + room_after, _kept(clip, sample_rate))
            if clip.samples:
                placed.append(Placement(clip.key, clip.sample_rate, position - (start - first), first, last))
            chapter_spans.append(Span(position, position + end - start))
            position += end - start + pause
            room_before = pause - pause // 2
        spans.append(chapter_spans)
    samples = position + tail
    return Track(stem, tuple(_timed(chapters, spans, samples)), samples), tuple(placed)


def _timed(chapters: Sequence[ScriptChapter], spans: Sequence[Sequence[Span]], samples: int) -> Iterable[TimedChapter]:
    starts = [chapter_spans[0].start_sample for chapter_spans in spans]
    for chapter, chapter_spans, start, end in zip(chapters, spans, starts, [*starts[1:], samples], strict=True):
        yield TimedChapter(chapter.title, chapter.number, start, end, tuple(chapter_spans), chapter.level)


def speech_bounds(clip: Clip, sample_rate: int, heard_above_db: int) -> tuple[int, int]:
    """Where the clip's speech begins and ends for a listener, in samples of the track's rate into the clip.

    `heard_above_db` is in decibels under full scale: a window with a larger number is silence.
    """
    if not clip.samples:
        return 0, 0
    window = clip.sample_rate * WINDOW_MS // 1000
    head = _silent_windows(clip.head_db, heard_above_db) * window
    tail_windows = _silent_windows(clip.tail_db, heard_above_db)
    last_window = clip.samples % window or window
    tail = 0 if tail_windows == 0 else last_window + (tail_windows - 1) * window
    if head + tail >= clip.samples:  # quieter than silence, all of it: it is there all the same
        return 0, _kept(clip, sample_rate)
    return _at_rate(head, clip, sample_rate), _at_rate(clip.samples - tail, clip, sample_rate)


def _silent_windows(levels_db: bytes, heard_above_db: int) -> int:
    return next((index for index, level in enumerate(levels_db) if level < heard_above_db), len(levels_db))


def _kept(clip: Clip, sample_rate: int) -> int:
    return -(-clip.samples * sample_rate // clip.sample_rate)


def _at_rate(samples: int, clip: Clip, sample_rate: int) -> int:
    return round(samples * sample_rate / clip.sample_rate)
