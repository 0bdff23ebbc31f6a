"""How loud each moment of a sound is, in a byte a millisecond: ten hours take 36 MB. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW_MS = 5
"""Of the sliding RMS window; it moves on by 1 ms."""
TOGETHER_MS = 1_000
"""So much is worked on at a time."""
STEPS_A_DB = 2
QUIETEST = 255
"""The level of -127.5 dB and less. A level counts half decibels under full scale, so a larger one is quieter."""
HEARD_DB = 45
"""A window this far under the loudest is silence."""
LEAST_DB = 90
"""A sound whose loudest window is this far under full scale has nothing to be heard in it."""


@dataclass(slots=True)
class LevelMeter:
    """Takes samples as they come and keeps their levels."""

    sample_rate: int
    samples: int = 0
    """Taken so far."""
    _waiting: list[NDArray[np.float32]] = field(default_factory=list)
    _done_ms: int = 0
    _energies: NDArray[np.float64] | None = None
    """Of the last milliseconds, which begin windows that are not full yet."""
    _levels: bytearray = field(default_factory=bytearray)

    def feed(self, block: NDArray[np.float32]) -> None:
        """Take the next samples, full scale 1."""
        self.samples += len(block)
        self._waiting.append(block)
        if self.samples * 1000 // self.sample_rate - self._done_ms >= TOGETHER_MS:
            self._take()

    def levels(self) -> NDArray[np.uint8]:
        """The level of the window that begins at each millisecond."""
        import numpy as np

        self._take()
        return np.frombuffer(bytes(self._levels), dtype=np.uint8)

    def _take(self) -> None:
        """Turn the whole milliseconds that wait into levels."""
        import numpy as np

        whole_ms = self.samples * 1000 // self.sample_rate
        if whole_ms == self._done_ms:
            return
        ends = np.arange(self._done_ms, whole_ms + 1, dtype=np.int64) * self.sample_rate // 1000
        begin, end = int(ends[0]), int(ends[-1])
        held = np.concatenate(self._waiting)
        counted = held[: end - begin].astype(np.float64)
        energies = np.add.reduceat(counted * counted, ends[:-1] - begin)
        self._waiting = [held[end - begin :]]
        self._done_ms = whole_ms
        if self._energies is not None:
            energies = np.concatenate([self._energies, energies])
        if len(energies) >= WINDOW_MS:
            sums = np.convolve(energies, np.ones(WINDOW_MS), mode="valid")
            self._levels += _as_levels(sums / (self.sample_rate * WINDOW_MS / 1000)).tobytes()
        self._energies = energies[-(WINDOW_MS - 1) :]


def _as_levels(mean_squares: NDArray[np.float64]) -> NDArray[np.uint8]:
    import numpy as np

    floor = 10 ** (-QUIETEST / STEPS_A_DB / 10)
    half_decibels = -10 * STEPS_A_DB * np.log10(np.maximum(mean_squares, floor))
    levels: NDArray[np.uint8] = np.clip(np.rint(half_decibels), 0, QUIETEST).astype(np.uint8)
    return levels


def silence_threshold(loudest: int) -> int | None:
    """The level above which a window is silence, for the book's loudest level; None where nothing can be heard."""
    return None if loudest >= LEAST_DB * STEPS_A_DB else loudest + HEARD_DB * STEPS_A_DB


def is_heard(levels: NDArray[np.uint8], start_ms: int, end_ms: int, threshold: int) -> bool:
    """Is there a window between these times that is no silence?"""
    inside = levels[max(start_ms, 0) : max(end_ms - WINDOW_MS + 1, start_ms + 1)]
    return bool((inside <= threshold).any())


def heard_silence_ms(levels: NDArray[np.uint8], start_ms: int, end_ms: int, threshold: int, around_ms: int) -> int:
    """The length of the longest silence that touches a pause, looked for up to `around_ms` on both sides of it.

    `start_ms` and `end_ms` are those of the planned pause.
    """
    import numpy as np

    first = max(start_ms - around_ms, 0)
    quiet = levels[first : max(end_ms + around_ms, 0)] > threshold
    edges = np.diff(np.concatenate([[0], quiet.view(np.int8), [0]]))
    begins, ends = np.flatnonzero(edges == 1) + first, np.flatnonzero(edges == -1) + first + WINDOW_MS - 1
    touching = (begins <= end_ms) & (ends >= start_ms)
    return int((ends - begins)[touching].max(initial=0))
