"""Where every clip lies: sums to the sample."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from talecast.assemble.layout import speech_bounds
from talecast.assemble.timeline import samples_of
from talecast.model import Span
from tests.unit.assemble.making import CLIP_RATE, RATE, Sounds, arrange, script, tone

WINDOW = 110
MARGIN = 330
"""Samples of a clip's margins here: three windows of silence."""


def clip_of(speech_windows: int, *, margins: int = MARGIN) -> np.ndarray:
    return np.concatenate([np.zeros(margins), tone(speech_windows * WINDOW), np.zeros(margins)])


def test_lead_in_speech_pauses_and_tail_are_the_tracks_samples() -> None:
    sounds = Sounds()
    clips = [sounds.add(clip_of(windows)) for windows in (40, 60, 80)]
    (track,) = arrange(script([400, 800, 0]), clips, ["book"], RATE).timeline.tracks
    speech = [2 * WINDOW * windows for windows in (40, 60, 80)]
    assert track.samples == 22_050 + speech[0] + 17_640 + speech[1] + 35_280 + speech[2] + 44_100
    assert track.chapters[0].spans == (
        Span(22_050, 22_050 + speech[0]),
        Span(22_050 + speech[0] + 17_640, 22_050 + speech[0] + 17_640 + speech[1]),
        Span(track.samples - 44_100 - speech[2], track.samples - 44_100),
    )


def test_the_margins_that_trimming_left_lie_inside_the_pauses() -> None:
    sounds = Sounds()
    clips = [sounds.add(clip_of(40)), sounds.add(clip_of(40))]
    arrangement = arrange(script([400, 0]), clips, ["book"], RATE)
    spans = arrangement.timeline.tracks[0].chapters[0].spans
    for placement, span, clip in zip(arrangement.placements[0], spans, clips, strict=True):
        assert (placement.first, placement.last) == (0, 2 * clip.samples)
        assert placement.start_sample == span.start_sample - 2 * MARGIN
        assert placement.end_sample == span.end_sample + 2 * MARGIN


@pytest.mark.parametrize("pause_ms", [0, 1, 2, 5, 10, 29, 30, 31])
def test_a_pause_shorter_than_its_margins_is_shared_between_them(pause_ms: int) -> None:
    sounds = Sounds()
    clips = [sounds.add(clip_of(40)), sounds.add(clip_of(40))]
    arrangement = arrange(script([pause_ms, 0]), clips, ["book"], RATE)
    first, second = arrangement.placements[0]
    spans = arrangement.timeline.tracks[0].chapters[0].spans
    assert spans[1].start_sample - spans[0].end_sample == samples_of(pause_ms, RATE)
    kept = first.end_sample - spans[0].end_sample, spans[1].start_sample - second.start_sample
    assert sum(kept) == min(samples_of(pause_ms, RATE), 4 * MARGIN)
    assert abs(kept[0] - kept[1]) <= 1
    assert first.end_sample <= second.start_sample


def test_a_last_quiet_consonant_sounds_on_into_the_tail() -> None:
    """50 dB under the vowel it counts as silence to a listener; nothing follows it, so nothing may cut it off."""
    sounds = Sounds()
    consonant = np.random.default_rng(3).normal(0, 8_000 / 2**0.5 * 10 ** (-50 / 20), 16 * WINDOW)
    clip = sounds.add(np.concatenate([tone(40 * WINDOW), consonant]))
    arrangement = arrange(script([0], [0]), [clip, clip], ["one", "two"], RATE)
    for (placement,), track in zip(arrangement.placements, arrangement.timeline.tracks, strict=True):
        assert placement.last == 2 * clip.samples
        assert track.chapters[0].spans[-1].end_sample == placement.end_sample - 2 * len(consonant)
        assert track.samples == track.chapters[0].spans[-1].end_sample + 44_100


def test_a_clip_longer_than_lead_in_and_tail_can_hold_stays_inside_the_track() -> None:
    sounds = Sounds()
    clip = sounds.add(clip_of(40))
    arrangement = arrange(script([0], lead_in_ms=5, tail_ms=5), [clip], ["book"], RATE)
    ((placement,),) = arrangement.placements
    (track,) = arrangement.timeline.tracks
    assert placement.start_sample == 0
    assert placement.end_sample == track.samples
    assert track.samples == samples_of(5, RATE) * 2 + 2 * 40 * WINDOW


