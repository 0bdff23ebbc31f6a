"""What a page shows besides words: pages, lists, tables, pictures, notes and their marks, as `read` finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from talecast.model import Cell, ListPlace, PageBreak, Tongue
from talecast.read import read_book
from talecast.read.drawings import clean_drawing, is_drawing
from tests.system.shapes import COVER, rich_epub
from tests.unit.read.epub.making import book, pack, page

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.model import Block


def blocks_of(folder: Path, body: str, rest: str = "") -> list[Block]:
    files = book(rest=rest)
    files["EPUB/one.xhtml"] = page(f"<h1>One</h1>{body}").encode()
    path = folder / "book.epub"
    path.write_bytes(pack(files))
    return [block for chapter in read_book(str(path)).chapters for block in chapter.blocks]


def told(blocks: list[Block], text: str) -> Block:
    return next(block for block in blocks if text in block.text)


def test_a_page_that_begins_in_a_paragraph_is_placed_by_the_letters_before_it(tmp_path: Path) -> None:
    blocks = blocks_of(tmp_path, '<p>It burned <span epub:type="pagebreak" title="13"/>until morning came.</p>')
    assert told(blocks, "It burned").structure.pages == (PageBreak("13", len("Itburned")),)


@pytest.mark.parametrize(
    "mark",
    [
        '<div epub:type="pagebreak" id="p7" title="7"></div>',
        '<span class="pagenum">[Pg 7]</span>',
        '<p><a id="page_007" role="doc-pagebreak"></a></p>',
        '<span epub:type="pagebreak">7</span>',
        '<span epub:type="pagebreak" aria-label="Page 7"/>',
    ],
)
def test_a_page_between_paragraphs_begins_with_the_next(mark: str, tmp_path: Path) -> None:
    blocks = blocks_of(tmp_path, f"<p>It was late that night.</p>{mark}<p>Nobody came to see it.</p>")
    assert told(blocks, "Nobody").structure.pages == (PageBreak("7", 0),)
    assert told(blocks, "It was late").structure.pages == ()


def test_a_page_that_begins_at_the_end_of_a_document_begins_with_the_next_one(tmp_path: Path) -> None:
    files = book()
    files["EPUB/one.xhtml"] = page('<h1>One</h1><p>It ended.<span epub:type="pagebreak" title="4"/></p>').encode()
    begun = (
        '<h1><span epub:type="pagebreak" title="5"/>Two</h1><p>It went on.</p><span epub:type="pagebreak" title="6"/>'
    )
    files["EPUB/two.xhtml"] = page(begun).encode()
    path = tmp_path / "book.epub"
    path.write_bytes(pack(files))
    blocks = [block for chapter in read_book(str(path)).chapters for block in chapter.blocks]
    assert told(blocks, "It ended").structure.pages == ()
    assert told(blocks, "Two").structure.pages == (PageBreak("4", 0), PageBreak("5", 0))
    assert told(blocks, "It went on").structure.pages == (PageBreak("6", len("Itwenton")),)


def test_the_list_of_pages_says_where_pages_begin_that_nothing_marks(tmp_path: Path) -> None:
    rest = '<nav epub:type="page-list"><ol><li><a href="one.xhtml#x">xiv</a></li></ol></nav>'
    blocks = blocks_of(tmp_path, '<p>It was late.</p><p id="x">Nobody came to see it.</p>', rest)
    assert told(blocks, "Nobody").structure.pages == (PageBreak("xiv", 0),)


def test_items_know_the_lists_around_them(tmp_path: Path) -> None:
    blocks = blocks_of(tmp_path, '<ol start="3"><li>a rope</li><li>knives<ul><li>one</li></ul></li></ol>')
    outer = told(blocks, "rope").structure.lists
    assert outer == (ListPlace("ordered", outer[0].number, 3),)
    inner = told(blocks, "one").structure.lists
    assert [(place.kind, place.item) for place in inner] == [("ordered", 4), ("unordered", 1)]


def test_the_lists_of_markdown_are_lists_too(tmp_path: Path) -> None:
    path = tmp_path / "lists.md"
    text = "# Stores\n\n- a rope\n- knives\n\n  of steel\n\n  1. one\n  2. another\n\n> - oil\n\nThat was all.\n"
    path.write_text(text, encoding="utf-8")
    blocks = [block for chapter in read_book(str(path)).chapters for block in chapter.blocks]
    places = {block.text: [(one.kind, one.number, one.item) for one in block.structure.lists] for block in blocks}
    assert places == {
        "Stores": [],
        "a rope": [("unordered", 1, 1)],
        "knives": [("unordered", 1, 2)],
        "of steel": [("unordered", 1, 2)],
        "1. one": [("unordered", 1, 2), ("plain", 2, 1)],
        "2. another": [("unordered", 1, 2), ("plain", 2, 2)],
        "oil": [("unordered", 3, 1)],
        "That was all.": [],
    }


def test_a_number_before_a_single_line_of_markdown_makes_no_list(tmp_path: Path) -> None:
    path = tmp_path / "year.md"
    path.write_text("1984. What a year it was.\n\nNobody came to see it.\n", encoding="utf-8")
    blocks = [block for chapter in read_book(str(path)).chapters for block in chapter.blocks]
    assert [block.structure.lists for block in blocks] == [(), ()]


def test_every_row_of_a_table_knows_the_whole(tmp_path: Path) -> None:
    table = "<table><tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td>12</td></tr></table>"
    structure = told(blocks_of(tmp_path, table), "Ann").structure
    assert structure.row == 1
    assert structure.table == ((Cell("Name", is_header=True), Cell("Age", is_header=True)), (Cell("Ann"), Cell("12")))


def test_a_cell_that_reaches_down_says_over_how_many_rows_there_are(tmp_path: Path) -> None:
    table = "<table><tr><th rowspan='9'>Who</th><th>Toll</th></tr><tr><td>4d</td></tr></table>"
    structure = told(blocks_of(tmp_path, table), "4d").structure
    assert structure.table == (
        (Cell("Who", is_header=True, rows=2), Cell("Toll", is_header=True)),
        (Cell("4d"),),
    )


def test_a_mark_and_its_note_have_one_number(tmp_path: Path) -> None:
    body = (
        '<p>He wrote it<a epub:type="noteref" href="#f1">1</a> down.</p><p>And again<a epub:type="noteref" href="#f2">2</a>.</p>'
        '<aside epub:type="footnote" id="f1"><p>On the wall.</p></aside>'
        '<aside epub:type="footnote" id="f2"><p>On the door.</p></aside>'
    )
    blocks = blocks_of(tmp_path, body)
    for text, note, label in (("He wrote", "On the wall.", "1"), ("And again", "On the door.", "2")):
        (mark,) = told(blocks, text).structure.marks
        assert mark.label == label
        assert mark.note == told(blocks, note).structure.note > 0


def test_pictures_that_are_told_of_come_with_the_book(tmp_path: Path) -> None:
    read = read_book(str(rich_epub(tmp_path / "rich.epub")))
    assert [picture.name for picture in read.pictures] == ["EPUB/img/harbour.png", "EPUB/img/plan.svg"]
    captions = [block for chapter in read.chapters for block in chapter.blocks if block.text == "A plan of the house"]
    assert "EPUB/img/plan.svg" in [block.structure.image for block in captions]


@pytest.mark.parametrize(
    "address", ["../../../etc/passwd", "file:///etc/passwd", "http://example.org/a.png", "/etc/passwd"]
)
def test_a_picture_outside_the_container_is_not_looked_for(address: str, tmp_path: Path) -> None:
    blocks = blocks_of(tmp_path, f'<p><img src="{address}" alt="A harbour at night"/></p>')
    assert told(blocks, "A harbour").structure.image == ""


def test_nothing_that_acts_or_loads_is_left_of_a_drawing() -> None:
    hostile = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)"><script>x()</script>'
        b'<foreignObject><p>y</p></foreignObject><image xlink:href="http://example.org/z.png"/><use xlink:href="#a"/>'
        b'<use xlink:href="http://example.org/#b"/><rect id="a" fill="url(http://example.org/)" style="fill:red" width="1"/>'
        b"<text>kept &amp; shown</text></svg>"
    )
    cleaned = clean_drawing(hostile, "x.svg").decode()
    assert "kept &amp; shown" in cleaned
    assert 'xlink:href="#a"' in cleaned
    for left in ("script", "alert", "foreignObject", "example.org", "style", "onload", "image"):
        assert left not in cleaned
    assert is_drawing(COVER.encode())
    assert clean_drawing(b"<html><svg/></html>", "x.svg") == b""


def test_words_in_another_language_are_placed_by_the_letters_before_them(tmp_path: Path) -> None:
    blocks = blocks_of(
        tmp_path, '<p>The priest said <i xml:lang="la">festina <b>lente</b></i>, and <i lang="en-GB">went</i>.</p>'
    )
    before = len("Thepriestsaid")
    assert told(blocks, "priest").structure.tongues == (Tongue("la", before, before + len("festinalente")),)


def test_a_paragraph_of_one_language_has_that_and_no_words_apart(tmp_path: Path) -> None:
    body = '<p>It was late, and nobody came.</p><p><i lang="fr">Il faisait nuit.</i></p>'
    block = told(blocks_of(tmp_path, body), "nuit")
    assert (block.language, block.structure.tongues) == ("fr", ())


def test_words_of_the_books_language_in_a_foreign_paragraph_are_apart_too(tmp_path: Path) -> None:
    body = '<p>It was late, and nobody came.</p><p lang="fr">Il dit <b lang="en">no</b>.</p>'
    block = told(blocks_of(tmp_path, body), "Il dit")
    assert (block.language, block.structure.tongues) == ("fr", (Tongue("en", 5, 7),))
