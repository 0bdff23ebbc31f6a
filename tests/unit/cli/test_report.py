"""Showing a narration as it goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from talecast.cli.plain import counted, is_plain, length_words
from talecast.cli.report import JsonReport, PlainReport, RichReport, clock, done_lines, report, start_line, start_lines
from talecast.model import Event, SkipKind, Skipped
from talecast.pipeline import Narration

FINISHED = Narration(
    Path("out/a"),
    ("a.mp3", "a.m4b", "cover.jpg", "a.vtt", "a.srt"),
    3_725.4,
    (Skipped(SkipKind.LICENCE, ""), Skipped(SkipKind.AUTHORS_NOTE, ""), Skipped(SkipKind.LICENCE, "")),
)
START = {"voice": "v", "title": "[bold]T", "chapters": 1, "utterances": 2, "estimate_seconds": 61.0}


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (0.6, "0:01"), (59.6, "1:00"), (61, "1:01"), (3_599.4, "59:59"), (36_000, "10:00:00")],
)
def test_a_length_is_shown_as_a_clock_shows_it(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_one_is_counted_without_an_s() -> None:
    assert (counted(0, "chapter"), counted(1, "chapter"), counted(2, "chapter")) == (
        "0 chapters",
        "1 chapter",
        "2 chapters",
    )


def test_the_last_lines_say_where_how_long_and_what_was_left_out() -> None:
    assert done_lines(FINISHED, "1:02:05") == [
        f"Written: {Path('out/a/a.mp3')}",
        f"Written: {Path('out/a/a.m4b')}",
        "Beside it: cover.jpg, a.vtt, a.srt, narration.json",
        "Length: 1:02:05",
        "Skipped: 1 authors-note, 2 licence",
    ]


def test_who_listens_gets_the_last_lines_one_fact_a_line_too() -> None:
    assert done_lines(FINISHED, "1 hour", plain=True)[2:] == [
        "Beside it: cover.jpg",
        "Beside it: a.vtt",
        "Beside it: a.srt",
        "Beside it: narration.json",
        "Length: 1 hour",
        "Skipped: 1 authors-note",
        "Skipped: 2 licence",
    ]


def test_many_transcripts_are_counted_instead_of_listed() -> None:
    many = tuple(f"{number:02}.vtt" for number in range(20))
    assert "Beside them: 20 other files and narration.json" in done_lines(Narration(Path("a"), many, 1.0, ()), "0:01")


def test_the_first_line_names_voice_title_and_length() -> None:
    assert start_line(START) == "The voice v reads “[bold]T”: 1 chapter, 2 sentences, about 1:01."


def test_who_listens_gets_one_fact_a_line_and_lengths_in_words() -> None:
    assert start_lines(START) == [
        "The voice v reads “[bold]T”.",
        "Chapters: 1",
        "Sentences: 2",
        "Length: about 1 minute 1 second",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 seconds"), (0.6, "1 second"), (60, "1 minute"), (3_605, "1 hour 5 seconds"), (7_320, "2 hours 2 minutes")],
)
def test_a_length_in_words_leaves_out_what_is_none(seconds: float, words: str) -> None:
    assert length_words(seconds) == words


def test_a_log_gets_no_progress_line_more_often_than_every_ten_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 0.0
    monkeypatch.setattr("talecast.cli.report.time.monotonic", lambda: now)
    with PlainReport() as show:
        for second in range(36):
            now = float(second)
            show.tell(Event("progress", {"stage": "speak", "done": second + 1, "total": 100, "seconds": 5.0 * second}))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[:2] == [
        "11 of 100 sentences spoken",
        "21 of 100 sentences spoken, about 1 minute 19 seconds left",
    ]


def test_a_program_gets_each_event_as_it_is(capfd: pytest.CaptureFixture[str]) -> None:
    with JsonReport() as show:
        show.tell(Event("chapter", {"number": 1, "title": "Ünd"}))
        show.done(FINISHED)
    first, last = capfd.readouterr().out.splitlines()
    assert first == '{"event": "chapter", "number": 1, "title": "Ünd"}'
    assert last.startswith('{"event": "done", "files": ["out/a/a.mp3", ')
    assert last.endswith('"seconds": 3725.4, "skipped": {"authors-note": 1, "licence": 2}}')


def test_a_terminal_gets_everything_a_log_gets(capsys: pytest.CaptureFixture[str]) -> None:
    with RichReport() as show:
        show.tell(Event("start", START))
        show.tell(Event("warning", {"message": "Odd [red] byte."}))
        show.tell(Event("chapter", {"number": 1, "title": "One"}))
        for stage in ("speak", "encode"):
            for done in (1, 2):
                show.tell(Event("progress", {"stage": stage, "done": done, "total": 2, "seconds": 1.0}))
        show.done(FINISHED)
    said = capsys.readouterr().out
    assert "reads “[bold]T”" in said
    assert "Odd [red] byte." in said
    assert "Length: 1:02:05" in said


def test_the_report_fits_who_reads_it() -> None:
    assert isinstance(report(plain=True, as_json=True), JsonReport)
    assert isinstance(report(plain=True, as_json=False), PlainReport)
    assert isinstance(report(plain=False, as_json=False), RichReport)


@pytest.mark.parametrize(
    ("plain", "variables", "terminal", "expected"),
    [
        (True, {}, True, True),
        (False, {}, True, False),
        (False, {}, False, True),
        (False, {"NO_COLOR": "1"}, True, True),
        (False, {"NO_COLOR": ""}, True, False),
        (False, {"TERM": "dumb"}, True, True),
    ],
)
def test_plain_is_on_by_itself_where_there_is_no_terminal_or_no_colour(
    plain: bool, variables: dict[str, str], terminal: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    assert is_plain(plain=plain) is expected
