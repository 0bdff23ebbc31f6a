"""Trimming, levels and loudness sums, against straightforward references."""

from __future__ import annotations

import math
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from talecast.errors import OutputError, SynthesisError
from talecast.synthesize.trim import energies, envelope_db, k_weights, measure, trim, write_wave

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 22_050
WINDOW = 110
MARGIN = 330
FADE = 66


def tone(samples: int, level_db: float = 0.0, hz: float = 200.0, rate: int = RATE) -> NDArray[np.float64]:
    """A sine whose RMS is at that level under full scale's sine."""
    return np.asarray(32767 * 10 ** (level_db / 20) * np.sin(2 * np.pi * hz * np.arange(samples) / rate))


def noise(samples: int, rms_db: float) -> NDArray[np.float64]:
    return np.random.default_rng(7).normal(0, 32768 * 10 ** (rms_db / 20), samples)


def quiet(samples: int) -> NDArray[np.float64]:
    return np.zeros(samples)


def pcm(*parts: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.concatenate(parts).clip(-32768, 32767).astype(np.int16)


def test_silence_at_both_ends_goes_and_a_margin_stays() -> None:
    speech = tone(50 * WINDOW)
    trimmed = trim(pcm(quiet(20 * WINDOW), speech, quiet(60 * WINDOW)), RATE)
    assert len(trimmed) == MARGIN + len(speech) + MARGIN
    assert np.array_equal(trimmed[MARGIN:-MARGIN], pcm(speech))
    assert not trimmed[: MARGIN - 1].any()
    assert not trimmed[-MARGIN:].any()


@pytest.mark.parametrize("after", range(0, 1000, 7))
def test_the_length_is_exact_to_the_sample(after: int) -> None:
    whole = pcm(quiet(20 * WINDOW), tone(50 * WINDOW), quiet(after))
    assert len(trim(whole, RATE)) == MARGIN + 50 * WINDOW + min(after, MARGIN)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("samples", [9_999, 10_000, 10_001, 10_007])
def test_fading_changes_no_length_and_only_the_ends(rate: int, samples: int) -> None:
    whole = np.full(samples, 8_000, dtype=np.int16)
    faded = trim(whole, rate)
    fade = rate * 3 // 1000
    assert len(faded) == samples
    assert np.array_equal(faded[fade:-fade], whole[fade:-fade])
    assert abs(int(faded[0])) < 20
    assert abs(int(faded[-1])) < 400
    assert np.all(np.diff(faded[:fade].astype(int)) > 0)
    assert np.all(np.diff(faded[-fade:].astype(int)) < 0)


@pytest.mark.parametrize("level_db", [-45, -50])
def test_a_quiet_consonant_at_either_end_survives(level_db: float) -> None:
    """An s or f of 80 ms, 45 dB and more under the vowel beside it."""
    consonant = noise(16 * WINDOW, level_db - 3)
    vowel = tone(40 * WINDOW, -3)
    trimmed = trim(pcm(quiet(4410), consonant, vowel, consonant, quiet(4410)), RATE)
    assert len(trimmed) >= 2 * len(consonant) + len(vowel)
    middle = trimmed[MARGIN + WINDOW : MARGIN + 15 * WINDOW].astype(float)
    assert 20 * math.log10(np.sqrt(np.mean(middle**2)) / 32768) == pytest.approx(level_db - 3, abs=1)


def test_a_pause_inside_the_clip_stays() -> None:
    parts = (tone(20 * WINDOW), quiet(RATE), tone(20 * WINDOW))
    assert len(trim(pcm(*parts), RATE)) == sum(map(len, parts))


@pytest.mark.parametrize(
    "samples",
    [np.zeros(0, np.int16), np.zeros(1, np.int16), np.zeros(RATE, np.int16), np.ones(RATE, np.int16)],
    ids=["nothing", "one sample", "zeros", "the last bit"],
)
def test_sound_without_a_sound_is_empty(samples: NDArray[np.int16]) -> None:
    assert len(trim(samples, RATE)) == 0


@pytest.mark.parametrize("length", [1, 65, 66, 131, 132, 133, 500])
def test_a_sound_shorter_than_its_fades_is_kept(length: int) -> None:
    assert len(trim(np.full(length, 9_000, np.int16), RATE)) == length


def test_trimming_leaves_its_input_alone() -> None:
    whole = np.full(5_000, 8_000, dtype=np.int16)
    trim(whole, RATE)
    assert (whole == 8_000).all()


def test_levels_are_those_of_a_straightforward_reference() -> None:
    whole = pcm(tone(5 * WINDOW, -6), noise(5 * WINDOW, -50), quiet(3 * WINDOW), tone(37, -20))
    expected = []
    for start in range(0, len(whole), WINDOW):
        window = whole[start : start + WINDOW].astype(float) / 32768
        power = float(np.mean(window**2))
        expected.append(120 if power <= 1e-12 else round(-10 * math.log10(power)))
    assert list(envelope_db(whole, RATE)) == expected
    assert expected[0] == 9  # 6 dB and the 3 dB between a sine's peak and its RMS


def test_levels_stay_between_0_and_120() -> None:
    assert set(envelope_db(np.full(WINDOW * 2, -32768, np.int16), RATE)) == {0}
    assert set(envelope_db(np.zeros(WINDOW * 2, np.int16), RATE)) == {120}
    assert envelope_db(np.zeros(0, np.int16), RATE) == b""


def loudness(mean_square: float) -> float:
    return -0.691 + 10 * math.log10(mean_square)


@pytest.mark.parametrize("rate", [22_050, 24_000, 44_100, 48_000])
def test_a_full_scale_sine_of_997_hz_measures_what_the_itu_says(rate: int) -> None:
    """ITU-R BS.1770-4: 0 dBFS in one channel at 997 Hz is -3.01 LUFS."""
    blocks = np.frombuffer(energies(pcm(tone(rate * 2, 0, 997, rate)), rate), dtype=np.float32)
    assert len(blocks) == 20
    assert loudness(float(blocks.mean())) == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize(
    ("hz", "gain_db"), [(40, -5.6), (100, -1.1), (500, 0.0), (1_000, 0.7), (4_000, 4.0), (10_000, 4.0)]
)
def test_the_k_weighting_has_its_known_curve(hz: float, gain_db: float) -> None:
    weights = k_weights(4_800, 48_000) * 4_800**2 / 2
    assert 10 * math.log10(weights[round(hz / 10)]) == pytest.approx(gain_db, abs=0.35)


def test_the_sums_of_the_weights_are_parsevals() -> None:
    """Without the weighting, the bins of a block add up to its mean square."""
    block = noise(2_205, -20) / 32768
    spectrum = np.abs(np.fft.rfft(block)) ** 2
    flat = np.full(len(spectrum), 2 / 2_205**2)
    flat[0] /= 2
    assert spectrum @ flat == pytest.approx(np.mean(block**2))
    weights = k_weights(2_205, RATE)
    assert weights.shape == (1_103,)
    assert weights[0] == pytest.approx(0, abs=1e-12)


def test_a_last_block_that_is_not_full_counts_for_what_it_holds() -> None:
    whole = np.frombuffer(energies(pcm(tone(RATE, 0, 997)), RATE), dtype=np.float32)
    half = np.frombuffer(energies(pcm(tone(2_205 + 1_102, 0, 997)), RATE), dtype=np.float32)
    assert len(half) == 2
    assert half[1] == pytest.approx(whole[1] / 2, rel=0.02)


def test_a_clip_tells_of_its_ends_and_its_loudest_window() -> None:
    whole = pcm(noise(10 * WINDOW, -50), tone(100 * WINDOW, -6), noise(10 * WINDOW + 7, -40))
    clip = measure("name", whole, RATE)
    levels = envelope_db(whole, RATE)
    assert (clip.key, clip.sample_rate, clip.samples) == ("name", RATE, len(whole))
    assert min(clip.head_db) == min(levels) == 9
    assert clip.head_db == levels[:40]
    assert clip.tail_db == bytes(reversed(levels[-40:]))
    assert len(clip.energies) == 4 * math.ceil(len(whole) / 2_205)


@pytest.mark.parametrize(
    ("samples", "rate", "said"),
    [
        (np.zeros(500), RATE, "gave 500 samples of float64, not mono samples of int16"),
        (np.zeros(500, np.int32), RATE, "gave 500 samples of int32"),
        (np.zeros((500, 2), np.int16), RATE, "gave 500 x 2 samples of int16"),
        ([0] * 500, RATE, "gave a list, not an array"),
        (None, RATE, "gave a NoneType"),
        (np.zeros(500, np.int16), 0, "names a sample rate of 0"),
        (np.zeros(500, np.int16), 22_050.5, "names a sample rate of 22050.5"),
        (np.zeros(500, np.int16), "22050", "names a sample rate of '22050'"),
    ],
)
def test_what_is_no_sound_is_told_in_a_sentence(samples: Any, rate: Any, said: str) -> None:
    with pytest.raises(SynthesisError, match=said):
        trim(samples, rate)


def test_an_empty_clip_is_silent() -> None:
    clip = measure("name", np.zeros(0, np.int16), RATE)
    assert (clip.samples, clip.head_db, clip.tail_db, clip.energies) == (0, b"", b"", b"")


def test_a_wave_file_holds_the_samples(tmp_path: Path) -> None:
    whole = pcm(noise(5_003, -20))
    write_wave(tmp_path / "a.wav", whole, RATE)
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate(), file.getnframes()) == (1, 2, RATE, 5_003)
        assert np.array_equal(np.frombuffer(file.readframes(9_999), "<i2"), whole)


def test_a_wave_file_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written: No such file"):
        write_wave(tmp_path / "none" / "a.wav", pcm(tone(500)), RATE)


@pytest.mark.parametrize("before", [None, b"an older one"])
def test_a_wave_file_that_cannot_be_written_whole_is_not_there(
    before: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.wav"
    if before:
        path.write_bytes(before)

    def full(path: Path, data: object) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match=r"a\.wav cannot be written: No space left on device\."):
        write_wave(path, pcm(tone(500)), RATE)
    assert path.exists() == (before is not None)
