"""What the tests of the neural voices share: utterances through a pool, and how long they are heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from talecast.synthesize import ClipStore
from talecast.synthesize.audible import audible_ms
from talecast.synthesize.pool import Job, LocalPool
from tests.unit.synthesize.keeping import kept_samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from talecast.synthesize.engine import EngineOrder

SENTENCE = "“It was late,” she said; nobody asked her why."
OTHERS = ("A short one.", "And here is another sentence, quite a bit longer than the last.", "Why?")


def spoken(order: EngineOrder, folder: Path, words: Sequence[str], workers: int) -> dict[str, bytes]:
    """The samples of each of the words as workers of a pool spoke them, one after the other, kept in a new store."""
    jobs = [Job(f"{index:02}-{text}", text, order) for index, text in enumerate(words)]
    with LocalPool(workers, str(folder)) as pool:
        clips = list(pool.run(jobs))
    store = ClipStore(folder)
    return {clip.key[3:]: kept_samples(store, clip.key).tobytes() for clip in clips}


def heard_ms(samples: NDArray[np.int16], sample_rate: int) -> float:
    """How long there is something to hear."""
    return audible_ms((samples / 32768).astype(np.float32), sample_rate)
