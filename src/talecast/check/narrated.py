"""`narration.json` as typed values. What is missing or of the wrong type ends the check."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from talecast.errors import CheckError

if TYPE_CHECKING:
    from pathlib import Path

NARRATION_FILE = "narration.json"
LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
"""Samples a second that any of the formats can hold."""
_TIP = "Narrate the book again to write it anew."


@dataclass(frozen=True, slots=True)
class HeardSentence:
    """A sentence of a finished book."""

    text: str
    spoken: str
    pause_after_ms: int
    start_sample: int
    end_sample: int
    start: float
    """Seconds, as written."""
    end: float


@dataclass(frozen=True, slots=True)
class HeardChapter:
    """A chapter of a finished book."""

    title: str
    file: str
    start_sample: int
    end_sample: int
    start: float
    end: float
    sentences: tuple[HeardSentence, ...]


@dataclass(frozen=True, slots=True)
class ListedFile:
    """An entry of `files`."""

    path: str
    bytes: int
    sha256: str
    samples: int | None

    @property
    def stem(self) -> str:
        """The name without folder and suffix: the same for every format of a track."""
        return PurePosixPath(self.path).stem

    @property
    def suffix(self) -> str:
        """The format, such as ".mp3"."""
        return PurePosixPath(self.path).suffix.lower()


@dataclass(frozen=True, slots=True)
class Narrated:
    """A finished book as its `narration.json` tells it."""

    title: str
    creators: tuple[str, ...]
    language: str
    sample_rate: int
    lead_in_ms: int
    tail_ms: int
    chapters: tuple[HeardChapter, ...]
    files: tuple[ListedFile, ...]

    def sounds(self) -> tuple[ListedFile, ...]:
        """The sound files."""
        return tuple(file for file in self.files if file.samples is not None)

    def chapters_of(self, stem: str) -> tuple[HeardChapter, ...]:
        """The chapters that are heard in the files of this stem."""
        return tuple(chapter for chapter in self.chapters if PurePosixPath(chapter.file).stem == stem)

    def stems(self) -> tuple[str, ...]:
        """The stems of all tracks, in the order of their chapters."""
        return tuple(dict.fromkeys(PurePosixPath(chapter.file).stem for chapter in self.chapters))


def load_narration(folder: Path) -> Narrated:
    """The `narration.json` of a book's folder. Raises CheckError where there is none, or none that makes sense."""
    path = folder / NARRATION_FILE
    try:
        document = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise CheckError(
            f"{folder} has no {NARRATION_FILE}, so there is nothing to compare with.",
            "Give the folder of a narrated book.",
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise CheckError(f"{path} cannot be read: {error}.", _TIP) from error
    try:
        return _book(document)
    except (KeyError, TypeError, ValueError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise CheckError(f"{path} is not the record of a narration: {reason}.", _TIP) from error


def _book(document: Any) -> Narrated:
    if _of(dict, document).get("version") != 1:
        raise ValueError(f"its version is {document.get('version')!r} and not 1")
    book = Narrated(
        title=_of(str, document["title"]),
        creators=tuple(_of(str, name) for name in _of(list, document["creators"])),
        language=_of(str, document["language"]),
        sample_rate=_count(document["sample_rate"]),
        lead_in_ms=_count(document["lead_in_ms"]),
        tail_ms=_count(document["tail_ms"]),
        chapters=tuple(map(_chapter, _of(list, document["chapters"]))),
        files=tuple(map(_file, _of(list, document["files"]))),
    )
    if not LOWEST_RATE <= book.sample_rate <= HIGHEST_RATE:
        raise ValueError(f"its sample rate is {book.sample_rate}")
    return book


def _chapter(entry: Any) -> HeardChapter:
    blocks = [_of(dict, block) for block in _of(list, _of(dict, entry)["blocks"])]
    return HeardChapter(
        title=_of(str, entry["title"]),
        file=_inside(entry["file"]),
        start_sample=_count(entry["start_sample"]),
        end_sample=_count(entry["end_sample"]),
        start=_seconds(entry["start"]),
        end=_seconds(entry["end"]),
        sentences=tuple(_sentence(sentence) for block in blocks for sentence in _of(list, block["sentences"])),
    )


def _sentence(entry: Any) -> HeardSentence:
    return HeardSentence(
        text=_of(str, _of(dict, entry)["text"]),
        spoken=_of(str, entry["spoken"]),
        pause_after_ms=_count(entry["pause_after_ms"]),
        start_sample=_count(entry["start_sample"]),
        end_sample=_count(entry["end_sample"]),
        start=_seconds(entry["start"]),
        end=_seconds(entry["end"]),
    )


def _file(entry: Any) -> ListedFile:
    samples = _of(dict, entry).get("samples")
    return ListedFile(
        path=_inside(entry["path"]),
        bytes=_count(entry["bytes"]),
        sha256=_of(str, entry["sha256"]),
        samples=None if samples is None else _count(samples),
    )


def _inside(path: Any) -> str:
    """A path that stays in the book's folder: a record from elsewhere must not make us read other files."""
    parts = PurePosixPath(_of(str, path)).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path or ":" in path or "\0" in path:
        raise ValueError(f"the path {path!r} leads out of the folder")
    return str(path)


def _of(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{str(value)[:40]!r} stands where a {kind.__name__} should")
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{str(value)[:40]!r} stands where a count should")
    return value


def _seconds(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{str(value)[:40]!r} stands where seconds should")
    return float(value)
