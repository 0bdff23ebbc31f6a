"""What holds of every read-along book: a clip a sentence, no gap between clips, true lengths, no link that leads nowhere."""

from __future__ import annotations

from itertools import groupby
from posixpath import dirname
from typing import TYPE_CHECKING

from talecast.assemble import counted_samples
from talecast.check.places import quoted
from talecast.check.readalong.formats import open_daisy2, open_daisy3, open_epub
from talecast.check.readalong.opened import FolderFiles, ZipFiles, address
from talecast.check.readalong.structure import check_structure
from talecast.check.readalong.text import SUBJECT, check_text, said_in
from talecast.check.report import Finding
from talecast.errors import CheckError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from talecast.check.readalong.opened import Files, HeardClip, Opened
    from talecast.publish.narrated import Narrated

TOLERANCE_S = 0.001
"""Times are written in milliseconds, each rounded by itself."""


def check_read_alongs(folder: Path, book: Narrated) -> Iterator[Finding]:
    """All read-along books that a folder's `narration.json` lists."""
    paths = {file.path for file in book.files}
    for path in sorted(path for path in paths if path.endswith(".epub")):
        try:
            files = ZipFiles(folder / path)
        except CheckError as error:
            yield Finding(SUBJECT, path, "", "an EPUB that can be opened", error.message)
            continue
        try:
            yield from _check(path, open_epub, files, book)
        finally:
            files.close()
    for main, opened in (("daisy/ncc.html", open_daisy2), ("daisy3/book.opf", open_daisy3)):
        if main in paths:
            yield from _check(main, opened, FolderFiles((folder / main).parent), book)


def _check(path: str, open_book: Callable[[Files], Opened], files: Files, book: Narrated) -> Iterator[Finding]:
    try:
        opened = open_book(files)
        yield from check_text(path, opened, book)
        yield from check_structure(path, opened, book)
        yield from _sounds(path, opened, book)
        yield from _lengths(path, opened, book)
        yield from _links(path, opened)
    except CheckError as error:
        yield Finding(SUBJECT, path, "", "a read-along book that can be read", error.message)


# --- sound --------------------------------------------------------------------------------------------------------


def _sounds(path: str, opened: Opened, book: Narrated) -> Iterator[Finding]:
    """Clips tile each sound file from its first sample to its last, in reading order, and the files tile the tracks."""
    total = 0.0
    clips = [clip for overlay in opened.overlays for clip in overlay.clips]
    seen: set[str] = set()
    starts: dict[str, float] = {}
    for sound, group in groupby(clips, key=lambda clip: clip.sound):
        if sound in seen:
            yield Finding(SUBJECT, path, sound, "one sound after the other", "a sound that is come back to")
        seen.add(sound)
        length = _samples(opened, sound) / book.sample_rate
        starts[sound] = total
        total += length
        yield from _tiles(path, sound, list(group), length)
    stems = {file.stem: file.samples or 0 for file in book.sounds}
    expected = sum(stems[stem] for stem in book.stems if stem in stems) / book.sample_rate
    if abs(total - expected) > TOLERANCE_S:
        yield Finding(SUBJECT, path, "", f"{expected:.6f} s of sound, as the tracks have", f"{total:.6f} s")
        return
    yield from _spoken(path, opened, book, starts)


def _spoken(path: str, opened: Opened, book: Narrated, starts: dict[str, float]) -> Iterator[Finding]:
    """Each clip has its sentence whole. `starts` are those of the sound files, in seconds from the beginning of the book."""
    clips = [clip for overlay in opened.overlays for clip in overlay.clips if not clip.is_page]
    before = 0
    told = []
    for track in book.tracks:
        told += [(one, before) for chapter in book.chapters_of(track.stem) for one in chapter.sentences]
        before += track.samples
    if len(clips) != len(told):
        return  # which is found with the text
    for clip, (sentence, offset) in zip(clips, told, strict=True):
        start_s, end_s = (
            (offset + at) / book.sample_rate - starts[clip.sound] for at in (sentence.start_sample, sentence.end_sample)
        )
        if clip.begin_s > start_s + TOLERANCE_S or clip.end_s < end_s - TOLERANCE_S:
            where = f"{clip.document}#{clip.fragment}"
            expected = f"{said_in(sentence)} whole, from {start_s:.3f} to {end_s:.3f} s of {clip.sound}"
            yield Finding(SUBJECT, path, where, expected, f"a clip from {clip.begin_s:.3f} to {clip.end_s:.3f} s")


