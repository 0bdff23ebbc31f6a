"""What is told on the way: events for whoever shows them. The kinds are those of `narrate --json`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from talecast.model import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from talecast.model import Clip, Script, Timeline

    Tell = Callable[[Event], None]


def tell_plan(script: Script, cached: int, folder: Path, tell: Tell) -> None:
    """What is about to be made, then each warning of the source and each piece that is left out."""
    fields = {
        "title": script.metadata.title,
        "voice": script.voice,
        "chapters": len(script.chapters),
        "utterances": sum(1 for _ in script.utterances()),
        "cached": cached,
        "estimate_seconds": script.estimate_seconds,
        "folder": str(folder),
    }
    tell(Event("start", fields))
    for warning in script.warnings:
        tell(Event("warning", {"message": warning}))
    for skipped in script.skipped:
        tell(Event("skipped", {"kind": skipped.kind.value, "text": skipped.text}))


def tell_clips(script: Script, clips: Iterable[Clip], follow: Callable[[], None], tell: Tell) -> None:
    """Draw all clips of the script, in order; each chapter is announced before its first clip, and each clip is told of.

    `follow` is called when one more has come.
    """
    arriving = iter(clips)
    total = sum(1 for _ in script.utterances())
    done, speech_s = 0, 0.0
    for chapter in script.chapters:
        sentences = sum(1 for _ in chapter.utterances())
        tell(Event("chapter", {"number": chapter.number, "title": chapter.title, "sentences": sentences}))
        for utterance in chapter.utterances():
            clip = next(arriving)
            follow()
            done += 1
            speech_s += clip.samples / clip.sample_rate
            if not clip.samples and any(map(str.isalnum, utterance.spoken)):
                tell(Event("warning", {"message": f"The voice has no sound for these words: “{utterance.text}”"}))
            fields = {"stage": "speak", "done": done, "total": total, "seconds": round(speech_s, 3)}
            tell(Event("progress", fields))


def encoded(timeline: Timeline, formats: Sequence[str], tell: Tell) -> Callable[[int], None]:
    """A callback that is told of samples as they are encoded, from any thread, and tells of seconds."""
    total = sum(track.samples for track in timeline.tracks) * len(formats)
    lock = threading.Lock()
    done = 0

    def written(samples: int) -> None:
        nonlocal done
        with lock:
            done = min(done + samples, total)
            seconds, all_seconds = (round(count / timeline.sample_rate, 3) for count in (done, total))
            tell(Event("progress", {"stage": "encode", "done": seconds, "total": all_seconds}))

    return written
