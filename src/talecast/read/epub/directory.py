"""A zip's list of its entries, looked at with suspicion before anything is unpacked."""

from __future__ import annotations

import re
import stat
import struct
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO
from zipfile import BadZipFile, ZipFile

from talecast.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zipfile import ZipInfo

MAX_ENTRIES = 20_000
"""The most that books have, pictures of each page among them, is about 5,000."""
MAX_DIRECTORY = 4_000_000
"""Bytes of the list itself: 200 for each entry."""
BOMB_BYTES = 10_000_000
"""What unpacks to less is no bomb, however well it is packed."""
BOMB_RATIO = 100
"""Unpacked bytes for each packed one. Text comes to 3 to 10; a run of one byte to 1,000, which is all that deflate can do."""

_END = struct.Struct("<4s4H2LH")
"""The end of the central directory (APPNOTE 4.3.16): signature, disks, entries here, entries, bytes, offset, comment."""
_END64 = struct.Struct("<4sQ2H2L4Q")
"""The same for ZIP64 (APPNOTE 4.3.14): …, entries here, entries, bytes, offset."""
_LOCATOR_BYTES = 20
_LONGEST_COMMENT = 65_535
_ENCRYPTED = 0x1
_UTF8 = 0x800
_OUTSIDE = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|^[A-Za-z]:|[\\\0]")
_FORMATS = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
)
_AGAIN = "Get the file again: a download may have been cut off."


def read_directory(file: BinaryIO, book: str) -> tuple[dict[str, ZipInfo], tuple[str, ...]]:
    """The entries by their names, folders left out, of two with the same name the last; and a sentence for each such name.

    Raises SourceError where it is no zip archive or a damaged one, where entries point outside of it or are locked, and
    for what is made to exhaust the machine: too many entries, entries that overlap, sizes that no book has.
    """
    size = file.seek(0, 2)
    _refuse_endless(file, size, book)
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
    except (
        BadZipFile,
        NotImplementedError,
        UnicodeDecodeError,
        struct.error,
        ValueError,
        OverflowError,
        EOFError,
    ) as error:
        raise SourceError(f"“{book}” is damaged: the list of what is in it cannot be read.", _AGAIN) from error
    except OSError as error:
        raise SourceError(f"“{book}” cannot be read: {error.strerror or error}.", _AGAIN) from error
    if len(entries) > MAX_ENTRIES:
        raise _too_many(book, len(entries))
    for entry in entries:
        _refuse_unsafe(entry, book)
    _refuse_bombs(entries, size, book)
    named: dict[str, ZipInfo] = {}
    twice: dict[str, None] = {}
    for entry in entries:
        name = _name(entry)
        if name in named:
            twice[name] = None
        if not name.endswith("/"):
            named[name] = entry
    return named, tuple(f"“{name}” is in the archive more than once; the last one was read." for name in twice)


def bomb(book: str, entry: str) -> SourceError:
    """What is said of an entry that unpacks to far more than its size allows for."""
    return SourceError(
        f"“{book}” is a zip bomb: “{entry}” in it unpacks to far more than a book's size.", "Do not open it."
    )


def locked(book: str) -> SourceError:
    """What is said of an archive that asks for a password."""
    return SourceError(f"“{book}” is locked with a password.", "Unpack it and pack it again without one.")


def _refuse_endless(file: BinaryIO, size: int, book: str) -> None:
    """Look at the end of the archive alone, where it says how much there is to read."""
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT - _LOCATOR_BYTES - _END64.size))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06", 0, len(tail) - _END.size + 4)
    if at < 0:
        raise _no_archive(file, size, book)
    _, _, _, _, entries, directory, _, _ = _END.unpack_from(tail, at)
    at64 = at - _LOCATOR_BYTES - _END64.size
    if tail[at - _LOCATOR_BYTES : at].startswith(b"PK\x06\x07") and tail[max(0, at64) :].startswith(b"PK\x06\x06"):
        _, _, _, _, _, _, _, entries, directory, _ = _END64.unpack_from(tail, at64)
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise _too_many(book, entries)


def _no_archive(file: BinaryIO, size: int, book: str) -> SourceError:
    file.seek(0)
    head = file.read(100)
    if not size:
        return SourceError(f"“{book}” is empty.", _AGAIN)
    if head.startswith(b"PK"):
        return SourceError(f"“{book}” is cut off: the end of the archive is missing.", _AGAIN)
    if head[60:68] == b"BOOKMOBI":
        return SourceError(f"“{book}” is a Kindle book, not an EPUB.", "Convert it to EPUB first.")
    for signature, what in _FORMATS:
        if head.startswith(signature):
            return SourceError(f"“{book}” is {what}, not an EPUB.", "Give the book itself.")
    return SourceError(f"“{book}” is not an EPUB: it is no zip archive.", _AGAIN)


def _too_many(book: str, entries: int) -> SourceError:
    return SourceError(f"“{book}” holds {entries:,} entries, more than any book.", "Get the book from another place.")


def _refuse_unsafe(entry: ZipInfo, book: str) -> None:
    name = entry.orig_filename
    if _OUTSIDE.search(name) or stat.S_ISLNK(entry.external_attr >> 16):
        shown = name.replace("\0", "�")
        raise SourceError(f"“{book}” holds an entry that points outside of it: “{shown}”.", "Do not open it.")
    if entry.flag_bits & _ENCRYPTED:
        raise locked(book)


def _refuse_bombs(entries: Sequence[ZipInfo], size: int, book: str) -> None:
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    for first, second in pairwise(placed):
        if first.header_offset + 30 + len(first.orig_filename) + first.compress_size > second.header_offset:
            raise SourceError(f"“{book}” is a zip bomb: entries in it share the same bytes.", "Do not open it.")
    for entry in entries:
        if entry.file_size > max(BOMB_BYTES, BOMB_RATIO * entry.compress_size):
            raise bomb(book, entry.filename)
    if sum(entry.file_size for entry in entries) > max(5 * BOMB_BYTES, BOMB_RATIO * size):
        raise SourceError(f"“{book}” is a zip bomb: it unpacks to far more than a book's size.", "Do not open it.")


def _name(entry: ZipInfo) -> str:
    """The entry's name: many programs write UTF-8 without saying so, which is then taken for an old IBM code page."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename
