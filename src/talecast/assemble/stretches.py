"""Cutting a track into stretches that can be encoded apart and joined without a seam.

An MPEG-1 layer III encoder started afresh gives ceil(n / 1152) + 1 frames for n samples: 1152 samples more, and all of them late
by the same delay. So each stretch ends 1152 samples of silence before the next one begins, and begins at a multiple of 1152:
its extra frame *is* that silence, and the joined frames decode to the track, to the sample.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.assemble.timeline import Placement

FRAME = 1152
"""Samples an MPEG-1 layer III frame, and samples that a stretch's extra frame adds."""
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


def stretches(placements: Sequence[Placement], samples: int, sample_rate: int) -> tuple[Stretch, ...]:
    """The stretches of a track of that many samples.

    Where they end depends on the clips' keys and not on a count from the start, so that after an edited sentence the
    stretches behind it fall where they fell before, moved as a whole.
    """
    cuts: list[Stretch] = []
    start, first = 0, 0
    for index, (placement, following) in enumerate(pairwise(placements)):
        seam = following.start_sample // FRAME * FRAME
        length = seam - start
        wanted = length >= LONGEST_S * sample_rate or (
            length >= SHORTEST_S * sample_rate and zlib.crc32(placement.key.encode()) % ONE_IN == 0
        )
        if wanted and seam - FRAME >= placement.end_sample:
            cuts.append(Stretch(start, seam - FRAME, tuple(placements[first : index + 1])))
            start, first = seam, index + 1
    return (*cuts, Stretch(start, samples, tuple(placements[first:])))
