"""Stretches tile a track, begin at frames, end in silence, and have the same layout wherever they lie."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from talecast.assemble.layout import FRAME, LONGEST_S, SHARED_BY, SHORTEST_S, TrackLayout
from talecast.assemble.placement import Stretch
from talecast.model import Clip
from tests.unit.assemble.making import RATE, arrange, script

if TYPE_CHECKING:
    from talecast.assemble.timeline import Arrangement

LENGTH = 66_173
"""Samples of a clip at 22,050 Hz: about 3 s."""


def clip(name: str, samples: int = LENGTH) -> Clip:
    return Clip(name, 22_050, samples, b"\x0a" * 40, b"\x0a" * 40, b"")


def arranged(clips: list[Clip], pause_ms: int = 400) -> Arrangement:
    return arrange(script([pause_ms] * (len(clips) - 1) + [0]), clips, ["book"], RATE)


def cut(arrangement: Arrangement) -> tuple[Stretch, ...]:
    return arrangement.stretches[0]


@pytest.fixture(scope="module")
def book() -> Arrangement:
    return arranged([clip(f"clip-{number}", LENGTH + 37 * number) for number in range(300)])


def test_stretches_tile_the_track_but_for_a_frame_of_silence_at_each_seam(book: Arrangement) -> None:
    parts = cut(book)
    assert len(parts) > 10
    assert parts[0].start_sample == 0
    assert parts[-1].end_sample == book.timeline.tracks[0].samples
    for part, following in pairwise(parts):
        assert following.start_sample == part.end_sample + FRAME
        assert part.start_sample % FRAME == 0
        assert part.end_sample % FRAME == 0


def test_every_placement_lies_wholly_in_one_stretch(book: Arrangement) -> None:
    parts = cut(book)
    assert tuple(placement for part in parts for placement in part.placements) == book.placements[0]
    for part in parts:
        for placement in part.placements:
            assert part.start_sample <= placement.start_sample
            assert placement.end_sample <= part.end_sample


def test_stretches_are_neither_short_nor_long_where_there_are_pauses(book: Arrangement) -> None:
    seconds = [(part.end_sample - part.start_sample) / RATE for part in cut(book)]
    assert min(seconds[:-1]) >= SHORTEST_S - 1
    assert max(seconds) <= LONGEST_S + 5


def test_aligning_a_stretch_changes_a_clip_by_three_milliseconds_at_most(book: Arrangement) -> None:
    spans = book.timeline.tracks[0].chapters[0].spans
    changes = [span.end_sample - span.start_sample - 2 * (LENGTH + 37 * index) for index, span in enumerate(spans)]
    assert max(map(abs, changes)) <= FRAME // 2 // SHARED_BY + 1
    assert any(changes)


@pytest.mark.parametrize("pause_ms", [0, 10, 26, 40])
def test_a_pause_too_short_for_a_seam_is_never_cut(pause_ms: int) -> None:
    assert len(cut(arranged([clip(f"clip-{number}") for number in range(100)], pause_ms))) == 1


@pytest.mark.parametrize("pause_ms", [79, 80, 100])
def test_seams_of_just_enough_silence_are_silent(pause_ms: int) -> None:
    parts = cut(arranged([clip(f"clip-{number}", LENGTH + 11 * number) for number in range(200)], pause_ms))
    assert len(parts) > 5
    for part, following in pairwise(parts):
        assert part.placements[-1].end_sample <= part.end_sample
        assert following.placements[0].start_sample >= following.start_sample


def test_a_short_track_is_one_stretch() -> None:
    arrangement = arranged([clip("a"), clip("b")])
    assert cut(arrangement) == (Stretch(0, arrangement.timeline.tracks[0].samples, arrangement.placements[0]),)


def test_a_track_without_a_sound_is_one_stretch_of_silence() -> None:
    assert TrackLayout(22_050, RATE).finish(44_100) == Stretch(0, 66_150, ())


def test_behind_a_changed_sentence_the_stretches_have_the_layout_they_had() -> None:
    clips = [clip(f"clip-{number}", LENGTH + 37 * number) for number in range(400)]
    changed = [*clips[:50], clip("another", 98_765), *clips[51:]]
    before, after = ({_layout(part) for part in cut(arranged(told))} for told in (clips, changed))
    assert len(after - before) <= 2


def test_a_stretch_is_known_before_what_lies_behind_it() -> None:
    clips = [clip(f"clip-{number}", LENGTH + 37 * number) for number in range(100)]
    whole, beginning = cut(arranged(clips)), cut(arranged(clips[:60]))
    assert len(beginning) > 3
    assert beginning[:-1] == whole[: len(beginning) - 1]


def _layout(part: Stretch) -> tuple[object, ...]:
    places = [(it.key, it.start_sample - part.start_sample, it.first, it.last) for it in part.placements]
    return (part.end_sample - part.start_sample, *places)
