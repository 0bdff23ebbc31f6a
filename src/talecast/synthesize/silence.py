"""An engine that says nothing, exactly: for tests, and for trying a book's structure without waiting for a voice.

A clip of n characters is a tone of n times 10 ms at 1 kHz, with 100 ms of silence before and 200 ms after it, as engines do;
a text without a letter or a digit is silence alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talecast.synthesize.engine import EngineOrder

MS_PER_CHARACTER = 10
BEFORE_MS, AFTER_MS = 100, 200
TONE_HZ = 1_000
AMPLITUDE = 8_000


class SilenceEngine:
    """The engine `silence`: a clip's length is an exact function of its text and of the speaking rate."""

    sample_rate = 22_050

    def __init__(self, rate: float) -> None:
        """`rate` is the speaking rate as a factor of the natural pace."""
        self._rate = rate

    def speak(self, spoken: str) -> NDArray[np.int16]:
        """A tone as long as the text, at 22,050 Hz mono."""
        import numpy as np

        voiced = any(character.isalnum() for character in spoken)
        length = tone_samples(spoken, self._rate) if voiced else 0
        tone = AMPLITUDE * np.sin(2 * np.pi * TONE_HZ * np.arange(length) / self.sample_rate)
        before, after = (np.zeros(self.sample_rate * ms // 1000) for ms in (BEFORE_MS, AFTER_MS))
        return np.concatenate([before, tone, after]).astype(np.int16)


def tone_samples(spoken: str, rate: float) -> int:
    """Samples of tone at 22,050 Hz for a text."""
    return round(len(spoken) * MS_PER_CHARACTER * 22.05 / rate)


def open_engine(order: EngineOrder) -> SilenceEngine:
    """The engine that an order describes."""
    return SilenceEngine(order.rate)


def fingerprint(order: EngineOrder) -> str:
    """The tone is made by this module alone."""
    del order
    return "1"


def missing(order: EngineOrder) -> str:
    """Nothing, ever."""
    del order
    return ""
