"""What is told on the way."""

from __future__ import annotations

import threading
from pathlib import Path

from talecast.model import Clip, Event, SkipKind, Skipped, Timeline, Track
from talecast.progress import encoded, tell_clips, tell_plan
from tests.unit.direct.making import block, book, script

SCRIPT = script(book((block("A man. A plan."),), (block("A canal."),)))


def clip(key: str, samples: int) -> Clip:
    return Clip(key, 22_050, samples, b"", b"", b"")


def test_each_chapter_is_told_before_its_clips_and_each_clip_with_the_seconds_so_far() -> None:
    told: list[Event] = []
    clips = [clip(name, 22_050) for name in "abc"]
    followed: list[int] = []
    tell_clips(SCRIPT, clips, lambda: followed.append(len(told)), told.append)
    assert followed == [1, 2, 4]  # before the clip is told
    assert [event.kind for event in told] == ["chapter", "progress", "progress", "chapter", "progress"]
    assert told[0].fields == {"number": 1, "title": "Chapter 1", "sentences": 2}
    assert told[-1].fields == {"stage": "speak", "done": 3, "total": 3, "seconds": 3.0}


def test_words_without_a_sound_are_told_of_and_marks_are_not() -> None:
    told: list[Event] = []
    silent = script(book((block("Words."), block("…"))))
    tell_clips(silent, [clip("a", 0), clip("b", 0)], lambda: None, told.append)
    warnings = [event.fields["message"] for event in told if event.kind == "warning"]
    assert warnings == ["The voice has no sound for these words: “Words.”"]


def test_a_plan_is_told_with_its_warnings_and_what_is_left_out() -> None:
    from dataclasses import replace

    told: list[Event] = []
    made = replace(SCRIPT, warnings=("A stray byte.",), skipped=(Skipped(SkipKind.LICENCE, "All rights."),))
    tell_plan(made, 2, Path("out/book"), told.append)
    start, warning, skipped = told
    assert start.kind == "start"
    assert start.fields["chapters"] == 2
    assert start.fields["utterances"] == 3
    assert start.fields["cached"] == 2
    assert (warning.kind, warning.fields) == ("warning", {"message": "A stray byte."})
    assert (skipped.kind, skipped.fields) == ("skipped", {"kind": "licence", "text": "All rights."})


def test_samples_from_several_threads_add_up_to_the_whole_and_no_further() -> None:
    told: list[Event] = []
    timeline = Timeline(44_100, (Track("a", (), 44_100), Track("b", (), 88_200)))
    written = encoded(timeline, ["mp3", "flac"], told.append)
    threads = [threading.Thread(target=lambda: [written(4_410) for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [float(str(event.fields["done"])) for event in told]
    assert done == sorted(done)
    assert told[-1].fields == {"stage": "encode", "done": 6.0, "total": 6.0}
