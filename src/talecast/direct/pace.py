"""How long words take, and how fast a voice must speak so that a book comes out at the pace that was asked for.

Pace is words a minute of running speech, from a paragraph's first word to its last, the pauses between its sentences included.
"""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.model import Pace, ScriptBlock, VoiceProfile

LONG_PARAGRAPH_WORDS = 40
"""Paragraphs of this length and more set the pace; short ones are dialogue, and mostly pause."""
RATE_STEP = 0.02
"""The speaking rate's grain: an edited sentence must not change how all the others are spoken."""

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


def speaking_rate(paragraphs: Sequence[ScriptBlock], wpm: int, profile: VoiceProfile) -> float:
    """The articulation rate, as a factor of the natural pace, that brings the median paragraph to `wpm`.

    Rounded to steps of 0.02 and kept within what the engine can do. 1.0 for a book without words.
    """
    measured = [block for block in paragraphs if _words(block) > 1]
    long = [block for block in measured if _words(block) >= LONG_PARAGRAPH_WORDS]
    if not measured:
        return 1.0
    rates = [_rate(block, wpm, profile) for block in long or measured]
    rate = round(median(rates) / RATE_STEP) * RATE_STEP
    return round(min(max(rate, profile.slowest_rate), profile.fastest_rate), 4)


def _rate(block: ScriptBlock, wpm: int, profile: VoiceProfile) -> float:
    pauses_ms = sum(utterance.pause_after_ms for utterance in block.utterances[:-1])
    available_ms = _words(block) * 60_000 / wpm - pauses_ms
    natural = sum(natural_ms(utterance.spoken, profile.pace) for utterance in block.utterances)
    return natural / available_ms if available_ms > 0 else profile.fastest_rate


def _words(block: ScriptBlock) -> int:
    return sum(len(utterance.text.split()) for utterance in block.utterances)
