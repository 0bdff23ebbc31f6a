"""A narration read back: what comes from elsewhere may be anything."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from talecast.errors import CheckError
from talecast.publish.narrated import narrated_of
from talecast.publish.readalong import narrated_from, read_narrated
from tests.unit.publish.readalong.making import block, document, seconds, sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def whole() -> dict[str, Any]:
    return document([[block(sentence("One.", seconds(0.5), seconds(1)), image="images/001.png")]], seconds(2))


def _set(*path: Any) -> Callable[[dict[str, Any]], None]:
    *steps, last, value = path

    def bend(entry: Any) -> None:
        for step in steps:
            entry = entry[step]
        entry[last] = value

    return bend


BLOCK = ("chapters", 0, "blocks", 0)


@pytest.mark.parametrize(
    "bend",
    [
        _set("version", 2),
        _set("chapters", []),
        _set("chapters", "many"),
        _set("files", []),
        _set("files", 0, "path", "../../etc/passwd"),
        _set("chapters", 0, "file", "/etc/passwd"),
        _set(*BLOCK, "image", "../secret.png"),
        _set(*BLOCK, "image", "C:\\secret.png"),
        _set(*BLOCK, "kind", "spell"),
        _set(*BLOCK, "list", [{"kind": "endless", "number": 1, "item": 1}]),
        _set(*BLOCK, "table", [["a"]]),
        _set(*BLOCK, "row", -1),
        _set(*BLOCK, "sentences", 0, "start_sample", -1),
        _set(*BLOCK, "sentences", 0, "end_sample", 10**9),
        _set(*BLOCK, "sentences", 0, "text", 7),
        _set(*BLOCK, "sentences", 0, "pages", [{"label": 7, "at": 0}]),
        _set("sample_rate", 0),
        _set("creators", [7]),
    ],
)
def test_a_record_that_makes_no_sense_is_refused(bend: Callable[[dict[str, Any]], None]) -> None:
    bent = copy.deepcopy(whole())
    bend(bent)
    with pytest.raises(CheckError):
        narrated_from(bent)


def test_sentences_out_of_order_are_for_the_check_to_tell_and_make_no_book() -> None:
    bent = whole()
    bent["chapters"][0]["blocks"][0]["sentences"][0]["end_sample"] = 10
    assert narrated_of(bent).chapters[0].sentences[0].end_sample == 10
    with pytest.raises(CheckError, match="do not follow each other"):
        narrated_from(bent)


def test_what_nobody_knows_is_a_dash_in_a_read_along_book_alone() -> None:
    nameless = {**whole(), "title": " ", "creators": [""]}
    assert (narrated_of(nameless).metadata.title, narrated_of(nameless).metadata.creators) == (" ", ("",))
    assert (narrated_from(nameless).metadata.title, narrated_from(nameless).metadata.creators) == ("–", ())


def test_a_file_in_place_of_a_folder_is_no_narrated_book(tmp_path: Path) -> None:
    (tmp_path / "book.mp3").write_bytes(b"ID3")
    with pytest.raises(CheckError, match="has no narration"):
        read_narrated(tmp_path / "book.mp3")


def test_places_behind_a_sentences_end_are_at_its_end() -> None:
    bent = whole()
    bent["chapters"][0]["blocks"][0]["sentences"][0]["pages"] = [{"label": "1", "at": 999}]
    assert narrated_from(bent).chapters[0].blocks[0].sentences[0].pages[0].at == len("One.")


def test_lists_in_lists_without_end_are_shown_as_deep_as_a_source_may_have_them() -> None:
    bent = whole()
    place = {"kind": "ordered", "number": 1, "item": 1}
    bent["chapters"][0]["blocks"][0]["list"] = [place] * 10_000
    assert len(narrated_from(bent).chapters[0].blocks[0].lists) == 6


@pytest.mark.parametrize(
    ("language", "kept"), [("en-GB", "en-GB"), ('en" onload="x', "und"), ("", "und"), ("english language", "und")]
)
def test_a_language_that_is_no_tag_is_unknown(language: str, kept: str) -> None:
    assert narrated_from({**whole(), "language": language}).metadata.language == kept


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"[" * 100_000, b"\xff\xfe"])
def test_a_file_that_is_no_record_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "narration.json").write_bytes(data)
    with pytest.raises(CheckError):
        read_narrated(tmp_path)


def test_a_folder_without_a_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match="has no narration"):
        read_narrated(tmp_path)
