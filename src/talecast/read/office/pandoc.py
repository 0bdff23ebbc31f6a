"""The door of pandoc: a document's bytes in, HTML out, in a process of its own that has no file, no network and little time.

`--sandbox` takes from its readers every way to a file or an address; the limit on memory is its own runtime's.
"""

from __future__ import annotations

import sys
from importlib import resources
from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.read.confined import run_confined

if TYPE_CHECKING:
    from pathlib import Path

MEMORY = "340m"
"""For pandoc's heap; 120,000 words take 100 MB."""
LEAST_S, S_PER_MB = 3, 3
"""Seconds of a processor's time: 120,000 words in 2.4 MB take 1.4."""
_OUT_OF_MEMORY = 251
"""What the runtime of Haskell ends with when its heap is full (GHC User's Guide, "heap overflow")."""
_EMPTY = "+empty_paragraphs"

_READERS = {"DOCX": f"docx{_EMPTY}", "ODT": f"odt{_EMPTY}", "RTF": "rtf"}
INSTALL = 'pip install "talecast[documents]"'


def to_html(data: bytes, what: str, name: str, weight: int) -> str:
    """What pandoc makes of a document: a fragment of HTML. `what` is DOCX, ODT or RTF, `weight` its bytes unpacked.

    Raises SourceError where pandoc is not there, cannot read the document, or takes more time or memory than a book needs.
    """
    limit_s = LEAST_S + S_PER_MB * weight // 1_000_000
    options = ["--sandbox", "--wrap=none", "--track-changes=accept", "--eol=lf"]
    command = [
        str(_program(what, name)), "+RTS", f"-M{MEMORY}", "-RTS",
        f"--from={_READERS[what]}", f"--to=html{_EMPTY}", *options,
    ]  # fmt: skip
    try:
        done = run_confined(command, data, limit_s)
    except OSError as error:
        raise _unstarted(error) from error
    if done.is_late or done.is_long or done.code == _OUT_OF_MEMORY:
        raise SourceError(
            f"“{name}” takes more {'time' if done.is_late else 'memory'} to read than any book.",
            "Open it in a word processor and save it again, or get it from another place.",
        )
    if done.code != 0:
        raise SourceError(
            f"“{name}” is damaged: pandoc cannot read it as {what}.",
            "Open it in a word processor and save it again.",
        )
    return done.output.decode(errors="replace")


def pandoc_version() -> str:
    """The version of the pandoc that is used. Raises SourceError where there is none, or it does not start."""
    path = _path()
    if path is None:
        raise SourceError("pandoc is not installed.", INSTALL)
    try:
        done = run_confined([str(path), "--version"], b"", LEAST_S)
    except OSError as error:
        raise _unstarted(error) from error
    return done.output.decode(errors="replace").partition("\n")[0].removeprefix("pandoc").strip()


def _program(what: str, name: str) -> Path:
    path = _path()
    if path is None:
        raise SourceError(f"“{name}”: for {what} documents pandoc is needed, which is not installed.", INSTALL)
    return path


def _unstarted(error: OSError) -> SourceError:
    return SourceError(f"pandoc cannot be started: {error.strerror or error}.", f"Install it again: {INSTALL}")


def _path() -> Path | None:
    """The program that the package pypandoc-binary brings; another one on this machine may be of any age."""
    try:
        import pypandoc
    except ImportError:
        return None
    with resources.as_file(resources.files(pypandoc)) as folder:
        path = folder / "files" / ("pandoc.exe" if sys.platform == "win32" else "pandoc")
        return path if path.is_file() else None
