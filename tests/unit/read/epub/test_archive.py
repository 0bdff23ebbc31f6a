"""The zip: what is refused in one sentence, and what is read past with a warning."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest

from talecast.errors import SourceError
from talecast.read.epub import read_container
from tests.unit.read.epub.making import PIXEL, book, pack, pack_entries, page, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ZEROS = b"\0" * 20_000_000


def refused(folder: Path, data: bytes, name: str = "book.epub") -> str:
    """The sentence with which it is refused, in time and without the memory that it asks for."""
    path = folder / name
    path.write_bytes(data)
    begin = time.process_time()
    tracemalloc.start()
    with pytest.raises(SourceError) as caught:
        read(folder, data, name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - begin < 5
    assert peak < 200_000_000 + len(data)
    assert caught.value.tip
    assert "\n" not in caught.value.message
    assert caught.value.message.endswith(".")
    assert [found.name for found in folder.iterdir()] == [name]
    return caught.value.message


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "“book.epub” is empty."),
        (b"\xff\xd8\xff\xe0" + b"jpeg" * 100, "“book.epub” is a JPEG picture, not an EPUB."),
        (b"%PDF-1.7\n", "“book.epub” is a PDF document, not an EPUB."),
        (b"\0" * 60 + b"BOOKMOBI" + b"\0" * 100, "“book.epub” is a Kindle book, not an EPUB."),
        (b"Once upon a time.", "“book.epub” is not an EPUB: it is no zip archive."),
        (pack(book())[:-200], "“book.epub” is cut off: the end of the archive is missing."),
        (pack(book())[:900], "“book.epub” is cut off: the end of the archive is missing."),
        (pack({}, mimetype=None), "“book.epub” is a zip archive but no EPUB."),
        (pack({"notes.txt": b"words"}, mimetype=None), "“book.epub” is a zip archive but no EPUB."),
        (pack({}), "“book.epub” has no package document, which tells the order of its chapters."),
        (pack({"inner.epub": pack(book())}, mimetype=None), "“book.epub” is a zip archive but no EPUB."),
    ],
)
def test_what_is_no_epub_is_refused_in_one_sentence(tmp_path: Path, data: bytes, sentence: str) -> None:
    assert refused(tmp_path, data) == sentence


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "book.epub").mkdir()
    with pytest.raises(SourceError, match="cannot be opened"):
        read_container(tmp_path / "book.epub")


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "EPUB/../../evil",
        "/etc/evil",
        "..\\evil",
        "EPUB\\evil.txt",
        "C:evil",
        "c:/evil",
        "..",
        "a/..",
        "evil\0.txt",
    ],
)
def test_an_entry_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    entry = zipfile.ZipInfo("placeholder")
    entry.filename = name
    data = pack_entries([*book().items(), (entry, b"x")])
    assert "points outside" in refused(tmp_path, data)


def test_dots_inside_a_name_point_nowhere(tmp_path: Path) -> None:
    assert read(tmp_path, {**book(), "EPUB/...": b"", "EPUB/a..b.txt": b"", "EPUB/..c/d": b""}).warnings == ()


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("EPUB/link.xhtml")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    assert "points outside" in refused(tmp_path, pack_entries([*book().items(), (link, b"/etc/passwd")]))


def test_a_hundred_thousand_entries_are_refused(tmp_path: Path) -> None:
    entry = b"PK\1\2" + struct.pack("<4B4HL2L5HLL", 20, 0, 20, 0, 0, 0, 0, 0x21, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0)
    directory = b"".join(entry + b"%05d" % number for number in range(100_000))
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 100_000, 100_000, len(directory), 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert "holds 100,000 entries" in refused(tmp_path, directory + end64 + locator + end)


def test_many_entries_are_refused_whatever_the_end_of_the_archive_says(tmp_path: Path) -> None:
    data = pack_entries([(f"{number:05d}", b"") for number in range(25_000)])
    end = data.rindex(b"PK\5\6")
    lying = data[: end + 8] + struct.pack("<2H", 3, 3) + data[end + 12 :]
    assert "entries, more than any book" in refused(tmp_path, lying)


def test_a_zip_bomb_that_no_chapter_names_is_refused(tmp_path: Path) -> None:
    assert "zip bomb" in refused(tmp_path, pack({**book(), "EPUB/extra.bin": ZEROS}))


def test_a_chapter_that_is_a_zip_bomb_is_refused_though_its_header_lies(tmp_path: Path) -> None:
    files = book()
    data = bytearray(pack({**files, "EPUB/one.xhtml": b"<p>" + b" " * 12_000_000}))
    for signature, offset in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            if struct.unpack_from("<L", data, at + offset)[0] > 1_000_000:
                struct.pack_into("<L", data, at + offset, 5_000)
    assert "zip bomb" in refused(tmp_path, bytes(data))


def test_many_small_bombs_are_one_bomb(tmp_path: Path) -> None:
    assert "zip bomb" in refused(tmp_path, pack({**book(), **{f"{at}.bin": ZEROS[:9_900_000] for at in range(6)}}))


def test_a_chapter_of_300_mb_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in book().items():
            if name != "EPUB/one.xhtml":
                archive.writestr(name, data)
        with archive.open("EPUB/one.xhtml", "w", force_zip64=True) as chapter:
            chapter.write(b"<html><body>")
            noise = b"".join(b"<p>%d words of %d</p>" % (number * 7919 % 10_007, number) for number in range(40_000))
            for _ in range(300_000_000 // len(noise)):
                chapter.write(noise)
    assert "“EPUB/one.xhtml” in “book.epub” is too large" in refused(tmp_path, buffer.getvalue())


def test_entries_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    data = pack_entries([("a.txt", b"x" * 500), ("b.txt", b"y" * 500), *book().items()])
    second = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    overlapping = data[: second + 42] + struct.pack("<L", 0) + data[second + 46 :]
    assert "share the same bytes" in refused(tmp_path, overlapping)


@pytest.mark.parametrize("place", [b"PK\1\2", b"PK\3\4"])
def test_an_archive_with_a_password_is_refused(tmp_path: Path, place: bytes) -> None:
    data = bytearray(pack(book()))
    name = data.index(b"EPUB/one.xhtml") if place == b"PK\3\4" else data.rindex(b"EPUB/one.xhtml")
    at = data.rindex(place, 0, name)
    data[at + (8 if place == b"PK\1\2" else 6)] |= 1
    assert refused(tmp_path, bytes(data)) == "“book.epub” is locked with a password."


def lol(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    rows = [b'<!ENTITY l0 "lol">', *(b'<!ENTITY l%d "%s">' % (at, b"&l%d;" % (at - 1) * 10) for at in range(1, 11))]
    return {**files, name: b"<?xml version='1.0'?><!DOCTYPE lolz [%s]>" % b"".join(rows) + b"<html>&l10;</html>"}


@pytest.mark.parametrize(
    "name", ["META-INF/container.xml", "EPUB/package.opf", "EPUB/nav.xhtml", "META-INF/encryption.xml"]
)
def test_a_billion_laughs_are_refused_wherever_they_stand(tmp_path: Path, name: str) -> None:
    assert "entity bomb" in refused(tmp_path, pack(lol(book(), name)))


def test_entities_that_would_fetch_something_stand_for_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    declared = (
        f'<!DOCTYPE package [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b PUBLIC "x" "http://127.0.0.1:9/x">]>'
    )
    files = book(metadata="<dc:title>The &a;Lamp&b; &mdash; caf&eacute;&nbsp;1</dc:title>")
    files["EPUB/package.opf"] = files["EPUB/package.opf"].replace(b"<package", declared.encode() + b"<package")
    container = read(tmp_path, files)
    assert container.headers["title"] == "The Lamp — café 1"
    assert container.warnings == ()


@pytest.mark.parametrize(
    ("bend", "warning"),
    [
        (lambda files: pack(files, mimetype=None), "The file “mimetype” is missing."),
        (
            lambda files: pack(files, mimetype=b"application/zip"),
            "The file “mimetype” does not say application/epub+zip.",
        ),
        (
            lambda files: pack(files, mimetype=b"application/epub+zip\r\n"),
            "The file “mimetype” does not say application/epub+zip.",
        ),
        (lambda files: pack(files, mimetype=ZEROS[:900]), "The file “mimetype” does not say application/epub+zip."),
        (lambda files: pack(files, compressed=True), "The file “mimetype” is compressed."),
        (lambda files: pack_entries([*files.items(), ("mimetype", b"application/epub+zip")]), "The file “mimetype” is"),
    ],
)
def test_a_wrong_mimetype_file_is_named_and_read_past(
    tmp_path: Path, bend: Callable[[dict[str, bytes]], bytes], warning: str
) -> None:
    container = read(tmp_path, bend(book()))
    assert [document.name for document in container.documents] == ["EPUB/one.xhtml", "EPUB/two.xhtml"]
    assert len(container.warnings) == 1
    assert container.warnings[0].startswith(warning)


def test_what_stands_beside_the_book_is_no_fault(tmp_path: Path) -> None:
    files = {
        **book(),
        "EPUB/": b"",
        "__MACOSX/EPUB/._one.xhtml": b"\0\5\x16\7",
        ".DS_Store": b"x",
        "EPUB/inner.zip": pack({}),
    }
    assert read(tmp_path, files).warnings == ()


def test_bytes_before_the_archive_are_no_fault(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"#!/bin/sh\n" * 50 + pack(book())).documents) == 2


def test_bytes_after_the_archive_are_no_fault(tmp_path: Path) -> None:
    data = pack(book())
    assert len(read(tmp_path, data[:-2] + struct.pack("<H", 5) + b"hello").documents) == 2


def test_of_two_entries_with_one_name_the_last_counts_and_the_fault_is_named(tmp_path: Path) -> None:
    files = book()
    entries = [(name, data) for name, data in files.items()]
    data = pack_entries([("mimetype", b"application/epub+zip"), ("EPUB/one.xhtml", page("old").encode()), *entries])
    container = read(tmp_path, data)
    assert b"lamp went out" in container.documents[0].data
    assert "“EPUB/one.xhtml” is in the archive more than once; the last one was read." in container.warnings


def test_a_damaged_chapter_is_read_as_far_as_it_goes_and_named(tmp_path: Path) -> None:
    words = b" ".join(b"word%d" % number for number in range(5_000))
    data = bytearray(pack({**book(), "EPUB/one.xhtml": page("<p>x</p>").encode() + words}))
    at = data.index(b"EPUB/one.xhtml") + 6_000
    data[at : at + 8] = b"\xff" * 8
    container = read(tmp_path, bytes(data))
    assert b"word900" in container.documents[0].data
    assert any("“EPUB/one.xhtml” is damaged" in warning for warning in container.warnings)


def test_a_chapter_whose_local_header_is_gone_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(pack(book()))
    at = data.rindex(b"PK\3\4", 0, data.index(b"EPUB/one.xhtml"))
    data[at : at + 4] = b"\0\0\0\0"
    container = read(tmp_path, bytes(data))
    assert [document.name for document in container.documents] == ["EPUB/two.xhtml"]
    assert any("“EPUB/one.xhtml”" in warning for warning in container.warnings)


def test_names_in_utf8_are_read_though_the_archive_does_not_say_that_they_are(tmp_path: Path) -> None:
    files = {
        name.replace("one", "près"): data.replace(b"one.xhtml", "près.xhtml".encode()) for name, data in book().items()
    }
    data = bytearray(pack(files))
    for signature, offset in ((b"PK\1\2", 9), (b"PK\3\4", 7)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + offset] &= ~0x08
    container = read(tmp_path, bytes(data))
    assert container.documents[0].name == "EPUB/près.xhtml"
    assert container.warnings == ()


def test_a_picture_named_epub_is_refused_by_what_it_is(tmp_path: Path) -> None:
    assert refused(tmp_path, PIXEL, "cover.epub") == "“cover.epub” is a PNG picture, not an EPUB."
