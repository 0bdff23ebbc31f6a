"""Samples of a track from its placements."""

from __future__ import annotations

import numpy as np
import pytest

from talecast.assemble.placement import Placement
from talecast.assemble.render import SAMPLES_AT_ONCE, Sound, render
from tests.unit.assemble.making import RATE, Sounds, arrange, script, tone, voice


def test_silence_lies_between_the_clips_and_is_exactly_zero() -> None:
    sounds = Sounds()
    clips = [sounds.add(voice(0.7, seed)) for seed in range(3)]
    arrangement = arrange(script([400, 100_000, 0]), clips, ["book"], RATE, 6.0)
    (track,) = arrangement.timeline.tracks
    whole = np.concatenate(list(render(Sound(RATE, -1.6, sounds.load), arrangement.placements[0], 0, track.samples)))
    assert len(whole) == track.samples
    assert whole.dtype == np.int16
    sounding = np.zeros(len(whole), bool)
    for placement in arrangement.placements[0]:
        sounding[placement.start_sample : placement.end_sample] = True
        assert whole[placement.start_sample : placement.end_sample].any()
    assert not whole[~sounding].any()


def test_a_part_of_a_track_is_that_part_of_the_whole() -> None:
    sounds = Sounds()
    clips = [sounds.add(voice(0.7, seed)) for seed in range(4)]
    arrangement = arrange(script([400, 400, 400, 0]), clips, ["book"], RATE, 3.0)
    (placements,), samples = arrangement.placements, arrangement.timeline.tracks[0].samples
    sound = Sound(RATE, -1.6, sounds.load)
    whole = np.concatenate(list(render(sound, placements, 0, samples)))
    start, end = placements[1].start_sample - 1000, placements[2].end_sample + 500
    part = np.concatenate(list(render(sound, placements[1:3], start, end)))
    assert np.array_equal(part, whole[start:end])


def test_a_clip_is_as_loud_as_its_placement_says() -> None:
    sounds = Sounds()
    clip = sounds.add(tone(4_410, 2_000), rate=RATE)
    for gain_db in (-6.0, 0.0, 12.5):
        placement = Placement(clip.key, RATE, gain_db, 0, 0, 4_410)
        (samples,) = render(Sound(RATE, -1.6, sounds.load), [placement], 0, 4_410)
        assert np.abs(samples).max() == pytest.approx(2_000 * 10 ** (gain_db / 20), abs=1.5)


def test_a_long_clip_comes_in_pieces() -> None:
    sounds = Sounds()
    clip = sounds.add(voice(4.0, 0, rate=RATE), rate=RATE)
    placement = Placement(clip.key, RATE, 0.0, 0, 0, clip.samples)
    pieces = list(render(Sound(RATE, -1.6, sounds.load), [placement], 0, clip.samples))
    assert [len(piece) for piece in pieces] == [SAMPLES_AT_ONCE, SAMPLES_AT_ONCE, clip.samples - 2 * SAMPLES_AT_ONCE]
    assert np.abs(np.concatenate(pieces) - sounds.load(clip.key)).max() <= 1


def test_a_cut_end_is_faded_and_an_uncut_one_is_left() -> None:
    sounds = Sounds()
    clip = sounds.add(np.full(4_410, 8_000.0), rate=RATE)
    fade = RATE * 3 // 1000
    (uncut,) = render(Sound(RATE, -1.6, sounds.load), [Placement(clip.key, RATE, 0.0, 0, 0, 4_410)], 0, 4_410)
    assert np.abs(uncut - 8_000.0).max() <= 1
    (cut,) = render(Sound(RATE, -1.6, sounds.load), [Placement(clip.key, RATE, 0.0, 0, 100, 4_300)], 0, 4_200)
    assert cut[0] == cut[-1] == 0
    assert np.all(np.diff(cut[:fade].astype(int)) > 0)
    assert np.all(np.diff(cut[-fade:].astype(int)) < 0)
    assert np.abs(cut[fade:-fade] - 8_000.0).max() <= 1


def test_full_scale_does_not_wrap() -> None:
    sounds = Sounds()
    clip = sounds.add(tone(44_100, 32_767, rate=RATE), rate=RATE)
    (samples,) = render(Sound(RATE, -1.6, sounds.load), [Placement(clip.key, RATE, 20.0, 0, 0, 44_100)], 0, 44_100)
    assert np.abs(samples.astype(int)).max() <= 10 ** (-1.6 / 20) * 32_767 + 1
    assert np.corrcoef(samples, sounds.load(clip.key))[0, 1] > 0.999
