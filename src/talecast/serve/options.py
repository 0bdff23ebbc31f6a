"""What a server is asked to be, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Everything that a server depends on besides the folder itself."""

    folder: Path
    base_url: str
    """The address of the shelf as listeners reach it, without their tokens; it ends in a slash."""
    host: str
    """What it listens on."""
    listeners_file: Path
    locks: Path
    """A folder of the program's own."""
    started: int
    """Seconds since 1970."""
    for_listeners: bool = False
    """Only who has a token in the address sees anything."""
    order: str | None = None
    drip: str | None = None
    """Of the feeds, as FeedOptions has them. None: as `talecast feed` was asked for the last time."""
