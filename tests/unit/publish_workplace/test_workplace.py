"""Made beside the book's folder, moved into place when whole; what a failed run leaves is nothing."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from talecast.errors import OutputError
from talecast.publish import Folder, Ids, Workplace
from talecast.publish.book import expected_bytes, track_stems
from tests.unit.direct.making import block, book, script

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_ROOT = hasattr(os, "getuid") and os.getuid() == 0
ONE = {"a-tale.mp3": "sound", "a-tale.vtt": "text", "a-tale.srt": "text", "cover.jpg": "picture"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def listing(files: dict[str, str]) -> dict[str, Any]:
    return {"files": [{"path": name} for name in files]}


def folder_of(
    out: Path, slug: str = "a-tale", previous: dict[str, Any] | None = None, home: Path | None = None
) -> Folder:
    return Folder(out / slug, slug, Ids("id", ()), previous, home)


def make(folder: Folder, files: dict[str, str], locks: Path) -> None:
    """A run that makes these files."""
    with Workplace(folder, locks) as place:
        for name, text in files.items():
            (place.book / name).write_text(text)
        (place.book / "narration.json").write_text(json.dumps(listing(files)))
        place.publish()


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_book_is_there_whole_and_nothing_else(out: Path, tmp_path: Path) -> None:
    make(folder_of(out), ONE, tmp_path / "locks")
    assert there(out) == {"a-tale"}
    assert there(out / "a-tale") == {*ONE, "narration.json"}


def test_nothing_is_to_be_seen_before_it_is_published(out: Path, tmp_path: Path) -> None:
    with Workplace(folder_of(out), tmp_path / "locks") as place:
        (place.book / "a-tale.mp3").write_text("half")
        assert all(name.startswith(".") for name in there(out))
        assert place.scratch.is_dir()
        assert place.book.is_dir()
    assert there(out) == set()


def test_a_run_that_fails_leaves_the_finished_book_as_it_was(out: Path, tmp_path: Path) -> None:
    make(folder_of(out), ONE, tmp_path / "locks")

    def fail() -> None:
        with Workplace(folder_of(out), tmp_path / "locks") as place:
            (place.book / "a-tale.mp3").write_text("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (out / "a-tale" / "a-tale.mp3").read_text() == "sound"
    assert there(out) == {"a-tale"}


def test_narrating_again_replaces_the_files(out: Path, tmp_path: Path) -> None:
    make(folder_of(out), ONE, tmp_path / "locks")
    make(folder_of(out, previous=listing(ONE)), {**ONE, "a-tale.mp3": "better"}, tmp_path / "locks")
    assert there(out / "a-tale") == {*ONE, "narration.json"}
    assert (out / "a-tale" / "a-tale.mp3").read_text() == "better"


def test_chapters_that_have_another_name_now_replace_the_old_ones(out: Path, tmp_path: Path) -> None:
    old = {"01-one.mp3": "1", "01-one.vtt": "1", "02-two.mp3": "2", "02-two.vtt": "2", "cover.jpg": "c"}
    new = {"01-one.mp3": "1", "01-one.vtt": "1", "02-second.mp3": "2", "02-second.vtt": "2", "cover.jpg": "c"}
    make(folder_of(out), old, tmp_path / "locks")
    make(folder_of(out, previous=listing(old)), new, tmp_path / "locks")
    assert there(out / "a-tale") == {*new, "narration.json"}


def test_another_format_is_added_beside_the_first_one(out: Path, tmp_path: Path) -> None:
    make(folder_of(out), ONE, tmp_path / "locks")
    second = {"a-tale.m4b": "sound", "a-tale.vtt": "text", "a-tale.srt": "text", "cover.jpg": "picture"}
    make(folder_of(out, previous=listing(ONE)), second, tmp_path / "locks")
    assert there(out / "a-tale") == {*ONE, "a-tale.m4b", "narration.json"}


def test_what_a_user_put_there_stays(out: Path, tmp_path: Path) -> None:
    make(folder_of(out), ONE, tmp_path / "locks")
    (out / "a-tale" / "my notes.txt").write_text("mine")
    (out / "a-tale" / "interview.mp3").write_text("mine")
    make(folder_of(out, previous=listing(ONE)), ONE, tmp_path / "locks")
    assert {"my notes.txt", "interview.mp3"} <= there(out / "a-tale")


@pytest.mark.parametrize("name", ["../outside.mp3", "sub/inside.mp3", "..\\outside.mp3", "/etc/x.mp3", ""])
def test_a_listing_that_was_tampered_with_removes_nothing_elsewhere(name: str, out: Path, tmp_path: Path) -> None:
    make(folder_of(out), ONE, tmp_path / "locks")
    (out / "outside.mp3").write_text("mine")
    (out / "a-tale" / "sub").mkdir()
    (out / "a-tale" / "sub" / "inside.mp3").write_text("mine")
    make(folder_of(out, previous={"files": [{"path": name}, {}]}), ONE, tmp_path / "locks")
    assert (out / "outside.mp3").exists()
    assert (out / "a-tale" / "sub" / "inside.mp3").exists()


def test_a_book_with_another_title_takes_its_folder_along(out: Path, tmp_path: Path) -> None:
    make(folder_of(out), ONE, tmp_path / "locks")
    (out / "a-tale" / "my notes.txt").write_text("mine")
    new = {name.replace("a-tale", "new-title"): text for name, text in ONE.items()}
    make(folder_of(out, "new-title", listing(ONE), out / "a-tale"), new, tmp_path / "locks")
    assert there(out) == {"new-title"}
    assert there(out / "new-title") == {*new, "narration.json", "my notes.txt"}


def test_a_second_run_of_the_same_book_is_kept_out(out: Path, tmp_path: Path) -> None:
    with Workplace(folder_of(out), tmp_path / "locks") as place:
        (place.book / "a-tale.mp3").write_text("first")
        with pytest.raises(OutputError, match="Another run is making"):
            make(folder_of(out), ONE, tmp_path / "locks")
        assert (place.book / "a-tale.mp3").read_text() == "first"
        make(folder_of(out, "another"), ONE, tmp_path / "locks")
    make(folder_of(out), ONE, tmp_path / "locks")
    assert there(out) == {"a-tale", "another"}


def test_what_a_killed_run_left_is_taken_away(out: Path, tmp_path: Path) -> None:
    killed = out / ".a-tale.talecast"
    (killed / "book").mkdir(parents=True)
    (killed / "scratch").mkdir()
    (killed / "book" / "99-old.mp3").write_text("half")
    make(folder_of(out), ONE, tmp_path / "locks")
    assert there(out) == {"a-tale"}
    assert there(out / "a-tale") == {*ONE, "narration.json"}


def test_a_folder_that_a_killed_run_left_half_filled_is_filled(out: Path, tmp_path: Path) -> None:
    (out / "a-tale").mkdir(parents=True)
    (out / "a-tale" / "a-tale.mp3").write_text("half")
    make(folder_of(out), ONE, tmp_path / "locks")
    assert (out / "a-tale" / "a-tale.mp3").read_text() == "sound"


def test_an_output_folder_that_is_a_file_is_told_in_a_sentence(out: Path, tmp_path: Path) -> None:
    out.write_text("")
    with pytest.raises(OutputError, match="cannot be written: Not a directory") as caught:
        make(folder_of(out), ONE, tmp_path / "locks")
    assert "--out" in caught.value.tip


@pytest.mark.skipif(AS_ROOT or sys.platform == "win32", reason="root may write everywhere")
def test_an_output_folder_without_permission_is_told_in_a_sentence(out: Path, tmp_path: Path) -> None:
    out.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="cannot be written: Permission denied"):
        make(folder_of(out), ONE, tmp_path / "locks")


def test_after_a_failure_to_begin_the_lock_is_free(out: Path, tmp_path: Path) -> None:
    out.write_text("")
    with pytest.raises(OutputError):
        make(folder_of(out), ONE, tmp_path / "locks")
    out.unlink()
    make(folder_of(out), ONE, tmp_path / "locks")


def test_too_little_room_is_told_before_the_work_starts(out: Path, tmp_path: Path) -> None:
    with Workplace(folder_of(out), tmp_path / "locks") as place:
        place.require_room(1_000)
        with pytest.raises(OutputError, match=r"The book needs about 1000000000 MB, and .* has \d+ MB"):
            place.require_room(10**15)


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Moving the JPEG into place fails, as on a disk that broke."""
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if self.suffix == ".jpg":
            raise OSError(5, "Input/output error")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        yield


