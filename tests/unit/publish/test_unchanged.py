"""A book is made again only where something about it is different."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from talecast.model import BookFile
from talecast.publish import files_unchanged, has_moved, narration_document, recipe, remember, write_json
from tests.unit.publish.test_narration import IDS, SCRIPT, timeline

if TYPE_CHECKING:
    from pathlib import Path

SOUND = b"sound" * 1000


class Memory(dict[str, bytes]):
    def read(self, key: str) -> bytes | None:
        return self.get(key)

    def write(self, key: str, data: bytes, /) -> None:
        self[key] = data


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def book(tmp_path: Path, memory: Memory) -> Path:
    track = timeline(SCRIPT, per_chapter=False).tracks[0]
    file = BookFile(f"{track.stem}.mp3", "audio/mpeg", len(SOUND), hashlib.sha256(SOUND).hexdigest(), track.samples)
    (tmp_path / file.path).write_bytes(SOUND)
    document = narration_document(SCRIPT, IDS, timeline(SCRIPT, per_chapter=False), (file,))
    write_json(tmp_path / "narration.json", document)
    remember(memory, tmp_path, recipe(["this"]), {"a voice": 2.5})
    return tmp_path


def test_an_untouched_book_is_there_already(book: Path, memory: Memory) -> None:
    files = files_unchanged(memory, book, recipe(["this"]))
    assert files is not None
    assert [(book / file.path).is_file() for file in files] == [True]


def test_the_gains_are_remembered_with_it(book: Path, memory: Memory) -> None:
    assert not has_moved(memory, book, {"a voice": 2.5})
    assert has_moved(memory, book, {"a voice": 3.0})
    assert not has_moved(memory, book, {"another voice": 3.0})
    assert not has_moved(Memory(), book, {"a voice": 3.0})


def test_the_gain_of_a_voice_that_left_the_book_is_compared_when_it_comes_back(book: Path, memory: Memory) -> None:
    remember(memory, book, recipe(["that"]), {"another voice": 1.0})
    assert not has_moved(memory, book, {"a voice": 2.5, "another voice": 1.0})
    assert has_moved(memory, book, {"a voice": 3.0, "another voice": 1.0})


def test_another_recipe_makes_another_book(book: Path, memory: Memory) -> None:
    assert files_unchanged(memory, book, recipe(["that"])) is None


def test_without_a_memory_the_book_is_made_again(book: Path) -> None:
    assert files_unchanged(Memory(), book, recipe(["this"])) is None


def test_any_flipped_byte_of_any_file_is_noticed(book: Path, memory: Memory) -> None:
    for path in sorted(book.iterdir()):
        whole = path.read_bytes()
        for position in range(0, len(whole), max(1, len(whole) // 60)):
            path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
            assert files_unchanged(memory, book, recipe(["this"])) is None, (path.name, position)
        path.write_bytes(whole)
    assert files_unchanged(memory, book, recipe(["this"])) is not None


def test_a_missing_file_is_noticed(book: Path, memory: Memory) -> None:
    for path in sorted(book.iterdir()):
        whole = path.read_bytes()
        path.unlink()
        assert files_unchanged(memory, book, recipe(["this"])) is None
        path.write_bytes(whole)
    assert files_unchanged(memory, book / "nowhere", recipe(["this"])) is None


def test_a_recipe_tells_every_ingredient_apart() -> None:
    assert (
        len({recipe(["a", "b"]), recipe(["ab"]), recipe(["b", "a"]), recipe([["a", "b"]]), recipe([{"a": "b"}])}) == 5
    )
    assert recipe([{"a": 1, "b": 2}]) == recipe([{"b": 2, "a": 1}])
    assert recipe(["na\udcefve"]) != recipe(["naive"])
