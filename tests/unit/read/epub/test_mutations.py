"""Whatever the bytes are: a container or one sentence, and soon."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from talecast.errors import SourceError
from tests.unit.read.epub.making import book, ncx, pack, point, read

if TYPE_CHECKING:
    from talecast.read.documents import Container

LONGEST_S = 5
FILES = {
    **book(
        items=["ncx toc.ncx application/x-dtbncx+xml", "p p.png image/png cover-image"],
        after='<guide><reference type="text" href="one.xhtml#a"/></guide>',
    ),
    "EPUB/toc.ncx": ncx(point("One", "one.xhtml")).encode(),
    "EPUB/p.png": b"\x89PNG\r\n\x1a\n",
}
WHOLE = pack(FILES)


def outcome(data: bytes) -> Container | SourceError:
    begin = time.process_time()
    with TemporaryDirectory() as folder:
        try:
            found: Container | SourceError = read(Path(folder), data)
        except SourceError as error:
            found = error
    assert time.process_time() - begin < LONGEST_S
    return found


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_sentence(data: bytes) -> None:
    found = outcome(data)
    assert isinstance(found, SourceError)
    assert found.tip
    assert "\n" not in found.message


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_book_with_some_bytes_changed_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    outcome(bytes(data))


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)), st.binary(max_size=60))
def test_a_book_with_a_stretch_replaced_is_read_or_refused(start: int, end: int, filling: bytes) -> None:
    first, last = sorted((start, end))
    outcome(WHOLE[:first] + filling + WHOLE[last:])


@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_book_with_one_file_bent_is_read_or_refused(name: str, data: st.DataObject) -> None:
    whole = FILES[name]
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 80)))
    pieces = st.sampled_from(
        [b"<", b">", b"&", b'"', b"\0", b"\xff", b"<!DOCTYPE [", b"<![CDATA[", b"%", b"#", b"..", b"\xd8\x00"]
    )
    filling = b"".join(data.draw(st.lists(pieces | st.binary(max_size=4), max_size=8)))
    outcome(pack({**FILES, name: whole[:start] + filling + whole[end:]}))
