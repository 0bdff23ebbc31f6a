"""Tones that stand for words."""

from __future__ import annotations

import numpy as np
import pytest

from talecast.direct.pace import natural_ms
from talecast.places import shipped_voices
from talecast.synthesize import earcon, load_voice
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.trim import trim

ORDER = EngineOrder("earcon", "", "en", 1.0, 50, "", "")


@pytest.mark.parametrize("name", sorted(earcon.TONES))
def test_a_tone_is_short_soft_and_the_same_each_time(name: str) -> None:
    engine = earcon.open_engine(ORDER)
    samples = engine.speak(name)
    assert np.array_equal(samples, earcon.open_engine(ORDER).speak(name))
    assert 150 < 1000 * len(trim(samples, engine.sample_rate)) / engine.sample_rate < 280
    assert np.abs(samples).max() < 12_000
    assert np.abs(np.diff(samples.astype(int))).max() < 4_000  # no click


def test_the_tones_differ_and_an_unknown_name_is_silence() -> None:
    engine = earcon.open_engine(ORDER)
    sounds = {engine.speak(name).tobytes() for name in earcon.TONES}
    assert len(sounds) == len(earcon.TONES)
    assert not engine.speak("no such tone").any()


def test_the_shipped_profile_is_quieter_than_the_voices_and_knows_its_length() -> None:
    profile = load_voice("earcon", [shipped_voices()])
    assert profile.gain_db < -5
    for name in earcon.TONES:
        assert natural_ms(name, profile.pace) == pytest.approx(2 * earcon.NOTE_MS, abs=2)