def test_the_list_of_files_comes_last(out: Path, tmp_path: Path, refusing: None) -> None:
    folder = out / "a-tale"
    folder.mkdir(parents=True)
    (folder / "narration.json").write_text("{}")
    with pytest.raises(OutputError, match="cannot be written: Input/output error"):
        make(folder_of(out), ONE, tmp_path / "locks")
    assert (folder / "narration.json").read_text() == "{}"
    assert there(out) == {"a-tale"}


def test_a_book_of_one_file_has_the_slugs_name_and_chapters_have_numbers() -> None:
    made = script(book(*((block(f"Text of chapter {number}."),) for number in range(1, 12))))
    assert track_stems("a-tale", made, per_chapter=False) == ("a-tale",)
    stems = track_stems("a-tale", made, per_chapter=True)
    assert stems[0] == "01-chapter-1"
    assert list(stems) == sorted(stems)
    assert len(set(stems)) == 11


def test_the_room_a_book_takes_grows_with_its_formats() -> None:
    made = script(book((block("Text. " * 500),)))
    mp3, both = (expected_bytes(made, formats) for formats in (["mp3"], ["mp3", "wav"]))
    assert mp3 == int(made.estimate_seconds * 12_000 * 1.1) + 2_000_000
    assert both > 5 * (mp3 - 2_000_000)
