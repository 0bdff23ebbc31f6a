"""The plan and `narration.json`, in the shape that other programs rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from talecast.errors import OutputError
from talecast.model import BlockKind, BookFile, Metadata, ScriptBlock, Span, TimedChapter, Timeline, Track
from talecast.publish import assign_ids, kept_rates, narration_document, plan_document, write_json
from tests.unit.publish.scripts import script_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from talecast.model import Script
    from tests.conftest import Golden

RATE = 44_100
SCRIPT = script_of(("I", "One here. Two “there” — é."), ("II", "Three."), title="Corrosion")
IDS = assign_ids(SCRIPT, None)


def timeline(script: Script, *, per_chapter: bool) -> Timeline:
    chapters, place = [], 22_050
    for chapter in script.chapters:
        spans = []
        for _ in chapter.utterances():
            spans.append(Span(place, place + 10_001))
            place += 20_002
        chapters.append(TimedChapter(chapter.title, chapter.number, spans[0].start_sample, place, tuple(spans)))
    if per_chapter:
        return Timeline(RATE, tuple(Track(f"0{chapter.number}-x", (chapter,), place) for chapter in chapters))
    return Timeline(RATE, (Track("corrosion", tuple(chapters), place),))


FILES = (
    BookFile("corrosion.mp3", "audio/mpeg", 10, "aa", 1000),
    BookFile("corrosion.flac", "audio/flac", 20, "bb", 1000),
    BookFile("cover.jpg", "image/jpeg", 30, "cc"),
)


def test_a_plan_has_no_files_and_no_times() -> None:
    plan = plan_document(SCRIPT, IDS, RATE, 3)
    text = json.dumps(plan)
    assert list(plan) == [
        *("version", "id", "title", "creators", "language", "source", "voice", "sample_rate", "lead_in_ms", "tail_ms"),
        *("pace", "metadata", "chapters", "skipped", "estimate"),
    ]
    assert plan["estimate"] == {"seconds": 201.5, "utterances": 5, "cached": 3}
    assert '"start' not in text
    assert '"file"' not in text


def test_a_narration_is_the_plan_with_files_and_times() -> None:
    plan, narration = (
        plan_document(SCRIPT, IDS, RATE, 0),
        narration_document(SCRIPT, IDS, timeline(SCRIPT, per_chapter=False), FILES),
    )
    assert list(narration)[-4:] == ["chapters", "skipped", "files", "estimate"]
    for chapter in narration["chapters"]:
        assert list(chapter) == ["id", "title", "level", "file", "start", "end", "start_sample", "end_sample", "blocks"]
        for key in ("file", "start", "end", "start_sample", "end_sample"):
            del chapter[key]
        for block in chapter["blocks"]:
            for sentence in block["sentences"]:
                assert list(sentence)[4:] == ["start", "end", "start_sample", "end_sample"]
                for key in ("start", "end", "start_sample", "end_sample"):
                    del sentence[key]
    del narration["files"]
    assert narration == plan


def test_what_else_is_known_of_the_book_stands_under_metadata() -> None:
    known = Metadata("Corrosion", ("Ann Other",), narrator="Joe", series="Rust", subjects=("iron", "rain"))
    plan = plan_document(replace(SCRIPT, metadata=known), IDS, RATE, 0)
    assert plan["metadata"] == {"narrator": "Joe", "series": "Rust", "subjects": ["iron", "rain"]}


def test_the_rates_of_a_narration_are_known_to_the_next_one_at_the_same_pace() -> None:
    plan = plan_document(replace(SCRIPT, wpm=155, speaking_rate=0.84, other_rates=(("joe", 0.76),)), IDS, RATE, 0)
    assert plan["pace"] == {"wpm": 155, "rates": {"espeak": 0.84, "joe": 0.76}}
    assert kept_rates(plan, 155) == {"espeak": 0.84, "joe": 0.76}
    assert kept_rates(plan, 160) == {}


@pytest.mark.parametrize(
    "previous",
    [None, {}, {"pace": 3}, {"pace": {"wpm": 155}}, {"pace": {"wpm": 155, "rates": {"joe": "x", "emma": -1.0}}}],
)
def test_a_narration_that_says_no_rates_has_none(previous: dict[str, Any] | None) -> None:
    assert kept_rates(previous, 155) == {}


def test_a_heading_says_its_level() -> None:
    chapter = SCRIPT.chapters[0]
    heading = ScriptBlock(BlockKind.HEADING, chapter.blocks[0].utterances, level=2)
    plan = plan_document(
        replace(SCRIPT, chapters=(replace(chapter, blocks=(heading,)), SCRIPT.chapters[1])), IDS, RATE, 0
    )
    assert plan["chapters"][0]["level"] == 1
    assert list(plan["chapters"][0]["blocks"][0]) == ["kind", "level", "sentences"]
    assert plan["chapters"][0]["blocks"][0]["level"] == 2


def test_a_block_in_another_language_says_which() -> None:
    chapter = SCRIPT.chapters[0]
    blocks = (chapter.blocks[0], replace(chapter.blocks[1], language="fr"))
    plan = plan_document(replace(SCRIPT, chapters=(replace(chapter, blocks=blocks), SCRIPT.chapters[1])), IDS, RATE, 0)
    first, second = plan["chapters"][0]["blocks"]
    assert ("language" in first, second["language"]) == (False, "fr")
    assert list(second) == ["kind", "language", "sentences"]


def test_seconds_are_samples_over_the_rate_to_six_decimals() -> None:
    sentence = narration_document(SCRIPT, IDS, timeline(SCRIPT, per_chapter=False), FILES)["chapters"][0]["blocks"][1][
        "sentences"
    ][0]
    assert (sentence["start_sample"], sentence["end_sample"]) == (42_052, 52_053)
    assert (sentence["start"], sentence["end"]) == (0.95356, 1.18034)


def test_a_chapter_names_the_first_file_of_its_track() -> None:
    single = narration_document(SCRIPT, IDS, timeline(SCRIPT, per_chapter=False), FILES)
    assert [chapter["file"] for chapter in single["chapters"]] == ["corrosion.mp3"] * 2
    files = tuple(
        BookFile(f"0{number}-x.{suffix}", "audio/x", 1, "", 5) for suffix in ("opus", "mp3") for number in (1, 2)
    )
    split = narration_document(SCRIPT, IDS, timeline(SCRIPT, per_chapter=True), files)
    assert [chapter["file"] for chapter in split["chapters"]] == ["01-x.opus", "02-x.opus"]


def test_a_scene_break_is_a_block_without_sentences() -> None:
    chapter = SCRIPT.chapters[0]
    broken = replace(chapter, blocks=(*chapter.blocks, ScriptBlock(BlockKind.SCENE_BREAK, ())))
    plan = plan_document(replace(SCRIPT, chapters=(broken, SCRIPT.chapters[1])), IDS, RATE, 0)
    assert plan["chapters"][0]["blocks"][-1] == {"kind": "scene-break", "sentences": []}


def test_only_sound_files_have_samples() -> None:
    files = narration_document(SCRIPT, IDS, timeline(SCRIPT, per_chapter=False), FILES)["files"]
    assert files[0] == {"path": "corrosion.mp3", "type": "audio/mpeg", "bytes": 10, "samples": 1000, "sha256": "aa"}
    assert list(files[2]) == ["path", "type", "bytes", "sha256"]


def test_what_is_written_is_one_object_in_utf8_as_written_down(
    tmp_path: Path, golden: Golden, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "narration.json"
    document = narration_document(SCRIPT, IDS, timeline(SCRIPT, per_chapter=False), FILES)
    write_json(path, document)
    assert json.loads(path.read_text(encoding="utf-8")) == document
    golden(
        request.config.rootpath / "tests" / "golden" / "narration" / "golden" / "narration.json",
        path.read_bytes(),
    )


def test_a_half_surrogate_in_the_text_does_not_stop_the_writing(tmp_path: Path) -> None:
    write_json(tmp_path / "x.json", {"text": "a\ud800b"})
    assert json.loads((tmp_path / "x.json").read_bytes()) == {"text": "a?b"}


def test_a_place_that_cannot_be_written_is_an_error_with_a_tip(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        write_json(tmp_path / "none" / "narration.json", {})
    assert caught.value.tip
