"""Where a book lives under the output folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from talecast.errors import OutputError
from talecast.publish import Folder, find_folder, plan_document, write_json
from tests.unit.publish.scripts import prose, script_of

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.model import Script

TEXT = (("I", prose(1)), ("II", prose(2)))
OTHER_TEXT = (("I", prose(31)), ("II", prose(32)))


def narrate(out: Path, script: Script) -> Folder:
    """What a run does to the folder, as far as this matters: a book and its `narration.json`."""
    folder = find_folder(out, script)
    if folder.previous_folder is not None:
        folder.previous_folder.rename(folder.path)
    folder.path.mkdir(parents=True, exist_ok=True)
    (folder.path / f"{folder.slug}.mp3").write_bytes(b"sound")
    write_json(folder.path / "narration.json", plan_document(script, folder.ids, 44_100, 0))
    return folder


def test_a_first_narration_gets_the_slug_and_nothing_is_written(tmp_path: Path) -> None:
    folder = find_folder(tmp_path / "out", script_of(*TEXT))
    assert (folder.path, folder.slug, folder.previous_folder) == (tmp_path / "out" / "a-book", "a-book", None)
    assert not (tmp_path / "out").exists()


def test_a_book_narrated_again_goes_to_its_own_folder_with_its_own_ids(tmp_path: Path) -> None:
    first = narrate(tmp_path, script_of(*TEXT))
    again = find_folder(tmp_path, script_of(TEXT[0], ("II", prose(2).replace("mirror", "glass")), source="draft.txt"))
    assert (again.path, again.ids, again.previous_folder) == (first.path, first.ids, None)
    assert again.previous is not None


def test_a_second_book_with_the_same_slug_gets_a_number_and_keeps_it(tmp_path: Path) -> None:
    first = narrate(tmp_path, script_of(*TEXT))
    second = narrate(tmp_path, script_of(*OTHER_TEXT))
    third = narrate(tmp_path, script_of(("I", prose(60))))
    assert [folder.slug for folder in (first, second, third)] == ["a-book", "a-book-2", "a-book-3"]
    assert find_folder(tmp_path, script_of(*OTHER_TEXT)).path == second.path
    assert find_folder(tmp_path, script_of(*OTHER_TEXT)).ids == second.ids
    assert len({first.ids.book, second.ids.book, third.ids.book}) == 3


def test_the_same_book_under_another_title_moves_and_keeps_its_ids(tmp_path: Path) -> None:
    first = narrate(tmp_path, script_of(*TEXT))
    again = narrate(tmp_path, script_of(TEXT[0], ("II", prose(2).replace("mirror", "glass")), title="Better"))
    assert (again.slug, again.previous_folder, again.ids) == ("better", first.path, first.ids)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["better"]


def test_the_same_words_are_found_under_another_title_and_another_source(tmp_path: Path) -> None:
    first = narrate(tmp_path, script_of(*TEXT))
    again = find_folder(tmp_path, script_of(*TEXT, title="Better", source="-"))
    assert (again.previous_folder, again.ids) == (first.path, first.ids)


def test_a_renamed_book_does_not_take_the_folder_of_another(tmp_path: Path) -> None:
    first = narrate(tmp_path, script_of(*TEXT))
    narrate(tmp_path, script_of(*OTHER_TEXT, title="Better", source="other.txt"))
    again = find_folder(tmp_path, script_of(*TEXT, title="Better"))
    assert (again.slug, again.previous_folder, again.ids) == ("better-2", first.path, first.ids)


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b'{"version": 1}',
        b'{"version": 2, "id": "x", "chapters": []}',
        b"[" * 100_000,
        b'{"version": 1, "id": "5f8e5c7e-0000-5000-8000-000000000000", "chapters": {}}',
    ],
)
def test_a_folder_with_a_damaged_record_is_left_alone(damaged: bytes, tmp_path: Path) -> None:
    (tmp_path / "a-book").mkdir()
    (tmp_path / "a-book" / "narration.json").write_bytes(damaged)
    assert find_folder(tmp_path, script_of(*TEXT)).slug == "a-book-2"


def test_a_folder_or_file_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a-book").mkdir()
    (tmp_path / "a-book" / "notes.txt").write_text("mine")
    (tmp_path / "a-book-2").write_text("a file")
    assert find_folder(tmp_path, script_of(*TEXT)).slug == "a-book-3"


def test_what_a_killed_run_left_does_not_take_the_name(tmp_path: Path) -> None:
    folder = tmp_path / "a-book"
    folder.mkdir()
    assert find_folder(tmp_path, script_of(*TEXT)).slug == "a-book"
    for name in ("a-book.mp3", "cover.jpg", "01-i.mp3", ".part"):
        (folder / name).write_bytes(b"")
    assert find_folder(tmp_path, script_of(*TEXT)).slug == "a-book"


def test_a_title_that_cannot_be_spelled_is_named_by_the_id_that_the_book_keeps(tmp_path: Path) -> None:
    first = narrate(tmp_path, script_of(*TEXT, title="🐈"))
    assert first.slug == f"book-{first.ids.book[:6]}"
    again = find_folder(tmp_path, script_of(TEXT[0], ("II", prose(2).replace("mirror", "glass")), title="🐈"))
    assert (again.path, again.ids) == (first.path, first.ids)


def test_standard_input_is_no_name_to_know_a_book_by(tmp_path: Path) -> None:
    narrate(tmp_path, script_of(*TEXT, source="-"))
    other = narrate(tmp_path, script_of(*OTHER_TEXT, source="-", title="Other"))
    assert (other.slug, other.previous_folder) == ("other", None)


def test_books_of_other_sources_are_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    narrate(tmp_path, script_of(*OTHER_TEXT, source="other.txt", title="Other"))
    monkeypatch.setattr("talecast.publish.folder.read_narration", lambda path: pytest.fail(f"{path} was read"))
    find_folder(tmp_path, script_of(*TEXT))


def test_an_output_folder_that_is_a_file_is_an_error_with_a_tip(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError) as caught:
        find_folder(tmp_path / "out", script_of(*TEXT))
    assert caught.value.tip
