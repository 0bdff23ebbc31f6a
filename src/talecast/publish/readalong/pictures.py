"""The pictures that a book's text shows."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from talecast.publish.narrated import Narrated


def shown_pictures(book: Narrated, source: Path, suffixes: Container[str]) -> dict[str, str]:
    """The pictures of these suffixes that the text shows and `source` has, each once, by their paths there.

    With the name that each gets in a folder of short names.
    """
    shown = dict.fromkeys(block.image for chapter in book.chapters for block in chapter.blocks if block.image)
    kept = [path for path in shown if suffix_of(path) in suffixes and (source / path).is_file()]
    return {path: f"i{number:05}.{suffix_of(path)}" for number, path in enumerate(kept, start=1)}


def suffix_of(path: str) -> str:
    """The suffix of a file's name, lower case, without its dot."""
    return PurePosixPath(path).suffix[1:].lower()
