"""One gain for the book, against FFmpeg's own measurement of what comes out."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from talecast import assemble
from talecast.assemble import voice_gains_db
from talecast.assemble.encode import sound_for
from talecast.assemble.loudness import HIGHEST_GAIN_DB, integrated_loudness
from talecast.assemble.render import Sound, render
from tests.unit.assemble.making import (
    CLIP_RATE,
    RATE,
    Sounds,
    arrange,
    book_gain_db,
    ebur128,
    pulses,
    script,
    tone,
    voice,
)


def mean_square(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def test_a_steady_sound_has_its_own_loudness() -> None:
    assert integrated_loudness(np.full(100, mean_square(-23))) == pytest.approx(-23)


def test_silence_does_not_count() -> None:
    """EBU Tech 3341, case 3 in kind: what lies 10 LU under the rest is left out."""
    blocks = np.concatenate(
        [np.full(100, mean_square(-36)), np.full(600, mean_square(-23)), np.full(100, mean_square(-36))]
    )
    assert integrated_loudness(blocks) == pytest.approx(-23, abs=0.1)
    with_silence = np.concatenate([np.zeros(600), np.full(600, mean_square(-23)), np.zeros(600)])
    assert integrated_loudness(with_silence) == pytest.approx(-23, abs=0.1)


def test_levels_within_the_gate_are_averaged_in_power() -> None:
    blocks = np.concatenate([np.full(1_000, mean_square(-20)), np.full(1_000, mean_square(-26))])
    expected = -0.691 + 10 * math.log10((mean_square(-20) + mean_square(-26)) / 2)
    assert integrated_loudness(blocks) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("blocks", [np.zeros(0), np.zeros(3), np.zeros(1_000), np.full(100, mean_square(-80))])
def test_nothing_but_silence_has_no_loudness(blocks: np.ndarray) -> None:
    assert integrated_loudness(blocks) == -math.inf


@pytest.mark.parametrize("blocks", [3, 4, 6, 7, 8, 100])
def test_a_long_book_is_as_loud_in_pieces_as_in_one(blocks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    energies = np.array([mean_square(-20 - 7 * (number * number % 9)) for number in range(blocks)])
    whole = integrated_loudness(energies)
    monkeypatch.setattr("talecast.assemble.loudness.WINDOWS_AT_ONCE", 4)
    assert integrated_loudness(energies) == pytest.approx(whole, abs=1e-9)


def test_a_sound_shorter_than_a_gating_block_is_measured() -> None:
    assert integrated_loudness(np.full(2, mean_square(-20))) == pytest.approx(-20 - 10 * math.log10(2), abs=0.01)


def test_the_gain_is_a_step_of_half_a_decibel_and_the_same_for_twice_the_book() -> None:
    sounds = Sounds()
    clips = [sounds.add(voice(2.0, seed)) for seed in range(4)]
    gain = book_gain_db(script([400] * 4), clips, sounds)
    assert (2 * gain).is_integer()
    assert book_gain_db(script([400] * 4, [400] * 4), clips * 2, sounds) == gain


def test_two_voices_of_one_book_come_out_equally_loud_but_for_what_their_profiles_ask() -> None:
    sounds = Sounds()
    made = script([400, 400, 400, 400])
    (chapter,) = made.chapters
    (block,) = chapter.blocks
    told = tuple(replace(it, voice=name) for it, name in zip(block.utterances, "abab", strict=True))
    made = replace(made, chapters=(replace(chapter, blocks=(replace(block, utterances=told),)),))
    clips = [sounds.add(voice(3.0, number) * (1 if number % 2 else 0.25)) for number in range(4)]
    gains_db = voice_gains_db(made, clips, {"a": 0.0, "b": 0.0}, sounds.load)
    assert gains_db["a"] - gains_db["b"] == pytest.approx(12.0, abs=1.0)
    assert voice_gains_db(made, clips, {"a": 0.0, "b": -3.0}, sounds.load)["b"] == gains_db["b"] - 3.0
    arrangement = assemble.arrange(made, clips, gains_db, ["book"], RATE)
    sound = Sound(RATE, -1.6, sounds.load)
    heard = {
        name: ebur128(
            np.concatenate([np.concatenate(list(render(sound, [it], it.start_sample, it.end_sample))) for it in placed])
        )[0]
        for name, placed in (("a", arrangement.placements[0][::2]), ("b", arrangement.placements[0][1::2]))
    }
    assert heard["a"] == pytest.approx(heard["b"], abs=0.5)


def test_louder_clips_get_less_gain_by_as_much() -> None:
    sounds = Sounds()
    soft = [sounds.add(voice(3.0) / 4)]
    loud = [sounds.add(voice(3.0))]
    difference = book_gain_db(script([0]), soft, sounds) - book_gain_db(script([0]), loud, sounds)
    assert difference == pytest.approx(12.0, abs=0.5)


def test_a_book_without_a_sound_gets_no_gain_and_a_faint_one_not_too_much() -> None:
    sounds = Sounds()
    assert book_gain_db(script([0]), [sounds.add(np.zeros(0))], sounds) == 0.0
    assert book_gain_db(script([0]), [sounds.add(tone(CLIP_RATE, 30))], sounds) <= HIGHEST_GAIN_DB


@pytest.mark.parametrize("level", [0.05, 0.3, 1.0])
def test_ffmpeg_measures_the_rendered_book_at_19_lufs_below_the_peak_that_is_allowed(level: float) -> None:
    sounds = Sounds()
    clips = [sounds.add(voice(2.5, seed) * level) for seed in range(6)]
    made = script([400, 800, 400, 2000, 400, 0])
    arrangement = arrange(made, clips, ["book"], RATE, book_gain_db(made, clips, sounds))
    (track,) = arrangement.timeline.tracks
    blocks = render(Sound(RATE, -1.6, sounds.load), arrangement.placements[0], 0, track.samples)
    samples = np.concatenate(list(blocks))
    assert len(samples) == track.samples
    loudness, peak = ebur128(samples)
    assert loudness == pytest.approx(-19, abs=0.7)
    assert peak <= -1.5


@pytest.mark.parametrize("seconds", [0.4, 1.0, 2.5])
def test_a_single_short_sentence_is_as_loud_as_a_book(seconds: float) -> None:
    sounds = Sounds()
    clip = sounds.add(pulses(seconds))
    made = script([0])
    arrangement = arrange(made, [clip], ["book"], RATE, book_gain_db(made, [clip], sounds))
    (track,) = arrangement.timeline.tracks
    rendered = render(sound_for("flac", RATE, sounds.load), arrangement.placements[0], 0, track.samples)
    loudness, peak = ebur128(np.concatenate(list(rendered)))
    assert loudness == pytest.approx(-19, abs=0.6)
    assert peak <= -1


def test_the_sums_taken_with_the_clips_are_what_ffmpeg_measures() -> None:
    sounds = Sounds()
    clip = sounds.add(voice(8.0))
    ours = integrated_loudness(np.frombuffer(clip.energies, np.float32).astype(float))
    theirs, _ = ebur128(sounds.load(clip.key), CLIP_RATE)
    assert ours == pytest.approx(theirs, abs=0.15)
