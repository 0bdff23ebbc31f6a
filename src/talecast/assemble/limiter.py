"""A look-ahead true-peak limiter. Pure: what it does to a clip depends on the clip alone.

The gain is decided for each millisecond, from the peaks between the samples too; it is lowered before a peak comes and let go
after it, along a raised cosine. A peak is 3 to 4 dB over the ceiling at the most in speech brought to -19 LUFS, so the window is
short: a few milliseconds around a glottal pulse, and the loudness of the sentence hardly moves.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK = 44
"""Samples: about 1 ms at 44.1 kHz."""
REACH = 5
"""Blocks on either side of a peak over which the gain moves."""
OVERSAMPLING = 4
"""As in ITU-R BS.1770-4, annex 2."""
TAPS_A_SIDE = 8
BLOCKS_AT_ONCE = 512
"""About half a second, in a megabyte: a long sentence is half a minute, and every core has one."""
NEAR = 0.8
"""Of the ceiling: between samples under this, no peak of speech reaches it (a tone of 9 kHz at 44.1 kHz would)."""


def limit(samples: NDArray[np.float32], ceiling: float) -> None:
    """Leave no true peak above `ceiling` (linear) in mono samples, full scale 1. In place: a long sentence is five megabytes."""
    import numpy as np

    hot = _hot_blocks(samples, NEAR * ceiling)
    # Of the others nobody asks: they are under the ceiling.
    peaks = np.zeros(-(-len(samples) // BLOCK), dtype=np.float32)
    for start in range(0, len(hot), BLOCKS_AT_ONCE):
        some = hot[start : start + BLOCKS_AT_ONCE]
        peaks[some] = _true_peaks(samples, some)
    if peaks.max(initial=0) <= ceiling:
        return
    needed = np.minimum(1, ceiling / np.maximum(peaks, ceiling))
    # One block more than the smoothing reaches: between two blocks the gain is interpolated.
    lowest = _sliding_min(needed, REACH + 1)
    kernel = np.hanning(2 * REACH + 3)[1:-1]
    smooth = np.convolve(np.pad(lowest, REACH, mode="edge"), kernel / kernel.sum(), mode="valid")
    gains = np.lib.stride_tricks.sliding_window_view(np.pad(smooth, 1, mode="edge"), 3)
    moved = np.flatnonzero((gains < 1).any(axis=1))
    rows = samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK)  # no copy; the last block may be shorter
    for start in range(0, len(moved), BLOCKS_AT_ONCE):
        some = moved[start : start + BLOCKS_AT_ONCE]
        factors = gains[some].astype(np.float32) @ _ramps()
        whole = some[some < len(rows)]
        rows[whole] *= factors[: len(whole)]
        if len(whole) < len(some):
            samples[rows.size :] *= factors[-1, : len(samples) - rows.size]


def _hot_blocks(samples: NDArray[np.float32], near: float) -> NDArray[np.int64]:
    """The numbers of the blocks with a sample over that level, which rise."""
    import numpy as np

    found = []
    for start in range(0, len(samples), BLOCKS_AT_ONCE * BLOCK):
        some = samples[start : start + BLOCKS_AT_ONCE * BLOCK]
        found.append(np.unique((np.flatnonzero((some > near) | (some < -near)) + start) // BLOCK))
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


@lru_cache(maxsize=1)
def _ramps() -> NDArray[np.float32]:
    """How much the gains of the block before, of this one and of the one after weigh at each sample, shape (3, BLOCK)."""
    import numpy as np

    from_centre = (np.arange(BLOCK) - (BLOCK - 1) / 2) / BLOCK
    before, after = np.maximum(-from_centre, 0), np.maximum(from_centre, 0)
    return np.stack([before, 1 - before - after, after]).astype(np.float32)


def _true_peaks(samples: NDArray[np.float32], blocks: NDArray[np.int64]) -> NDArray[np.float32]:
    """The largest magnitude in and between the samples of each of these blocks, which rise: shape (len(blocks),).

    What is asked for before the first sample and behind the last is silence.
    """
    import numpy as np

    places = blocks[:, None] * BLOCK + np.arange(-TAPS_A_SIDE, BLOCK + TAPS_A_SIDE)
    windows = samples.take(places, mode="clip")
    if places[0, 0] < 0:
        windows[0, :TAPS_A_SIDE] = 0
    if places[-1, -1] >= len(samples):
        windows[places >= len(samples)] = 0
    between, at_samples = np.abs(windows @ _interpolator()), np.abs(windows[:, TAPS_A_SIDE:-TAPS_A_SIDE])
    peaks: NDArray[np.float32] = np.maximum(between.max(axis=1), at_samples.max(axis=1))
    return peaks


@lru_cache(maxsize=1)
def _interpolator() -> NDArray[np.float32]:
    """The weights that give the points between the samples of a block, shape (BLOCK + 2 * TAPS_A_SIDE, 3 * BLOCK)."""
    import numpy as np

    offsets = np.arange(1, OVERSAMPLING) / OVERSAMPLING
    times = (np.arange(BLOCK)[:, None] + offsets[None, :]).reshape(-1) + TAPS_A_SIDE
    distances = times[None, :] - np.arange(BLOCK + 2 * TAPS_A_SIDE)[:, None]
    window = np.where(np.abs(distances) < TAPS_A_SIDE, np.cos(np.pi * distances / (2 * TAPS_A_SIDE)) ** 2, 0)
    weights = np.sinc(distances) * window
    scaled: NDArray[np.float32] = (weights / weights.sum(axis=0, keepdims=True)).astype(np.float32)
    return scaled


def _sliding_min(values: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    import numpy as np

    padded, lowest = np.pad(values, reach, constant_values=1), values.copy()
    for offset in range(2 * reach + 1):
        np.minimum(lowest, padded[offset : offset + len(values)], out=lowest)
    return lowest
