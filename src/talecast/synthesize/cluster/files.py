"""The files of a voice, on their way to machines that lack them: named by SHA-256, and kept in the cache there."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from talecast.errors import OutputError
from talecast.synthesize.blobs import ABANDONED_NS
from talecast.synthesize.engines import find_engine
from talecast.synthesize.file_hash import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.synthesize.engine import EngineOrder

BROUGHT = "brought"
"""The folder of the cache for files that lie outside the cache where they come from."""
TRANSFER_DIGITS = 32
"""Of a transfer's name, in hexadecimal digits."""
PIECE_BYTES = 4_000_000
"""What goes in one message: Dask warns from 10 MB on, and the scheduler holds each message for a moment."""


class VoiceFiles(Protocol):
    """What an engine's module may offer besides, so that a cluster's machines need not have its voices."""

    def voice_files(self, order: EngineOrder) -> tuple[Path, ...]:
        """The files that the voice consists of."""
        ...

    def with_files(self, order: EngineOrder, files: tuple[Path, ...]) -> EngineOrder:
        """The order, its voice being these files, as `voice_files` gave them. Not for engines that look in the cache alone."""
        ...


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """One file of a voice, and where it lies in the cache of a machine that it was brought to."""

    sha256: str
    place: str
    """Its path in the cache, with slashes: the same as at home, or one in `brought`."""

    def path(self, cache: Path) -> Path:
        """Where it lies, or will."""
        return cache / self.place

    def is_in(self, cache: Path) -> bool:
        """Whether it lies there, whole."""
        path = self.path(cache)
        return path.is_file() and sha256_of(path, cache) == self.sha256


def files_of(order: EngineOrder) -> dict[BroughtFile, Path]:
    """The files of an order's voice, with where they lie here; none where its engine brings nothing."""
    module = find_engine(order.engine)
    if not hasattr(module, "voice_files"):
        return {}
    cache = Path(order.cache)
    hashes = {path: sha256_of(path, cache) for path in cast("VoiceFiles", module).voice_files(order)}
    together = hashlib.sha256("".join(hashes.values()).encode()).hexdigest()[:16]

    def place(path: Path) -> str:
        if path.is_relative_to(cache):
            return path.relative_to(cache).as_posix()
        return f"{BROUGHT}/{together}/{path.name}"  # in one folder, since the engine may expect them beside each other

    return {BroughtFile(sha256, place(path)): path for path, sha256 in hashes.items()}


def with_brought(order: EngineOrder, files: tuple[BroughtFile, ...]) -> EngineOrder:
    """The order of a machine that has the files in its cache."""
    module = find_engine(order.engine)
    if not hasattr(module, "with_files"):
        return order
    return cast("VoiceFiles", module).with_files(order, tuple(file.path(Path(order.cache)) for file in files))


def pieces(path: Path) -> Iterator[tuple[int, bytes]]:
    """A file in pieces, each with its place in the file; one empty piece for an empty file."""
    with path.open("rb") as file:
        start = 0
        while (data := file.read(PIECE_BYTES)) or not start:
            yield start, data
            start += max(len(data), 1)


def keep_piece(file: BroughtFile, cache: Path, transfer: str, start: int, data: bytes) -> None:
    """Write a piece of a file that is being brought, under a name of the transfer's own. Raises OutputError."""
    target = file.path(cache)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        half = _half(target, transfer)
        if not start:
            _drop_abandoned(target)
        with half.open("r+b" if start else "wb") as written:
            written.seek(start)
            written.write(data)
    except OSError as error:
        raise OutputError(f"The cache folder {cache} cannot be written: {error.strerror}.") from error


def finish(file: BroughtFile, cache: Path, transfer: str) -> None:
    """Move a file that was brought to where it belongs. Raises OutputError where it came damaged."""
    target = file.path(cache)
    half = _half(target, transfer)
    try:
        with half.open("rb") as written:
            whole = hashlib.file_digest(written, "sha256").hexdigest() == file.sha256
        if whole:
            half.replace(target)
    except OSError as error:
        raise OutputError(f"The cache folder {cache} cannot be written: {error.strerror}.") from error
    finally:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
    if not whole:
        raise OutputError(
            f"The voice's file {target.name} came damaged over the network.", "Run the same command again."
        )


def _half(target: Path, transfer: str) -> Path:
    return target.with_name(f".{target.name}.{transfer}")


def _drop_abandoned(target: Path) -> None:
    """What transfers of this file left that were killed."""
    for half in target.parent.glob(f".{glob.escape(target.name)}.{'[0-9a-f]' * TRANSFER_DIGITS}"):
        with contextlib.suppress(OSError):
            if time.time_ns() - half.stat().st_mtime_ns > ABANDONED_NS:
                half.unlink()


def at_home(order: EngineOrder, cache: Path, scratch: Path) -> EngineOrder:
    """The order with folders of this machine."""
    return replace(order, cache=str(cache), scratch=str(scratch))
