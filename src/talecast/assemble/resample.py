"""Changing the sample rate by one matrix product: every output sample is a windowed-sinc sum over its neighbours.

L samples out for M in repeat the same L sets of weights for ever, so a block of inputs times a constant matrix gives a block of
outputs, at the speed of a matrix product; the same samples come out wherever a clip lies and whatever the machine's cores.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HALF_TAPS = 24
"""Inputs on either side of an output. With the window below: 0.1 dB of ripple up to 0.87 of the band, images 80 dB down."""
KAISER_BETA = 8.0
CUTOFF = 0.94
"""Of the lower of the two Nyquist frequencies."""
LEAST_BLOCK = 64
"""Inputs a block, at least: smaller products waste time."""
BLOCKS_AT_ONCE = 512
"""About a second and a half, in a megabyte: a long sentence is half a minute, and every core has one."""


def resample(samples: NDArray[np.int16 | np.float32], from_rate: int, to_rate: int) -> NDArray[np.float32]:
    """Mono samples at another rate: ceil(n * to_rate / from_rate) of them; the first ones of both fall together."""
    import numpy as np

    if from_rate == to_rate or not len(samples):
        return samples.astype(np.float32, copy=False)
    matrix, step, half = _matrix(from_rate, to_rate)
    length = -(-len(samples) * to_rate // from_rate)
    blocks = -(-len(samples) // step)
    resampled = np.empty((blocks, matrix.shape[1]), dtype=np.float32)
    # What is left over goes with the last ones: a product of a few rows is rounded otherwise than one of many.
    starts = range(0, max(blocks - BLOCKS_AT_ONCE, 0) + 1, BLOCKS_AT_ONCE)
    for start, end in pairwise((*starts, blocks)):
        padded = _padded(samples, start * step - half, end * step + half)
        windows = np.lib.stride_tricks.sliding_window_view(padded, step + 2 * half)[::step]
        # A copy with its own rows: the product wants rows that do not overlap in memory.
        np.matmul(np.ascontiguousarray(windows), matrix, out=resampled[start:end])
    return resampled.reshape(-1)[:length]


def _padded(samples: NDArray[np.int16 | np.float32], start: int, end: int) -> NDArray[np.float32]:
    """The samples from `start` to `end`, with silence for those before the first and behind the last."""
    import numpy as np

    padded = np.zeros(end - start, dtype=np.float32)
    some = samples[max(start, 0) : end]
    begin = max(-start, 0)
    padded[begin : begin + len(some)] = some
    return padded


@lru_cache(maxsize=8)
def _matrix(from_rate: int, to_rate: int) -> tuple[NDArray[np.float32], int, int]:
    """The weights, shape (inputs of a block and its neighbours, outputs of a block); inputs a block; neighbours a side."""
    import numpy as np

    common = gcd(from_rate, to_rate)
    up, down = to_rate // common, from_rate // common
    repeats = -(-LEAST_BLOCK // down)
    step, outputs = down * repeats, up * repeats
    cutoff = CUTOFF * min(1.0, to_rate / from_rate)
    half = int(np.ceil(HALF_TAPS / min(1.0, to_rate / from_rate)))
    times = np.arange(outputs) * down / up + half  # where each output lies among the inputs
    distances = times[None, :] - np.arange(step + 2 * half)[:, None]
    inside = np.abs(distances) <= half
    window = np.where(inside, np.i0(KAISER_BETA * np.sqrt(np.clip(1 - (distances / half) ** 2, 0, 1))), 0)
    weights = np.sinc(cutoff * distances) * window
    weights /= weights.sum(axis=0, keepdims=True)
    return weights.astype(np.float32), step, half
