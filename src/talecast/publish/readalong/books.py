"""The read-along books of a narration: which there are, and where they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.errors import OutputError, unwritable_tip
from talecast.publish.readalong.daisy2 import write_daisy2
from talecast.publish.readalong.daisy3 import write_daisy3
from talecast.publish.readalong.epub import write_epub
from talecast.publish.readalong.page import PAGE_FILES, write_page
from talecast.settings import PART

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from talecast.publish.narrated import Narrated
    from talecast.publish.readalong.cutting import CutSound

_WRITERS = {"epub": write_epub, "daisy": write_daisy2, "daisy3": write_daisy3, "html": write_page}


def write_read_alongs(  # noqa: PLR0913 - which, of what, from where, where to
    formats: Sequence[str], name: str, cut: CutSound, book: Narrated, folder: Path, *, source: Path
) -> tuple[str, ...]:
    """Write the read-along books of these formats into `folder`; gives the paths of their files in it.

    `name` is the book's; `source` is the folder with its pictures and its cover. MP3s that were only there to be cut are taken
    away. Raises OutputError.
    """
    try:
        paths = tuple(path for one in formats for path in _WRITERS[one](book, name, cut, folder, source))
        for left in folder.glob(f"*.mp3{PART}"):
            left.unlink()
    except OSError as error:
        raise OutputError(
            f"A read-along book cannot be written to {folder}: {error.strerror or error}.",
            unwritable_tip(error, "choose another folder"),
        ) from error
    return paths


def is_of(name: str, path: str) -> bool:
    """Is a file of a book's folder one that the read-along book of this format is made of?"""
    if name == "html":
        return path in PAGE_FILES
    return path.endswith(".epub") if name == "epub" else path.startswith(f"{name}/")
