"""Where a clip lies on its track: what `layout` decides and `render` puts into sound."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placement:
    """A clip's place in its track, and how loud it is there."""

    key: str
    clip_rate: int
    """Samples a second of the clip."""
    gain_db: float
    start_sample: int
    """Samples into the track where the clip's first kept sample lies."""
    first: int
    """The first sample of the clip that is kept, in samples of the track's rate."""
    last: int
    """The end of what is kept, exclusive, in samples of the track's rate."""

    @property
    def end_sample(self) -> int:
        """Samples into the track, exclusive."""
        return self.start_sample + self.last - self.first


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a track that is encoded by itself."""

    start_sample: int
    """A multiple of a frame."""
    end_sample: int
    """Exclusive. A frame before the next stretch's start, except in the last one."""
    placements: tuple[Placement, ...]
