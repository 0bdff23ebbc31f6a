"""How long words take, and how fast a voice must speak so that a book comes out at the pace that was asked for.

Pace is words a minute of running speech, from a paragraph's first word to its last, the pauses between its sentences included.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.model import Cast, Pace, ScriptBlock, VoiceProfile
    from talecast.settings import Settings

LONG_PARAGRAPH_WORDS = 40
"""Paragraphs of this length and more set the pace; short ones are dialogue, and mostly pause."""
MOST_STRETCH = 3.0
"""How much of the pace may be made by shortening what the engine said at its fastest: three times is what `--pace 3.5` needs."""
RATE_STEP = 0.02
"""The speaking rate's grain: an edited sentence must not change how all the others are spoken."""

PAUSE_EXPONENT = 0.6
"""A pause at 2.5 times the pace is 2.5 ** -0.6 = 0.58 of what it was: see docs/decisions/0023-fast-listening.md."""
SHORTEST_PAUSE_MS = 130
"""What `--pace` leaves of a pause that was longer: under it a silence is heard as part of a word's own closures, not as a
boundary (Hieke, Kowal and O'Connell, "The trouble with 'articulatory' pauses", 1983)."""

_CLAUSE = re.compile(r"[,;:…()]|[—–]|--")


def natural_ms(spoken: str, pace: Pace) -> float:
    """How long the voice takes for the words as it comes, in milliseconds."""
    letters = sum(map(str.isalpha, spoken))
    digits = sum(map(str.isdigit, spoken))
    if not letters and not digits:
        return 0.0
    return (
        pace.ms_per_letter * letters
        + pace.ms_per_digit * digits
        + pace.ms_per_word * len(spoken.split())
        + pace.ms_per_clause * len(_CLAUSE.findall(spoken[:-1]))
        + pace.ms_per_sentence
    )


def at_pace(settings: Settings) -> Settings:
    """The settings with `--pace` put into them: so many words a minute more, and each pause as it is at that pace."""
    return replace(
        settings,
        wpm=round(settings.wpm * settings.pace),
        pause_sentence=paced_pause_ms(settings.pause_sentence, settings.pace),
        pause_paragraph=paced_pause_ms(settings.pause_paragraph, settings.pace),
        pause_scene=paced_pause_ms(settings.pause_scene, settings.pace),
        pause_heading=paced_pause_ms(settings.pause_heading, settings.pace),
        pause_chapter=paced_pause_ms(settings.pause_chapter, settings.pace),
    )


def paced_pause_ms(pause_ms: int, pace: float) -> int:
    """How long a pause is at `pace` times the normal pace. It shrinks less than the words do, and no further than is heard."""
    shrunk = round(pause_ms * float(pace**-PAUSE_EXPONENT))
    return max(shrunk, min(pause_ms, SHORTEST_PAUSE_MS))


def speaking_rate(paragraphs: Sequence[ScriptBlock], wpm: int, profile: VoiceProfile) -> float:
    """The articulation rate, as a factor of the natural pace, that brings the median paragraph to `wpm`.

    Rounded to steps of 0.02 and kept within what the engine can do and what can be made of its sound; 1.0 without words.
    """
    rate = round(min(_wanted_rate(paragraphs, wpm, profile), fastest_rate(profile)) / RATE_STEP) * RATE_STEP
    return round(min(max(rate, profile.slowest_rate), fastest_rate(profile)), 4)


def speaking_rates(paragraphs: Sequence[ScriptBlock], wpm: int, cast: Cast) -> dict[str, float]:
    """The rate of each voice; a tone is as long at any pace."""
    return {
        name: 1.0 if voice is cast.earcon else speaking_rate(paragraphs, wpm, voice)
        for name, voice in cast.voices().items()
    }


def pace_warnings(paragraphs: Sequence[ScriptBlock], wpm: int, cast: Cast) -> tuple[str, ...]:
    """A sentence for each voice that is asked for more than it can do, or than it was found to be understood at."""
    voices = [voice for voice in cast.voices().values() if voice is not cast.earcon]
    return tuple(warning for voice in voices for warning in _pace_warning(paragraphs, wpm, voice))


def _pace_warning(paragraphs: Sequence[ScriptBlock], wpm: int, profile: VoiceProfile) -> tuple[str, ...]:
    if _wanted_rate(paragraphs, wpm, profile) > fastest_rate(profile) + RATE_STEP:
        return (f"The voice {profile.name} cannot read {wpm} words a minute, so it reads as fast as it can.",)
    if 0 < profile.intelligible_wpm < wpm:
        easy = f"was found easy to follow up to {profile.intelligible_wpm} words a minute"
        return (f"The voice {profile.name} {easy}, and now reads {wpm}.",)
    return ()


def fastest_rate(profile: VoiceProfile) -> float:
    """The fastest that the voice can be had, as a factor of its natural pace."""
    return profile.fastest_rate * MOST_STRETCH


def _wanted_rate(paragraphs: Sequence[ScriptBlock], wpm: int, profile: VoiceProfile) -> float:
    """The rate before it is rounded and kept within bounds; infinite where the pauses alone take too long."""
    measured = [block for block in paragraphs if _words(block) > 1]
    long = [block for block in measured if _words(block) >= LONG_PARAGRAPH_WORDS]
    return median([_rate(block, wpm, profile) for block in long or measured]) if measured else 1.0


def _rate(block: ScriptBlock, wpm: int, profile: VoiceProfile) -> float:
    pauses_ms = sum(utterance.pause_after_ms for utterance in block.utterances[:-1])
    available_ms = _words(block) * 60_000 / wpm - pauses_ms
    natural = sum(natural_ms(utterance.spoken, profile.pace) for utterance in block.utterances)
    return natural / available_ms if available_ms > 0 else math.inf


def _words(block: ScriptBlock) -> int:
    return sum(len(utterance.text.split()) for utterance in block.utterances)
