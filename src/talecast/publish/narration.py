"""`narration.json`: the plan, and the plan with the times of every sentence, in the shape others rely on."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from talecast.errors import OutputError, unwritable_tip
from talecast.publish.shape import block_keys, sentence_keys, tables_begun, told_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from talecast.model import (
        BookFile,
        Metadata,
        Script,
        ScriptChapter,
        Span,
        TimedChapter,
        Timeline,
        Track,
        Utterance,
    )
    from talecast.publish.identity import Ids

VERSION = 1
DECIMALS = 6
"""Of every time in seconds: a microsecond is a twentieth of a sample at 44.1 kHz."""


def plan_document(script: Script, ids: Ids, sample_rate: int, cached: int) -> dict[str, Any]:
    """The object that `plan --json` prints: what would be said, without files and times.

    `sample_rate` is in samples a second; `cached` counts the utterances whose clips are in the store already.
    """
    chapters = list(_plan_chapters(script, ids, sample_rate))
    head = _head(script, ids, sample_rate)
    return {**head, "chapters": chapters, **_skipped(script), "estimate": _estimate(script, cached)}


def plan_parts(script: Script, ids: Ids, sample_rate: int) -> Iterator[dict[str, Any]]:
    """What the plan's object says of the book, without its estimate, in parts: all but the chapters, then each of them.

    Of a long book the whole object takes more memory than everything else.
    """
    yield {**_head(script, ids, sample_rate), **_skipped(script)}
    yield from _plan_chapters(script, ids, sample_rate)


def _plan_chapters(script: Script, ids: Ids, sample_rate: int) -> Iterator[dict[str, Any]]:
    """The chapters of the plan's object, one after the other."""
    notes = told_notes(script)
    for chapter, chapter_id in zip(script.chapters, ids.chapters, strict=True):
        yield {**_chapter(chapter, chapter_id), "blocks": _blocks(chapter, None, notes, {}, sample_rate)}


def narration_document(
    script: Script, ids: Ids, timeline: Timeline, files: tuple[BookFile, ...], images: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The object of `narration.json`. A chapter's `file` is the first of `files` that has its track's sound.

    `images` has the path in the book's folder of each picture of the source that is kept there. The estimate's `cached` is 0
    whatever the store held: the same book has the same bytes.
    """
    sounds, notes, rate = _first_sounds(files), told_notes(script), timeline.sample_rate
    chapters = [
        {
            **_chapter(chapter, chapter_id),
            "file": sounds[track.stem],
            **_times(timed, rate),
            "blocks": _blocks(chapter, timed.spans, notes, images or {}, rate),
        }
        for chapter, chapter_id, (timed, track) in zip(script.chapters, ids.chapters, _timed(timeline), strict=True)
    ]
    return {
        **_head(script, ids, timeline.sample_rate),
        "chapters": chapters,
        **_skipped(script),
        "files": [file_entry(file) for file in files],
        "estimate": _estimate(script, cached=0),
    }


def write_json(path: Path, document: dict[str, Any]) -> None:
    """Write one object as UTF-8, a key a line, the same bytes on every system. Raises OutputError."""
    try:
        with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            json.dump(
                document, file, ensure_ascii=False, indent=1
            )  # piece by piece: as one text it takes many times its bytes
            file.write("\n")
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror or error}.", unwritable_tip(error, "choose another folder")
        ) from error


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


def _chapter(chapter: ScriptChapter, chapter_id: str) -> dict[str, Any]:
    return {"id": chapter_id, "title": chapter.title, "level": chapter.level}


def _times(span: Span | TimedChapter, sample_rate: int) -> dict[str, Any]:
    return {
        "start": seconds(span.start_sample, sample_rate),
        "end": seconds(span.end_sample, sample_rate),
        "start_sample": span.start_sample,
        "end_sample": span.end_sample,
    }


def _blocks(
    chapter: ScriptChapter,
    spans: Sequence[Span] | None,
    notes: frozenset[int],
    images: Mapping[str, str],
    sample_rate: int,
) -> list[dict[str, Any]]:
    """The blocks of a chapter, with the times of their sentences where there are `spans`: one for each, in order."""
    times = iter([{} for _ in chapter.utterances()] if spans is None else [_times(span, sample_rate) for span in spans])
    return [
        {
            "kind": block.kind.value,
            **block_keys(block, images, begins_table=begins),
            "sentences": [
                {**_sentence(utterance), **own, **next(times)}
                for utterance, own in zip(block.utterances, sentence_keys(block, notes), strict=True)
            ],
        }
        for block, begins in zip(chapter.blocks, tables_begun(chapter), strict=True)
    ]


def _sentence(utterance: Utterance) -> dict[str, Any]:
    return {
        "text": utterance.text,
        "spoken": utterance.spoken,
        "voice": utterance.voice,
        "pause_after_ms": utterance.pause_after_ms,
    }


def _skipped(script: Script) -> dict[str, Any]:
    return {"skipped": [{"kind": skipped.kind.value, "text": skipped.text} for skipped in script.skipped]}


def file_entry(file: BookFile) -> dict[str, Any]:
    """What `files` says of a file."""
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
