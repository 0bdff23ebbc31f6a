"""Transcripts: a cue a sentence, and nothing in the text can break the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from talecast.check.transcripts import read_cues
from talecast.model import BlockKind, ScriptBlock, Span, TimedChapter, Track, Utterance
from talecast.publish import srt, vtt
from talecast.publish.transcripts import fold
from tests.unit.publish.scripts import script_of

if TYPE_CHECKING:
    import pytest

    from talecast.model import Script
    from tests.conftest import Golden

RATE = 44_100


def book_of(*texts: str) -> tuple[Script, Track]:
    """A script of one chapter whose sentences are these, and its track of a second each."""
    script = script_of(("I & II --> III", "x."))
    block = ScriptBlock(BlockKind.PARAGRAPH, tuple(Utterance(text, text, "espeak", 0) for text in texts))
    chapter = replace(script.chapters[0], blocks=(block,))
    spans = tuple(Span(place * RATE + 22, (place + 1) * RATE) for place in range(len(texts)))
    timed = TimedChapter(chapter.title, 1, 0, len(texts) * RATE, spans)
    return replace(script, chapters=(chapter,)), Track("book", (timed,), len(texts) * RATE)


def test_a_cue_has_the_times_of_its_sentence_to_the_millisecond() -> None:
    script, track = book_of("One.", "Two.")
    assert "2\n00:00:01.000 --> 00:00:02.000\nTwo." in vtt(script, track, RATE)
    assert "2\n00:00:01,000 --> 00:00:02,000\nTwo." in srt(script, track, RATE)


def test_times_past_the_hour_are_written_whole() -> None:
    script, track = book_of("One.")
    chapter = replace(track.chapters[0], spans=(Span(RATE * 360_000, RATE * 360_001 + 44),))
    assert "100:00:00.000 --> 100:00:01.001" in vtt(script, replace(track, chapters=(chapter,)), RATE)


def test_a_clip_of_no_length_is_still_a_cue() -> None:
    script, track = book_of("One.")
    chapter = replace(track.chapters[0], spans=(Span(RATE, RATE),))
    assert "00:00:01.000 --> 00:00:01.001" in vtt(script, replace(track, chapters=(chapter,)), RATE)


def test_markup_in_the_text_is_text_in_webvtt_and_an_arrow_is_drawn_in_subrip() -> None:
    script, track = book_of("<b>A & B</b> --> C")
    assert "&lt;b&gt;A &amp; B&lt;/b&gt; --&gt; C" in vtt(script, track, RATE)
    assert "<b>A & B</b> → C" in srt(script, track, RATE)
    assert "NOTE I &amp; II --&gt; III" in vtt(script, track, RATE)


def test_lines_fold_at_words_and_verse_keeps_its_lines() -> None:
    assert fold("one two three", 7) == ("one two", "three")
    assert fold("a line\n\nof verse\r\nhere", 60) == ("a line", "of verse", "here")
    assert fold("x" * 100, 7) == ("x" * 100,)
    assert fold(" \n\0\n ", 7) == ("…",)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_no_text_can_make_or_end_a_cue(texts: list[str]) -> None:
    script, track = book_of(*texts)
    for write, escaped in ((vtt, True), (srt, False)):
        written = write(script, track, RATE)
        cues = read_cues(written, escaped=escaped)
        assert len(cues) == len(texts)
        assert written.count(" --> ") == len(texts)
        assert "\0" not in written


def test_transcripts_are_as_written_down(golden: Golden, request: pytest.FixtureRequest) -> None:
    script, track = book_of(
        "“Stop! — Who goes there?” <he> said & waited, since nobody had come this way for as long as he remembered.",
        "A verse,\nand its\n\nlines.",
    )
    folder = request.config.rootpath / "tests" / "golden" / "transcripts" / "golden"
    golden(folder / "book.vtt", vtt(script, track, RATE))
    golden(folder / "book.srt", srt(script, track, RATE))


def test_what_is_announced_is_no_cue() -> None:
    script, track = book_of("", "A man.", "")
    assert [cue.text for cue in read_cues(vtt(script, track, RATE), escaped=True)] == ["A man."]
