"""FB2, DOCX, ODT, RTF and PDF from outside: the same chapters and words as the book they were made from, and nothing left behind."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.system.test_epub import TIME_MACHINE, said, words

if TYPE_CHECKING:
    from tests.system.conftest import Talecast

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "read"
CASES = (
    "fictionbook/in.fb2",
    "word-with-styles/in.docx",
    "writer-with-styles/in.odt",
    "rich-text-by-hand/in.rtf",
    "writer-pdf/in.pdf",
)
FEW = 5
"""Words that the conversion itself may add: marks of notes that it made text of."""


@pytest.fixture
def pandoc() -> Path:
    pypandoc = pytest.importorskip("pypandoc")
    return Path(pypandoc.__file__).parent / "files" / "pandoc"


@pytest.mark.parametrize("case", CASES)
def test_a_document_is_the_same_from_a_file_and_from_standard_input(
    talecast: Talecast, case: str, tmp_path: Path
) -> None:
    pytest.importorskip("pypandoc")
    pytest.importorskip("pypdfium2")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    named = talecast.plan(GOLDEN / case, "--voice", "silence")
    done = talecast.run(
        "plan",
        "-",
        "--json",
        "--voice",
        "silence",
        stdin=(GOLDEN / case).read_bytes(),
        environ={"TMPDIR": str(scratch)},
    )
    assert done.returncode == 0, done.stderr
    assert list(scratch.iterdir()) == []
    piped = json.loads(done.stdout)
    assert said(piped) == said(named)
    assert piped["skipped"] == named["skipped"]
    assert len(said(named)) > 5


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf", "fb2"])
def test_a_converted_book_has_the_chapters_and_the_words_of_the_book(
    talecast: Talecast, pandoc: Path, shared: Path, tmp_path: Path, suffix: str
) -> None:
    source, converted = shared / "books" / "time-machine.epub", tmp_path / f"time-machine.{suffix}"
    subprocess.run([pandoc, "--standalone", source, "-o", converted], check=True, capture_output=True)
    book = talecast.plan(source, "--voice", "silence")
    document = talecast.plan(converted, "--voice", "silence")
    assert tuple(chapter["title"] for chapter in document["chapters"]) == TIME_MACHINE
    before, after = words(said(book)), words(said(document))
    assert (before - after).total() == 0
    assert (after - before).total() <= FEW


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("photo.docx", b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture, not a DOCX document"),
        ("cut.docx", b"PK\x03\x04\x14\0\0\0\x08\0", "is cut off"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n", "is damaged"),
        ("deep.rtf", b"{\\rtf1 " + b"{" * 50_000, "nests its groups"),
        ("nothing.fb2", b"<FictionBook/>", "no body"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    talecast: Talecast, tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(data)
    done = talecast.run("narrate", tmp_path / name, "--voice", "silence")
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("Error:") == 1
    assert not any(talecast.out.glob("*"))
