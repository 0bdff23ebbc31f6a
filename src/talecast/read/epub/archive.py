"""The files in an EPUB, unpacked one at a time, with every byte counted: what headers say of sizes is not believed."""

from __future__ import annotations

import io
import posixpath
import unicodedata
import zlib
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from talecast.errors import SourceError
from talecast.read.epub.directory import BOMB_BYTES, BOMB_RATIO, bomb, locked, read_directory
from talecast.read.xmlsource import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_UNPACKED = 60_000_000
"""Bytes that are unpacked of one book, its text and its cover: a million words have 6 MB, the works of a long life 40."""
_STEP = 65_536
_FAR = 1 << 60
"""Beyond the end of every file; a place beyond 1 << 63 cannot even be asked for."""


class Archive:
    """What an EPUB holds. Faults of single files are collected in `faults`, one sentence each."""

    def __init__(self, file: BinaryIO, entries: Mapping[str, ZipInfo], book: str) -> None:
        self.book = book
        """The file's name, for messages."""
        self.faults: list[str] = []
        self._file = file
        self._entries = entries
        self._unpacked = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The files' paths, in the archive's order, without what macOS adds."""
        return tuple(name for name in self._entries if not name.startswith("__MACOSX/"))

    @cached_property
    def _loosely(self) -> dict[str, str]:
        return {_loose(name): name for name in reversed(self.names)}

    def entry(self, name: str) -> ZipInfo:
        """What the archive says of a file."""
        return self._entries[name]

    def find(self, base: str, href: str) -> str:
        """The path of what `href` in the file `base` points to, its fragment aside; "" where it is not there.

        Percent-encoded or not, with a query, backslashes, another case or another Unicode normalisation than the entry's.
        """
        address = href.partition("#")[0].strip().replace("\\", "/")
        if not address:
            return base
        plain = address.partition("?")[0]
        tries = [_joined(base, one) for one in (unquoted(plain), plain, unquoted(address))]
        for path in tries:
            if path in self._entries:
                return path
        found = next((self._loosely[_loose(path)] for path in tries if _loose(path) in self._loosely), "")
        if found:
            self.faults.append(f"“{found}” is named “{tries[0]}” in “{base}”.")
        return found

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        """A file's bytes; of a damaged one those that can be unpacked.

        Raises SourceError where they are more than `limit`, or more than a book has.
        """
        entry = self._entries[name]
        self._file.seek(min(max(0, entry.header_offset), _FAR))
        header = self._file.read(30)
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):  # noqa: PLR2004 - APPNOTE 4.3.7
            self.faults.append(f"“{name}” is damaged and could not be unpacked.")
            return b""
        if header[6] & 1:
            raise locked(self.book)
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            self.faults.append(f"“{name}” is packed in a way that EPUB does not have.")
            return b""
        self._file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        data, whole = _unpack(self._file, entry, limit)
        self._unpacked += len(data)
        if len(data) > limit or self._unpacked > MAX_UNPACKED:
            what, most = (
                (f"“{name}” in “{self.book}”", limit) if len(data) > limit else (f"“{self.book}”", MAX_UNPACKED)
            )
            raise SourceError(
                f"{what} is too large: it unpacks to more than {most / 1_000_000:,.0f} MB.",
                "Get the book from another place.",
            )
        if len(data) > max(BOMB_BYTES, BOMB_RATIO * entry.compress_size):
            raise bomb(self.book, name)
        if not whole or zlib.crc32(data) != entry.CRC:
            self.faults.append(f"“{name}” is damaged; it was read as far as it can be unpacked.")
        return data


@contextmanager
def open_archive(path: Path, data: bytes | None = None) -> Iterator[Archive]:
    """The files in an EPUB, of which `data` are the bytes where it is no file.

    Raises SourceError as `read_directory` does, and where the file cannot be opened.
    """
    try:
        file = path.open("rb") if data is None else io.BytesIO(data)
    except OSError as error:
        raise SourceError(
            f"“{path.name}” cannot be opened: {error.strerror or error}.", "Check the file and your rights to it."
        ) from error
    with file:
        entries, faults = read_directory(file, path.name)
        archive = Archive(file, entries, path.name)
        archive.faults.extend(faults)
        yield archive


def unquoted(text: str) -> str:
    """The text with its percent signs decoded, as UTF-8 or else as Latin-1."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return unquote(text, encoding="latin-1")


def _joined(base: str, path: str) -> str:
    """The path from the archive's root; one that leads out of it stays at the root, as addresses on the web do."""
    whole = path if path.startswith("/") else posixpath.join("/", posixpath.dirname(base), path)
    return posixpath.normpath(f"/{whole.lstrip('/')}").lstrip("/")


def _loose(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _unpack(file: BinaryIO, entry: ZipInfo, limit: int) -> tuple[bytes, bool]:
    """At most `limit` bytes and one more, and whether the packed bytes came to their end without a fault."""
    if entry.compress_type == ZIP_STORED:
        data = file.read(min(entry.compress_size, limit + 1))
        return data, len(data) == entry.compress_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    parts: list[bytes] = []
    room, packed = limit + 1, entry.compress_size
    try:
        while room > 0 and not inflater.eof:
            step = inflater.unconsumed_tail or file.read(min(_STEP, packed))
            packed -= 0 if inflater.unconsumed_tail else len(step)
            if not step:
                break
            parts.append(inflater.decompress(step, room))
            room -= len(parts[-1])
    except zlib.error:
        return b"".join(parts), False
    return b"".join(parts), inflater.eof or room <= 0
