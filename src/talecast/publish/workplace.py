"""Where a book is made before it is seen: beside its folder, under a hidden name, and moved into place when it is whole.

The door of filelock: two runs never make the same book at once. What a killed run left is taken away by the next one.
"""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING, Self

from talecast.errors import OutputError
from talecast.publish.folder import NARRATION_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from talecast.publish.folder import Folder


class Workplace:
    """The hidden folder of one book in work. Use it as a context: leaving it takes the hidden folder away."""

    def __init__(self, folder: Folder, locks: Path) -> None:
        """`locks` is a folder of the program's own, for the lock that keeps a second run out."""
        from filelock import FileLock

        self._folder = folder
        self._hidden = folder.path.parent / f".{folder.slug}.talecast"
        self.book = self._hidden / "book"
        """Where the finished files gather."""
        self.scratch = self._hidden / "scratch"
        """For files of the run's own."""
        name = hashlib.sha256(str(folder.path.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        locks.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(locks / f"{name}.lock")

    def __enter__(self) -> Self:
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise OutputError(
                f"Another run is making {self._folder.path} right now.",
                "Wait for it, or choose another folder with --out.",
            ) from error
        try:
            shutil.rmtree(self._hidden, ignore_errors=True)  # what a killed run left
            self.book.mkdir(parents=True)
            self.scratch.mkdir()
        except OSError as error:
            self._lock.release()
            raise OutputError(
                f"The folder {self._folder.path.parent} cannot be written: {error.strerror}.",
                "Choose another one with --out.",
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._hidden, ignore_errors=True)
        self._lock.release()

    def require_room(self, needed_bytes: int) -> None:
        """Raises OutputError where the disk has less room than the book will take."""
        free = shutil.disk_usage(self._hidden).free
        if free < needed_bytes:
            raise OutputError(
                f"The book needs about {needed_bytes / 1e6:.0f} MB, and {self._folder.path.parent} has {free / 1e6:.0f} MB.",
                "Make room, or choose another folder with --out.",
            )

    def publish(self) -> None:
        """Move the finished files to the book's folder, and take away those of its last narration that they replace."""
        target = self._folder.path
        try:
            if self._folder.previous_folder is not None and not target.exists():
                self._folder.previous_folder.rename(target)  # the book has another title now
            if not target.exists():
                self.book.rename(target)  # in one step: a new book is there whole, or not at all
                return
            new = sorted(path.name for path in self.book.iterdir())
            for name in sorted(_replaced(self._folder.previous or {}, new)):
                (target / name).unlink(missing_ok=True)
            for name in sorted(new, key=lambda name: (name == NARRATION_FILE, name)):  # the list of files comes last
                (self.book / name).replace(target / name)
        except OSError as error:
            raise OutputError(
                f"The folder {target} cannot be written: {error.strerror}.", "Choose another one with --out."
            ) from error


def _replaced(previous: Mapping[str, Any], new: list[str]) -> set[str]:
    """Files of the narration before whose like is there again under another name: chapters retitled, one file made of many.

    Files of a format that was not asked for this time stay.
    """
    kinds = {name.rpartition(".")[2] for name in new}
    old = {str(file.get("path", "")) for file in previous.get("files", ())}
    return {
        name for name in old - set(new) if name.rpartition(".")[2] in kinds and "/" not in name and "\\" not in name
    }
