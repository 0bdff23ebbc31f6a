"""An engine of tones instead of words: two soft notes that say what comes next to who cannot see it.

What it is given is a name, such as "note", and not words. A tone that rises opens something, the same one falling closes it, and
one that is struck twice stands for something that is seen: a picture. For a name that it does not know it is silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talecast.synthesize.engine import EngineOrder

LOW_HZ, HIGH_HZ = 587.33, 880.0
"""D5 and A5, a fifth: above the voice, below where old ears grow dull."""
TONES = {"note": (LOW_HZ, HIGH_HZ), "end of note": (HIGH_HZ, LOW_HZ), "picture": (HIGH_HZ, HIGH_HZ)}
"""The two notes of each."""
NOTE_MS, ATTACK_MS, DECAY_MS = 120, 8, 40
"""Of each note: its length, how softly it begins, and in which time it falls to a third."""
AMPLITUDE = 9_000
OVERTONE = 0.25
"""Of the octave, so that it is no whistle."""


class EarconEngine:
    """The engine `earcon`, at 22,050 Hz mono."""

    sample_rate = 22_050

    def speak(self, spoken: str) -> NDArray[np.int16]:
        """The tone of that name, two notes of 120 ms; silence for another name."""
        import numpy as np

        length = self.sample_rate * NOTE_MS // 1000
        notes = [_note(hertz, length, self.sample_rate) for hertz in TONES.get(spoken, ())]
        samples: NDArray[np.int16] = np.rint(np.concatenate([*notes, np.zeros(length)])).astype(np.int16)
        return samples


def _note(hertz: float, length: int, sample_rate: int) -> NDArray[np.float64]:
    """One note: struck softly, fading, and over when its time is."""
    import numpy as np

    seconds = np.arange(length) / sample_rate
    tone = np.sin(2 * np.pi * hertz * seconds) + OVERTONE * np.sin(4 * np.pi * hertz * seconds)
    attack = np.minimum(1000 * seconds / ATTACK_MS, 1)
    release = np.minimum(1000 * seconds[::-1] / ATTACK_MS, 1)
    faded: NDArray[np.float64] = AMPLITUDE * tone * attack * release * np.exp(-1000 * seconds / DECAY_MS)
    return faded


def open_engine(order: EngineOrder) -> EarconEngine:
    """The engine; there is only one."""
    del order
    return EarconEngine()


def fingerprint(order: EngineOrder) -> str:
    """The tones are made by this module alone."""
    del order
    return "1"


def missing(order: EngineOrder) -> str:
    """Nothing, ever."""
    del order
    return ""
