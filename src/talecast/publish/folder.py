"""Where a book lives: the folder that is its own already, or the next free name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from talecast.errors import OutputError
from talecast.publish.identity import SAME_SHARE, Ids, Words, assign_ids, is_narration, likeness, script_words
from talecast.publish.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from talecast.model import Script

NARRATION_FILE = "narration.json"
HEAD_BYTES = 65_536
"""`id`, `title`, `creators` and `source` stand within these at the head of a `narration.json`."""

_OUR_SUFFIXES = r"(mp3|m4b|opus|flac|wav|vtt|srt|epub)"


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the book goes, and who it is."""

    path: Path
    slug: str
    """The folder's name, which is also the stem of its files: "corrosion", or "corrosion-2"."""
    ids: Ids
    previous: dict[str, Any] | None = None
    """The object of the book's narration before, if there is one."""
    previous_folder: Path | None = None
    """Where that narration lies when the book has another title now; to be moved to `path`."""


def find_folder(out: Path, script: Script) -> Folder:
    """The folder for the script under `out`, and its ids. Nothing is written.

    A folder is the book's own when its narration is one of the same book: looked for under the title's slug ("x",
    "x-2", …) and among narrations of a source of the same name or of the very same words. A folder that holds anything
    else is left alone. Raises OutputError when `out` cannot be listed.
    """
    words = tuple(script_words(script))
    fresh = assign_ids(script, None, words)
    home, previous = _home(out, script, fresh, words)
    ids = assign_ids(script, previous, words) if previous is not None else fresh
    slug = slugify(script.metadata.title, ids.book)
    if home is not None and _is_of_family(home.name, slug):
        return Folder(home, home.name, ids, previous)
    path = _next_free(out, slug)
    return Folder(path, path.name, ids, previous, home)


def read_narration(path: Path) -> dict[str, Any] | None:
    """The object of a `narration.json`; None where there is none, or one that is damaged or another program's."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return document if is_narration(document) else None


def _home(out: Path, script: Script, fresh: Ids, words: tuple[Words, ...]) -> tuple[Path | None, dict[str, Any] | None]:
    """The folder whose narration is most like the script, and that narration; the title's own folders win a tie."""
    slug = slugify(script.metadata.title, fresh.book)
    best: tuple[Path | None, dict[str, Any] | None] = None, None
    best_likeness = 0.0
    for folder in sorted(_folders(out), key=lambda path: (not _is_of_family(path.name, slug), _name_key(path.name))):
        narration = folder / NARRATION_FILE
        if not _is_of_family(folder.name, slug) and not _may_be_ours(narration, script.source, fresh.book):
            continue
        previous = read_narration(narration)
        if previous is None:
            continue
        found = likeness(script.metadata.title, words, previous)
        if found >= SAME_SHARE and found > best_likeness:
            best, best_likeness = (folder, previous), found
    return best


def _folders(out: Path) -> list[Path]:
    try:
        return (
            [path for path in out.iterdir() if path.is_dir() and not path.name.startswith(".")] if out.exists() else []
        )
    except OSError as error:
        raise OutputError(
            f"The output folder {out} cannot be read: {error.strerror or error}.", "Name another one with --out."
        ) from error


def _may_be_ours(narration: Path, source: str, book_id: str) -> bool:
    """Does the head of the file name this source or this book? Reading every book whole would take seconds each."""
    try:
        with narration.open("rb") as file:
            head = file.read(HEAD_BYTES).decode("utf-8", "replace")
    except OSError:
        return False
    texts = (json.dumps(source, ensure_ascii=False), json.dumps(source), json.dumps(book_id))
    return any(text in head for text in texts)


def _is_of_family(name: str, slug: str) -> bool:
    """Is `name` the slug, or the slug with a number after it as `_next_free` gives them?"""
    return re.fullmatch(rf"{re.escape(slug)}(-([2-9]|[1-9]\d+))?", name, re.ASCII) is not None


def _name_key(name: str) -> tuple[int, str]:
    return len(name), name


def _next_free(out: Path, slug: str) -> Path:
    return next(path for path in _names(out, slug) if _is_free(path, path.name))


def _names(out: Path, slug: str) -> Iterator[Path]:
    yield out / slug
    number = 2
    while True:
        yield out / f"{slug}-{number}"
        number += 1


def _is_free(path: Path, slug: str) -> bool:
    """Nothing is there, or only what a run of ours left that was killed before it wrote its `narration.json`."""
    if not path.exists() and not path.is_symlink():
        return True
    if not path.is_dir():
        return False
    ours = re.compile(
        rf"(\.|({re.escape(slug)}|\d{{2,}}-[a-z0-9-]+)\.{_OUR_SUFFIXES}$|cover\.jpg$|images$|daisy3?$|index\.html$|page(-times)?\.(css|js)$).*",
        re.ASCII,
    )
    try:
        return all(ours.match(entry.name) for entry in path.iterdir())
    except OSError:
        return False
