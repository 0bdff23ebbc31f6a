"""The arithmetic of `narration.json`: order, and lead-in + clips + pauses + tail = samples. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from talecast.check.places import at_sample, at_sentence
from talecast.check.report import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.publish.narrated import ListedFile, Narrated, ToldChapter, ToldSentence

ROUNDING_S = 0.000_001
"""Times in seconds are written to 6 decimals."""


def check_sums(book: Narrated, file: ListedFile) -> Iterator[Finding]:
    """Everything about one sound file that `narration.json` alone can tell."""
    chapters = book.chapters_of(file.stem)
    sentences = [sentence for chapter in chapters for sentence in chapter.sentences]
    if not sentences:
        yield Finding("narration", file.path, "", "sentences that are heard in it", "none")
        return
    yield from _order(book, file, sentences)
    yield from _tiles(book, file, chapters)
    yield from _seconds(book, file, chapters)
    lead_in, tail = samples_of(book.lead_in_ms, book.sample_rate), samples_of(book.tail_ms, book.sample_rate)
    clips = sum(sentence.end_sample - sentence.start_sample for sentence in sentences)
    pauses = sum(samples_of(sentence.pause_after_ms, book.sample_rate) for sentence in sentences)
    total = lead_in + clips + pauses + tail
    if total != file.samples:
        found = f"{lead_in} + {clips} + {pauses} + {tail} = {total}"
        yield Finding("sums", file.path, "", f"{file.samples} samples", found)


def samples_of(duration_ms: int, sample_rate: int) -> int:
    """A duration in samples, rounded to the nearest."""
    return round(duration_ms * sample_rate / 1000)


def _order(book: Narrated, file: ListedFile, sentences: list[ToldSentence]) -> Iterator[Finding]:
    """Each sentence begins where the one before ended, and its pause."""
    place = samples_of(book.lead_in_ms, book.sample_rate)
    for number, sentence in enumerate(sentences, start=1):
        where = at_sentence(number, sentence, book.sample_rate)
        if sentence.start_sample != place:
            yield Finding("sums", file.path, where, f"begins at sample {place}", f"at {sentence.start_sample}")
        if sentence.end_sample < sentence.start_sample:
            found = f"{sentence.start_sample} to {sentence.end_sample}"
            yield Finding("sums", file.path, where, "ends after it begins", found)
        place = sentence.end_sample + samples_of(sentence.pause_after_ms, book.sample_rate)


def _tiles(book: Narrated, file: ListedFile, chapters: tuple[ToldChapter, ...]) -> Iterator[Finding]:
    """Chapters leave no gap, the last one ends with the file, and each holds its sentences."""
    for one, other in pairwise(chapters):
        if one.end_sample != other.start_sample:
            expected = f"ends at {other.start_sample}, where {other.title!r} begins"
            yield Finding("sums", file.path, f"chapter {one.title!r}", expected, f"ends at {one.end_sample}")
    last = chapters[-1]
    if last.end_sample != file.samples:
        expected = f"ends with the file at sample {file.samples}"
        yield Finding("sums", file.path, f"chapter {last.title!r}", expected, f"ends at {last.end_sample}")
    for chapter in chapters:
        outside = [
            sentence
            for sentence in chapter.sentences
            if not chapter.start_sample <= sentence.start_sample <= sentence.end_sample <= chapter.end_sample
        ]
        if outside:
            expected = f"sentences within {chapter.start_sample} to {chapter.end_sample}"
            found = f"one at {at_sample(outside[0].start_sample, book.sample_rate)}"
            yield Finding("sums", file.path, f"chapter {chapter.title!r}", expected, found)


def _seconds(book: Narrated, file: ListedFile, chapters: tuple[ToldChapter, ...]) -> Iterator[Finding]:
    """The times in seconds are the samples divided by the rate."""
    timed: list[ToldChapter | ToldSentence] = [*chapters]
    timed += [sentence for chapter in chapters for sentence in chapter.sentences]
    for item in timed:
        for name, seconds, samples in (
            ("start", item.start_s, item.start_sample),
            ("end", item.end_s, item.end_sample),
        ):
            if abs(seconds - samples / book.sample_rate) > ROUNDING_S:
                expected = f"{name} {samples / book.sample_rate:.6f} s"
                yield Finding("sums", file.path, at_sample(samples, book.sample_rate), expected, f"{seconds:.6f} s")
                return
