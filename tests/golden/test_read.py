"""Each folder of tests/golden/read is a source and the book that it is; `--save-golden` writes what it is now.

A source that is a folder, `in.epub`, is the files of an EPUB; its words are counted by other eyes besides.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from talecast.read import read_book
from tests.unit.read.epub.making import pack
from tests.unit.read.spine import body_words, book_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from talecast.model import Block, Book

CASES = sorted(path.parent for path in (Path(__file__).parent / "read").glob("*/in.*"))
NEEDS = {".docx": "pypandoc", ".odt": "pypandoc", ".rtf": "pypandoc", ".pdf": "pypdfium2"}
"""The libraries of the extras `documents` and `pdf`."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_source_becomes_the_book_that_its_golden_file_shows(
    case: Path, golden: Callable[[Path, str], None], tmp_path: Path
) -> None:
    source = next(case.glob("in.*"))
    if source.suffix in NEEDS:
        pytest.importorskip(NEEDS[source.suffix])
    if source.is_dir():
        source = _packed(source, tmp_path)
    read = read_book(str(source))
    golden(case / "golden.json", _shown(read))
    if source.suffix == ".epub":
        assert book_words(read) == body_words(source)


def test_there_are_golden_cases() -> None:
    assert len(CASES) >= 25


def _packed(folder: Path, where: Path) -> Path:
    """The EPUB of the files in a folder."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    packed = where / folder.name
    packed.write_bytes(pack(files))
    return packed


def _shown(book: Book) -> str:
    """The book as JSON with a block a line, so that a change reads as what changed."""
    told = {name: value for name in book.metadata.__slots__ if (value := getattr(book.metadata, name))}
    chapters = [
        {"title": chapter.title, "level": chapter.level, "blocks": [_block(block) for block in chapter.blocks]}
        for chapter in book.chapters
    ]
    return json.dumps({"metadata": told, "chapters": chapters}, ensure_ascii=False, indent=1) + "\n"


def _block(block: Block) -> str:
    what = f"{block.kind} {block.level}" if block.level else str(block.kind)
    what += f" [{block.language}]" if block.language else ""
    return f"{what} ({block.skip} skipped): {block.text}" if block.skip else f"{what}: {block.text}"
