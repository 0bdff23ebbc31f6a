"""Kokoro's model is joined from its parts once, and never run damaged."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from talecast.errors import VoiceError
from talecast.synthesize.kokoro import model as kokoro_model

PARTS = (b"first", b"second", b"third", b"fourth")
WHOLE = b"".join(PARTS)


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Four installed packages whose parts make a small model."""
    site = tmp_path / "site"
    files = []
    for number, part in enumerate(PARTS, start=1):
        package = site / f"model_part_{number}"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("raise AssertionError('it is not imported')")
        files.append(package / "part.bin")
        files[-1].write_bytes(part)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr(kokoro_model, "PART_MODULES", tuple(f"model_part_{number}" for number in (1, 2, 3, 4)))
    monkeypatch.setattr(kokoro_model, "MODEL_BYTES", len(WHOLE))
    monkeypatch.setattr(kokoro_model, "MODEL_SHA256", hashlib.sha256(WHOLE).hexdigest())
    return files


def test_the_parts_are_joined_in_order_and_once(tmp_path: Path, parts: list[Path]) -> None:
    path = kokoro_model.joined_model(tmp_path / "cache")
    assert path.read_bytes() == WHOLE
    assert kokoro_model.read_model(tmp_path / "cache") == WHOLE
    for part in parts:
        part.unlink()
    assert kokoro_model.joined_model(tmp_path / "cache") == path
    assert kokoro_model.read_model(tmp_path / "cache") == WHOLE
    assert {file.name for file in path.parent.iterdir()} == {path.name, path.with_suffix(".lock").name}


def test_many_workers_at_once_join_it_once(tmp_path: Path, parts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    parts_of = kokoro_model._parts

    def counted() -> list[Path]:
        read.append(tmp_path)
        return parts_of()

    monkeypatch.setattr(kokoro_model, "_parts", counted)
    found: list[bytes] = []
    workers = [
        threading.Thread(target=lambda: found.append(kokoro_model.read_model(tmp_path / "cache"))) for _ in range(8)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [WHOLE] * 8
    assert len(read) == 1


@pytest.mark.parametrize("damaged", [WHOLE[:-1], b"x" + WHOLE[1:], b"", WHOLE + b"x"])
def test_a_damaged_model_is_noticed_and_joined_anew(damaged: bytes, tmp_path: Path, parts: list[Path]) -> None:
    path = kokoro_model.joined_model(tmp_path)
    path.write_bytes(damaged)
    assert kokoro_model.read_model(tmp_path) == WHOLE
    assert path.read_bytes() == WHOLE


def test_what_a_killed_run_left_is_overwritten(tmp_path: Path, parts: list[Path]) -> None:
    path = kokoro_model.model_path(tmp_path)
    path.parent.mkdir()
    path.with_name(f".{path.name}.part").write_bytes(b"half of a model, and longer than the whole of it")
    assert kokoro_model.read_model(tmp_path) == WHOLE
    assert len(list(path.parent.iterdir())) == 2


def test_a_damaged_part_is_told_in_a_sentence(tmp_path: Path, parts: list[Path]) -> None:
    parts[2].write_bytes(b"other")
    with pytest.raises(VoiceError, match=r"^The parts of Kokoro's model are damaged: joined they are not the model\.$"):
        kokoro_model.joined_model(tmp_path)
    assert not kokoro_model.model_path(tmp_path).exists()


def test_a_missing_part_is_told_by_its_package(tmp_path: Path, parts: list[Path]) -> None:
    parts[1].unlink()
    assert kokoro_model.missing_parts() == ["model-part-2"]
    assert not kokoro_model.is_there(tmp_path)
    with pytest.raises(VoiceError, match="part in the package model-part-2"):
        kokoro_model.joined_model(tmp_path)


def test_a_model_that_was_brought_needs_no_parts(tmp_path: Path, parts: list[Path]) -> None:
    kokoro_model.joined_model(tmp_path)
    for part in parts:
        part.unlink()
    assert kokoro_model.is_there(tmp_path)


def test_a_cache_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, parts: list[Path]) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(VoiceError, match="cannot be written to ") as caught:
        kokoro_model.joined_model(tmp_path / "cache")
    assert "TALECAST_CACHE" in caught.value.tip


def test_a_disk_that_gives_other_bytes_back_is_told(
    tmp_path: Path, parts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _path: b"other")
    monkeypatch.setattr(kokoro_model, "_write", lambda _path: None)
    with pytest.raises(VoiceError, match="cannot be read back"):
        kokoro_model.read_model(tmp_path)
