"""Laying clips out on a track, one after the other, and cutting the track into stretches that can be encoded apart.

A pause is heard from the last audible window of one clip to the first of the next; the margins that trimming left at their
ends lie inside it. So lead-in + clips + pauses + tail is the track's length, to the sample.

An MPEG-1 layer III encoder started afresh gives ceil(n / 1152) + 1 frames for n samples: 1152 samples more, and all of them late
by the same delay. So each stretch ends 1152 samples of silence before the next one begins, and begins at a multiple of 1152:
its extra frame *is* that silence, and the joined frames decode to the track, to the sample.

A stretch is known as soon as the clip behind it is there, and what lies behind it makes no difference to it: it can be encoded
while the rest is still being spoken.
"""

from __future__ import annotations

import zlib
from array import array
from dataclasses import dataclass
from itertools import pairwise, starmap
from typing import TYPE_CHECKING

from talecast.assemble.placement import Placement, Stretch
from talecast.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.model import Clip

FRAME = 1152
"""Samples an MPEG-1 layer III frame, and samples that a stretch's extra frame adds."""
GUARD = 240
"""Samples of silence that a stretch begins with, at least: an encoder rings a little before a sharp beginning."""
SEAM_SILENCE = 3 * FRAME
"""Samples of silence that a seam needs: a frame to end in, up to one more and a guard to begin in, and what aligning may take."""
SHORTEST_S, LONGEST_S = 30, 90
"""Seconds of a stretch: between the two, it ends after a clip whose key says so (one in four)."""
ONE_IN = 4
SHARED_BY = 4
"""Clips before a seam among which the alignment of the next stretch is shared."""
HEARD_DBFS = -51
"""A window that is softer than this in the finished file is heard as silence: speech at -19 LUFS has its loudest at about -6."""
WINDOW_MS = 5


@dataclass(slots=True)
class _Laid:
    """An utterance on its track: its clip, and the silence after it. All in samples of the track's rate."""

    clip: Clip
    gain_db: float
    start: int
    """Into the clip, where a listener hears it begin."""
    end: int
    pause: int
    first: int
    """Into the clip: what is kept of it, from here …"""
    last: int
    """… to here."""
    nudge: int = 0
    """Added to the clip's length, so that a stretch can begin where a frame does."""

    @property
    def advance(self) -> int:
        """From where it begins to where the next one does."""
        return self.end - self.start + self.nudge + self.pause


