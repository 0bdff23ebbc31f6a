"""Read-along books that are spoilt in one place: the check names it, and finds nothing in one that is whole."""

from __future__ import annotations

import re
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


def exchanged(part: bytes, other: bytes) -> Callable[[bytes], bytes]:
    """The first line with one part and the first with the other, each where the other was."""

    def change(data: bytes) -> bytes:
        lines = data.split(b"\n")
        one, two = (next(at for at, line in enumerate(lines) if words in line) for words in (part, other))
        lines[one], lines[two] = lines[two], lines[one]
        return b"\n".join(lines)

    return change


def moved_end(part: bytes, by_s: float) -> Callable[[bytes], bytes]:
    """The end of the clip in the line with that part, so much later; the clip after it begins where it did."""

    def later(time: re.Match[bytes]) -> bytes:
        return b'%sclipEnd="%.6fs"' % (time[1], float(time[2]) + by_s)

    return lambda data: re.sub(rb'(%s".*?)clipEnd="([\d.]+)s"' % re.escape(part), later, data, count=1)


def moved_bound(part: bytes, by_s: float) -> Callable[[bytes], bytes]:
    """The end of the clip in the line with that part, and the beginning of the one after it, so much later."""

    def change(data: bytes) -> bytes:
        match = re.search(rb'%s".*?clipEnd="([\d.]+)s"' % re.escape(part), data)
        assert match
        return data.replace(match[1], b"%.6f" % (float(match[1]) + by_s))

    return change


