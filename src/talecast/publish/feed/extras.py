"""What feeds point to beside the sound: chapters (JSON Chapters 1.2) and transcripts with speakers (Podcasting 2.0, JSON)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from talecast.publish.feed.addresses import versioned
from talecast.publish.feed.episodes import narrator
from talecast.publish.feed.xml import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from talecast.publish.feed.episodes import Episode
    from talecast.publish.shelf import ShelfSentence

CHAPTERS_SUFFIX = ".chapters.json"
TRANSCRIPT_SUFFIX = ".transcript.json"
CHAPTERS_VERSION, TRANSCRIPT_VERSION = "1.2.0", "1.0.0"


def chapters_json(episode: Episode, base_url: str) -> bytes:
    """The chapters of an episode: titles, when they start and end in seconds, and the picture to show."""
    book, track = episode.book, episode.track
    picture = track.picture or book.cover
    shown = (
        {"img": versioned(base_url, episode.prefix + picture.path, picture.sha256, picture.suffix)} if picture else {}
    )
    chapters = [
        {
            "startTime": _seconds(chapter.start_sample, book.sample_rate),
            "endTime": _seconds(chapter.end_sample, book.sample_rate),
            "title": one_line(chapter.title),
            **shown,
        }
        for chapter in track.chapters
    ]
    authors = {"author": one_line(", ".join(book.creators))} if book.creators else {}
    head = {
        "version": CHAPTERS_VERSION,
        "title": one_line(episode.title),
        "podcastName": one_line(book.title),
        **authors,
    }
    return _json({**head, "chapters": chapters})


def transcript_json(episode: Episode, sentences: Iterable[ShelfSentence]) -> bytes:
    """The words of an episode: a segment a sentence, with its times in seconds and who speaks.

    What is said for the ear alone has no text, and is left out.
    """
    book = episode.book
    names = {book.voice: one_line(narrator(book))}
    segments = [
        {
            "speaker": names.get(sentence.voice, one_line(sentence.voice)),
            "startTime": _seconds(sentence.start_sample, book.sample_rate),
            "endTime": _seconds(sentence.end_sample, book.sample_rate),
            "body": clean(sentence.text),
        }
        for sentence in sentences
        if sentence.text.strip()
    ]
    return _json({"version": TRANSCRIPT_VERSION, "segments": segments})


def _seconds(samples: int, sample_rate: int) -> float:
    return round(samples / sample_rate, 3)


def _json(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
