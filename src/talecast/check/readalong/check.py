"""What holds of every read-along book: a clip a sentence, no gap between clips, true lengths, no link that leads nowhere."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from talecast.assemble import counted_samples
from talecast.check.places import quoted
from talecast.check.readalong.opened import (
    FolderFiles,
    ZipFiles,
    address,
    open_daisy2,
    open_daisy3,
    open_epub,
)
from talecast.check.report import Finding
from talecast.errors import CheckError, OutputError
from talecast.read.xml import attribute, name_of, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from talecast.check.readalong.opened import Files, HeardClip, Opened
    from talecast.publish.narrated import Narrated, ToldSentence
    from talecast.read.xml import Element

TOLERANCE_S = 0.001
"""Times are written in milliseconds, each rounded by itself."""
SUBJECT = "read-along"

_BESIDE = frozenset({"doc-pagebreak", "doc-noteref"})
_BESIDE_CLASSES = frozenset({"page-normal", "page-front", "page-special", "noteref"})


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
        yield from _sentences(path, opened, book)
        yield from _sounds(path, opened, book)
        yield from _lengths(path, opened)
        yield from _links(path, opened)
    except CheckError as error:
        yield Finding(SUBJECT, path, "", "a read-along book that can be read", error.message)


# --- words --------------------------------------------------------------------------------------------------------


def _sentences(path: str, opened: Opened, book: Narrated) -> Iterator[Finding]:
    """Every sentence has one clip, in the order of the text, and the clip's element says what the sentence says."""
    sentences = [sentence for chapter in book.chapters for sentence in chapter.sentences]
    clips = [clip for overlay in opened.overlays for clip in overlay.clips if not clip.is_page]
    if len(clips) != len(sentences):
        yield Finding(SUBJECT, path, "", f"{len(sentences)} sentences with a clip each", f"{len(clips)} clips")
        return
    at = 0
    reached: dict[str, int] = {}
    for (document, fragment), group in groupby(clips, key=lambda clip: (clip.document, clip.fragment)):
        own = sentences[at : at + sum(1 for _ in group)]
        at += len(own)
        where, said = f"{document}#{fragment}", quoted(_shown(own[0], opened))
        element = opened.element(document, fragment)
        if element is None:
            yield Finding(SUBJECT, path, where, said, "no such element")
            continue
        place = opened.place(document, fragment)
        if place < reached.get(document, 0):
            yield Finding(
                SUBJECT, path, where, "sentences in the order in which they are heard", f"{said} before its time"
            )
        reached[document] = place
        expected = _letters(" ".join(_shown(one, opened) for one in own))
        words = "".join(_words(element))
        if expected != _letters(words):
            yield Finding(SUBJECT, path, where, said, quoted(words))


def _shown(sentence: ToldSentence, opened: Opened) -> str:
    return sentence.text or (sentence.spoken if opened.shows_spoken else "")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _words(element: Element) -> Iterator[str]:
    """What is printed in an element, or said of a picture; numbers of pages and marks of notes aside."""
    if name_of(element) == "img":
        yield attribute(element, "alt")
        return
    beside: Element | None = None
    for event, one in walk(element):
        if beside is None and event == "start" and _is_beside(one):
            beside = one
        elif beside is None and event == "start":
            yield one.text or ""
        elif event == "end" and one is beside:
            beside = None
        if event == "end" and beside is None and one is not element:
            yield one.tail or ""


def _is_beside(element: Element) -> bool:
    classes = attribute(element, "class").split()
    return (
        attribute(element, "role") in _BESIDE
        or not _BESIDE_CLASSES.isdisjoint(classes)
        or name_of(element) in ("pagenum", "noteref")
    )


# --- sound --------------------------------------------------------------------------------------------------------


def _sounds(path: str, opened: Opened, book: Narrated) -> Iterator[Finding]:
    """Clips tile each sound file from its first sample to its last, in reading order, and the files tile the tracks."""
    total = 0.0
    clips = [clip for overlay in opened.overlays for clip in overlay.clips]
    seen: set[str] = set()
    for sound, group in groupby(clips, key=lambda clip: clip.sound):
        if sound in seen:
            yield Finding(SUBJECT, path, sound, "one sound after the other", "a sound that is come back to")
        seen.add(sound)
        length = _samples(opened, sound) / book.sample_rate
        total += length
        yield from _tiles(path, sound, list(group), length)
    stems = {file.stem: file.samples or 0 for file in book.sounds}
    expected = sum(stems[stem] for stem in book.stems if stem in stems) / book.sample_rate
    if abs(total - expected) > TOLERANCE_S:
        yield Finding(SUBJECT, path, "", f"{expected:.6f} s of sound, as the tracks have", f"{total:.6f} s")


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


def _lengths(path: str, opened: Opened) -> Iterator[Finding]:
    """Every length that is declared is that of the clips."""
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


def _links(path: str, opened: Opened) -> Iterator[Finding]:
    """Every address of the navigation, and every `smilref`, leads to an element that is there."""
    for base, href in opened.links:
        name, fragment = address(base, href)
        if opened.element(name, fragment) is None:
            yield Finding(SUBJECT, path, base, f"something at {href}", "nothing")
