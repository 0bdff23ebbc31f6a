"""From the object of `narration.json`, from memory or from a folder, to a `Narrated`, and nothing is taken from elsewhere.

What comes from a folder may come from anybody, so types and paths are checked. Whether the times make sense is for others to say:
`check` tells of every fault, read-along books are made where there is none.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from talecast.errors import CheckError
from talecast.model import BlockKind, Cell, ListPlace, Metadata
from talecast.publish.folder import NARRATION_FILE
from talecast.publish.narrated.entries import count_of, line_of, lines_of, list_of, of, path_of, seconds_of
from talecast.publish.narrated.values import (
    ListedFile,
    Narrated,
    ToldBlock,
    ToldChapter,
    ToldMark,
    ToldPage,
    ToldSentence,
    ToldTongue,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST_LEVELS = 6
"""Of headings, and of lists in lists."""
MOST_SPANNED = 1_000
"""Columns, or rows, that a cell fills: as in the HTML Standard."""
LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
"""Samples a second that any of the formats can hold."""
TIP = "Narrate the book again to write it anew."
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
"""Well-formed by BCP 47, as far as any reader looks."""
_LIST_KINDS = ("ordered", "unordered", "plain", "term", "description")


def load_narrated(folder: Path) -> Narrated:
    """The book that a folder holds. Raises CheckError where it has no `narration.json`, or none that makes sense."""
    path = folder / NARRATION_FILE
    try:
        document = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CheckError(f"{folder} has no {NARRATION_FILE}.", "Give the folder of a narrated book.") from error
    except OSError as error:
        raise CheckError(f"{path} cannot be read: {error.strerror or error}.", "Make it readable for you.") from error
    except (ValueError, RecursionError) as error:
        raise CheckError(f"{path} cannot be read: {error}.", TIP) from error
    return narrated_of(document, str(path))


def narrated_of(document: Any, name: str = NARRATION_FILE) -> Narrated:
    """The book that the object of a `narration.json` describes; `name` is for messages. Raises CheckError."""
    try:
        return _book(document)
    except (KeyError, TypeError, ValueError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise CheckError(f"{name} is not the record of a narration: {reason}.", TIP) from error


def _book(document: Any) -> Narrated:
    if of(dict, document).get("version") != 1:
        raise ValueError(f"its version is {document.get('version')!r} and not 1")
    book = Narrated(
        id=of(str, document["id"]),
        metadata=_metadata(document),
        source=of(str, document["source"]),
        sample_rate=count_of(document["sample_rate"]),
        lead_in_ms=count_of(document["lead_in_ms"]),
        tail_ms=count_of(document["tail_ms"]),
        chapters=tuple(map(_chapter, list_of(document["chapters"]))),
        files=tuple(map(_file, list_of(document["files"]))),
    )
    if not LOWEST_RATE <= book.sample_rate <= HIGHEST_RATE:
        raise ValueError(f"its sample rate is {book.sample_rate}")
    return book


def _metadata(document: Mapping[str, Any]) -> Metadata:
    known = {field.name: field.default for field in fields(Metadata)}
    more = of(dict, document.get("metadata", {}))
    said: dict[str, Any] = {}
    for name, value in more.items():
        if name in known and name not in ("title", "creators", "language"):
            said[name] = lines_of(value) if isinstance(known[name], tuple) else line_of(value)
    return Metadata(
        title=of(str, document["title"]),
        creators=tuple(of(str, name) for name in list_of(document["creators"])),
        language=of(str, document["language"]),
        **said,
    )


def _file(entry: Any) -> ListedFile:
    samples = of(dict, entry).get("samples")
    return ListedFile(
        path=path_of(entry["path"]),
        bytes=count_of(entry["bytes"]),
        sha256=of(str, entry["sha256"]),
        samples=None if samples is None else count_of(samples),
    )


def _chapter(entry: Any) -> ToldChapter:
    return ToldChapter(
        id=of(str, of(dict, entry)["id"]),
        title=of(str, entry["title"]),
        level=_level(entry.get("level", 1)) or 1,
        file=path_of(entry["file"]),
        start_sample=count_of(entry["start_sample"]),
        end_sample=count_of(entry["end_sample"]),
        start_s=seconds_of(entry["start"]),
        end_s=seconds_of(entry["end"]),
        blocks=tuple(map(_block, list_of(entry["blocks"]))),
    )


def _block(entry: Any) -> ToldBlock:
    row = of(dict, entry).get("row")
    return ToldBlock(
        kind=BlockKind(entry["kind"]),
        sentences=tuple(map(_sentence, list_of(entry["sentences"]))),
        level=_level(entry.get("level", 0)),
        language=tag_of(entry.get("language", "")),
        lists=tuple(map(_place, list_of(entry.get("list", []))[:MOST_LEVELS])),
        table=tuple(tuple(map(_cell, list_of(cells))) for cells in list_of(entry.get("table", []))),
        row=None if row is None else count_of(row),
        image=path_of(entry["image"]) if entry.get("image") else "",
        note=count_of(entry.get("note", 0)),
    )


def _sentence(entry: Any) -> ToldSentence:
    text = of(str, of(dict, entry)["text"])
    pages = [of(dict, page) for page in list_of(entry.get("pages", []))]
    marks = [of(dict, mark) for mark in list_of(entry.get("marks", []))]
    return ToldSentence(
        text=text,
        spoken=of(str, entry["spoken"]),
        start_sample=count_of(entry["start_sample"]),
        end_sample=count_of(entry["end_sample"]),
        start_s=seconds_of(entry["start"]),
        end_s=seconds_of(entry["end"]),
        pause_after_ms=count_of(entry["pause_after_ms"]),
        joint=of(str, entry.get("joint", " ")),
        pages=tuple(ToldPage(of(str, one["label"]), min(count_of(one["at"]), len(text))) for one in pages),
        marks=tuple(
            ToldMark(of(str, one["label"]), min(count_of(one["at"]), len(text)), count_of(one["note"])) for one in marks
        ),
        tongues=tuple(_tongues(list_of(entry.get("languages", [])), len(text))),
    )


def _tongues(entries: list[Any], length: int) -> Iterator[ToldTongue]:
    """Those that have a tag and words, each behind the one before it."""
    before = 0
    for entry in entries:
        start, end = count_of(of(dict, entry)["start"]), min(count_of(entry["end"]), length)
        if (language := tag_of(entry["language"])) and before <= start < end:
            yield ToldTongue(language, start, end)
            before = end


def _place(entry: Any) -> ListPlace:
    kind = of(dict, entry)["kind"]
    if kind not in _LIST_KINDS:
        raise ValueError(f"it has a list of the kind {str(kind)[:40]!r}")
    return ListPlace(kind, count_of(entry["number"]), count_of(entry["item"]))


def _cell(entry: Any) -> Cell:
    columns, rows = (min(max(count_of(of(dict, entry).get(key, 1)), 1), MOST_SPANNED) for key in ("columns", "rows"))
    return Cell(of(str, entry["text"]), entry.get("header") is True, columns, rows)


def tag_of(value: Any) -> str:
    """A language's tag; empty for what is none, which markup may not have."""
    return str(value) if _LANGUAGE.fullmatch(of(str, value)) else ""


def _level(value: Any) -> int:
    return min(count_of(value), MOST_LEVELS)