def _tiles(path: str, sound: str, clips: list[HeardClip], length: float) -> Iterator[Finding]:
    place = 0.0
    for clip in clips:
        where = f"{sound} at {clip.begin_s:.3f} s"
        if clip.begin_s != place:
            yield Finding(SUBJECT, path, where, f"a clip that begins at {place:.6f} s", f"{clip.begin_s:.6f} s")
        if clip.end_s <= clip.begin_s:
            yield Finding(SUBJECT, path, where, "a clip that ends after it begins", f"{clip.end_s:.6f} s")
        place = clip.end_s
    if abs(place - length) > TOLERANCE_S:
        yield Finding(SUBJECT, path, sound, f"clips up to its end at {length:.6f} s", f"{place:.6f} s")


def _samples(opened: Opened, sound: str) -> int:
    """The gapless length of a sound file, its frames counted."""
    try:
        return counted_samples(opened.files.read(sound), sound)
    except OutputError as error:
        raise CheckError(error.message) from error


# --- what is declared ---------------------------------------------------------------------------------------------


def _lengths(path: str, opened: Opened, book: Narrated) -> Iterator[Finding]:
    """Every length that is declared is that of the clips, and every number that of what is there."""
    elapsed = 0.0
    for overlay in opened.overlays:
        if overlay.elapsed_s is not None and abs(overlay.elapsed_s - elapsed) > TOLERANCE_S:
            expected = f"{elapsed:.3f} s before it"
            yield Finding(SUBJECT, path, overlay.name, expected, f"{overlay.elapsed_s:.3f} s declared")
        length = sum(clip.end_s - clip.begin_s for clip in overlay.clips)
        if overlay.declared_s is None or abs(overlay.declared_s - length) > TOLERANCE_S:
            yield Finding(SUBJECT, path, overlay.name, f"{length:.6f} s", f"{overlay.declared_s} s declared")
        elapsed += length
    tolerance = max(TOLERANCE_S, 0.5 * 10**-opened.total_decimals)
    if abs(opened.total_s - elapsed) > tolerance + 1e-9:
        yield Finding(SUBJECT, path, "", f"{elapsed:.6f} s", f"{opened.total_s:.6f} s declared")
    listed = sum(dirname(file.path) == dirname(path) for file in book.files)
    if opened.file_count not in {"", str(listed)}:
        yield Finding(SUBJECT, path, "", f"{listed} files", f"{opened.file_count} declared")
    for name, what, right, declared in opened.declared:
        if right != declared:
            yield Finding(SUBJECT, path, f"{what} in {name}", right, declared)


def _links(path: str, opened: Opened) -> Iterator[Finding]:
    """Every address of the navigation, and every `smilref`, leads to an element that is there, and there is one of it."""
    for base, href in opened.links:
        name, fragment = address(base, href)
        if opened.element(name, fragment) is None:
            yield Finding(SUBJECT, path, base, f"something at {href}", "nothing")
    for name in sorted(opened.listed or ()):
        if not opened.files.has(name):
            yield Finding(SUBJECT, path, "", f"the file {name}", "no such file")
    used = {
        name for overlay in opened.overlays for one in overlay.clips for name in (overlay.name, one.document, one.sound)
    }
    for name in sorted(used - opened.listed if opened.listed is not None else ()):
        yield Finding(SUBJECT, path, name, "a file that the package lists", "one that it does not")
    for name, one in opened.doubled_ids():
        yield Finding(SUBJECT, path, name, f"one element with the id {quoted(one)}", "several")
