"""When everything sounds, counted in samples of its track. Pure: a function of the script, the clips' levels and the gains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.assemble.layout import TrackLayout
from talecast.model import TimedChapter, Timeline, Track

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from talecast.assemble.placement import Placement, Stretch
    from talecast.model import Clip, Script, ScriptChapter, Span


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The timeline, and what has to be put where to make it sound."""

    timeline: Timeline
    stretches: tuple[tuple[Stretch, ...], ...]
    """For each track, in order of time; together they hold every clip that is not silent."""

    @property
    def placements(self) -> tuple[tuple[Placement, ...], ...]:
        """For each track, in order of time."""
        return tuple(tuple(one for stretch in track for one in stretch.placements) for track in self.stretches)


def samples_of(duration_ms: int, sample_rate: int) -> int:
    """A duration in samples, rounded to the nearest."""
    return round(duration_ms * sample_rate / 1000)


def tracks_of(script: Script, stems: Sequence[str]) -> list[tuple[str, tuple[ScriptChapter, ...]]]:
    """The chapters of each track: all on one where there is one stem, else one each."""
    grouped = [script.chapters] if len(stems) == 1 else [(chapter,) for chapter in script.chapters]
    return list(zip(stems, grouped, strict=True))


def arrange(
    script: Script, clips: Sequence[Clip], gains_db: Mapping[str, float], stems: Sequence[str], sample_rate: int
) -> Arrangement:
    """Lay the clips of the script's utterances out on tracks. `gains_db` has one for each voice."""
    remaining = iter(clips)
    tracks: list[Track] = []
    stretches: list[tuple[Stretch, ...]] = []
    for stem, chapters in tracks_of(script, stems):
        layout = TrackLayout(samples_of(script.lead_in_ms, sample_rate), sample_rate)
        laid = [
            layout.add(next(remaining), gains_db[utterance.voice], samples_of(utterance.pause_after_ms, sample_rate))
            for chapter in chapters
            for utterance in chapter.utterances()
        ]
        last = layout.finish(samples_of(script.tail_ms, sample_rate))
        remaining_spans = layout.spans()
        grouped = [[next(remaining_spans) for _ in chapter.utterances()] for chapter in chapters]
        tracks.append(Track(stem, tuple(_timed(chapters, grouped, last.end_sample)), last.end_sample))
        stretches.append((*(stretch for stretch in laid if stretch is not None), last))
    return Arrangement(Timeline(sample_rate, tuple(tracks)), tuple(stretches))


def _timed(chapters: Iterable[ScriptChapter], spans: Sequence[Sequence[Span]], samples: int) -> Iterator[TimedChapter]:
    """Chapters tile: each ends where the next one begins."""
    starts = [chapter_spans[0].start_sample for chapter_spans in spans]
    for chapter, chapter_spans, start, end in zip(chapters, spans, starts, [*starts[1:], samples], strict=True):
        yield TimedChapter(chapter.title, chapter.number, start, end, tuple(chapter_spans), chapter.level)
