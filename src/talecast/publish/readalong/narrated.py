"""A finished book as read-along books are made from it: its text, its structure, and when each sentence sounds.

It is read from the object of `narration.json`, from memory or from a folder, and nothing else: what is missing there was never
known. What comes from a folder may come from anywhere, so types, order and paths are checked.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from talecast.errors import CheckError
from talecast.model import BlockKind, Cell, ListPlace, Metadata
from talecast.publish.folder import NARRATION_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

MOST_LEVELS = 6
"""Of headings, and of lists in lists."""
MOST_COLUMNS = 1_000
"""As in the HTML Standard."""
_TIP = "Narrate the book again to write it anew."
UNNAMED = "–"
"""For a title, an author … that a format demands and that nobody knows."""
UNKNOWN_LANGUAGE = "und"
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
"""Well-formed by BCP 47, as far as any reader looks."""
_LIST_KINDS = ("ordered", "unordered", "term", "description")


@dataclass(frozen=True, slots=True)
class ToldPage:
    """Where a page of the printed book begins."""

    label: str
    at: int
    """Characters into the sentence's text."""


@dataclass(frozen=True, slots=True)
class ToldMark:
    """Where the mark of a note stands."""

    label: str
    at: int
    """Characters into the sentence's text."""
    note: int
    """The number of the note that it leads to."""


