"""Where a book is made before it is seen: beside its folder, under a hidden name, and moved into place when it is whole.

Two runs never make the same book at once. What a killed run left is taken away by the next one.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from typing import TYPE_CHECKING, Self

from talecast.errors import OutputError, unwritable_tip
from talecast.locks import locked
from talecast.publish.folder import NARRATION_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.publish.folder import Folder


NAMED_FOR_BOOK = frozenset({"mp3", "m4b", "opus", "flac", "wav", "vtt", "srt", "epub"})
"""Suffixes of files that have the book's or a chapter's name."""
BY_OPTION = "choose another folder with --out"
BY_COPYING = "copy the book to another folder"
"""For books that are finished: `--out` is an option of `narrate` alone."""
CHAPTER_STEM = re.compile(r"\d{2,}-[a-z0-9-]+", re.ASCII)
"""As `slug.chapter_stem` makes them."""


class Workplace:
    """The hidden folder of one book in work. Use it as a context: leaving it takes the hidden folder away."""

    def __init__(self, folder: Folder, locks: Path, elsewhere: str = BY_OPTION) -> None:
        """`locks` is a folder of the program's own, for the lock that keeps a second run out.

        `elsewhere` ends a tip: what to do where the book cannot be made here.
        """
        self._folder = folder
        self._elsewhere = elsewhere
        self._hidden = folder.path.parent / f".{folder.slug}.talecast"
        self.book = self._hidden / "book"
        """Where the finished files gather."""
        self.scratch = self._hidden / "scratch"
        """For files of the run's own."""
        name = hashlib.sha256(str(folder.path.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        locks.mkdir(parents=True, exist_ok=True)
        self._lock = locked(locks / f"{name}.lock", self._refuse)

    def __enter__(self) -> Self:
        self._lock.__enter__()
        try:
            shutil.rmtree(self._hidden, ignore_errors=True)  # what a killed run left
            self.book.mkdir(parents=True)
            self.scratch.mkdir()
        except OSError as error:
            self._lock.__exit__(None, None, None)
            raise OutputError(
                f"The folder {self._folder.path.parent} cannot be written: {error.strerror}.",
                unwritable_tip(error, self._elsewhere),
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._hidden, ignore_errors=True)
        self._lock.__exit__(None, None, None)

    def _refuse(self) -> None:
        raise OutputError(
            f"Another run is making {self._folder.path} right now.", f"Wait for it, or {self._elsewhere}."
        )

    def require_room(self, needed_bytes: int) -> None:
        """Raises OutputError where the disk has less room than the book will take."""
        free = shutil.disk_usage(self._hidden).free
        if free < needed_bytes:
            raise OutputError(
                f"The book needs about {needed_bytes / 1e6:.0f} MB, and {self._folder.path.parent} has {free / 1e6:.0f} MB.",
                f"Make room, or {self._elsewhere}.",
            )

    def publish(self, *, whole: bool = True) -> None:
        """Move the finished files to the book's folder.

        Where the book was made `whole`, and not only some chapters of it, the files of earlier narrations whose place they take
        under other names go: chapters retitled, one file made of many. Files of a format that was not asked for this time stay.
        """
        target = self._folder.path
        try:
            if self._folder.previous_folder is not None and not target.exists():
                self._folder.previous_folder.rename(target)  # the book has another title now
            if not target.exists():
                self.book.rename(target)  # in one step: a new book is there whole, or not at all
                return
            new = sorted(path.name for path in self.book.iterdir())
            for name in sorted(self._outdated(new)) if whole else ():
                (target / name).unlink(missing_ok=True)
            for name in sorted(new, key=lambda name: (name == NARRATION_FILE, name)):  # the list of files comes last
                if (target / name).is_dir():  # of a read-along book, or of pictures: one folder takes the other's place
                    (target / name).rename(self.scratch / f"old-{name}")
                (self.book / name).replace(target / name)
        except OSError as error:
            raise OutputError(
                f"The folder {target} cannot be written: {error.strerror}.", unwritable_tip(error, self._elsewhere)
            ) from error

    def _outdated(self, new: list[str]) -> set[str]:
        """Names in the book's folder that only a narration of it can have made, of the kinds that are written anew."""
        kinds = {name.rpartition(".")[2] for name in new}
        stems = {self._folder.slug, getattr(self._folder.previous_folder, "name", self._folder.slug)}
        return {
            path.name
            for path in self._folder.path.iterdir()
            if path.suffix[1:] in kinds & NAMED_FOR_BOOK
            and path.name not in new
            and (path.stem in stems or CHAPTER_STEM.fullmatch(path.stem))
        }
