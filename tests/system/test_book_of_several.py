"""`--book`: a serial grows, and only what is new is spoken; who its chapters are stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.system.conftest import Talecast

CHAPTERS = (
    "The keeper went down to the harbour before it was light. He counted the boats that had come home.",
    "There were nine of them. Nobody on the quay would say what had become of the tenth one.",
    "In the morning the tenth boat lay at its place. There was no one in it, and the nets were dry.",
)


def _write(folder: Path, count: int) -> None:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(CHAPTERS[:count], start=1):
        (folder / f"chapter {number}.txt").write_text(f"Chapter {number}\n\n{text}\n", encoding="utf-8")


def _ids(document: dict[str, Any]) -> list[str]:
    return [chapter["id"] for chapter in document["chapters"]]


def test_a_folder_that_has_grown_speaks_only_what_is_new_and_keeps_its_ids(talecast: Talecast) -> None:
    serial = talecast.folder / "serial"
    _write(serial, 2)
    folder, first = talecast.narrate(serial, "--book", "The Tenth Boat")
    _write(serial, 3)
    plan = talecast.plan(serial, "--book", "The Tenth Boat")
    assert plan["estimate"]["utterances"] - plan["estimate"]["cached"] == 3
    talecast.ok("narrate", serial, "--book", "The Tenth Boat", "--plain")
    second = json.loads((folder / "narration.json").read_text(encoding="utf-8"))
    assert second["id"] == first["id"] == plan["id"]
    assert _ids(second)[:2] == _ids(first)
    assert [chapter["title"] for chapter in second["chapters"]] == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert [path.name for path in talecast.out.iterdir() if not path.name.startswith(".")] == ["the-tenth-boat"]


def test_a_chapter_put_between_two_others_leaves_their_ids(talecast: Talecast) -> None:
    serial = talecast.folder / "serial"
    _write(serial, 2)
    _, first = talecast.narrate(serial, "--book", "The Tenth Boat")
    (serial / "chapter 1b.txt").write_text(f"Chapter 1b\n\n{CHAPTERS[2]}\n", encoding="utf-8")
    ids = _ids(talecast.plan(serial, "--book", "The Tenth Boat"))
    assert (ids[0], ids[2]) == tuple(_ids(first))
    assert ids[1] not in _ids(first)


def test_several_sources_without_a_title_are_several_books(talecast: Talecast) -> None:
    serial = talecast.folder / "serial"
    _write(serial, 2)
    files = sorted(serial.iterdir())
    lines = talecast.ok("narrate", *files, "--dry-run", "--json").splitlines()
    assert [json.loads(line)["source"] for line in lines] == ["chapter 1.txt", "chapter 2.txt"]
    (line,) = talecast.ok("narrate", *files, "--dry-run", "--json", "--book", "Both").splitlines()
    assert json.loads(line)["title"] == "Both"
