"""Looking into a clip store."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talecast.synthesize import ClipStore


def kept_samples(store: ClipStore, key: str) -> NDArray[np.int16]:
    """The samples of a clip that is there."""
    samples = store.samples(key)
    assert samples is not None
    return samples