def test_chapters_tile_their_track_from_the_first_word_to_the_end() -> None:
    sounds = Sounds()
    clips = [sounds.add(clip_of(40)) for _ in range(5)]
    (track,) = arrange(script([400, 2500], [2500], [400, 0]), clips, ["book"], RATE).timeline.tracks
    assert [(chapter.title, chapter.number) for chapter in track.chapters] == [(f"Chapter {n}", n) for n in (1, 2, 3)]
    assert track.chapters[0].start_sample == 22_050
    assert track.chapters[-1].end_sample == track.samples
    for chapter, following in pairwise(track.chapters):
        assert chapter.end_sample == following.start_sample == following.spans[0].start_sample


def test_a_track_a_chapter_begins_each_one_at_its_lead_in() -> None:
    sounds = Sounds()
    clips = [sounds.add(clip_of(40)) for _ in range(3)]
    tracks = arrange(script([400, 0], [0]), clips, ["01-one", "02-two"], RATE).timeline.tracks
    assert [track.stem for track in tracks] == ["01-one", "02-two"]
    assert [len(track.chapters) for track in tracks] == [1, 1]
    for track in tracks:
        assert track.chapters[0].start_sample == 22_050
        assert track.chapters[0].end_sample == track.samples
    assert tracks[1].samples == 22_050 + 2 * 40 * WINDOW + 44_100


def test_a_silent_clip_takes_no_time_and_is_not_placed() -> None:
    sounds = Sounds()
    clips = [sounds.add(clip_of(40)), sounds.add(np.zeros(0)), sounds.add(clip_of(40))]
    arrangement = arrange(script([400, 400, 0]), clips, ["book"], RATE)
    spans = arrangement.timeline.tracks[0].chapters[0].spans
    assert len(arrangement.placements[0]) == 2
    assert spans[1].start_sample == spans[1].end_sample == spans[0].end_sample + 17_640
    assert spans[2].start_sample == spans[1].end_sample + 17_640


@pytest.mark.parametrize("gain_db", [-10.0, 0.0, 6.5])
def test_what_is_silence_is_told_by_how_loud_it_is_in_the_finished_file(gain_db: float) -> None:
    """51 dB under full scale and more is silence."""
    sounds = Sounds()
    for level_dbfs, speech in ((-50, 60), (-52, 40)):
        quiet = tone(10 * WINDOW, 32_768 * 2**0.5 * 10 ** ((level_dbfs - gain_db) / 20))
        mixed = sounds.add(np.concatenate([quiet, tone(40 * WINDOW), quiet]))
        ((span,),) = (
            it.spans for it in arrange(script([0]), [mixed], ["a"], RATE, gain_db).timeline.tracks[0].chapters
        )
        assert span.end_sample - span.start_sample == 2 * WINDOW * speech


def test_bounds_count_whole_windows_and_the_last_one_as_long_as_it_is() -> None:
    sounds = Sounds()
    clip = sounds.add(np.concatenate([np.zeros(2 * WINDOW), tone(10 * WINDOW), np.zeros(3 * WINDOW + 47)]))
    assert speech_bounds(clip, CLIP_RATE, 0.0) == (2 * WINDOW, 12 * WINDOW)
    assert speech_bounds(clip, RATE, 0.0) == (4 * WINDOW, 24 * WINDOW)
    no_tail = sounds.add(np.concatenate([np.zeros(2 * WINDOW), tone(10 * WINDOW + 47)]))
    assert speech_bounds(no_tail, CLIP_RATE, 0.0) == (2 * WINDOW, 12 * WINDOW + 47)


def test_a_clip_quieter_than_silence_is_there_all_the_same() -> None:
    clip = Sounds().add(tone(20 * WINDOW, 100))
    assert speech_bounds(clip, RATE, -41.0) == (0, 40 * WINDOW)


def test_rates_that_do_not_divide_round_to_the_nearest_sample() -> None:
    sounds = Sounds()
    clip = sounds.add(np.concatenate([np.zeros(240), tone(1_200, rate=24_000), np.zeros(241)]), rate=24_000)
    assert speech_bounds(clip, RATE, 0.0) == (round(240 * 1.8375), round(1_440 * 1.8375))
    arrangement = arrange(script([0]), [clip], ["book"], RATE)
    assert arrangement.placements[0][0].last == -(-1_681 * 44_100 // 24_000)


def test_a_script_with_another_number_of_utterances_is_a_fault() -> None:
    clip = Sounds().add(clip_of(40))
    with pytest.raises((StopIteration, RuntimeError, ValueError)):
        arrange(script([400, 0]), [clip], ["book"], RATE)
    assert replace(clip, key="other") != clip