@dataclass(frozen=True, slots=True)
class ToldSentence:
    """A sentence, and when it sounds."""

    text: str
    """As in the content; empty for words that were added for the ear."""
    spoken: str
    start_sample: int
    """Samples into its track."""
    end_sample: int
    joint: str = " "
    """What stands between it and the next sentence of its block."""
    pages: tuple[ToldPage, ...] = ()
    marks: tuple[ToldMark, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldBlock:
    """A heading, a paragraph, a row of a table …; a scene break has no sentences."""

    kind: BlockKind
    sentences: tuple[ToldSentence, ...]
    level: int = 0
    """1 to 6 for a heading, 0 for everything else."""
    language: str = ""
    """A BCP 47 tag where it is not the book's."""
    lists: tuple[ListPlace, ...] = ()
    """The items of lists that it is in, the outermost first."""
    table: tuple[tuple[Cell, ...], ...] = ()
    """The rows of the table that begins with this block, those that are not read as well."""
    row: int | None = None
    """Which row it is of the table that began last; None for a caption, and outside of tables."""
    image: str = ""
    """The path of its picture in the book's folder."""
    note: int = 0
    """The number of the note that it is a part of; 0 for what is no note."""

    @property
    def text(self) -> str:
        """The block's text."""
        parts = [part for sentence in self.sentences for part in (sentence.text, sentence.joint)]
        return "".join(parts[:-1])


@dataclass(frozen=True, slots=True)
class ToldChapter:
    """A chapter. Chapters of a track tile: each ends where the next one begins, the last one with the track."""

    id: str
    title: str
    level: int
    stem: str
    """Of its track: the sound file's name without folder and suffix."""
    start_sample: int
    """Samples into the track."""
    end_sample: int
    blocks: tuple[ToldBlock, ...]

    def sentences(self) -> Iterator[ToldSentence]:
        """All sentences, in the order they are heard."""
        for block in self.blocks:
            yield from block.sentences


@dataclass(frozen=True, slots=True)
class ToldTrack:
    """One piece of sound, and the files that hold it."""

    stem: str
    samples: int
    paths: tuple[str, ...]
    """In the book's folder, in the order of `files`: one for each format."""


@dataclass(frozen=True, slots=True)
class Narrated:
    """A finished book."""

    id: str
    """A UUID."""
    metadata: Metadata
    source: str
    """The name of the file that it was made from."""
    sample_rate: int
    """Samples a second of every track."""
    chapters: tuple[ToldChapter, ...]
    tracks: tuple[ToldTrack, ...]
    """In the order of their chapters."""
    paths: tuple[str, ...]
    """Every file of the book, relative to its folder."""

    def track(self, stem: str) -> ToldTrack:
        """The track of this stem."""
        return next(track for track in self.tracks if track.stem == stem)

    def sound(self, stem: str) -> str:
        """The path of a track's first sound file."""
        return self.track(stem).paths[0]

    def chapters_of(self, stem: str) -> tuple[ToldChapter, ...]:
        """The chapters that are heard on a track."""
        return tuple(chapter for chapter in self.chapters if chapter.stem == stem)

    @property
    def notes(self) -> frozenset[int]:
        """The numbers of the notes that it tells."""
        return frozenset(block.note for chapter in self.chapters for block in chapter.blocks) - {0}


def read_narrated(folder: Path) -> Narrated:
    """The book that a folder holds. Raises CheckError where it has no `narration.json`, or none that makes sense."""
    path = folder / NARRATION_FILE
    try:
        document = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise CheckError(f"{folder} has no {NARRATION_FILE}.", "Give the folder of a narrated book.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise CheckError(f"{path} cannot be read: {error}.", _TIP) from error
    return narrated_from(document, str(path))


def narrated_from(document: Any, name: str = NARRATION_FILE) -> Narrated:
    """The book that the object of a `narration.json` describes; `name` is for messages. Raises CheckError."""
    try:
        return _book(document)
    except (KeyError, TypeError, ValueError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise CheckError(f"{name} is not the record of a narration: {reason}.", _TIP) from error


def _book(document: Any) -> Narrated:
    if _of(dict, document).get("version") != 1:
        raise ValueError(f"its version is {document.get('version')!r} and not 1")
    chapters = tuple(map(_chapter, _list(document["chapters"])))
    files = [_of(dict, file) for file in _list(document["files"])]
    stems = tuple(dict.fromkeys(chapter.stem for chapter in chapters))
    book = Narrated(
        id=_of(str, document["id"]),
        metadata=_metadata(document),
        source=_of(str, document["source"]),
        sample_rate=_count(document["sample_rate"]),
        chapters=chapters,
        tracks=tuple(_track(stem, files) for stem in stems),
        paths=tuple(_inside(file["path"]) for file in files),
    )
    if not chapters or not book.sample_rate:
        raise ValueError("it has no chapters, or no sample rate")
    for track in book.tracks:
        _require_order(book, track)
    return book


def _metadata(document: Mapping[str, Any]) -> Metadata:
    known = {field.name: field.default for field in fields(Metadata)}
    more = _of(dict, document.get("metadata", {}))
    said: dict[str, Any] = {}
    for name, value in more.items():
        if name in known and name not in ("title", "creators", "language"):
            said[name] = _words(value) if isinstance(known[name], tuple) else _line(value)
    return Metadata(
        title=_line(document["title"]) or UNNAMED,
        creators=_words(document["creators"]),
        language=_tag(document["language"]) or UNKNOWN_LANGUAGE,
        **said,
    )


def _track(stem: str, files: Sequence[Mapping[str, Any]]) -> ToldTrack:
    own = [file for file in files if file.get("samples") is not None and PurePosixPath(str(file["path"])).stem == stem]
    if not own:
        raise ValueError(f"no sound file of its list is called {stem!r}")
    return ToldTrack(stem, _count(own[0]["samples"]), tuple(_inside(file["path"]) for file in own))


def _require_order(book: Narrated, track: ToldTrack) -> None:
    """Sentences follow each other, within their chapters, and chapters within their track."""
    chapters = book.chapters_of(track.stem)
    edges = [0]
    for chapter in chapters:
        edges.append(chapter.start_sample)
        for sentence in chapter.sentences():
            edges += (sentence.start_sample, sentence.end_sample)
        edges.append(chapter.end_sample)
    if any(one > other for one, other in pairwise([*edges, track.samples])):
        raise ValueError(f"its sentences do not follow each other in {track.stem!r}")


def _chapter(entry: Any) -> ToldChapter:
    return ToldChapter(
        id=_of(str, _of(dict, entry)["id"]),
        title=_line(entry["title"]) or UNNAMED,
        level=_level(entry.get("level", 1)) or 1,
        stem=PurePosixPath(_inside(entry["file"])).stem,
        start_sample=_count(entry["start_sample"]),
        end_sample=_count(entry["end_sample"]),
        blocks=tuple(map(_block, _list(entry["blocks"]))),
    )


def _block(entry: Any) -> ToldBlock:
    row = _of(dict, entry).get("row")
    return ToldBlock(
        kind=BlockKind(entry["kind"]),
        sentences=tuple(map(_sentence, _list(entry["sentences"]))),
        level=_level(entry.get("level", 0)),
        language=_tag(entry.get("language", "")),
        lists=tuple(map(_place, _list(entry.get("list", []))[:MOST_LEVELS])),
        table=tuple(tuple(map(_cell, _list(cells))) for cells in _list(entry.get("table", []))),
        row=None if row is None else _count(row),
        image=_inside(entry["image"]) if entry.get("image") else "",
        note=_count(entry.get("note", 0)),
    )


def _sentence(entry: Any) -> ToldSentence:
    text = _of(str, _of(dict, entry)["text"])
    pages = [_of(dict, page) for page in _list(entry.get("pages", []))]
    marks = [_of(dict, mark) for mark in _list(entry.get("marks", []))]
    return ToldSentence(
        text=text,
        spoken=_of(str, entry["spoken"]),
        start_sample=_count(entry["start_sample"]),
        end_sample=_count(entry["end_sample"]),
        joint=_of(str, entry.get("joint", " ")),
        pages=tuple(ToldPage(_of(str, one["label"]), min(_count(one["at"]), len(text))) for one in pages),
        marks=tuple(
            ToldMark(_of(str, one["label"]), min(_count(one["at"]), len(text)), _count(one["note"])) for one in marks
        ),
    )


def _place(entry: Any) -> ListPlace:
    kind = _of(dict, entry)["kind"]
    if kind not in _LIST_KINDS:
        raise ValueError(f"it has a list of the kind {str(kind)[:40]!r}")
    return ListPlace(kind, _count(entry["number"]), _count(entry["item"]))


def _cell(entry: Any) -> Cell:
    columns = min(max(_count(_of(dict, entry).get("columns", 1)), 1), MOST_COLUMNS)
    return Cell(_of(str, entry["text"]), entry.get("header") is True, columns)


def _inside(path: Any) -> str:
    """A path that stays in the book's folder: a record from elsewhere must not make us read other files."""
    parts = PurePosixPath(_of(str, path)).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path or ":" in path or "\0" in path:
        raise ValueError(f"the path {path!r} leads out of the folder")
    return str(path)


def _line(value: Any) -> str:
    """Text on one line."""
    return " ".join(_of(str, value).split())


def _words(value: Any) -> tuple[str, ...]:
    """Those of a list that say something, each on one line."""
    return tuple(filter(None, map(_line, _list(value))))


def _tag(value: Any) -> str:
    """A language's tag; empty for what is none, which markup may not have."""
    return str(value) if _LANGUAGE.fullmatch(_of(str, value)) else ""


def _level(value: Any) -> int:
    return min(_count(value), MOST_LEVELS)


def _list(value: Any) -> list[Any]:
    entries: list[Any] = _of(list, value)
    return entries


def _of(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{str(value)[:40]!r} stands where a {kind.__name__} should")
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{str(value)[:40]!r} stands where a count should")
    return value
