"""What a file is, by its bytes and by its name."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from talecast.errors import SourceError
from talecast.read import formats
from talecast.read.formats import MAX_FILE, Format, format_of, read_format

if TYPE_CHECKING:
    from collections.abc import Mapping


def archive(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, data in files.items():
            out.writestr(name, data)
    return packed.getvalue()


DOCX = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
ODT = archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
SHEET = archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})
EPUB = archive({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<container/>"})
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "name", "is_it"),
    [
        (b"{\\rtf1 Words}", "story.doc", Format.RTF),
        (b"\xef\xbb\xbf{\\rtf1 Words}", "-", Format.RTF),
        (b"%PDF-1.7\n", "story.txt", Format.PDF),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n", "story.pdf", Format.PDF),
        (b"A note on %PDF-1.4 files.", "note.txt", None),
        (b'<?xml version="1.0"?>\n<FictionBook>', "story.xml", Format.FB2),
        (b"A page on <FictionBook> tags.", "note.txt", None),
        (DOCX, "story.zip", Format.DOCX),
        (ODT, "story", Format.ODT),
        (EPUB, "story.zip", None),
        (b"PK\x03\x04 and no more", "story.zip", None),
        (b"", "story.docx", None),
        (b"Once upon a time.", "story.txt", None),
    ],
)
def test_a_format_is_known_by_its_bytes(data: bytes, name: str, is_it: Format | None) -> None:
    assert format_of(io.BytesIO(data), name) is is_it


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"\xff\xd8\xff\xe0", "story.docx", "a JPEG picture, not a DOCX"),
        (b"\x89PNG\r\n", "story.pdf", "a PNG picture, not a PDF"),
        (b"Once upon a time.", "story.odt", "is no ODT document"),
        (DOCX[:-30], "story.docx", "cut off"),
        (SHEET, "story.odt", "a table or a presentation"),
        (EPUB, "story.docx", "is an EPUB"),
        (LOCKED, "story.docx", "locked with a password"),
        (LOCKED[:100], "story.doc", "Word before 2007"),
        (archive({"../outside.xml": b"", "word/document.xml": b""}), "story.docx", "points outside"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_in_a_sentence(data: bytes, name: str, says: str) -> None:
    with pytest.raises(SourceError, match=says) as refused:
        format_of(io.BytesIO(data), name)
    assert refused.value.tip


def test_a_file_larger_than_any_book_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_FILE > 100_000_000
    monkeypatch.setattr(formats, "MAX_FILE", 100)
    with pytest.raises(SourceError, match="too large"):
        read_format(io.BytesIO(b"{\\rtf1" + b" " * 200), Format.RTF, "story.rtf")
