"""One book, checked from `narration.json` to the last sample."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from talecast.check.readalong import check_read_alongs
from talecast.check.report import Finding, Report, Severity, shorten
from talecast.check.sound import check_sounds
from talecast.check.sums import check_sums
from talecast.check.tagging import check_cover, check_tags
from talecast.check.transcripts import check_transcripts
from talecast.errors import CheckError
from talecast.publish.folder import NARRATION_FILE
from talecast.publish.narrated import load_narrated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from talecast.publish.narrated import ListedFile, Narrated

SOUND_SUFFIXES = frozenset({".mp3", ".m4b", ".opus", ".flac", ".wav"})
HASHED_BYTES = 1 << 20


def check_book(target: Path) -> Report:
    """Check a book's folder, or one sound file of it against its folder's `narration.json`.

    Damaged and missing files are findings. Memory is bounded: sound is decoded in blocks, a byte a millisecond is kept.
    Raises CheckError where there is no `narration.json`, or one that is damaged or does not list the file.
    """
    if not target.exists():
        raise CheckError(f"There is no file or folder “{target}”.", "Check the name and the folder.")
    folder = target if target.is_dir() else target.parent
    book = load_narrated(folder)
    files = book.files if target.is_dir() else _one(book, target)
    findings = [finding for file in files for finding in _check_bytes(folder, file)]
    present = [file for file in files if (folder / file.path).is_file()]
    sounds = [file for file in present if file.samples is not None]
    if target.is_dir():
        findings += _check_listed(folder, book)
        findings += check_cover(folder, book)
        findings += [finding for stem in book.stems for finding in check_transcripts(folder, book, stem)]
        findings += check_read_alongs(folder, book)
    for file in sounds:
        findings += check_sums(book, file)
        findings += check_tags(folder, book, file) if file.stem in book.stems else ()
    figures = []
    for suffix in dict.fromkeys(file.suffix for file in sounds):
        found, measured = check_sounds(folder, book, [file for file in sounds if file.suffix == suffix])
        findings += found
        figures += measured
    return Report(book.metadata.title, tuple(shorten(findings)), tuple(figures))


def _one(book: Narrated, target: Path) -> tuple[ListedFile, ...]:
    listed = tuple(file for file in book.sounds if file.path == target.name)
    if not listed:
        raise CheckError(
            f"The {NARRATION_FILE} beside {target.name} does not list it as a sound file.",
            "Give the folder of a narrated book, or one of its sound files.",
        )
    return listed


def _check_bytes(folder: Path, file: ListedFile) -> Iterator[Finding]:
    """The file is there, with the size and the bytes that are written down."""
    path = folder / file.path
    try:
        size = path.stat().st_size
        digest = _sha256(path)
    except FileNotFoundError:
        yield Finding("files", file.path, "", "a file", "none")
        return
    except OSError as error:
        yield Finding("files", file.path, "", "a file that can be read", error.strerror or str(error))
        return
    if size != file.bytes:
        yield Finding("files", file.path, "", f"{file.bytes} bytes", f"{size} bytes")
    elif digest != file.sha256:
        yield Finding("files", file.path, "", f"SHA-256 {file.sha256[:16]}…", f"{digest[:16]}…")


def _check_listed(folder: Path, book: Narrated) -> Iterator[Finding]:
    """Every chapter has its file in the list, and no sound lies about that belongs to nothing."""
    listed = {file.path for file in book.files}
    sounding = {file.path for file in book.sounds}
    for chapter in book.chapters:
        if chapter.file not in sounding:
            place = f"chapter {chapter.title!r}"
            yield Finding("narration", NARRATION_FILE, place, "a sound file of the list", chapter.file)
    if not sounding:
        yield Finding("narration", NARRATION_FILE, "", "at least one sound file", "none")
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in SOUND_SUFFIXES and path.name not in listed and not path.name.startswith("."):
            yield Finding("files", path.name, "", "only listed sound files", "one that is not listed", Severity.WARNING)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(HASHED_BYTES):
            digest.update(block)
    return digest.hexdigest()
