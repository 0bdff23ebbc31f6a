"""Cutting a track into stretches that can be encoded apart and joined without a seam.

An MPEG-1 layer III encoder started afresh gives ceil(n / 1152) + 1 frames for n samples: 1152 samples more, and all of them late
by the same delay. So each stretch ends 1152 samples of silence before the next one begins, and begins at a multiple of 1152:
its extra frame *is* that silence, and the joined frames decode to the track, to the sample.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.assemble.placement import Placement

FRAME = 1152
"""Samples an MPEG-1 layer III frame, and samples that a stretch's extra frame adds."""
GUARD = 240
"""Samples of silence that a stretch begins with, at least: an encoder rings a little before a sharp beginning."""
SHORTEST_S, LONGEST_S = 30, 90
"""Seconds of a stretch: between the two, it ends after a clip whose key says so (one in four)."""
ONE_IN = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a track that is encoded by itself."""

    start_sample: int
    """A multiple of 1152."""
    end_sample: int
    """Exclusive. A multiple of 1152 before the next stretch's start, except in the last one."""
    placements: tuple[Placement, ...]


def may_end(key: str, length_s: float) -> bool:
    """Whether a stretch of this length may end after the clip of this key.

    That depends on the clips and not on a count from the track's start, so that after an edited sentence the stretches behind it
    end where they ended before.
    """
    return length_s >= LONGEST_S or (length_s >= SHORTEST_S and zlib.crc32(key.encode()) % ONE_IN == 0)


def stretches(placements: Sequence[Placement], samples: int) -> tuple[Stretch, ...]:
    """The stretches of a track of that many samples: they begin with the placements that say so."""
    cuts: list[Stretch] = []
    start, first = 0, 0
    for index, placement in enumerate(placements):
        if placement.begins_stretch:
            seam = (placement.start_sample - GUARD) // FRAME * FRAME
            cuts.append(Stretch(start, seam - FRAME, tuple(placements[first:index])))
            start, first = seam, index
    return (*cuts, Stretch(start, samples, tuple(placements[first:])))
