"""How the sound of a part of a track is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class CutSound(Protocol):
    """Gives a part of a track as the bytes of a file."""

    def __call__(self, stem: str, start_sample: int, end_sample: int, /) -> Iterator[bytes]:
        """The track's samples from `start_sample`, a multiple of an MP3 frame, up to `end_sample`, as an MP3."""
