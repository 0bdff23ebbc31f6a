"""A book's cover and the tags of all its files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.settings import PART
from talecast.tag.cover import draw_cover, load_cover
from talecast.tag.fields import track_tags
from talecast.tag.mutagen_door import tag_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from talecast.model import Metadata, Timeline


def book_cover(metadata: Metadata, picture: str, romanise: Callable[[str], str]) -> bytes:
    """The cover as a square RGB JPEG: the user's picture, or one drawn from title and authors. Raises SourceError."""
    return load_cover(Path(picture)) if picture else draw_cover(metadata.title, metadata.creators, romanise)


def picture_digest(picture: str) -> str:
    """A digest of the user's picture; empty where a cover is drawn. Raises SourceError where it cannot be read."""
    if not picture:
        return ""
    try:
        return hashlib.sha256(Path(picture).read_bytes()).hexdigest()
    except OSError as error:
        raise SourceError(
            f"The cover {picture} cannot be read: {error.strerror}.", "Check the name and the folder."
        ) from error


def tag_tracks(  # noqa: PLR0913 - what to say, of which files
    metadata: Metadata, timeline: Timeline, formats: Sequence[str], cover: bytes, folder: Path, *, per_chapter: bool
) -> None:
    """Tag each track in each format, and give the whole file its own name. Raises OutputError."""
    total = len(timeline.tracks)
    for number, track in enumerate(timeline.tracks, start=1):
        tags = track_tags(metadata, track, number, total, timeline.sample_rate, cover, metadata.narrator, per_chapter)
        for name in formats:
            part = folder / f"{track.stem}.{name}{PART}"
            tag_file(part, tags)
            part.rename(part.with_suffix(""))
