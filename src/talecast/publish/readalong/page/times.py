"""When what sounds, for the page: a script, because a page from disk may not fetch anything else."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from talecast.publish.narrated import Narrated, ToldTrack

_ORDER = (".mp3", ".m4b", ".opus", ".flac", ".wav")
"""The more browsers play it, the sooner it is taken."""


def times_script(book: Narrated) -> str:
    """The book's times as a script, in samples of each file. Its types are told in data/page/times.js.

    What could end the script's element, or a line of it, is written as escapes.
    """
    text = json.dumps(_times(book), ensure_ascii=True, separators=(",", ":"))
    return f"var BOOK = {text.replace('<', chr(92) + 'u003c')};\n"


def _times(book: Narrated) -> dict[str, Any]:
    files: list[dict[str, Any]] = []
    chapters: list[dict[str, Any]] = []
    starts: list[int] = []
    for track in book.tracks:
        files.append({"src": sound_address(track), "first": len(starts)})
        for chapter in book.chapters_of(track.stem):
            chapters.append(
                {
                    "title": chapter.title,
                    "file": len(files) - 1,
                    "first": len(starts),
                    "start": chapter.start_sample,
                    "end": chapter.end_sample,
                }
            )
            starts += [sentence.start_sample for sentence in chapter.sentences]
    return {"id": book.id, "rate": book.sample_rate, "files": files, "chapters": chapters, "starts": starts}


def sound_address(track: ToldTrack) -> str:
    """Where the page finds a track: of its files the one that most browsers play."""
    suffixes = [PurePosixPath(path).suffix for path in track.paths]
    ranked = zip(track.paths, suffixes, strict=True)
    return quote(min(ranked, key=lambda one: _ORDER.index(one[1]) if one[1] in _ORDER else len(_ORDER))[0])
