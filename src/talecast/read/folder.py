"""What of a folder is read, and in which order: names as a person would sort them, 2 before 10."""

from __future__ import annotations

import io
import os
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_FILES = 5_000
"""In a folder and those in it; the longest serials have 2,000 chapters."""

NARRATED = "narration.json"
"""In the folder of every book that was narrated."""
MAX_PACKED = 200_000_000
"""Bytes of a book that is a folder."""

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif"})
_COVERS = ("cover", "folder", "front")
"""Names under which players look for a book's picture, the best first."""
_ABOUT = re.compile(r"(?:readme|licen[cs]e|copying|changelog)\b.*", re.IGNORECASE)
"""Files about the files beside them."""
_NUMBER = re.compile(r"(\d+)")
_OPENING = re.compile(r"(?:prolog(?:ue)?|preface|foreword|introduction)(?![^\W_])", re.IGNORECASE)
_CLOSING = re.compile(r"(?:epilog(?:ue)?|afterword|appendix)(?![^\W_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds."""

    files: tuple[Path, ...]
    """Those that can be read, by their names, in natural order."""
    cover: Path | None
    others: tuple[str, ...]
    """The names of those that are left out, as paths in the folder; hidden files are not even named."""


def list_folder(folder: Path, suffixes: Collection[str]) -> Listing:
    """The files in a folder and in the folders in it; `suffixes`, in small letters, are those of what can be read.

    Folders that are links are left alone. Raises SourceError where the folder cannot be read, or holds too much.
    """
    found = sorted(_files(folder), key=lambda path: natural_key(path.relative_to(folder)))
    files = [path for path in found if path.suffix.lower() in suffixes and not _ABOUT.fullmatch(path.name)]
    covers = [path for path in found if path.suffix.lower() in _PICTURES and path.stem.lower() in _COVERS]
    covers.sort(key=lambda path: (len(path.parts), _COVERS.index(path.stem.lower())))
    kept = {*files, *covers[:1]}
    others = tuple(path.relative_to(folder).as_posix() for path in found if path not in kept)
    return Listing(tuple(files), next(iter(covers), None), others)


def packed_epub(folder: Path) -> bytes | None:
    """The bytes of the EPUB that a folder is, as macOS keeps one and shows it as a file; None for any other folder.

    Raises SourceError where it cannot be read, or holds too much.
    """
    if not (folder / "META-INF" / "container.xml").is_file():
        return None
    buffer = io.BytesIO()
    room = MAX_PACKED
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(_files(folder), key=lambda path: (path.name != "mimetype", path)):
            room -= path.stat().st_size
            if room < 0:
                raise SourceError(f"The folder “{folder}” is too large for a book.", "Name the folder of one book.")
            if not path.is_symlink():
                archive.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes())
    return buffer.getvalue()


def natural_key(path: Path) -> tuple[object, ...]:
    """Sorts paths as a person does: numbers by their value, a prologue first, an epilogue last, case aside."""
    return tuple(_part_key(part) for part in path.parts)


def _part_key(name: str) -> tuple[object, ...]:
    plain = unicodedata.normalize("NFC", name).casefold()
    rank = 0 if _OPENING.match(plain) else 2 if _CLOSING.match(plain) else 1
    pieces = _NUMBER.split(plain)  # text and numbers take turns
    values = tuple(int(piece) if at % 2 else piece for at, piece in enumerate(pieces))
    return rank, values, name


def _files(folder: Path) -> list[Path]:
    def fail(error: OSError) -> None:
        raise SourceError(
            f"The folder “{folder}” cannot be read: {error.strerror or error}.", "Check your rights to it."
        ) from error

    files: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith((".", "__MACOSX"))]
        if NARRATED in names:  # a book that was made of this folder, with pages and books of its own beside the sound
            folders.clear()
            continue
        paths = (Path(where, name) for name in names if not name.startswith("."))
        files += (path for path in paths if path.name.lower() not in ("thumbs.db", "desktop.ini"))
        if len(files) > MAX_FILES:
            raise SourceError(
                f"The folder “{folder}” holds more than {MAX_FILES:,} files.", "Name the folder of one book."
            )
    return [path for path in files if path.is_file()]
