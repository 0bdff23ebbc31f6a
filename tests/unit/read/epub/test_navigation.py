"""Contents, page list and landmarks, of the navigation document and of the NCX."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from talecast.read.documents import Landmark
from tests.unit.read.epub.making import book, ncx, old_book, page, point, read

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.read.documents import Container

ONE, TWO = "EPUB/one.xhtml", "EPUB/two.xhtml"


def lines(container: Container) -> list[tuple[str, str, str, int]]:
    return [(entry.title, entry.document, entry.fragment, entry.level) for entry in container.contents]


def test_nested_lists_give_levels_and_parents_without_a_link(tmp_path: Path) -> None:
    toc = (
        '<li><span>Part <i>One</i></span><ol><li><a href="one.xhtml">One</a><ol><li><a href="one.xhtml#a%20b">A</a></li></ol></li></ol>'
        '</li><li><a href="two.xhtml">\n  Two  \n words</a></li>'
    )
    container = read(tmp_path, book(toc=toc))
    assert lines(container) == [
        ("Part One", "", "", 1),
        ("One", ONE, "", 2),
        ("A", ONE, "a b", 3),
        ("Two words", TWO, "", 1),
    ]
    assert container.warnings == ()


def test_levels_end_at_six(tmp_path: Path) -> None:
    deep = '<li><a href="two.xhtml">x</a></li>'
    for _ in range(9):
        deep = f'<li><a href="one.xhtml">x</a><ol>{deep}</ol></li>'
    assert [entry.level for entry in read(tmp_path, book(toc=deep)).contents] == [1, 2, 3, 4, 5, 6, 6, 6, 6, 6]


def test_lists_ten_thousand_deep_do_no_harm(tmp_path: Path) -> None:
    toc = '<li><a href="one.xhtml">x</a><ol>' * 10_000 + "</ol></li>" * 10_000
    assert read(tmp_path, book(toc=toc)).documents


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ('<p><a href="one.xhtml">One</a></p>', "One"),
        ('<a href="one.xhtml">1</a> <a href="one.xhtml">One</a>', "1 One"),
        ('I. <a href="one.xhtml">One</a>', "I. One"),
        ('<a href="one.xhtml">Caf&eacute;<br/>Noir</a>', "Café Noir"),
        ('<a href="one.xhtml"><img src="x.png" alt="One"/></a>', "One"),
        ('<a href="one.xhtml" title="One"/>', "One"),
        ('<a href="one.xhtml"><span>O</span><span class="small">ne</span></a>', "One"),
    ],
)
def test_a_line_is_what_is_printed_in_it(tmp_path: Path, item: str, title: str) -> None:
    container = read(tmp_path, book(toc=f"<li>{item}</li>"))
    assert [(entry.title, entry.document) for entry in container.contents] == [(title, ONE)]


def test_contents_without_a_list_are_their_links(tmp_path: Path) -> None:
    toc = '<nav epub:type="toc"><p><a href="one.xhtml">One</a><br/><a href="two.xhtml">Two</a></p></nav>'
    container = read(tmp_path, {**book(), "EPUB/nav.xhtml": page(toc).encode()})
    assert lines(container) == [("One", ONE, "", 1), ("Two", TWO, "", 1)]


@pytest.mark.parametrize("opening", ['<nav role="doc-toc">', "<nav>", '<nav epub:type="TOC other">'])
def test_the_contents_are_found_by_role_by_type_or_by_being_alone(tmp_path: Path, opening: str) -> None:
    toc = f'{opening}<ol><li><a href="one.xhtml">One</a></li></ol></nav>'
    assert lines(read(tmp_path, {**book(), "EPUB/nav.xhtml": page(toc).encode()})) == [("One", ONE, "", 1)]


def test_a_navigation_document_that_is_not_marked_is_found_by_its_name(tmp_path: Path) -> None:
    files = book()
    files["EPUB/package.opf"] = files["EPUB/package.opf"].replace(b' properties="nav"', b"")
    assert [entry.title for entry in read(tmp_path, files).contents] == ["One", "Two"]


def test_lines_that_lead_nowhere_are_left_out_and_named(tmp_path: Path) -> None:
    toc = (
        '<li><a href="gone.xhtml">Gone</a></li><li><a href="gone.xhtml">A part</a><ol><li><a href="one.xhtml">One</a></li></ol></li>'
        '<li><a href="http://127.0.0.1:9/">Web</a></li><li><a href="nav.xhtml">Contents</a></li><li><a href="two.xhtml"/></li>'
    )
    container = read(tmp_path, book(toc=toc))
    assert lines(container) == [("A part", "", "", 1), ("One", ONE, "", 2), ("", TWO, "", 1)]
    assert container.warnings == (
        "“EPUB/nav.xhtml” points to “gone.xhtml”, “http://127.0.0.1:9/” and “nav.xhtml”, outside the reading order.",
        "“EPUB/nav.xhtml” has a line without a title.",
    )


def test_page_list_and_landmarks_are_read(tmp_path: Path) -> None:
    rest = (
        '<nav epub:type="page-list"><ol><li><a href="one.xhtml#p1">1</a></li><li><a href="two.xhtml#p2">2</a></li></ol></nav>'
        '<nav epub:type="landmarks" hidden=""><ol><li><a epub:type="bodymatter" href="one.xhtml#start">Begin</a></li>'
        '<li><a epub:type="toc" href="nav.xhtml">Contents</a></li><li><a href="two.xhtml" role="doc-endnotes">Notes</a></li></ol></nav>'
    )
    container = read(tmp_path, book(rest=rest, spine=["c1", "c2", "nav"]))
    assert [(entry.title, entry.document, entry.fragment) for entry in container.page_breaks] == [
        ("1", ONE, "p1"),
        ("2", TWO, "p2"),
    ]
    assert container.landmarks == (
        Landmark("bodymatter", ONE, "start"),
        Landmark("toc", "EPUB/nav.xhtml"),
        Landmark("endnotes", TWO),
    )


def test_the_guide_gives_landmarks_in_the_vocabulary_of_epub_3(tmp_path: Path) -> None:
    after = (
        '<guide><reference type="text" title="Begin" href="one.html#s"/><reference type="title-page" href="two.html"/>'
        '<reference type="other.afterword" href="two.html"/><reference type="copyright-page" href="gone.html"/>'
        '<reference type="acknowledgements" href="two.html"/></guide>'
    )
    container = read(tmp_path, old_book(point("One", "one.html"), after=after))
    assert [(landmark.role, landmark.document, landmark.fragment) for landmark in container.landmarks] == [
        ("bodymatter", "OEBPS/one.html", "s"),
        ("titlepage", "OEBPS/two.html", ""),
        ("afterword", "OEBPS/two.html", ""),
        ("acknowledgments", "OEBPS/two.html", ""),
    ]


def test_an_ncx_gives_levels_fragments_and_pages(tmp_path: Path) -> None:
    points = point("Part", "one.html", point("  One\n a", "one.html#x%C3%A9", point("Deep", "one.html#d"))) + point(
        "Two", "two.html"
    )
    pages = '<pageList><pageTarget value="7"><navLabel><text>7</text></navLabel><content src="two.html#p7"/></pageTarget></pageList>'
    container = read(tmp_path, old_book(points, rest=pages))
    assert lines(container) == [
        ("Part", "OEBPS/one.html", "", 1),
        ("One a", "OEBPS/one.html", "xé", 2),
        ("Deep", "OEBPS/one.html", "d", 3),
        ("Two", "OEBPS/two.html", "", 1),
    ]
    assert [(entry.title, entry.fragment) for entry in container.page_breaks] == [("7", "p7")]
    assert container.warnings == ()


def with_both(version: str) -> dict[str, bytes]:
    files = book(version=version, items=["ncx toc.ncx application/x-dtbncx+xml"])
    return {**files, "EPUB/toc.ncx": ncx(point("By NCX", "one.xhtml")).encode()}


@pytest.mark.parametrize(("version", "first"), [("3.0", "One"), ("2.0", "By NCX"), ("", "By NCX")])
def test_of_two_contents_the_one_of_the_books_version_counts(tmp_path: Path, version: str, first: str) -> None:
    container = read(tmp_path, with_both(version))
    assert container.contents[0].title == first
    assert container.warnings == ()


def test_where_the_first_contents_say_nothing_the_others_are_read(tmp_path: Path) -> None:
    files = with_both("3.0")
    files["EPUB/nav.xhtml"] = page("<p>Nothing</p>").encode()
    container = read(tmp_path, files)
    assert container.contents[0].title == "By NCX"
    assert container.warnings == (
        "“EPUB/package.opf” names no navigation document that can be read; the NCX was read.",
    )


def test_a_missing_ncx_is_named(tmp_path: Path) -> None:
    files = old_book(point("One", "one.html"))
    del files["OEBPS/toc.ncx"]
    container = read(tmp_path, files)
    assert container.contents == ()
    assert container.warnings == (
        "“OEBPS/content.opf” lists “toc.ncx”, missing from the book.",
        "“OEBPS/content.opf” names no NCX that can be read.",
        "“book.epub” has no table of contents.",
    )


@pytest.mark.parametrize("toc", ["", "i0", "gone"])
def test_an_ncx_is_found_though_the_spine_does_not_name_it(tmp_path: Path, toc: str) -> None:
    assert [entry.title for entry in read(tmp_path, old_book(point("One", "one.html"), toc=toc)).contents] == ["One"]


def test_an_ncx_that_the_package_forgets_is_found_by_its_name(tmp_path: Path) -> None:
    files = old_book(point("One", "one.html"), toc="")
    files["OEBPS/content.opf"] = files["OEBPS/content.opf"].replace(
        b'<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>', b""
    )
    assert [entry.title for entry in read(tmp_path, files).contents] == ["One"]


def test_an_ncx_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    files = old_book(point("One", "one.html") + point("Two & three", "two.html"))
    files["OEBPS/toc.ncx"] = files["OEBPS/toc.ncx"].removesuffix(b"</navPoint></navMap></ncx>")
    container = read(tmp_path, files)
    assert [entry.title for entry in container.contents] == ["One", "Two & three"]
    assert any("“OEBPS/toc.ncx” is not well-formed XML" in warning for warning in container.warnings)


def test_contents_in_another_folder_point_from_there(tmp_path: Path) -> None:
    files = book(items=["ncx toc/toc.ncx application/x-dtbncx+xml"], version="2.0")
    files["EPUB/toc/toc.ncx"] = ncx(point("One", "../one.xhtml") + point("Two", "%2E%2E/two.xhtml#b")).encode()
    assert lines(read(tmp_path, files)) == [("One", ONE, "", 1), ("Two", TWO, "b", 1)]
