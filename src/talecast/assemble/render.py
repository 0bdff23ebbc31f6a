"""Samples of a track from its placements: clips at the track's rate and the book's gain, limited, with silence between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talecast.assemble.limiter import limit
from talecast.assemble.resample import resample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from talecast.assemble.placement import Placement
    from talecast.model import Clip

    LoadClip = Callable[[str], NDArray[np.int16]]
    """The samples of the clip of this key, mono at the clip's rate. Called from several threads."""

FADE_MS = 3
ENERGY_BLOCK_MS = 100
"""As a clip's energies have them."""
SAMPLES_AT_ONCE = 1 << 16
"""The most that is handed on at once: LAME keeps eight bytes for each sample of the longest piece it was given."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What all the clips of a book share."""

    sample_rate: int
    ceiling_dbtp: float
    """No true peak goes over this; what the encoder itself adds comes on top."""
    load: LoadClip
    encoder_gain: float = 1.0
    """What the encoder multiplies samples by: made up for here, at no cost."""


def render(sound: Sound, placements: Sequence[Placement], start: int, end: int) -> Iterator[NDArray[np.int16]]:
    """The samples of a track from `start` up to `end`, in blocks. The placements lie wholly between the two."""
    position = start
    for placement in placements:
        yield from _silence(placement.start_sample - position)
        yield from _clip(sound, placement)
        position = placement.end_sample
    yield from _silence(end - position)


def _clip(sound: Sound, placement: Placement) -> Iterator[NDArray[np.int16]]:
    import numpy as np

    # In place wherever it can be: a long sentence takes five megabytes each time that it is written anew.
    whole = resample(sound.load(placement.key), placement.clip_rate, sound.sample_rate)
    kept = whole[placement.first : placement.last]
    kept *= np.float32(10 ** (placement.gain_db / 20) / 32768)
    fade = min(sound.sample_rate * FADE_MS // 1000, len(kept))
    ramp = np.arange(fade, dtype=np.float32) / max(fade, 1)
    if placement.first > 0:
        kept[:fade] *= ramp
    if placement.last < len(whole):
        kept[len(kept) - fade :] *= ramp[::-1]
    limit(kept, 10 ** (sound.ceiling_dbtp / 20))
    kept *= np.float32(32767 / sound.encoder_gain)
    np.rint(kept, out=kept)
    for start in range(0, len(kept), SAMPLES_AT_ONCE):
        yield kept[start : start + SAMPLES_AT_ONCE].astype(np.int16)


def limited_clip(sound: Sound, clip: Clip, gain_db: float) -> Clip:
    """The clip with the energies that the limiter leaves it at that gain, itself not yet louder."""
    import numpy as np

    raw = sound.load(clip.key).astype(np.float32)
    loud = resample(raw, clip.sample_rate, sound.sample_rate) * np.float32(10 ** (gain_db / 20) / 32768)
    limited = loud.copy()
    limit(limited, 10 ** (sound.ceiling_dbtp / 20))
    starts = np.arange(0, len(raw), clip.sample_rate * ENERGY_BLOCK_MS // 1000) * sound.sample_rate // clip.sample_rate
    before, after = (np.add.reduceat(np.square(it), starts) for it in (loud, limited))
    share = np.where(before > 0, after / np.maximum(before, 1e-12), 1)
    energies = np.frombuffer(clip.energies, dtype=np.float32) * share.astype(np.float32)
    return replace(clip, energies=energies.tobytes())


def _silence(samples: int) -> Iterator[NDArray[np.int16]]:
    import numpy as np

    while samples > 0:
        yield np.zeros(min(samples, SAMPLES_AT_ONCE), dtype=np.int16)
        samples -= SAMPLES_AT_ONCE
