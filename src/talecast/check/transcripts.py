"""Transcripts, read back cue by cue and compared with the sentences: their words and their times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.check.places import at_sentence, quoted
from talecast.check.report import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from talecast.publish.narrated import Narrated, ToldSentence

SUFFIXES = (".vtt", ".srt")
TOLERANCE_MS = 1
SHORTEST_MS = 1
"""Of a cue, whatever the sentence: one that ends where it starts WebVTT does not allow."""

_TIMES = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d)[.,](\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d)[.,](\d{3})", re.ASCII)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class ReadCue:
    """A cue as it stands in a transcript."""

    start_ms: int
    end_ms: int
    text: str
    """On one line, its entities resolved."""


def check_transcripts(folder: Path, book: Narrated, stem: str) -> Iterator[Finding]:
    """The transcripts of one track: that there are any, and that their cues are the sentences."""
    listed = {file.path for file in book.files}
    sentences = [
        sentence for chapter in book.chapters_of(stem) for sentence in chapter.sentences if sentence.text
    ]  # what is announced has none
    for suffix in SUFFIXES:
        path = f"{stem}{suffix}"
        if path not in listed:
            yield Finding("transcript", path, "", "a transcript among the book's files", "none")
            continue
        try:
            text = (folder / path).read_text(encoding="utf-8")
        except OSError:
            continue  # that it is missing is found with the files
        except UnicodeDecodeError:
            yield Finding("transcript", path, "", "UTF-8", "bytes that are not")
            continue
        if suffix == ".vtt" and not text.startswith("WEBVTT\n"):
            yield Finding("transcript", path, "", "WEBVTT on the first line", quoted(text))
        yield from _compare(path, read_cues(text, escaped=suffix == ".vtt"), sentences, book.sample_rate)


def read_cues(text: str, *, escaped: bool) -> list[ReadCue]:
    """The cues of a WebVTT or SubRip file: blocks parted by empty lines, of which one line has two times."""
    cues = []
    for block in re.split(r"\n(?:[ \t]*\n)+", text.replace("\r\n", "\n")):
        lines = block.split("\n")
        times = next(((index, match) for index, line in enumerate(lines[:2]) if (match := _TIMES.match(line))), None)
        if times is None:
            continue
        index, match = times
        words = " ".join(" ".join(lines[index + 1 :]).split())
        for entity, character in _ENTITIES if escaped else ():
            words = words.replace(entity, character)
        numbers = [int(group) for group in match.groups()]
        cues.append(ReadCue(_ms(numbers[:4]), _ms(numbers[4:]), words))
    return cues


def _ms(parts: list[int]) -> int:
    hours, minutes, seconds, ms = parts
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def _compare(path: str, cues: list[ReadCue], sentences: list[ToldSentence], sample_rate: int) -> Iterator[Finding]:
    if len(cues) != len(sentences):
        yield Finding("transcript", path, "", f"{len(sentences)} cues, one a sentence", str(len(cues)))
        return
    for number, (cue, sentence) in enumerate(zip(cues, sentences, strict=True), start=1):
        place = at_sentence(number, sentence, sample_rate)
        start_ms, end_ms = (sample * 1000 / sample_rate for sample in (sentence.start_sample, sentence.end_sample))
        end_ms = max(end_ms, cue.start_ms + SHORTEST_MS)
        if abs(cue.start_ms - start_ms) > TOLERANCE_MS or abs(cue.end_ms - end_ms) > TOLERANCE_MS:
            expected = f"{start_ms:.0f} to {end_ms:.0f} ms"
            yield Finding("transcript", path, place, expected, f"{cue.start_ms} to {cue.end_ms} ms")
        if not _same_words(cue.text, sentence.text):
            yield Finding("transcript", path, place, quoted(sentence.text), quoted(cue.text))


def _same_words(cue: str, sentence: str) -> bool:
    """SubRip cannot hold an arrow, so it is written as one character; a sentence of nothing to show is an ellipsis."""
    shown = " ".join(_CONTROL.sub(" ", sentence).split()) or "…"
    return cue in {shown, " ".join(shown.replace("-->", "→").split())}
