"""Narrated books for tests, from a few lines."""

from __future__ import annotations

import uuid
from typing import Any

from talecast.publish.readalong import narrated_from

RATE = 44_100
BOOK_ID = str(uuid.UUID(int=1))


def sentence(text: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    """An entry of `sentences`; samples into the track."""
    times = {"start": start / RATE, "end": end / RATE, "start_sample": start, "end_sample": end}
    return {"text": text, "spoken": text, "voice": "silence", "pause_after_ms": 0, **more, **times}


def document(chapters: list[list[dict[str, Any]]], samples: int, *, per_chapter: bool = False) -> dict[str, Any]:
    """The object of a `narration.json` whose chapters have these blocks, on one track or on one each."""
    made = []
    for number, blocks in enumerate(chapters, start=1):
        first = blocks[0]["sentences"][0]["start_sample"]
        after = (
            chapters[number][0]["sentences"][0]["start_sample"]
            if number < len(chapters) and not per_chapter
            else samples
        )
        made.append(
            {
                "id": str(uuid.UUID(int=number + 1)),
                "title": f"Chapter {number}",
                "level": 1,
                "file": f"{number:02}-chapter.mp3" if per_chapter else "book.mp3",
                "start": first / RATE,
                "end": after / RATE,
                "start_sample": first,
                "end_sample": after,
                "blocks": blocks,
            }
        )
    stems = list(dict.fromkeys(chapter["file"] for chapter in made))
    return {
        "version": 1,
        "id": BOOK_ID,
        "title": "A Book",
        "creators": ["Ann"],
        "language": "en",
        "source": "book.md",
        "voice": "silence",
        "sample_rate": RATE,
        "lead_in_ms": 500,
        "tail_ms": 1000,
        "chapters": made,
        "skipped": [],
        "files": [
            {"path": path, "type": "audio/mpeg", "bytes": 1, "samples": samples, "sha256": "0"} for path in stems
        ],
        "estimate": {"seconds": 1.0, "utterances": 1, "cached": 0},
    }


def block(*sentences: dict[str, Any], kind: str = "paragraph", **more: Any) -> dict[str, Any]:
    """An entry of `blocks`."""
    return {"kind": kind, **more, "sentences": list(sentences)}


def seconds(value: float) -> int:
    """Seconds in samples."""
    return round(value * RATE)


def two_chapters(pause_s: float = 2.0) -> Any:
    """A book of two chapters, two sentences each, with this pause between them."""
    one = block(sentence("One.", seconds(0.5), seconds(1)), sentence("Two.", seconds(1.4), seconds(2)))
    start = 2 + pause_s
    two = block(
        sentence("Three.", seconds(start), seconds(start + 1)),
        sentence("Four.", seconds(start + 1.4), seconds(start + 2)),
    )
    return narrated_from(document([[one], [two]], seconds(start + 3)))