class TrackLayout:
    """A track in the making. All lengths are samples of its rate."""

    def __init__(self, lead_in: int, sample_rate: int) -> None:
        """The track begins with `lead_in` samples of silence."""
        self._bounds = array("q")
        """Start and end of each span: of a long book there are tens of thousands."""
        self._sample_rate = sample_rate
        self._room = lead_in
        """Silence in front of the next clip that is its own."""
        self._position = lead_in
        """Where the first clip of the stretch that is being laid begins."""
        self._length = 0
        """From there to where the next clip will begin."""
        self._stretch_start = 0
        self._laid: list[_Laid] = []

    def add(self, clip: Clip, gain_db: float, pause: int) -> Stretch | None:
        """Lay another clip with the pause behind it; gives the stretch that ends in front of it, where one does."""
        start, end = speech_bounds(clip, self._sample_rate, gain_db)
        kept = _kept(clip, self._sample_rate)
        following = _Laid(clip, gain_db, start, end, pause, first=max(start - self._room, 0), last=kept)
        if self._laid:
            # A pause shorter than the two margins it holds is shared between them.
            last = self._laid[-1]
            last.last = min(last.end + last.pause // 2, last.last)
        stretch = self._stretch_before(following) if self._laid and self._may_end_before(following) else None
        self._laid.append(following)
        self._length += following.advance
        self._room = pause - pause // 2
        return stretch

    def spans(self) -> Iterator[Span]:
        """Where each utterance sounds. Those of the stretch that is being laid are not among them yet."""
        return starmap(Span, zip(self._bounds[::2], self._bounds[1::2], strict=True))

    def finish(self, tail: int) -> Stretch:
        """The last stretch; the track ends `tail` samples after the pause of its last clip."""
        if self._laid:
            last = self._laid[-1]
            last.last = min(last.end + last.pause + tail, last.last)
        placements = self._place()
        return Stretch(self._stretch_start, self._position + tail, placements)

    def _may_end_before(self, following: _Laid) -> bool:
        last = self._laid[-1]
        length_s = (self._position + self._length - self._stretch_start) / self._sample_rate
        return (
            following.clip.samples > 0
            and _silence(last, following) >= SEAM_SILENCE
            and _can_give(last, following)
            and may_end(last.clip.key, length_s)
        )

    def _stretch_before(self, following: _Laid) -> Stretch:
        """Align what follows to a frame: up to half of one (13 ms) has to be made up for.

        It is shared among the last few clips before the seam, 3 ms each, which a listener cannot tell from the window in which a
        consonant fades.
        """
        sharing = [one for one, after in pairwise([*self._laid[-SHARED_BY:], following]) if _can_give(one, after)]
        shift = (-(self._position + self._length) + FRAME // 2) % FRAME - FRAME // 2
        for number, one in enumerate(sharing):
            one.nudge += shift * (number + 1) // len(sharing) - shift * number // len(sharing)
        placements = self._place()
        seam = (self._position - (following.start - following.first) - GUARD) // FRAME * FRAME
        stretch = Stretch(self._stretch_start, seam - FRAME, placements)
        self._stretch_start = seam
        return stretch

    def _place(self) -> tuple[Placement, ...]:
        """The placements of what is laid, which then is laid no longer. A silent clip has a span and no placement."""
        placements = []
        for one in self._laid:
            if one.clip.samples:
                start = self._position - (one.start - one.first)
                placements.append(
                    Placement(one.clip.key, one.clip.sample_rate, one.gain_db, start, one.first, one.last)
                )
            self._bounds.extend((self._position, self._position + one.end - one.start + one.nudge))
            self._position += one.advance
        self._laid.clear()
        self._length = 0
        return tuple(placements)


def may_end(key: str, length_s: float) -> bool:
    """Whether a stretch of this length may end after the clip of this key.

    That depends on the clips and not on a count from the track's start, so that after an edited sentence the stretches behind it
    end where they ended before.
    """
    return length_s >= LONGEST_S or (length_s >= SHORTEST_S and zlib.crc32(key.encode()) % ONE_IN == 0)


def speech_bounds(clip: Clip, sample_rate: int, gain_db: float) -> tuple[int, int]:
    """Where the clip's speech begins and ends for a listener at that gain, in samples of the track's rate into the clip."""
    if not clip.samples:
        return 0, 0
    window = clip.sample_rate * WINDOW_MS // 1000
    heard_above_db = gain_db - HEARD_DBFS  # levels are decibels under full scale: a larger number is softer
    head = _silent_windows(clip.head_db, heard_above_db) * window
    tail_windows = _silent_windows(clip.tail_db, heard_above_db)
    last_window = clip.samples % window or window
    tail = 0 if tail_windows == 0 else last_window + (tail_windows - 1) * window
    if head + tail >= clip.samples:  # quieter than silence, all of it: it is there all the same
        return 0, _kept(clip, sample_rate)
    return _at_rate(head, clip, sample_rate), _at_rate(clip.samples - tail, clip, sample_rate)


def _silence(one: _Laid, following: _Laid) -> int:
    """Samples without a sound between what is kept of the two."""
    return one.pause - (one.last - one.end) - (following.start - following.first)


def _can_give(one: _Laid, following: _Laid) -> bool:
    """Whether half a frame may be taken from the clip's length and the sound still ends before the next one begins."""
    return one.end - one.start > FRAME and _silence(one, following) >= FRAME


def _silent_windows(levels_db: bytes, heard_above_db: float) -> int:
    return next((index for index, level in enumerate(levels_db) if level < heard_above_db), len(levels_db))


def _kept(clip: Clip, sample_rate: int) -> int:
    return -(-clip.samples * sample_rate // clip.sample_rate)


def _at_rate(samples: int, clip: Clip, sample_rate: int) -> int:
    return round(samples * sample_rate / clip.sample_rate)
