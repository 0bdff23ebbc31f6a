"""How fast a voice is: it says ten sentences, and a pace that was measured well is scaled to what they took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.model import Pace
from talecast.synthesize.pool import Job, LocalPool
from talecast.synthesize.scratch import scratch_folder
from talecast.synthesize.store import clip_key
from talecast.synthesize.voices import order_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from talecast.model import VoiceProfile

SENTENCES = (
    "The last boat of the day came in slowly, with its lamp already lit.",
    "Nobody on the quay remembered the name of the man who stood at the wheel.",
    "She counted the steps under her breath, and stopped at the green door.",
    "There was bread on the table, a little cheese, and a letter that had never been opened.",
    "In winter the road over the hill is closed, so the post comes by water.",
    "He had promised to write every week, but the weeks were long and the nights were short.",
    "Somewhere above them a window was pushed open, and the music became louder.",
    "The children ran ahead to see whether the bridge was still standing.",
    "All morning the rain had fallen without a sound; now the wind began.",
    "When the clock struck again the old house was empty, and the garden gate stood wide.",
)
"""Ordinary prose; without digits, which each language reads in its own way."""

NUMBERS = ("1, 2, 3.",)
"""What a voice of any language can say."""

LEAST_FACTOR, LARGEST_FACTOR = 0.5, 2.0
"""No published voice is so far from another: it did not say these words."""


def measured_ms(profile: VoiceProfile, cache: Path, sentences: Sequence[str] = SENTENCES) -> list[float]:
    """How long the voice takes for each of the sentences as it comes. Raises VoiceError, SynthesisError."""
    with scratch_folder(cache) as scratch:
        order = order_for(profile, profile.language, 1.0, cache, scratch)
        jobs = [Job(clip_key(sentence), sentence, order) for sentence in sentences]
        with LocalPool(1, str(scratch / "clips")) as pool:
            return [1000 * clip.samples / clip.sample_rate for clip in pool.run(jobs)]


def scaled(pace: Pace, measured: Sequence[float], model_ms: Callable[[str], float]) -> Pace:
    """The pace of a voice that took the measured milliseconds for the sentences, where the pace's own takes `model_ms`."""
    factor = min(max(sum(measured) / sum(map(model_ms, SENTENCES)), LEAST_FACTOR), LARGEST_FACTOR)
    return Pace(
        ms_per_letter=round(factor * pace.ms_per_letter, 1),
        ms_per_word=round(factor * pace.ms_per_word, 1),
        ms_per_digit=round(factor * pace.ms_per_digit, 1),
        ms_per_clause=round(factor * pace.ms_per_clause, 1),
        ms_per_sentence=round(factor * pace.ms_per_sentence, 1),
    )


def words_a_minute(sentence_ms: Callable[[str], float], rate: float, pause_ms: float) -> int:
    """The pace of running speech, as `--wpm` counts it, of a voice at `rate` times its natural pace."""
    words = sum(len(sentence.split()) for sentence in SENTENCES)
    speech_ms = sum(map(sentence_ms, SENTENCES)) / rate
    return round(words * 60_000 / (speech_ms + pause_ms * (len(SENTENCES) - 1)))
