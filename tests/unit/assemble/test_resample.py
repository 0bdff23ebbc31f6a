"""Another sample rate: a tone stays the tone it was."""

from __future__ import annotations

import numpy as np
import pytest

from talecast.assemble.resample import resample
from tests.unit.assemble.making import db

PAIRS = [(24_000, 44_100), (22_050, 44_100), (48_000, 44_100), (16_000, 44_100), (11_025, 44_100), (44_100, 48_000)]


def sine(samples: int, hz: float, rate: int) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(samples) / rate + 0.3)


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
@pytest.mark.parametrize("hz", [50, 440, 1_000, 4_321])
def test_a_sine_comes_out_as_the_same_sine(from_rate: int, to_rate: int, hz: float) -> None:
    samples = from_rate * 2
    made = resample(sine(samples, hz, from_rate).astype(np.float32), from_rate, to_rate)
    expected = sine(len(made), hz, to_rate)
    inside = slice(to_rate // 10, -to_rate // 10)
    residue = made[inside] - expected[inside]
    # What is left after the best gain: images and noise. The gain itself ripples by 0.1 dB at the most.
    gain = float(made[inside] @ expected[inside] / (expected[inside] @ expected[inside]))
    noise = made[inside] - gain * expected[inside]
    assert abs(db(gain)) < 0.1
    assert db(float(np.sqrt(2 * np.mean(noise**2)))) < -75
    assert db(float(np.abs(residue).max())) < -38


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
@pytest.mark.parametrize("samples", [0, 1, 2, 63, 64, 65, 1_000, 22_051])
def test_the_length_is_the_ratio_rounded_up(from_rate: int, to_rate: int, samples: int) -> None:
    made = resample(np.ones(samples, np.float32), from_rate, to_rate)
    assert len(made) == -(-samples * to_rate // from_rate)
    assert made.dtype == np.float32


def test_the_same_rate_gives_the_same_samples() -> None:
    samples = np.arange(100, dtype=np.float32)
    assert resample(samples, 44_100, 44_100) is samples


@pytest.mark.parametrize("from_rate", [22_050, 24_000, 48_000])
def test_a_constant_stays_that_constant(from_rate: int) -> None:
    made = resample(np.full(5_000, 0.5, np.float32), from_rate, 44_100)
    assert np.abs(made[200:-200] - 0.5).max() < 1e-4


@pytest.mark.parametrize("samples", [64 * 512 - 1, 64 * 512, 64 * 513, 64 * 1024 + 1, 64 * 1600 + 7])
def test_a_long_clip_in_pieces_is_the_clip_in_one(samples: int) -> None:
    clip = np.random.default_rng(1).normal(size=samples).astype(np.float32)
    made = resample(clip, 22_050, 44_100)
    middle = samples // 2 // 64 * 64
    alone = resample(clip[middle - 640 : middle + 640], 22_050, 44_100)
    assert np.abs(made[2 * middle - 1_000 : 2 * middle + 1_000] - alone[280:2_280]).max() < 1e-5
    seam = min(64 * 512, middle)
    around = resample(clip[seam - 640 : seam + 640], 22_050, 44_100)
    assert np.abs(made[2 * seam - 1_000 : 2 * seam + 1_000] - around[280:2_280]).max() < 1e-5


def test_whole_numbers_are_resampled_as_they_are() -> None:
    samples = (1_000 * sine(2_000, 440, 22_050)).astype(np.int16)
    assert np.array_equal(resample(samples, 22_050, 44_100), resample(samples.astype(np.float32), 22_050, 44_100))
    assert resample(samples, 44_100, 44_100).dtype == np.float32


def test_what_lies_above_the_new_band_goes() -> None:
    made = resample(sine(48_000, 23_500, 48_000).astype(np.float32), 48_000, 44_100)
    assert db(float(np.abs(made[1000:-1000]).max())) < -60


def test_silence_around_a_clip_changes_no_sample_of_it() -> None:
    """What lies before moves the clip by whole blocks only, and it comes out as it was."""
    clip = np.random.default_rng(0).normal(size=3_000).astype(np.float32)
    alone = resample(clip, 24_000, 44_100)
    behind = resample(np.concatenate([np.zeros(8_000, np.float32), clip]), 24_000, 44_100)
    assert np.abs(behind[14_700 : 14_700 + len(alone)] - alone).max() < 1e-6
