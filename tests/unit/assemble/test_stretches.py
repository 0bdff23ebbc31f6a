"""Stretches tile a track, begin at frames, and end in silence."""

from __future__ import annotations

from itertools import pairwise

import pytest

from talecast.assemble.stretches import FRAME, LONGEST_S, SHORTEST_S, Stretch, stretches
from talecast.assemble.timeline import Placement

RATE = 44_100


def placed(
    count: int, *, length: int = 3 * RATE + 17, gap: int = 17_640, start: int = 22_050, named: str = "clip"
) -> list[Placement]:
    return [Placement(f"{named}-{i}", 22_050, start + i * (length + gap), 0, length) for i in range(count)]


def cut(placements: list[Placement]) -> tuple[Stretch, ...]:
    return stretches(placements, placements[-1].end_sample + RATE, RATE)


def test_stretches_tile_the_track_but_for_a_frame_of_silence_at_each_seam() -> None:
    placements = placed(300)
    parts = cut(placements)
    assert len(parts) > 10
    assert parts[0].start_sample == 0
    assert parts[-1].end_sample == placements[-1].end_sample + RATE
    for part, following in pairwise(parts):
        assert following.start_sample == part.end_sample + FRAME
        assert part.start_sample % FRAME == 0
        assert part.end_sample % FRAME == 0


def test_every_placement_lies_wholly_in_one_stretch() -> None:
    placements = placed(300)
    parts = cut(placements)
    assert [placement for part in parts for placement in part.placements] == placements
    for part in parts:
        for placement in part.placements:
            assert part.start_sample <= placement.start_sample
            assert placement.end_sample <= part.end_sample


def test_stretches_are_neither_short_nor_long_where_there_are_pauses() -> None:
    seconds = [(part.end_sample - part.start_sample) / RATE for part in cut(placed(300))]
    assert min(seconds[:-1]) >= SHORTEST_S - 1
    assert max(seconds) <= LONGEST_S + 5


def test_a_pause_too_short_for_a_seam_is_never_cut() -> None:
    tight = placed(300, gap=FRAME // 2)
    assert len(cut(tight)) == 1
    touching = placed(300, gap=0)
    assert len(cut(touching)) == 1


@pytest.mark.parametrize("gap", [FRAME, 2 * FRAME - 1, 2 * FRAME])
def test_seams_of_just_enough_silence_are_silent(gap: int) -> None:
    for part, following in pairwise(cut(placed(300, gap=gap))):
        assert part.placements[-1].end_sample <= part.end_sample
        assert following.placements[0].start_sample >= following.start_sample


def test_a_short_track_is_one_stretch() -> None:
    assert stretches(placed(3), 20 * RATE + 5, RATE) == (Stretch(0, 20 * RATE + 5, tuple(placed(3))),)


def test_a_track_without_a_sound_is_one_stretch_of_silence() -> None:
    assert stretches([], 66_150, RATE) == (Stretch(0, 66_150, ()),)


def test_behind_an_inserted_sentence_the_stretches_fall_where_they_fell_before() -> None:
    before = placed(400)
    new = Placement("new sentence", 22_050, before[5].end_sample + 17_640, 0, 98_765)
    moved_by = 98_765 + 17_640
    after = [*before[:6], new]
    after += [Placement(p.key, p.clip_rate, p.start_sample + moved_by, p.first, p.last) for p in before[6:]]
    old_ends = [part.placements[-1].key for part in cut(before)]
    new_ends = [part.placements[-1].key for part in cut(after)]
    again = next(key for key in new_ends if key in old_ends)
    assert new_ends[new_ends.index(again) :] == old_ends[old_ends.index(again) :]
    assert old_ends.index(again) < 8
