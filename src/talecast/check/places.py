"""How a place in a sound file is said to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talecast.publish.narrated import ToldSentence

QUOTED_CHARS = 40


def at_sample(sample: int, sample_rate: int) -> str:
    """Such as "1:02:03.456"."""
    seconds, ms = divmod(sample * 1000 // sample_rate, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}.{ms:03d}"


def at_sentence(number: int, sentence: ToldSentence, sample_rate: int) -> str:
    """A sentence by its number in the file, its time and its first words."""
    return f"sentence {number} at {at_sample(sentence.start_sample, sample_rate)}, {quoted(sentence.text)}"


def quoted(text: str) -> str:
    """The first words of a text, in quotation marks, on one line."""
    line = " ".join(text[: 2 * QUOTED_CHARS].split())
    return f"“{line if len(line) <= QUOTED_CHARS else line[: QUOTED_CHARS - 1] + '…'}”"
