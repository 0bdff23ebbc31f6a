"""How long something is heard: what the neural engines hold their sound against, to notice words that were swallowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW_MS = 5
AUDIBLE_DB = 40
"""A window this far under the loudest still counts as speech: vowels and most consonants lie within it."""
QUIETEST_DB = -60
"""Under full scale: where no window is louder, nothing was said. Voices come at −20 to −12."""


def audible_ms(samples: NDArray[np.float32], sample_rate: int) -> float:
    """How long there is something to hear, from the first window to the last; full scale is 1."""
    import numpy as np

    window = sample_rate * WINDOW_MS // 1000
    whole = samples[: len(samples) // window * window].reshape(-1, window)
    if not len(whole):
        return 0.0
    levels = 10 * np.log10(np.mean(np.square(whole), axis=1) + 1e-12)
    if levels.max() < QUIETEST_DB:
        return 0.0
    heard = np.flatnonzero(levels > levels.max() - AUDIBLE_DB)
    return float((heard[-1] - heard[0] + 1) * WINDOW_MS)
