"""Small finished books made of tones: what the stages before would have given, without an engine."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from talecast.assemble import ffmpeg, mp3
from talecast.model import (
    BlockKind,
    BookFile,
    Metadata,
    Script,
    ScriptBlock,
    ScriptChapter,
    Span,
    TimedChapter,
    Timeline,
    Track,
    Utterance,
)
from talecast.publish import assign_ids, narration_document, srt, vtt, write_json
from talecast.tag import draw_cover, tag_file, track_tags

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

RATE = 44_100
LEAD_IN_MS, TAIL_MS = 500, 1_000
AMPLITUDE = 0.185
"""The tones below come out at -19.1 LUFS, as MP3 at -19.5."""
TYPES = {"mp3": "audio/mpeg", "m4b": "audio/mp4", "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav"}


def script_of(
    *chapters: tuple[str, list[str]], title: str = "A Book", creators: tuple[str, ...] = ("Ann Other",)
) -> Script:
    """A script of chapters, each a title and its sentences, 400 ms apart, 1.2 s between chapters."""
    last = len(chapters)
    return Script(
        Metadata(title, creators),
        "book.txt",
        "espeak",
        1.0,
        tuple(
            ScriptChapter(
                name,
                (
                    ScriptBlock(
                        BlockKind.PARAGRAPH,
                        tuple(
                            Utterance(text, text, "espeak", _pause(index == len(texts) - 1, number == last))
                            for index, text in enumerate(texts)
                        ),
                    ),
                ),
                number,
            )
            for number, (name, texts) in enumerate(chapters, start=1)
        ),
        (),
        LEAD_IN_MS,
        TAIL_MS,
        12.5,
    )


def _pause(last_of_chapter: bool, last_chapter: bool) -> int:
    return 400 if not last_of_chapter else 0 if last_chapter else 1_200


def in_samples(duration_ms: int) -> int:
    return round(duration_ms * RATE / 1000)


def single_track(script: Script, stem: str = "a-book", clip_ms: int = 700) -> Track:
    """All chapters on one track, every sentence `clip_ms` long and a sample more than the one before."""
    place, count = in_samples(LEAD_IN_MS), 0
    spans: list[list[Span]] = []
    for chapter in script.chapters:
        spans.append([])
        for utterance in chapter.utterances():
            length = in_samples(clip_ms) + count
            spans[-1].append(Span(place, place + length))
            place += length + in_samples(utterance.pause_after_ms)
            count += 1
    samples = place + in_samples(TAIL_MS)
    starts = [chapter_spans[0].start_sample for chapter_spans in spans]
    ends = [*starts[1:], samples]
    chapters = tuple(
        TimedChapter(chapter.title, chapter.number, start, end, tuple(chapter_spans))
        for chapter, start, end, chapter_spans in zip(script.chapters, starts, ends, spans, strict=True)
    )
    return Track(stem, chapters, samples)


def sound_of(track: Track, amplitude: float = AMPLITUDE) -> NDArray[np.int16]:
    """A tone of 220 Hz and its third harmonic for each sentence, nothing between."""
    sound = np.zeros(track.samples)
    for chapter in track.chapters:
        for span in chapter.spans:
            time = np.arange(span.end_sample - span.start_sample) / RATE
            tone = np.sin(2 * np.pi * 220 * time) + 0.5 * np.sin(2 * np.pi * 660 * time)
            sound[span.start_sample : span.end_sample] = amplitude * tone
    whole: NDArray[np.int16] = np.rint(sound * 32767).astype(np.int16)
    return whole


def write_mp3(path: Path, sound: NDArray[np.int16]) -> None:
    """An MP3 with an Info frame: gapless to the sample."""
    audio = mp3.encode_stretch([sound])
    path.write_bytes(mp3.info_frame(len(sound), mp3.frame_count(len(sound)), len(audio)) + audio)


def write_sound(path: Path, sound: NDArray[np.int16], track: Track) -> None:
    suffix = path.suffix[1:]
    if suffix == "mp3":
        write_mp3(path, sound)
    else:
        ffmpeg.encode_file(path, ffmpeg.CODECS[suffix], RATE, [sound], track.chapters)


def make_book(
    folder: Path,
    script: Script,
    formats: tuple[str, ...] = ("flac",),
    change_sound: Callable[[NDArray[np.int16]], NDArray[np.int16]] = lambda sound: sound,
    amplitude: float = AMPLITUDE,
) -> Path:
    """A finished book of one track in its folder; `change_sound` may spoil what is heard."""
    folder.mkdir(parents=True, exist_ok=True)
    track = single_track(script)
    sound = change_sound(sound_of(track, amplitude))
    cover = draw_cover(script.metadata.title, script.metadata.creators)
    (folder / "cover.jpg").write_bytes(cover)
    (folder / "a-book.vtt").write_text(vtt(script, track, RATE), encoding="utf-8", newline="\n")
    (folder / "a-book.srt").write_text(srt(script, track, RATE), encoding="utf-8", newline="\n")
    for name in formats:
        path = folder / f"a-book.{name}"
        write_sound(path, sound, track)
        tag_file(path, track_tags(script.metadata, track, 1, 1, RATE, cover, "espeak", per_chapter=False))
    files = [book_file(folder / f"a-book.{name}", TYPES[name], track.samples) for name in formats]
    files += [book_file(folder / "cover.jpg", "image/jpeg"), book_file(folder / "a-book.vtt", "text/vtt")]
    files += [book_file(folder / "a-book.srt", "application/x-subrip")]
    document = narration_document(script, assign_ids(script, None), Timeline(RATE, (track,)), tuple(files))
    write_json(folder / "narration.json", document)
    return folder


def book_file(path: Path, media_type: str, samples: int | None = None) -> BookFile:
    data = path.read_bytes()
    return BookFile(path.name, media_type, len(data), hashlib.sha256(data).hexdigest(), samples)


def edit_narration(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the object of a `narration.json` in place."""
    path = folder / "narration.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def list_anew(folder: Path) -> None:
    """Write the sizes and checksums of the files as they are now into `narration.json`."""

    def relist(document: dict[str, Any]) -> None:
        for entry in document["files"]:
            data = (folder / entry["path"]).read_bytes()
            entry["bytes"], entry["sha256"] = len(data), hashlib.sha256(data).hexdigest()

    edit_narration(folder, relist)
