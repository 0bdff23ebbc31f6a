"""Where every clip lies, counted in samples of its track. Pure: a function of the script and of the clips' levels.

A pause is heard from the last audible window of one clip to the first of the next; the margins that trimming left at their
ends lie inside it. So lead-in + clips + pauses + tail is the track's length, to the sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from talecast.assemble.placement import Placement
from talecast.assemble.stretches import FRAME, may_end
from talecast.model import Span, TimedChapter, Timeline, Track

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from talecast.model import Clip, Script, ScriptChapter

HEARD_DB = 45
"""A window this far under the book's loudest is heard as silence."""
WINDOW_MS = 5
SHARED_BY = 4
"""Clips before a seam among which the alignment of the next stretch is shared."""
SEAM_SILENCE = 3 * FRAME
"""Samples of silence that a seam needs: a frame to end in, up to one more and a guard to begin in, and what aligning may take."""


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


@dataclass(slots=True)
class _Laid:
    """An utterance on its track: its clip, and the silence after it. All in samples of the track's rate."""

    clip: Clip
    start: int
    """Into the clip, where a listener hears it begin."""
    end: int
    pause: int
    first: int = 0
    """Into the clip: what is kept of it, from here …"""
    last: int = 0
    """… to here."""
    nudge: int = 0
    """Added to the clip's length, so that a stretch can begin where a frame does."""
    begins_stretch: bool = False

    @property
    def advance(self) -> int:
        """From where it begins to where the next one does."""
        return self.end - self.start + self.nudge + self.pause


def _arrange_track(  # noqa: PLR0913 - the parts of one sum
    script: Script,
    chapters: Sequence[ScriptChapter],
    clips: Iterator[Clip],
    stem: str,
    sample_rate: int,
    heard_above_db: int,
) -> tuple[Track, tuple[Placement, ...]]:
    lead_in, tail = (samples_of(duration_ms, sample_rate) for duration_ms in (script.lead_in_ms, script.tail_ms))
    laid = []
    for chapter in chapters:
        for utterance in chapter.utterances():
            clip = next(clips)
            pause = samples_of(utterance.pause_after_ms, sample_rate)
            laid.append(_Laid(clip, *speech_bounds(clip, sample_rate, heard_above_db), pause))
    _share_margins(laid, lead_in, tail, sample_rate)
    _choose_stretches(laid, lead_in, sample_rate)
    position = lead_in
    placed, spans = [], []
    for one in laid:
        if one.clip.samples:
            start = position - (one.start - one.first)
            placed.append(Placement(one.clip.key, one.clip.sample_rate, start, one.first, one.last, one.begins_stretch))
        spans.append(Span(position, position + one.end - one.start + one.nudge))
        position += one.advance
    samples = position + tail
    remaining = iter(spans)
    grouped = [[next(remaining) for _ in chapter.utterances()] for chapter in chapters]
    return Track(stem, tuple(_timed(chapters, grouped, samples)), samples), tuple(placed)


def _share_margins(laid: Sequence[_Laid], lead_in: int, tail: int, sample_rate: int) -> None:
    """What is kept of each clip: a pause shorter than the two margins it holds is shared between them."""
    room_before = lead_in
    for one in laid:
        room_after = one.pause // 2 if one is not laid[-1] else one.pause + tail
        one.first = max(one.start - room_before, 0)
        one.last = min(one.end + room_after, _kept(one.clip, sample_rate))
        room_before = one.pause - one.pause // 2


def _choose_stretches(laid: Sequence[_Laid], lead_in: int, sample_rate: int) -> None:
    """Decide where stretches begin, each at the same place in a frame, so that it has the same bytes wherever it lies.

    Up to half a frame has to be made up for (13 ms): it is shared among the last few clips before the seam, 3 ms each, which a
    listener cannot tell from the window in which a consonant fades.
    """
    position, stretch_start, stretch_first = lead_in, 0, 0
    for index, (one, following) in enumerate(pairwise(laid)):
        position += one.advance
        length_s = (position - stretch_start) / sample_rate
        if not (
            following.clip.samples
            and _silence(one, following) >= SEAM_SILENCE
            and _can_give(one, following)
            and may_end(one.clip.key, length_s)
        ):
            continue
        earliest = max(stretch_first, index + 1 - SHARED_BY)
        sharing = [other for other, after in pairwise(laid[earliest : index + 2]) if _can_give(other, after)]
        shift = (-position + FRAME // 2) % FRAME - FRAME // 2
        for number, other in enumerate(sharing):
            other.nudge += shift * (number + 1) // len(sharing) - shift * number // len(sharing)
        following.begins_stretch = True
        position += shift
        stretch_start, stretch_first = position, index + 1


def _silence(one: _Laid, following: _Laid) -> int:
    """Samples without a sound between what is kept of the two."""
    return one.pause - (one.last - one.end) - (following.start - following.first)


def _can_give(one: _Laid, following: _Laid) -> bool:
    """Whether half a frame may be taken from the clip's length and the sound still ends before the next one begins."""
    return one.end - one.start > FRAME and _silence(one, following) >= FRAME


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
