"""What a speech engine is to the rest of the program: something that turns words into samples, one utterance at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EngineOrder:
    """Everything that an engine may know: two engines opened with equal orders speak alike, in any process."""

    engine: str
    """The engine's name: an entry point of the group `talecast.engines`."""
    engine_voice: str
    """The engine's own name of the voice, the path of its file, or a blend of several: "one:0.6,other:0.4"."""
    language: str
    """The book's BCP 47 tag, for engines that speak several."""
    rate: float
    """The articulation rate as a factor of the profile's natural pace."""
    pitch: int
    """0 to 100; 50 is the voice as it comes."""
    cache: str
    """The folder where an engine may keep files of its own from run to run; installed voices lie in its folder `voices`."""
    scratch: str
    """A folder for the run's own files; it goes when the run ends."""
    tempo: float = 1.0
    """What is still to be done to the speed when the engine has spoken, as a factor: its own rate goes no further."""


class Engine(Protocol):
    """An engine, open in the process that calls it. It need not survive a fault: the pool opens another."""

    sample_rate: int
    """Samples a second of what `speak` gives."""

    def speak(self, spoken: str) -> NDArray[np.int16]:
        """The words as mono samples, a function of the words and the order alone. Silence at either end may be left on."""
        ...
