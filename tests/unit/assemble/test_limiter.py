"""No true peak above the ceiling, and nothing touched that lies below it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from talecast.assemble.limiter import BLOCK, REACH, limit
from tests.unit.assemble.making import db, true_peak_db, voice

CEILING_DBTP = -1.6
CEILING = 10 ** (CEILING_DBTP / 20)


def limited(samples: np.ndarray) -> np.ndarray:
    """A copy of the samples, limited."""
    copy = samples.copy()
    limit(copy, CEILING)
    return copy


def speech(level: float, seed: int = 0, seconds: float = 2.0) -> np.ndarray:
    samples = voice(seconds, seed, rate=44_100)
    return np.asarray(samples / np.abs(samples).max() * level, dtype=np.float32)


@pytest.mark.parametrize("over_db", [0.5, 3.0, 6.0, 12.0])
@pytest.mark.parametrize("seed", range(4))
def test_the_true_peak_stays_under_the_ceiling(seed: int, over_db: float) -> None:
    loud = speech(10 ** ((CEILING_DBTP + over_db) / 20), seed)
    assert true_peak_db(loud) > CEILING_DBTP
    assert true_peak_db(limited(loud)) <= CEILING_DBTP + 0.1


def test_a_peak_between_the_samples_is_found() -> None:
    """A tone of 5.5 kHz sampled 45° off its crests: the samples reach 0.924 of it."""
    crests = 0.95 * np.sin(2 * np.pi * np.arange(44_100) / 8 + math.pi / 8)
    tone = (crests * np.hanning(len(crests))).astype(np.float32)
    assert db(float(np.abs(tone).max())) < true_peak_db(tone) - 0.5
    limit(tone, 0.9)
    assert true_peak_db(tone) <= db(0.9) + 0.1


def test_under_the_ceiling_no_sample_changes() -> None:
    quiet = speech(0.7)
    assert np.array_equal(limited(quiet), quiet)


def test_an_empty_clip_stays_empty() -> None:
    assert len(limited(np.zeros(0, np.float32))) == 0


def test_a_part_of_a_longer_array_is_limited_where_it_lies() -> None:
    around = np.concatenate([np.full(7, 9.0, np.float32), speech(1.3), np.full(5, 9.0, np.float32)])
    expected = limited(around[7:-5])
    limit(around[7:-5], CEILING)
    assert np.array_equal(around[7:-5], expected)
    assert (around[:7] == 9.0).all()
    assert (around[-5:] == 9.0).all()


def test_only_the_surroundings_of_a_peak_are_touched() -> None:
    samples = np.full(400 * BLOCK, 0.1, np.float32)
    samples[200 * BLOCK + 7] = 1.5
    made = limited(samples)
    touched = np.flatnonzero(made != samples)
    reach = (2 * REACH + 3) * BLOCK
    assert touched.min() >= 200 * BLOCK - reach
    assert touched.max() <= 201 * BLOCK + reach
    assert made[200 * BLOCK + 7] <= CEILING


def test_a_lifted_sign_and_reversed_time_change_nothing() -> None:
    loud = speech(1.3)[: 44 * 1_900]
    assert np.array_equal(limited(-loud), -limited(loud))
    assert np.abs(limited(loud[::-1])[::-1] - limited(loud)).max() < 1e-3


def test_the_gain_moves_without_a_jump() -> None:
    steady = np.full(400 * BLOCK, 0.5, np.float32)
    steady[200 * BLOCK + 20] = 1.6
    gain = limited(steady) / steady
    assert np.abs(np.diff(gain[: 200 * BLOCK])).max() < 0.01
    assert gain.max() <= 1.0


@pytest.mark.parametrize("length", [1, 2, 43, 44, 45, 100, 500])
def test_a_clip_of_any_length_is_limited(length: int) -> None:
    made = limited(np.full(length, 1.2, np.float32))
    assert len(made) == length
    assert np.abs(made).max() <= CEILING + 1e-6


def test_a_peak_now_and_then_costs_hardly_any_loudness() -> None:
    loud = speech(0.3)
    for start in range(4_000, 80_000, 25_000):
        loud[start : start + 132] += 1.1 * np.hanning(132).astype(np.float32)
    assert np.abs(loud).max() > 1.1
    before, after = (10 * math.log10(float(np.mean(samples.astype(float) ** 2))) for samples in (loud, limited(loud)))
    assert 0 < before - after < 1.0