def re_swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: re.sub(old, new, data, count=1, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (in_epub("overlay/c0001.smil", moved_end(b"#s4", 0.3)), "a clip that begins at"),
        (in_epub("overlay/c0001.smil", moved_end(b"#s4", -0.3)), "a clip that begins at"),
        (in_epub("overlay/c0001.smil", moved_end(b"#s4", -900)), "without times"),
        (in_epub("overlay/c0001.smil", exchanged(b"#s3", b"#s4")), "a clip that begins at"),
        (
            in_epub("text/c0001.xhtml", exchanged(b"Nobody saw it.", b"went home")),
            "in the order in which they are heard",
        ),
        (in_epub("package.opf", exchanged(b'idref="c0001"', b'idref="c0002"')), "Nobody saw it."),
        (in_epub("overlay/c0001.smil", moved_bound(b"#s4", 0.3)), "whole, from"),
        (
            in_epub("text/c0001.xhtml", swap(b"</section>", b"<p>Nobody reads this.</p></section>")),
            "Nobody reads this.",
        ),
        (in_epub("text/c0001.xhtml", swap(b'id="s4"', b'id="s3"')), "one element with the id “s3”"),
        (in_epub("text/c0002.xhtml", swap(b' lang="fr" xml:lang="fr"', b"")), "in the language fr"),
        (in_epub("text/c0001.xhtml", swap(b'aria-label="12"', b'aria-label="21"')), "page 12"),
        (in_epub("nav.xhtml", swap(b">12<", b">21<")), "the beginning of page 21"),
        (
            in_epub("nav.xhtml", re_swap(rb'<li><a href="[^"]*">12</a></li>', b"")),
            "a page that is in the list of pages",
        ),
        (in_epub("nav.xhtml", swap(b">Verses<", b">Voices<")), "“Verses” in the contents"),
        (in_epub("text/c0001.xhtml", swap(b"#note1", b"#note9")), "something at #note9"),
        (in_epub("package.opf", lambda data: data.replace(b"schema:accessModeSufficient", b"x:y")), "a value"),
        (in_epub("package.opf", swap(b"<dc:language>en-GB", b"<dc:language>fr")), "en-GB"),
        (in_epub("package.opf", swap(b"Lamps", b"Camps")), "Lamps"),
        (in_epub("package.opf", swap("Ann O’Neil".encode(), b"Somebody")), "Ann O"),
        (in_epub("package.opf", re_swap(rb'<item id="a00001"[^>]*/>', b"")), "a file that the package lists"),
        (in_epub("style.css", lambda _: b""), "the file EPUB/style.css"),
        (in_file("daisy/ncc.html", re_swap(rb'(ncc:tocItems" content=")[^"]*', rb"\g<1>2")), "ncc:tocItems"),
        (
            in_file("daisy/ncc.html", re_swap(rb'(page-normal.*?href=")[^"]*', rb"\g<1>s00001.smil#p0001_0001")),
            "the beginning of page 12",
        ),
        (in_file("daisy/ncc.html", swap(b"s00002.smil#p0002_0001", b"s00002.smil#p0002_0004")), "the beginning of “"),
        (in_file("daisy3/book.ncx", swap(b"s00002.smil#p-t2-s1", b"s00002.smil#p-t2-s4")), "the beginning of “"),
        (in_file("daisy3/book.ncx", swap(b'playOrder="3"', b'playOrder="30"')), "the last playOrder"),
        (in_file("daisy3/book.ncx", re_swap(rb'(dtb:uid" content=")', rb"\1x")), "dtb:uid"),
        (in_file("daisy/s00002.smil", swap(b'clip-begin="npt=0.000s"', b'clip-begin="npt=0.004s"')), "0.004"),
        (
            in_file("daisy3/s00003.smil", swap(b'totalElapsedTime" content="00:0', b'totalElapsedTime" content="01:0')),
            "declared",
        ),
        (
            in_file("daisy3/book.opf", swap(b'dtb:totalTime" content="00:0', b'dtb:totalTime" content="01:0')),
            "declared",
        ),
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
        (in_file("daisy/ncc.html", re_swap(rb">Verses</a></h", b">Voices</a></h")), "“Verses” among them"),
        (in_file("daisy/s00002.smil", re_swap(rb'seq dur="[^"]*"', b'seq dur="1.000s"')), "dur in s00002.smil"),
        (in_file("daisy/s00002.smil", swap(b'src="a00002.mp3"', b'src="/dev/zero"')), "/dev/zero is not there"),
        (in_file("daisy3/s00002.smil", swap(b'src="a00002.mp3"', b'src="../cover.jpg"')), "../cover.jpg is not there"),
        (lambda folder: (folder / f"{folder.name}.epub").write_bytes(b"PK"), "no zip archive"),
        (in_epub("text/c0001.xhtml", swap(b'href="#note1"', b'href="#g1"')), "the mark 1 in “"),
        (in_file("daisy/t00002.html", swap(b'href="#note1"', b'href="#g1"')), "the mark 1 in “"),
        (in_file("daisy3/text.xml", swap(b'idref="#t2-note1"', b'idref="#t1-s1"')), "the mark 1 in “"),
        (in_epub("text/c0001.xhtml", re_swap(rb"<h2 (.*?)</h2>", rb"<h4 \1</h4>")), "as h2"),
        (in_epub("text/c0001.xhtml", swap(b' xml:lang="en-GB"', b' xml:lang="de"')), "one language"),
        (in_file("daisy/ncc.html", re_swap(rb'(ncc:files" content=")\d+', rb"\g<1>99")), "99 declared"),
        (in_file("daisy/ncc.html", re_swap(rb'<h2 (class="section".*?)</h2>', rb"<h1 \1</h1>")), "a line of level 2"),
        (in_file("daisy/ncc.html", swap(b' xml:lang="en-GB"', b' xml:lang="de"')), "one language"),
        (in_file("daisy/t00002.html", swap(b' xml:lang="en-GB"', b' xml:lang="de"')), "one language"),
        (
            in_file("daisy3/text.xml", swap(b'smilref="s00002.smil#p-t2-s3"', b'smilref="s00002.smil#p-t2-s4"')),
            "its own place in the overlay",
        ),
        (in_file("daisy3/book.ncx", re_swap(rb'(dtb:depth" content=")\d+', rb"\g<1>5")), "dtb:depth"),
        (in_file("daisy3/s00002.smil", re_swap(rb'<customTest id="note"[^>]*>', b"")), "the customTest note"),
        (in_file("daisy3/book.ncx", re_swap(rb'<smilCustomTest id="note"[^>]*>', b"")), "the customTest note"),
    ],
)
def test_a_fault_is_found_and_named(spoil: Callable[[Path], object], said: str, book: Path) -> None:
    spoil(book)
    found = findings(book)
    assert found
    assert any(said in f"{one.place} {one.expected} {one.found}" for one in found), found
