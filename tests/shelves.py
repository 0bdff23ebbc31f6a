"""Finished books for tests of what is made over them: a record that says what narrate's would, and files of its sizes."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from talecast.publish import chapter_stem, slugify

if TYPE_CHECKING:
    from pathlib import Path

RATE = 44_100
CHAPTER_SECONDS = 90
TYPES = {"mp3": "audio/mpeg", "m4b": "audio/mp4", "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav"}
NAMES = uuid.UUID("0d0c7a3e-7f0b-5b3e-9a59-0c5b8e1c5f10")

Chapter = str | tuple[str, str]
"""A title, or a title and what tells the chapter from one of the same title: its id comes of that."""


def make_book(
    shelf: Path,
    title: str = "A Book",
    chapters: tuple[Chapter, ...] = ("One", "Two", "Three"),
    *,
    per_chapter: bool = False,
    creators: tuple[str, ...] = ("Ann Other",),
    language: str = "en",
    formats: tuple[str, ...] = ("mp3",),
    cover: bool = True,
    words: str = "",
    book: str = "",
    slug: str = "",
    **metadata: Any,
) -> Path:
    """A book's folder under `shelf`. `words` change its sound; `book` is who it is, its title where nothing is said."""
    book_id = _id(book or title)
    folder = shelf / (slug or slugify(title, book_id))
    folder.mkdir(parents=True, exist_ok=True)
    titles = [chapter if isinstance(chapter, str) else chapter[0] for chapter in chapters]
    ids = [_id(f"{book_id} {chapter if isinstance(chapter, str) else chapter[1]}") for chapter in chapters]
    samples = CHAPTER_SECONDS * RATE
    stems = [
        chapter_stem(number, len(titles), name) if per_chapter else folder.name for number, name in enumerate(titles, 1)
    ]
    entries = []
    for number, (name, chapter_id, stem) in enumerate(zip(titles, ids, stems, strict=True)):
        start = 0 if per_chapter else number * samples
        entries.append(_chapter(name, chapter_id, f"{stem}.{formats[0]}", start, samples))
    files = []
    for suffix in formats:
        for stem in dict.fromkeys(stems):
            length = samples if per_chapter else samples * len(titles)
            files.append(_file(folder, f"{stem}.{suffix}", TYPES[suffix], f"{title} {words}", length))
    if cover:
        files.append(_file(folder, "cover.jpg", "image/jpeg", book_id))
    for stem in dict.fromkeys(stems):
        files.append(_file(folder, f"{stem}.vtt", "text/vtt", "WEBVTT"))
        files.append(_file(folder, f"{stem}.srt", "application/x-subrip", "1"))
    document = {
        "version": 1,
        "id": book_id,
        "title": title,
        "creators": list(creators),
        "language": language,
        "source": "book.txt",
        "voice": "espeak",
        "sample_rate": RATE,
        "lead_in_ms": 500,
        "tail_ms": 1000,
        "metadata": {"narrator": "eSpeak NG", **metadata},
        "chapters": entries,
        "skipped": [],
        "files": files,
    }
    write_record(folder, document)
    return folder


def _id(text: str) -> str:
    return str(uuid.uuid5(NAMES, text.encode("utf-8", "replace").decode()))


def read_record(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "narration.json").read_bytes())
    return document


def write_record(folder: Path, document: dict[str, Any]) -> None:
    (folder / "narration.json").write_text(json.dumps(document), encoding="utf-8")


def _chapter(title: str, chapter_id: str, file: str, start_sample: int, samples: int) -> dict[str, Any]:
    sentences = [
        {
            "text": f"{text} {title}",
            "voice": voice,
            "start_sample": start_sample + at * RATE,
            "end_sample": start_sample + (at + 5) * RATE,
        }
        for text, voice, at in (("First of", "espeak", 1), ("Second of", "emma", 7))
    ]
    return {
        "id": chapter_id,
        "title": title,
        "level": 1,
        "file": file,
        "start_sample": start_sample,
        "end_sample": start_sample + samples,
        "blocks": [{"kind": "paragraph", "sentences": sentences}],
    }


def _file(folder: Path, name: str, media_type: str, seed: str, samples: int | None = None) -> dict[str, Any]:
    data = hashlib.sha256(f"{name} {seed}".encode("utf-8", "replace")).digest() * 64
    (folder / name).write_bytes(data)
    entry = {"path": name, "type": media_type, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return entry if samples is None else {**entry, "samples": samples}
