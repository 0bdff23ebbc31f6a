"""Text and sound together: read-along books, made from a finished narration without speaking again."""

from talecast.publish.readalong.books import is_of, write_read_alongs
from talecast.publish.readalong.depths import depths
from talecast.publish.readalong.playable import (
    UNNAMED,
    narrated_from,
    read_narrated,
    shown_creators,
    shown_language,
    shown_title,
)

__all__ = [
    "UNNAMED",
    "depths",
    "is_of",
    "narrated_from",
    "read_narrated",
    "shown_creators",
    "shown_language",
    "shown_title",
    "write_read_alongs",
]
