"""What a read-along book asks of a narration: every chapter sounds, in order, and what formats demand is there."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from talecast.errors import CheckError
from talecast.publish.folder import NARRATION_FILE
from talecast.publish.narrated import load_narrated, narrated_of
from talecast.publish.narrated.entries import line_of, lines_of
from talecast.publish.narrated.reading import TIP, tag_of

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.publish.narrated import Narrated, ToldTrack

UNNAMED = "–"
"""For a title, an author … that a format demands and that nobody knows."""
UNKNOWN_LANGUAGE = "und"


def read_narrated(folder: Path) -> Narrated:
    """The book that a folder holds. Raises CheckError where no read-along book can be made of it."""
    return _playable(load_narrated(folder), str(folder / NARRATION_FILE))


def narrated_from(document: Any) -> Narrated:
    """The book that the object of a `narration.json` describes. Raises CheckError as `read_narrated`."""
    return _playable(narrated_of(document), NARRATION_FILE)


def shown_title(book: Narrated) -> str:
    """The book's title as read-along books have it: on one line, and never empty."""
    return line_of(book.metadata.title) or UNNAMED


def shown_creators(book: Narrated) -> tuple[str, ...]:
    """The same of its authors, who may be none."""
    return lines_of(list(book.metadata.creators))


def shown_language(book: Narrated) -> str:
    """The same of its language: a tag that markup may have."""
    return tag_of(book.metadata.language) or UNKNOWN_LANGUAGE


def _playable(book: Narrated, name: str) -> Narrated:
    if fault := _fault(book):
        raise CheckError(f"{name} is not the record of a narration: {fault}.", TIP)
    said = book.metadata
    metadata = replace(
        said,
        title=shown_title(book),
        creators=shown_creators(book),
        language=shown_language(book),
    )
    chapters = tuple(replace(chapter, title=line_of(chapter.title) or UNNAMED) for chapter in book.chapters)
    return replace(book, metadata=metadata, chapters=chapters)


def _fault(book: Narrated) -> str:
    if not book.chapters:
        return "it has no chapters"
    tracks = {track.stem: track for track in book.tracks}
    for stem in book.stems:
        if stem not in tracks:
            return f"no sound file of its list is called {stem!r}"
        if not _is_in_order(book, tracks[stem]):
            return f"its sentences do not follow each other in {stem!r}"
    return ""


def _is_in_order(book: Narrated, track: ToldTrack) -> bool:
    """Do sentences follow each other, within their chapters, and chapters within their track?"""
    edges = [0]
    for chapter in book.chapters_of(track.stem):
        edges.append(chapter.start_sample)
        for sentence in chapter.sentences:
            edges += (sentence.start_sample, sentence.end_sample)
        edges.append(chapter.end_sample)
    return all(one <= other for one, other in pairwise([*edges, track.samples]))
