"""`narration.json`: the plan, and the plan with the times of every sentence, in the shape others rely on."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from talecast.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from talecast.model import (
        BookFile,
        Metadata,
        Script,
        ScriptBlock,
        ScriptChapter,
        Span,
        TimedChapter,
        Timeline,
        Track,
    )
    from talecast.publish.identity import Ids

VERSION = 1
DECIMALS = 6
"""Of every time in seconds: a microsecond is a twentieth of a sample at 44.1 kHz."""


def plan_document(script: Script, ids: Ids, sample_rate: int, cached: int) -> dict[str, Any]:
    """The object that `plan --json` prints: what would be said, without files and times.

    `sample_rate` is in samples a second; `cached` counts the utterances whose clips are in the store already.
    """
    chapters = [
        {**_chapter(chapter, chapter_id), "blocks": [_block(block, None) for block in chapter.blocks]}
        for chapter, chapter_id in zip(script.chapters, ids.chapters, strict=True)
    ]
    head = _head(script, ids, sample_rate)
    return {**head, "chapters": chapters, **_skipped(script), "estimate": _estimate(script, cached)}


def narration_document(script: Script, ids: Ids, timeline: Timeline, files: tuple[BookFile, ...]) -> dict[str, Any]:
    """The object of `narration.json`. A chapter's `file` is the first of `files` that has its track's sound.

    The estimate's `cached` is 0 whatever the store held: the same book has the same bytes.
    """
    sounds = _first_sounds(files)
    chapters = [
        _timed_chapter(chapter, chapter_id, timed, sounds[track.stem], timeline.sample_rate)
        for chapter, chapter_id, (timed, track) in zip(script.chapters, ids.chapters, _timed(timeline), strict=True)
    ]
    return {
        **_head(script, ids, timeline.sample_rate),
        "chapters": chapters,
        **_skipped(script),
        "files": [_file(file) for file in files],
        "estimate": _estimate(script, cached=0),
    }


def write_json(path: Path, document: dict[str, Any]) -> None:
    """Write one object as UTF-8, a key a line, the same bytes on every system. Raises OutputError."""
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    try:
        path.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise OutputError(f"{path.name} cannot be written: {error.strerror or error}.", "Is the disk full?") from error


def seconds(samples: int, sample_rate: int) -> float:
    """Samples as seconds, to 6 decimals."""
    return round(samples / sample_rate, DECIMALS)


def _head(script: Script, ids: Ids, sample_rate: int) -> dict[str, Any]:
    return {
        "version": VERSION,
        "id": ids.book,
        "title": script.metadata.title,
        "creators": list(script.metadata.creators),
        "language": script.metadata.language,
        "source": script.source,
        "voice": script.voice,
        "sample_rate": sample_rate,
        "lead_in_ms": script.lead_in_ms,
        "tail_ms": script.tail_ms,
        "pace": {"wpm": script.wpm, "rates": script.rates()},
        "metadata": _metadata(script.metadata),
    }


def kept_rates(previous: Mapping[str, Any] | None, wpm: int) -> dict[str, float]:
    """The articulation rate of each voice in the book's narration before, if that was to come out at the same pace."""
    pace = previous.get("pace") if previous else None
    if not isinstance(pace, dict) or pace.get("wpm") != wpm or not isinstance(pace.get("rates"), dict):
        return {}
    return {name: rate for name, rate in pace["rates"].items() if isinstance(rate, float) and rate > 0}


def _metadata(metadata: Metadata) -> dict[str, Any]:
    """What else is known of the book, under the names of `model.Metadata`; nothing that is empty."""
    elsewhere = {"title", "creators", "language"}
    named = {field.name: getattr(metadata, field.name) for field in fields(metadata) if field.name not in elsewhere}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in named.items() if value}


def _timed_chapter(
    chapter: ScriptChapter, chapter_id: str, timed: TimedChapter, file: str, sample_rate: int
) -> dict[str, Any]:
    spans = iter(timed.spans)
    blocks = [_block(block, [_times(next(spans), sample_rate) for _ in block.utterances]) for block in chapter.blocks]
    return {**_chapter(chapter, chapter_id), "file": file, **_times(timed, sample_rate), "blocks": blocks}


def _chapter(chapter: ScriptChapter, chapter_id: str) -> dict[str, Any]:
    return {"id": chapter_id, "title": chapter.title, "level": chapter.level}


def _times(span: Span | TimedChapter, sample_rate: int) -> dict[str, Any]:
    return {
        "start": seconds(span.start_sample, sample_rate),
        "end": seconds(span.end_sample, sample_rate),
        "start_sample": span.start_sample,
        "end_sample": span.end_sample,
    }


def _block(block: ScriptBlock, times: list[dict[str, Any]] | None) -> dict[str, Any]:
    sentences = [
        {
            "text": utterance.text,
            "spoken": utterance.spoken,
            "voice": utterance.voice,
            "pause_after_ms": utterance.pause_after_ms,
            **(times[index] if times is not None else {}),
        }
        for index, utterance in enumerate(block.utterances)
    ]
    level = {"level": block.level} if block.level else {}
    language = {"language": block.language} if block.language else {}
    return {"kind": block.kind.value, **level, **language, "sentences": sentences}


def _skipped(script: Script) -> dict[str, Any]:
    return {"skipped": [{"kind": skipped.kind.value, "text": skipped.text} for skipped in script.skipped]}


def _file(file: BookFile) -> dict[str, Any]:
    samples = {} if file.samples is None else {"samples": file.samples}
    return {"path": file.path, "type": file.media_type, "bytes": file.bytes, **samples, "sha256": file.sha256}


def _estimate(script: Script, cached: int) -> dict[str, Any]:
    utterances = sum(1 for _ in script.utterances())
    return {"seconds": round(script.estimate_seconds, 3), "utterances": utterances, "cached": cached}


def _timed(timeline: Timeline) -> Iterator[tuple[TimedChapter, Track]]:
    for track in timeline.tracks:
        for chapter in track.chapters:
            yield chapter, track


def _first_sounds(files: tuple[BookFile, ...]) -> dict[str, str]:
    """The path of the first sound file for each stem."""
    sounds: dict[str, str] = {}
    for file in files:
        if file.samples is not None:
            sounds.setdefault(file.path.rpartition("/")[2].rpartition(".")[0], file.path)
    return sounds
