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


def book_cover(metadata: Metadata, picture: str, own: bytes | None, romanise: Callable[[str], str]) -> bytes:
    """The cover as a square RGB JPEG: the user's picture, the source's `own`, or one drawn from title and authors.

    Raises SourceError for a picture of the user's that cannot be read; a source's that cannot gives way to a drawn one.
    """
    if picture:
        return load_cover(Path(picture))
    return _own_cover(own) or draw_cover(metadata.title, metadata.creators, romanise)


def _own_cover(own: bytes | None) -> bytes | None:
    """The source's picture as a cover; None without one, or where it is damaged, since the story is not."""
    if own is None:
        return None
    try:
        return load_cover(own)
    except SourceError:
        return None


def picture_digest(picture: str, own: bytes | None = None) -> str:
    """A digest of the user's picture, or of the source's; empty where a cover is drawn. Raises SourceError."""
    if not picture:
        return hashlib.sha256(own).hexdigest() if own is not None else ""
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
