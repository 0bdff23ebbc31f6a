"""What a file is by its bytes, whatever its name says, for the formats that are neither text nor markup by themselves."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from talecast.errors import SourceError
from talecast.read.epub.archive import Archive
from talecast.read.epub.directory import read_directory
from talecast.read.fb2 import find_fb2, is_fb2, read_fb2

if TYPE_CHECKING:
    from collections.abc import Collection

    from talecast.read.documents import Container

MAX_FILE = 150_000_000
"""Bytes: the largest FictionBooks, and documents with pictures on every page, have 100 MB."""
HEAD = 4_096
"""Bytes that are looked at."""
PDF_HEAD = 1_024
"""Bytes within which a PDF has to say that it is one (ISO 32000-1, annex H.3.4.1)."""


class Format(StrEnum):
    """A format, by the name that people know it by."""

    DOCX = "DOCX"
    FB2 = "FB2"
    ODT = "ODT"
    PDF = "PDF"
    RTF = "RTF"


_BY_SUFFIX = {
    **dict.fromkeys((".docx", ".docm", ".dotx"), Format.DOCX),
    **dict.fromkeys((".fb2", ".fbz"), Format.FB2),
    **dict.fromkeys((".odt", ".ott"), Format.ODT),
    ".pdf": Format.PDF,
    ".rtf": Format.RTF,
}
SUFFIXES = frozenset(_BY_SUFFIX)
"""In small letters."""
_SIGNATURES = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""An OLE file: Word's documents before 2007, and those since that a password locks."""
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_LOCKED_WITHIN = 1_000_000
"""Bytes in which an OLE file lists what is in it."""
_SHEETS = ("xl/workbook.xml", "ppt/presentation.xml")
_AGAIN = "Get the file again: a download may have been cut off."


def format_of(file: BinaryIO, name: str) -> Format | None:
    """What the file is, by its bytes; None where it is text, markup, an EPUB or empty.

    Raises SourceError where its name says that it is one of these formats and its bytes say otherwise.
    """
    file.seek(0)
    head = file.read(HEAD)
    said = _said(name)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"%PDF-") or (said is Format.PDF and b"%PDF-" in head[:PDF_HEAD]):
        return Format.PDF
    if start.startswith(b"{\\rtf"):
        return Format.RTF
    if is_fb2(head):
        return Format.FB2
    if head.startswith(b"PK"):
        return _in_archive(file, name, said)
    if head.startswith(_OLE):
        raise _old(file, name)
    if said is not None and head:
        what = next((what for signature, what in _SIGNATURES if head.startswith(signature)), "")
        raise SourceError(
            f"“{name}” is {what}, not a {said} document."
            if what
            else f"“{name}” is damaged: it is no {said} document.",
            "Give the book itself." if what else _AGAIN,
        )
    return None


def read_format(file: BinaryIO, what: Format, name: str) -> Container:
    """A document's container; `name` is the file's, for messages.

    Raises SourceError for what is damaged beyond reading, locked, made to do harm, far larger than any book, or asks for an
    extra that is not installed.
    """
    size = file.seek(0, 2)
    if size > MAX_FILE:
        raise SourceError(
            f"“{name}” is too large: {size / 1_000_000:,.0f} MB, where {MAX_FILE / 1_000_000:,.0f} are read.",
            "Cut it into parts, or leave out its pictures.",
        )
    file.seek(0)
    if what is Format.FB2:
        return _read_fb2(file, name)
    if what is Format.PDF:
        from talecast.read.pdf import read_pdf

        return read_pdf(file.read(), name)
    if what is Format.RTF:
        from talecast.read.office import read_rtf

        return read_rtf(file.read(), name)
    from talecast.read.office import read_docx, read_odt

    archive = _archive(file, name)
    return read_docx(archive) if what is Format.DOCX else read_odt(archive)


def _said(name: str) -> Format | None:
    """What the file's name says that it is."""
    path = PurePath(name.lower().removesuffix(".zip"))
    return _BY_SUFFIX.get(path.suffix)


def _archive(file: BinaryIO, name: str) -> Archive:
    entries, faults = read_directory(file, name)
    archive = Archive(file, entries, name)
    archive.faults.extend(faults)
    return archive


def _in_archive(file: BinaryIO, name: str, said: Format | None) -> Format | None:
    """What an archive holds, by the names in it."""
    try:
        names = _archive(file, name).names
    except SourceError:
        if said is None:
            return None  # what it is not said to be, it need not be
        raise
    if "META-INF/container.xml" in names:
        if said is None:
            return None
        raise SourceError(f"“{name}” is an EPUB, not a {said} document.", "Give it a name that ends in .epub.")
    if any(one.startswith("word/") for one in names):
        return Format.DOCX
    if find_fb2(names):
        return Format.FB2
    if "content.xml" in names and _is_text_document(file, name, names):
        return Format.ODT
    if said is None:
        return None
    what = "a table or a presentation" if any(one in names for one in (*_SHEETS, "content.xml")) else "another archive"
    raise SourceError(f"“{name}” is {what}, not a {said} document.", "Give the book itself.")


def _is_text_document(file: BinaryIO, name: str, names: Collection[str]) -> bool:
    """Is an OpenDocument file one of text, by its type, or does it say none?"""
    said = _archive(file, name).read("mimetype", 200) if "mimetype" in names else b""
    return not said.strip() or said.startswith(b"application/vnd.oasis.opendocument.text")


def _old(file: BinaryIO, name: str) -> SourceError:
    file.seek(0)
    if _LOCKED in file.read(_LOCKED_WITHIN):
        return SourceError(f"“{name}” is locked with a password.", "Open it in Word and save it without one.")
    return SourceError(
        f"“{name}” is a document of Word before 2007 (.doc), which cannot be read.",
        "Open it in Word or LibreOffice and save it as .docx.",
    )


def _read_fb2(file: BinaryIO, name: str) -> Container:
    if file.read(2) != b"PK":
        file.seek(0)
        return read_fb2(file.read(), name)
    archive = _archive(file, name)
    return read_fb2(archive.read(find_fb2(archive.names), MAX_FILE), name)
