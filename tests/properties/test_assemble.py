"""Whatever the clips and the pauses, the sums hold to the sample."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from talecast.assemble.layout import FRAME
from talecast.assemble.render import Sound, render
from talecast.assemble.timeline import samples_of
from talecast.model import Clip
from tests.unit.assemble.making import arrange, script

if TYPE_CHECKING:
    from talecast.assemble.placement import Placement

RATE = 44_100
RATES = (8_000, 16_000, 22_050, 24_000, 44_100, 48_000)
PAUSES = st.one_of(st.just(0), st.integers(0, 60), st.integers(0, 5_000))


@st.composite
def clips(draw: st.DrawFn) -> Clip:
    """A clip of any length and any levels; it need not be one that an engine would give."""
    rate = draw(st.sampled_from(RATES))
    samples = draw(st.one_of(st.integers(0, 3), st.integers(0, 20_000)))
    window = rate * 5 // 1000
    windows = min(-(-samples // window), 40)
    levels = st.binary(min_size=windows, max_size=windows).map(lambda data: bytes(level % 121 for level in data))
    head, tail = draw(levels), draw(levels)
    key = draw(st.integers(0, 10**6))
    return Clip(f"key-{key}", rate, samples, head, tail, b"")


@st.composite
def books(draw: st.DrawFn) -> tuple[list[list[int]], list[Clip]]:
    chapters = draw(st.lists(st.lists(PAUSES, min_size=1, max_size=6), min_size=1, max_size=4))
    count = sum(map(len, chapters))
    return chapters, draw(st.lists(clips(), min_size=count, max_size=count))


@given(book=books(), lead_in_ms=st.integers(0, 1_000), tail_ms=st.integers(0, 1_000), single=st.booleans())
def test_lead_in_clips_pauses_and_tail_are_the_samples(
    book: tuple[list[list[int]], list[Clip]], lead_in_ms: int, tail_ms: int, single: bool
) -> None:
    chapters, made = book
    told = script(*chapters, lead_in_ms=lead_in_ms, tail_ms=tail_ms)
    stems = ["book"] if single else [f"{number:02}" for number in range(len(chapters))]
    arrangement = arrange(told, made, stems, RATE)
    grouped = [chapters] if single else [[chapter] for chapter in chapters]
    for track, pauses, placements in zip(arrangement.timeline.tracks, grouped, arrangement.placements, strict=True):
        position = samples_of(lead_in_ms, RATE)
        for chapter, chapter_pauses in zip(track.chapters, pauses, strict=True):
            assert chapter.start_sample == position
            for span, pause_ms in zip(chapter.spans, chapter_pauses, strict=True):
                assert span.start_sample == position <= span.end_sample
                position = span.end_sample + samples_of(pause_ms, RATE)
        assert track.samples == position + samples_of(tail_ms, RATE)
        check_placements(placements, track.samples)


def check_placements(placements: tuple[Placement, ...], samples: int) -> None:
    """They follow each other, inside the track, each a part of its clip."""
    position = 0
    for placement in placements:
        assert position <= placement.start_sample
        assert 0 <= placement.first <= placement.last
        position = placement.end_sample
    assert position <= samples


@given(book=books())
def test_every_span_is_covered_by_its_clip(book: tuple[list[list[int]], list[Clip]]) -> None:
    chapters, made = book
    arrangement = arrange(script(*chapters), made, ["book"], RATE)
    spans = [span for chapter in arrangement.timeline.tracks[0].chapters for span in chapter.spans]
    sounding = [span for span, clip in zip(spans, made, strict=True) if clip.samples]
    for placement, span in zip(arrangement.placements[0], sounding, strict=True):
        assert placement.start_sample <= span.start_sample
        assert span.end_sample <= placement.end_sample


@settings(max_examples=30)
@given(book=books())
def test_what_is_rendered_is_as_long_as_the_track(book: tuple[list[list[int]], list[Clip]]) -> None:
    chapters, made = book
    arrangement = arrange(script(*chapters), made, ["book"], RATE)
    lengths = {clip.key: clip.samples for clip in made}
    distinct = [clip for clip in made if lengths[clip.key] == clip.samples]
    if len(distinct) < len(made):
        return  # two clips of one name cannot be

    def load(key: str) -> np.ndarray:
        return np.full(lengths[key], 9_000, np.int16)

    (track,) = arrangement.timeline.tracks
    blocks = render(Sound(RATE, -1.6, load), arrangement.placements[0], 0, track.samples)
    assert sum(map(len, blocks)) == track.samples


@given(
    lengths=st.lists(st.integers(1, 20 * RATE), min_size=1, max_size=60),
    gaps=st.lists(st.one_of(st.integers(0, 10), st.integers(0, 300)), min_size=60, max_size=60),
)
def test_stretches_tile_a_track_and_hold_every_clip_whole(lengths: list[int], gaps: list[int]) -> None:
    clips = [Clip(f"{number}", RATE, length, b"\x0a" * 40, b"\x0a" * 40, b"") for number, length in enumerate(lengths)]
    pauses = [gap * 10 for gap in gaps[: len(clips)]]
    arrangement = arrange(script(pauses), clips, ["book"], RATE)
    placements, samples = list(arrangement.placements[0]), arrangement.timeline.tracks[0].samples
    (parts,) = arrangement.stretches
    assert parts[0].start_sample == 0
    assert parts[-1].end_sample == samples
    for one, other in pairwise(placements):
        assert one.end_sample <= other.start_sample
    assert [placement for part in parts for placement in part.placements] == placements
    for part, following in pairwise(parts):
        assert following.start_sample - part.end_sample == FRAME
        assert part.end_sample % FRAME == 0
    for part in parts:
        assert part.start_sample < part.end_sample
        for placement in part.placements:
            assert part.start_sample <= placement.start_sample
            assert placement.end_sample <= part.end_sample
