"""The level of every millisecond, and the silences between sounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talecast.assemble.ffmpeg import LoudnessMeter
from talecast.check.levels import LevelMeter, heard_silence_ms, is_heard, silence_threshold

RATE = 44_100


def sound(*parts: tuple[int, float]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Parts of so many milliseconds at so many decibels under full scale, RMS."""
    pieces = []
    for duration_ms, level_db in parts:
        samples = np.arange(duration_ms * RATE // 1000)
        pieces.append(10 ** (-level_db / 20) * np.where(samples % 2, 1.0, -1.0))
    return np.concatenate(pieces).astype(np.float32)


def levels_of(samples: np.ndarray[tuple[int], np.dtype[np.float32]], block: int = 1152) -> list[int]:
    meter = LevelMeter(RATE)
    for start in range(0, len(samples), block):
        meter.feed(samples[start : start + block])
    return [int(level) for level in meter.levels()]


def test_a_level_is_half_decibels_under_full_scale() -> None:
    assert set(levels_of(sound((50, 20)))) == {40}
    assert set(levels_of(np.zeros(RATE, dtype=np.float32))) == {255}


def test_every_window_of_five_milliseconds_has_a_level() -> None:
    assert len(levels_of(sound((100, 20)))) == 96
    assert levels_of(sound((4, 20))) == []


@given(st.integers(1, 5000))
def test_levels_do_not_depend_on_how_the_sound_is_cut_into_blocks(block: int) -> None:
    noise = (np.random.default_rng(1).standard_normal(9_999) / 10).astype(np.float32)
    assert levels_of(noise, block) == levels_of(noise, 10_000)


@pytest.mark.parametrize("pause_ms", [0, 5, 20, 400])
def test_a_silence_is_measured_to_the_millisecond(pause_ms: int) -> None:
    levels = np.array(levels_of(sound((300, 15), (pause_ms, 90), (300, 15))), dtype=np.uint8)
    threshold = silence_threshold(int(levels.min()))
    assert threshold is not None
    assert abs(heard_silence_ms(levels, 300, 300 + pause_ms, threshold, 200) - pause_ms) <= 2


def test_a_silence_that_reaches_beyond_its_plan_is_measured_whole() -> None:
    levels = np.array(levels_of(sound((300, 15), (500, 90), (300, 15))), dtype=np.uint8)
    assert heard_silence_ms(levels, 350, 700, 120, 200) == 500


def test_a_silence_elsewhere_does_not_count() -> None:
    levels = np.array(levels_of(sound((300, 15), (100, 90), (300, 15), (20, 90), (300, 15))), dtype=np.uint8)
    assert heard_silence_ms(levels, 700, 720, 120, 500) == 20


def test_nothing_is_heard_where_all_is_quiet() -> None:
    levels = np.array(levels_of(sound((300, 15), (500, 90))), dtype=np.uint8)
    assert is_heard(levels, 100, 200, 120)
    assert not is_heard(levels, 400, 700, 120)
    assert not is_heard(levels, 5000, 6000, 120)
    assert silence_threshold(255) is None


def test_a_tone_of_a_known_loudness_is_measured_as_that() -> None:
    # A 997 Hz sine of -20 dBFS peak in one channel is -23 LUFS (EBU Tech 3341, case 1, is the same in two channels).
    meter = LoudnessMeter(RATE)
    tone = (0.1 * np.sin(2 * np.pi * 997 * np.arange(RATE) / RATE)).astype(np.float32)
    for _ in range(5):
        meter.feed(tone)
    loudness, peak = meter.result()
    assert loudness == pytest.approx(-23.0, abs=0.1)
    assert peak == pytest.approx(-20.0, abs=0.1)


def test_silence_and_nothing_have_no_loudness() -> None:
    silent = LoudnessMeter(RATE)
    silent.feed(np.zeros(3 * RATE, dtype=np.float32))
    assert silent.result() == (None, None)
    assert LoudnessMeter(RATE).result() == (None, None)


def test_ten_minutes_are_kept_in_a_byte_a_millisecond() -> None:
    meter = LevelMeter(RATE)
    second = np.zeros(RATE, dtype=np.float32)
    for _ in range(600):
        meter.feed(second)
    assert len(meter._levels) <= 600_000
    assert sum(block.nbytes for block in meter._waiting) <= 2 * second.nbytes
