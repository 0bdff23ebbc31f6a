"""Where a clip lies on its track: what `timeline` decides, `stretches` cuts and `render` puts into sound."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placement:
    """A clip's place in its track."""

    key: str
    clip_rate: int
    """Samples a second of the clip."""
    start_sample: int
    """Samples into the track where the clip's first kept sample lies."""
    first: int
    """The first sample of the clip that is kept, in samples of the track's rate."""
    last: int
    """The end of what is kept, exclusive, in samples of the track's rate."""
    begins_stretch: bool = False
    """Whether the sound may be encoded afresh from the silence before it."""

    @property
    def end_sample(self) -> int:
        """Samples into the track, exclusive."""
        return self.start_sample + self.last - self.first
