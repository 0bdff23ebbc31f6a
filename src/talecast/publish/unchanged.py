"""Is the book there already, exactly as it would be made? Then it is not made again.

What a finished folder was made from is remembered outside it, by the folder's path: a digest of the recipe, one of
`narration.json`, which in turn has a digest of every other file, and the gains at which it was made.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Protocol

from talecast.model import BookFile
from talecast.publish.folder import NARRATION_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


class Memory(Protocol):
    """Where things are kept by their names."""

    def read(self, key: str) -> bytes | None:
        """What is kept under this name, or None."""

    def write(self, key: str, data: bytes, /) -> None:
        """Keep it. Raises OutputError."""


def recipe(ingredients: Iterable[object]) -> str:
    """A digest of everything that a book's files are made from. The ingredients are values that JSON can write."""
    digest = hashlib.sha256()
    for ingredient in ingredients:
        line = json.dumps(ingredient, ensure_ascii=False, sort_keys=True) + "\n"  # which JSON has nowhere else
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def remember(memory: Memory, folder: Path, made_by: str, gains_db: Mapping[str, float]) -> None:
    """Remember by which recipe the finished folder was made, and at which gain for each voice. Raises OutputError.

    The gain of a voice that has left the book stays remembered: should it come back, its stretches may still be there.
    """
    gains_db = {**_kept_gains_db(memory, folder), **gains_db}
    note = {**_note(made_by, (folder / NARRATION_FILE).read_bytes()), "gains_db": gains_db}
    memory.write(_name(folder), json.dumps(note).encode())


def has_moved(memory: Memory, folder: Path, gains_db: Mapping[str, float]) -> bool:
    """Whether a voice had another gain when the folder was made last, so that all of its sound had to be made anew."""
    earlier = _kept_gains_db(memory, folder)
    return any(earlier.get(voice, gain_db) != gain_db for voice, gain_db in gains_db.items())


def files_unchanged(memory: Memory, folder: Path, wanted: str) -> tuple[BookFile, ...] | None:
    """The folder's files where it was made by the same recipe and every byte is as it was; None where anything is not."""
    try:
        narration = (folder / NARRATION_FILE).read_bytes()
    except OSError:
        return None
    if not _note(wanted, narration).items() <= _recall(memory, folder).items():
        return None
    files = tuple(_listed(json.loads(narration)["files"]))  # the bytes are those that this program wrote
    return files if all(_is_whole(folder / file.path, file) for file in files) else None


def _name(folder: Path) -> str:
    return hashlib.sha256(str(folder.absolute()).encode("utf-8", "surrogateescape")).hexdigest()


def _note(made_by: str, narration: bytes) -> dict[str, Any]:
    return {"recipe": made_by, "narration": hashlib.sha256(narration).hexdigest()}


def _recall(memory: Memory, folder: Path) -> dict[str, Any]:
    note: dict[str, Any] = json.loads(memory.read(_name(folder)) or b"{}")
    return note


def _kept_gains_db(memory: Memory, folder: Path) -> dict[str, float]:
    gains_db: dict[str, float] = _recall(memory, folder).get("gains_db", {})
    return gains_db


def _listed(entries: Iterable[Mapping[str, Any]]) -> Iterator[BookFile]:
    for entry in entries:
        yield BookFile(entry["path"], entry["type"], entry["bytes"], entry["sha256"], entry.get("samples"))


def _is_whole(path: Path, file: BookFile) -> bool:
    try:
        if path.stat().st_size != file.bytes:
            return False
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
    except OSError:
        return False
