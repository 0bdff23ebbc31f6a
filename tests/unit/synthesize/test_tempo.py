"""Speech shortened with its pitch kept."""

from __future__ import annotations

import numpy as np
import pytest

from talecast.synthesize.tempo import faster

RATE = 22_050


def tone(hertz: float, seconds: float = 1.0) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return (8_000 * np.sin(2 * np.pi * hertz * np.arange(int(RATE * seconds)) / RATE)).astype(np.int16)


@pytest.mark.parametrize("tempo", [1.02, 1.5, 2.25, 3.0])
@pytest.mark.parametrize("hertz", [90, 220, 1_000])
def test_the_pitch_and_the_loudness_stay_and_the_length_is_exact(tempo: float, hertz: float) -> None:
    sound = tone(hertz)
    short = faster(sound, RATE, tempo)
    assert len(short) == round(len(sound) / tempo)
    spectrum = np.abs(np.fft.rfft(short * np.hanning(len(short)), 8 * len(short)))
    assert np.argmax(spectrum) * RATE / (8 * len(short)) == pytest.approx(hertz, rel=0.03)
    inner = short[1_000:-1_000].astype(float)
    assert np.sqrt(np.mean(inner**2)) == pytest.approx(8_000 / np.sqrt(2), rel=0.03)


def test_what_is_asked_for_no_more_speed_is_not_touched() -> None:
    sound = tone(220)
    assert faster(sound, RATE, 1.0) is sound
    assert len(faster(sound[:0], RATE, 2.0)) == 0


@pytest.mark.parametrize("count", [1, 5, 100, 600])
def test_a_sound_shorter_than_a_window_is_shortened_too(count: int) -> None:
    assert len(faster(tone(220)[:count], RATE, 2.0)) == round(count / 2)


def test_the_same_sound_is_shortened_to_the_same_samples() -> None:
    noise = np.random.default_rng(0).integers(-9_000, 9_000, RATE).astype(np.int16)
    assert np.array_equal(faster(noise, RATE, 2.5), faster(noise.copy(), RATE, 2.5))


def test_full_scale_does_not_wrap() -> None:
    loud = np.full(RATE, 32_767, dtype=np.int16)
    assert faster(loud, RATE, 1.7)[2_000:-2_000].min() > 32_000
