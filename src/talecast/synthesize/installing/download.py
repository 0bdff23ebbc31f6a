"""Bringing a file here: under a temporary name first, gone on with after a cut, and checked before it gets its own name."""

from __future__ import annotations

import contextlib
import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.errors import OutputError, VoiceError, unwritable_tip
from talecast.locks import locked
from talecast.synthesize.installing.fetch import ConnectionCutError, RangeRefusedError, ask, host_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TRIES = 5
"""In a row that bring next to nothing: then the connection is given up."""
WORTHWHILE_BYTES = 1 << 16
FIRST_WAIT_S = 0.25
"""Before the second try; twice as long before each further one that brought nothing."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on a server, and by what it is known."""

    name: str
    url: str
    bytes: int
    algorithm: str
    """Of the digest: "sha256", or the "md5" of an old catalogue."""
    digest: str
    """In hexadecimal digits, lower case."""


def download(remote: Remote, folder: Path, tell: Callable[[int], None], waiting: Callable[[], None]) -> None:
    """Have the file in the folder. `tell` is given how many of its bytes are here; `waiting` says that another run is at it.

    What a cut, Ctrl-C or kill left is gone on with; a wrong file is never given its name. Raises VoiceError, and OutputError
    where the folder cannot be written.
    """
    target = folder / remote.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / f".{remote.name}.lock", waiting):
            if is_whole(target, remote):  # another run was first
                return
            part = _Part(folder / f".{remote.name}.part")
            _gather_checked(remote, part, tell)
            part.path.replace(target)
            part.forget()
    except OSError as error:
        raise OutputError(
            f"The cache folder {folder} cannot be written: {error.strerror or error}.",
            unwritable_tip(error, "set TALECAST_CACHE to another folder"),
        ) from error


def is_whole(path: Path, remote: Remote) -> bool:
    """Whether the file is there, with the right size and digest."""
    return path.is_file() and path.stat().st_size == remote.bytes and _digest(path, remote.algorithm) == remote.digest


class _Part:
    """What is here of a file so far, and the validator by which its server knows that version again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._origin = path.with_name(f"{path.name}.origin")

    @property
    def bytes(self) -> int:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def begin(self, url: str, validator: str) -> None:
        """Nothing is here, and the next bytes come from this version of the file."""
        self.path.write_bytes(b"")
        self._origin.write_text(f"{url}\n{validator}\n", encoding="utf-8")

    def validator(self, url: str) -> str:
        """Empty where none is known, or where the bytes came from elsewhere: the digest will tell whether they fit."""
        with contextlib.suppress(OSError, ValueError):
            origin, validator = self._origin.read_text(encoding="utf-8").splitlines()
            return validator if origin == url else ""
        return ""

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.forget()

    def forget(self) -> None:
        self._origin.unlink(missing_ok=True)


def _gather_checked(remote: Remote, part: _Part, tell: Callable[[int], None]) -> None:
    """Bring the part to the file's bytes. One that was put together from several answers and is wrong is fetched anew, once."""
    answers = _gather(remote, part, tell)
    if answers > 1 and not is_whole(part.path, remote):
        part.drop()
        _gather(remote, part, tell)
    if not is_whole(part.path, remote):
        part.drop()
        raise _wrong(remote, f"its {remote.algorithm.upper()} is another one")


def _gather(remote: Remote, part: _Part, tell: Callable[[int], None]) -> int:
    """Bring the part to the file's size, whatever its bytes. Gives from how many answers it was put together."""
    if part.bytes > remote.bytes:
        part.drop()
    answers, fruitless, reason = int(part.bytes > 0), 0, "it ended too soon"
    while part.bytes < remote.bytes:
        before = part.bytes
        try:
            _take_answer(remote, part, tell)
        except ConnectionCutError as cut:
            reason = str(cut)
        except RangeRefusedError:
            part.drop()
        answers = answers + 1 if before else 1
        fruitless = 0 if part.bytes - before >= WORTHWHILE_BYTES else fruitless + 1
        if fruitless == TRIES and part.bytes < remote.bytes:
            raise VoiceError(
                f"The connection to {host_of(remote.url)} is cut again and again ({reason}):"
                f" {part.bytes} of {remote.bytes} bytes of {remote.name} are here.",
                "Run the same command again: it goes on from there.",
            )
        if part.bytes < remote.bytes:
            time.sleep(FIRST_WAIT_S * 2**fruitless)
    return answers


def _take_answer(remote: Remote, part: _Part, tell: Callable[[int], None]) -> None:
    """Ask for what is not here yet, and write it behind what is, never more than the file's size."""
    have = part.bytes
    with ask(remote.url, have, part.validator(remote.url) if have else "") as answer:
        if answer.total not in {None, remote.bytes}:  # what is here is kept: a login page may have answered
            raise _wrong(remote, f"it has {answer.total} bytes there")
        if answer.start == 0:
            part.begin(remote.url, answer.validator)
            have = 0
        elif answer.start != have:
            raise RangeRefusedError
        with part.path.open("ab", buffering=0) as file:
            for chunk in answer.chunks:
                have += len(chunk)
                if have > remote.bytes:
                    file.close()
                    part.drop()
                    raise _wrong(remote, "more bytes come than that")
                file.write(chunk)
                tell(have)


def _wrong(remote: Remote, how: str) -> VoiceError:
    return VoiceError(
        f"The file {remote.url} is not the {remote.bytes} bytes that were promised: {how}. Nothing of it was kept.",
        "Something on the way may answer in its place (a network's login page?), or the file has changed there.",
    )


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()
