"""The shelf: what is read of a record that anybody may have written."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from talecast.errors import ShelfError
from talecast.publish.shelf import read_sentences, read_shelf
from tests.shelves import RATE, make_book, read_record, write_record

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.publish.shelf import ShelfBook


def only(folder: Path) -> ShelfBook:
    (book,) = read_shelf(folder).books
    return book


def change(folder: Path, **changes: Any) -> None:
    write_record(folder, {**read_record(folder), **changes})


def test_a_book_is_told_as_its_record_tells_it(tmp_path: Path) -> None:
    make_book(
        tmp_path,
        "A Book",
        per_chapter=True,
        series="Tales",
        series_position="2",
        subjects=["Ghosts"],
        formats=("m4b", "mp3"),
    )
    book = only(tmp_path)
    assert (book.title, book.slug, book.creators, book.language) == ("A Book", "a-book", ("Ann Other",), "en")
    assert (book.series, book.series_position, book.subjects, book.narrator) == ("Tales", "2", ("Ghosts",), "eSpeak NG")
    assert [chapter.title for chapter in book.chapters] == ["One", "Two", "Three"]
    assert [track.stem for track in book.tracks] == ["01-one", "02-two", "03-three"]
    assert [file.path for file in book.tracks[1].sounds] == ["02-two.m4b", "02-two.mp3"]
    assert [file.path for file in book.tracks[1].transcripts] == ["02-two.vtt", "02-two.srt"]
    assert book.cover is not None
    assert book.seconds == 270


def test_the_sentences_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    folder = make_book(tmp_path)
    book = only(tmp_path)
    sentences = read_sentences(book)
    assert next([sentence.text for sentence in chapter] for chapter in sentences) == ["First of One", "Second of One"]
    assert sentences[1][0].start_sample == 91 * RATE
    (folder / "narration.json").unlink()
    with pytest.raises(ShelfError):
        read_sentences(book)


def test_a_folder_is_a_shelf_or_one_book(tmp_path: Path) -> None:
    folder = make_book(tmp_path)
    shelf, book = read_shelf(tmp_path), read_shelf(folder)
    assert (shelf.is_book, book.is_book) == (False, True)
    assert (shelf.prefix(shelf.books[0]), book.prefix(book.books[0])) == ("a-book/", "")


def test_a_book_is_found_from_inside_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path as Here

    monkeypatch.chdir(make_book(tmp_path))
    assert only(Here()).slug == "a-book"


def test_series_stand_together_and_in_their_order(tmp_path: Path) -> None:
    make_book(tmp_path, "Zebra", series="Animals", series_position="2")
    make_book(tmp_path, "Yak", series="Animals", series_position="10")
    make_book(tmp_path, "Beetles")
    make_book(tmp_path, "Aardvark")
    assert [book.title for book in read_shelf(tmp_path).books] == ["Aardvark", "Zebra", "Yak", "Beetles"]


@pytest.mark.parametrize(
    "name",
    [
        "../secret.mp3", "a/../../secret.mp3", "/etc/passwd", "\\secret.mp3", "..\\secret.mp3", "a\0.mp3", "C:secret.mp3", "", ".", "..",
        "a//b.mp3", "./a.mp3", ".hidden.mp3", "a/.hidden", "a\n.mp3", "\ud800.mp3", "a/", 5, None, ["a.mp3"], "%2e%2e/\u0007.mp3",
    ],
)  # fmt: skip
def test_a_name_that_is_no_plain_path_inside_is_refused(name: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.mp3").write_bytes(b"x" * 2048)
    folder = make_book(tmp_path / "shelf")
    record = read_record(folder)
    record["files"][0]["path"] = name
    write_record(folder, record)
    with pytest.raises(ShelfError, match="is damaged"):
        read_shelf(folder)
    record["files"][0]["path"] = "a-book.mp3"
    record["chapters"][0]["file"] = name
    write_record(folder, record)
    with pytest.raises(ShelfError, match="is damaged"):
        read_shelf(folder)


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_not(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "shelf")
    data = (folder / "a-book.mp3").read_bytes()
    (tmp_path / "secret.mp3").write_bytes(data)
    (folder / "a-book.mp3").unlink()
    (folder / "a-book.mp3").symlink_to(tmp_path / "secret.mp3")
    with pytest.raises(ShelfError, match="a link out of its folder"):
        read_shelf(folder)
    (folder / "real.mp3").write_bytes(data)
    (folder / "a-book.mp3").unlink()
    (folder / "a-book.mp3").symlink_to("real.mp3")
    assert only(folder).tracks[0].sounds[0].bytes == len(data)


def test_a_folder_inside_that_is_a_link_out_is_refused(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "shelf")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "cover.jpg").write_bytes((folder / "cover.jpg").read_bytes())
    (folder / "art").symlink_to(tmp_path / "elsewhere")
    record = read_record(folder)
    record["files"][1]["path"] = "art/cover.jpg"
    write_record(folder, record)
    with pytest.raises(ShelfError, match="a link out of its folder"):
        read_shelf(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("name", ["a-book.mp3", "narration.json", "cover.jpg"])
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path) -> None:
    folder = make_book(tmp_path)
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with pytest.raises(ShelfError, match="no plain file"):
        read_shelf(folder)


def test_a_record_that_is_a_link_is_refused(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "shelf")
    (folder / "narration.json").rename(tmp_path / "elsewhere.json")
    (folder / "narration.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(ShelfError, match="no plain file"):
        read_shelf(folder)
    (folder / "narration.json").unlink()
    (folder / "narration.json").symlink_to("narration.json")
    with pytest.raises(ShelfError):
        read_shelf(folder)


FAULTS: dict[str, dict[str, Any]] = {
    "another version": {"version": 2},
    "no id": {"id": None},
    "an id that is none": {"id": "../x"},
    "no chapters": {"chapters": []},
    "chapters that are none": {"chapters": {"a": 1}},
    "chapters of the wrong kind": {"chapters": [1]},
    "no files": {"files": []},
    "files that are none": {"files": "a-book.mp3"},
    "a rate of nothing": {"sample_rate": 0},
    "a rate of words": {"sample_rate": "44100"},
    "a rate beyond all": {"sample_rate": 10**30},
}


@pytest.mark.parametrize("changes", FAULTS.values(), ids=FAULTS)
def test_a_damaged_record_is_said_in_a_sentence_with(changes: dict[str, Any], tmp_path: Path) -> None:
    folder = make_book(tmp_path)
    change(folder, **changes)
    with pytest.raises(ShelfError) as caught:
        read_shelf(folder)
    assert re.fullmatch(r"The book in .* is damaged: [^\n]*\.", caught.value.message)
    assert caught.value.tip


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff\xfe", b"[]", b"null", b"[" * 200_000, b'{"version": NaN}', b"1" * 5_000]
)
def test_a_record_that_is_cut_off_or_none_is_said_in_a_sentence(data: bytes, tmp_path: Path) -> None:
    folder = make_book(tmp_path)
    (folder / "narration.json").write_bytes(data)
    with pytest.raises(ShelfError) as caught:
        read_shelf(folder)
    assert caught.value.tip


@pytest.mark.parametrize(
    ("chapter", "changes"),
    [
        (0, {"start_sample": -1}), (0, {"end_sample": 10**12}), (1, {"start_sample": 5}), (1, {"end_sample": 1}),
        (0, {"id": "x"}), (0, {"file": "other.mp3"}), (0, {"start_sample": True}), (0, {"start_sample": 1.5}),
    ],
)  # fmt: skip
def test_a_chapter_that_cannot_be_is_refused(chapter: int, changes: dict[str, Any], tmp_path: Path) -> None:
    folder = make_book(tmp_path)
    record = read_record(folder)
    record["chapters"][chapter].update(changes)
    write_record(folder, record)
    with pytest.raises(ShelfError, match="is damaged"):
        read_shelf(folder)


def test_two_chapters_of_one_id_are_refused(tmp_path: Path) -> None:
    folder = make_book(tmp_path, chapters=("One", "One"))
    with pytest.raises(ShelfError, match="same id"):
        read_shelf(folder)


@pytest.mark.parametrize("damage", ["missing", "short"])
def test_a_sound_that_is_not_whole_leaves_the_book_out_and_anything_else_the_file(damage: str, tmp_path: Path) -> None:
    make_book(tmp_path, "Whole")
    folder = make_book(tmp_path, "Damaged")
    for name in ("cover.jpg", "damaged.mp3"):
        (folder / name).write_bytes(b"x") if damage == "short" else (folder / name).unlink()
        shelf = read_shelf(tmp_path)
        assert len(shelf.warnings) == 1
        assert name in shelf.warnings[0]
        assert [book.title for book in shelf.books] == (["Damaged", "Whole"] if name == "cover.jpg" else ["Whole"])
        assert shelf.books[0].cover is None or name != "cover.jpg"
        make_book(tmp_path, "Damaged")


def test_two_books_of_one_id_are_not_both_on_the_shelf(tmp_path: Path) -> None:
    make_book(tmp_path, "One", book="this")
    make_book(tmp_path, "Two", book="this")
    shelf = read_shelf(tmp_path)
    assert [book.title for book in shelf.books] == ["One"]
    assert "same id" in shelf.warnings[0]


def test_a_folder_without_a_book_is_an_error_with_a_tip(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    for path in ("empty", "file", "missing"):
        with pytest.raises(ShelfError) as caught:
            read_shelf(tmp_path / path)
        assert caught.value.tip


def test_texts_of_a_record_can_always_be_written(tmp_path: Path) -> None:
    folder = make_book(tmp_path)
    change(
        folder,
        title="A\ud800B \n C",
        creators=["\udfff", 5, "", " "],
        metadata={"description": 7, "narrator": ["x"]},
        language={},
    )
    book = only(tmp_path)
    assert (book.title, book.creators, book.description, book.narrator, book.language) == ("A B C", (), "", "", "")


def test_hidden_folders_and_folders_without_a_record_are_no_books(tmp_path: Path) -> None:
    make_book(tmp_path)
    make_book(tmp_path, "Hidden", slug=".hidden")
    (tmp_path / "other").mkdir()
    shelf = read_shelf(tmp_path)
    assert (len(shelf.books), shelf.warnings) == (1, ())
