"""The bytes of a source, as far as they may be a book; and how a source is called in a sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from talecast.errors import SourceError

MAX_BYTES = 200_000_000
"""Of a file, pictures included; its text may have far less."""
_NOT_YET = frozenset(".doc .mobi .azw .azw3 .kfx .lit .lrf .djvu .pages .tex .xml".split())


def quoted(name: str) -> str:
    """How a sentence calls the source of that name."""
    return "Standard input" if name == "-" else f"“{name}”"


def source_bytes(source: str, stdin: BinaryIO | None) -> tuple[str, bytes]:
    """The name and all bytes of a file, or of standard input ("-"). Raises SourceError where it cannot be read."""
    if source == "-":
        return "-", _limited(stdin if stdin is not None else sys.stdin.buffer, "-")
    path = Path(source)
    name = path.name or source
    try:
        if path.is_dir():
            raise SourceError(f"“{source}” is a folder, not a story.", "Name the file in it.")
        if not path.exists():
            raise SourceError(f"There is no file “{source}”.", "Check the name and the folder.")
        if path.suffix.lower() in _NOT_YET:
            raise SourceError(
                f"“{name}”: {path.suffix.lower()} files cannot be read yet.",
                "Convert it to plain text (.txt) or Markdown (.md) first.",
            )
        with path.open("rb") as file:
            return name, _limited(file, name)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise unopened(source, error) from error


def unopened(source: str, error: Exception) -> SourceError:
    """What is said of a source that the system does not open."""
    reason = getattr(error, "strerror", None) or str(error)
    return SourceError(f"“{source}” cannot be opened: {reason}.", "Check the file and your rights to it.")


def _limited(file: BinaryIO, name: str) -> bytes:
    """All bytes of a file, if they may be a book: some never end, such as a device."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SourceError(
            f"{quoted(name)} is too large: more than {MAX_BYTES // 1_000_000:,} MB.", "Give the book alone."
        )
    return data
