"""Read-along books that are spoilt in one place: the check names it, and finds nothing in one that is whole."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from talecast.check.readalong import check_read_alongs
from talecast.publish.narrated import load_narrated
from tests.system.shapes import rich_epub

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from talecast.check.report import Finding
    from tests.system.conftest import Talecast

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def whole(module_talecast: Talecast) -> Path:
    """The folder of a book in all formats."""
    source = rich_epub(module_talecast.folder / "rich.epub")
    formats = ("--format", "epub", "--format", "daisy", "--format", "daisy3")
    folder, _ = module_talecast.narrate(source, *formats, "--notes", "read")
    return folder


@pytest.fixture
def book(whole: Path, tmp_path: Path) -> Path:
    """A copy that may be spoilt."""
    copy = tmp_path / whole.name
    shutil.copytree(whole, copy)
    return copy


def findings(folder: Path) -> list[Finding]:
    return list(check_read_alongs(folder, load_narrated(folder)))


def test_nothing_is_found_in_a_book_that_is_whole(whole: Path) -> None:
    assert findings(whole) == []


def in_epub(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """A fault in a file of the EPUB."""

    def spoil(folder: Path) -> None:
        path = folder / f"{folder.name}.epub"
        with zipfile.ZipFile(path) as archive:
            entries = [(entry, archive.read(entry)) for entry in archive.namelist()]
        with zipfile.ZipFile(path, "w") as archive:
            for entry, data in entries:
                spoilt = change(data) if entry == f"EPUB/{name}" else data
                assert entry != f"EPUB/{name}" or spoilt != data
                if spoilt:
                    archive.writestr(entry, spoilt)

    return spoil


def in_file(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """A fault in a file of a DAISY book."""

    def spoil(folder: Path) -> None:
        data = (folder / name).read_bytes()
        assert change(data) != data
        (folder / name).write_bytes(change(data))

    return spoil


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old, new, 1)


def without_line(part: bytes) -> Callable[[bytes], bytes]:
    return lambda data: b"\n".join(line for line in data.split(b"\n") if part not in line)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (in_epub("text/c0001.xhtml", swap(b"Nobody saw it.", b"Nobody came.")), "Nobody saw it."),
        (in_epub("text/c0001.xhtml", swap(b'id="s4"', b'id="x4"')), "no such element"),
        (in_epub("text/c0001.xhtml", swap(b"</p>", b"")), "well-formed"),
        (in_epub("overlay/c0001.smil", without_line(b"#s4")), "clips"),
        (in_epub("overlay/c0001.smil", swap(b'clipBegin="0.000000s"', b'clipBegin="0.100000s"')), "0.100000 s"),
        (in_epub("overlay/c0001.smil", swap(b'clipBegin="0.000000s"', b'clipBegin="soon"')), "without times"),
        (in_epub("overlay/c0001.smil", swap(b"a00001.mp3", b"a00002.mp3")), "a00002.mp3"),
        (in_epub("package.opf", swap(b'property="media:duration">0:0', b'property="media:duration">0:1')), "declared"),
        (in_epub("nav.xhtml", swap(b"c0002.xhtml#chapter", b"c0002.xhtml#gone")), "nothing"),
        (in_epub("audio/a00001.mp3", lambda _: b""), "not there"),
        (in_epub("audio/a00001.mp3", lambda data: data[: len(data) // 2]), "a00001.mp3"),
        (in_epub("package.opf", lambda _: b""), "not there"),
        (in_file("daisy/ncc.html", swap(b"s00002.smil#p", b"s00002.smil#q")), "nothing"),
        (in_file("daisy/ncc.html", swap(b'content="00:01:', b'content="00:02:')), "declared"),
        (in_file("daisy/s00002.smil", swap(b"ncc:timeInThisSmil", b"ncc:timeInThatSmil")), "declared"),
        (in_file("daisy/s00003.smil", swap(b"00:00:", b"00:07:")), "declared"),
        (in_file("daisy/t00002.html", swap(b"Nobody saw it.", b"Nobody came.")), "Nobody saw it."),
        (in_file("daisy3/text.xml", swap(b'smilref="s00002.smil#p', b'smilref="s00002.smil#q')), "nothing"),
        (in_file("daisy3/s00002.smil", swap(b'dur="00:00:', b'dur="00:09:')), "declared"),
        (in_file("daisy3/book.opf", swap(b'itemref idref="s00002"', b'itemref idref="none"')), "no item"),
        (lambda folder: (folder / "daisy" / "a00001.mp3").unlink(), "not there"),
        (lambda folder: (folder / f"{folder.name}.epub").write_bytes(b"PK"), "no zip archive"),
    ],
)
def test_a_fault_is_found_and_named(spoil: Callable[[Path], object], said: str, book: Path) -> None:
    spoil(book)
    found = findings(book)
    assert found
    assert any(said in f"{one.place} {one.expected} {one.found}" for one in found), found
