"""FictionBooks: what the golden case does not show."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from talecast.errors import SourceError
from talecast.model import BlockKind, Picture, SkipKind
from talecast.read import read_book
from talecast.read.fb2.binaries import cut_binaries

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.model import Book

GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
STORY = "<p>The lamp was lit before anybody asked for it, and it stayed lit.</p>"


def fb2(body: str, description: str = "", more: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"'
        f' xmlns:l="http://www.w3.org/1999/xlink"><description>{description}</description>'
        f"<body>{body}</body>{more}</FictionBook>"
    ).encode()


def read(folder: Path, data: bytes, name: str = "book.fb2") -> Book:
    (folder / name).write_bytes(data)
    return read_book(str(folder / name))


def texts(book: Book, *, skipped: bool = False) -> list[str]:
    blocks = (block for chapter in book.chapters for block in chapter.blocks)
    return [block.text for block in blocks if (block.skip is not None) is skipped]


@pytest.mark.parametrize("name", ["book.fb2.zip", "book.fbz", "book.zip"])
def test_a_zipped_book_is_read(tmp_path: Path, name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("some name.fb2", fb2(f"<section>{STORY}</section>"))
    assert any("lamp was lit" in text for text in texts(read(tmp_path, packed.getvalue(), name)))


def test_a_book_is_known_by_its_bytes_and_read_from_standard_input() -> None:
    book = read_book(
        "-",
        stdin=io.BytesIO(fb2(f"<section>{STORY}</section>", "<title-info><book-title>Lamp</book-title></title-info>")),
    )
    assert book.metadata.title == "Lamp"


def test_utf_16_and_windows_1251_are_read(tmp_path: Path) -> None:
    text = fb2(
        "<section><title><p>Глава первая</p></title><p>Лампа горела всю ночь, и никто её не гасил.</p></section>"
    ).decode()
    for number, data in enumerate(
        (text.replace("utf-8", "utf-16").encode("utf-16"), text.replace("utf-8", "windows-1251").encode("cp1251"))
    ):
        assert any("Лампа горела" in one for one in texts(read(tmp_path, data, f"{number}.fb2")))


def test_an_author_in_the_title_of_the_book_is_no_title(tmp_path: Path) -> None:
    description = "<title-info><author><first-name>Ada</first-name><last-name>Quill</last-name></author><book-title>Lamp</book-title></title-info>"
    section = "<section><title><p>{}</p></title>" + STORY + "</section>"
    body = f"<title><p>ADA QUILL</p><p>Lamp</p></title>{section.format('One')}{section.format('Two')}"
    book = read(tmp_path, fb2(body, description))
    assert texts(book)[0] == "Lamp"
    assert "ADA QUILL" in texts(book, skipped=True)
    assert [chapter.title for chapter in book.chapters] == ["One", "Two"]


def test_sections_without_titles_are_scenes(tmp_path: Path) -> None:
    book = read(
        tmp_path,
        fb2(f"<section><title><p>One</p></title><section>{STORY}</section><section>{STORY}</section></section>"),
    )
    assert [block.kind for chapter in book.chapters for block in chapter.blocks].count(BlockKind.SCENE_BREAK) == 1


def test_a_note_is_read_at_its_mark_and_its_number_is_furniture(tmp_path: Path) -> None:
    body = '<section><p>It burned.<a l:href="#n1" type="note">[1]</a> Then it did not burn at all, and that was that.</p></section>'
    notes = '<body name="notes"><section id="n1"><title><p>1</p></title><p>With oil.</p></section></body>'
    book = read(tmp_path, fb2(body, more=notes))
    found = {block.text: block.skip for chapter in book.chapters for block in chapter.blocks}
    assert found["With oil."] is SkipKind.FOOTNOTE
    assert found["1"] is found["[1]"] is SkipKind.PAGE_FURNITURE


def test_a_last_chapter_of_one_short_sentence_does_not_go_with_the_notes(tmp_path: Path) -> None:
    last = "<section><title><p>Часть вторая</p><p>О весне</p></title><p>Лёд пошёл.</p></section>"
    body = (
        f'<section><title><p>1</p></title>{STORY}<p>It burned.<a l:href="#n1" type="note">[1]</a></p></section>{last}'
    )
    notes = '<body name="notes"><section id="n1"><title><p>1</p></title><p>With oil.</p></section></body>'
    assert texts(read(tmp_path, fb2(body, more=notes)))[-2:] == ["Часть вторая О весне", "Лёд пошёл."]


def test_pictures_that_are_told_of_come_with_the_book(tmp_path: Path) -> None:
    body = f'<section>{STORY}<image l:href="#a b" alt="A knot"/><image l:href="#none" alt="A rope"/></section>'
    binary = f'<binary id="a b" content-type="image/gif">{base64.b64encode(GIF).decode()}</binary>'
    book = read(tmp_path, fb2(body, more=binary))
    assert book.pictures == (Picture("a b", GIF),)
    (told,) = [block for chapter in book.chapters for block in chapter.blocks if block.text == "A knot"]
    assert told.structure.image == "a b"


def test_a_cover_comes_from_its_binary_and_a_broken_one_is_named(tmp_path: Path) -> None:
    page = '<title-info><coverpage><image l:href="#c"/></coverpage></title-info>'
    binary = '<binary id="c" content-type="image/gif">{}</binary>'
    whole = read(tmp_path, fb2(f"<section>{STORY}</section>", page, binary.format(base64.b64encode(GIF).decode())))
    assert whole.cover == GIF
    broken = read(tmp_path, fb2(f"<section>{STORY}</section>", page, binary.format("no picture")))
    assert broken.cover is None
    assert any("cover" in warning for warning in broken.warnings)


def test_pictures_are_cut_out_before_anything_is_parsed() -> None:
    parts = cut_binaries(b'<a><binary id="x">QUJD</binary>text<binary content-type="i" id="y">RA==</binary></a>')
    assert parts.text == b"<a>text</a>"
    assert {name: bytes(data) for name, data in parts.pictures.items()} == {"x": b"QUJD", "y": b"RA=="}


def test_a_cut_off_book_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = fb2(f"<section><title><p>One</p></title>{STORY * 3}</section>")
    book = read(tmp_path, data[: data.rindex(b"stayed")])
    assert any("lamp was lit" in text for text in texts(book))
    assert any("not well-formed" in warning for warning in book.warnings)


def test_a_book_without_a_body_and_an_entity_bomb_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no body"):
        read(tmp_path, b"<FictionBook><description/></FictionBook>")
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "{"&a;" * 10 if not n else f"&a{n - 1};" * 10}">' for n in range(9))
        + "]>"
    )
    with pytest.raises(SourceError, match="entity bomb"):
        read(tmp_path, f"{bomb}<FictionBook><body><section><p>&a8;</p></section></body></FictionBook>".encode())


def test_what_has_no_counterpart_keeps_its_words(tmp_path: Path) -> None:
    book = read(tmp_path, fb2(f"stray words<section>{STORY}<novelty>and new ones</novelty></section>"))
    assert {"stray words", "and new ones"} <= set(texts(book) + texts(book, skipped=True))
