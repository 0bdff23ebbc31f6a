"""Small books in the manner of the programs and publishers that make most EPUBs, with words of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from talecast.errors import SourceError
from talecast.read import read_book
from talecast.read.epub import read_container
from tests.unit.read.epub.making import CONTAINER, HTML_TYPE, book, old_book, pack, page, point, read
from tests.unit.read.spine import alternative_words, body_words, book_words, told_pictures

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.read.documents import Container

ENTRY = '<?xml version="1.0" encoding="utf-8"?>'


def contents(container: Container) -> list[str]:
    return [
        f"{entry.level} {entry.title} {entry.document.rpartition('/')[2]}#{entry.fragment}"
        for entry in container.contents
    ]


def test_calibre_splits_files_and_counts_series_with_a_decimal(tmp_path: Path) -> None:
    metadata = (
        "<dc:title>Ash</dc:title><dc:language>en</dc:language>"
        '<dc:creator opf:file-as="Gray, Ada" opf:role="aut">Ada Gray</dc:creator>'
        '<dc:contributor opf:role="bkp">calibre (7.0) [https://calibre-ebook.com]</dc:contributor>'
        '<dc:date>2012-03-04T05:00:00+00:00</dc:date><dc:identifier id="uuid_id" opf:scheme="uuid">8c1f</dc:identifier>'
        '<meta name="calibre:series" content="Embers"/><meta name="calibre:series_index" content="2.0"/>'
        '<meta name="calibre:timestamp" content="2024-01-01T00:00:00"/><meta name="cover" content="cover"/>'
    )
    files = {"titlepage.xhtml": page("<svg/>"), "index_split_000.html": page("x"), "index_split_001.html": page("y")}
    points = point("Start", "index_split_000.html") + point("Next", "index_split_001.html#id_Toc7")
    made = old_book(points, metadata=metadata, files=files)
    made["OEBPS/content.opf"] = made["OEBPS/content.opf"].replace(
        b"<manifest>", b'<manifest><item id="cover" href="cover.jpeg" media-type="image/jpeg"/>'
    )
    container = read(tmp_path, {**made, "OEBPS/cover.jpeg": b"\xff\xd8\xff cover"})
    assert container.headers == {
        "title": "Ash",
        "creators": ("Ada Gray",),
        "language": "en",
        "date": "2012-03-04",
        "series": "Embers",
        "series_position": "2",
        "identifier": "8c1f",
    }
    assert contents(container) == ["1 Start index_split_000.html#", "1 Next index_split_001.html#id_Toc7"]
    assert container.cover == b"\xff\xd8\xff cover"
    assert container.warnings == ()


def test_sigil_keeps_an_ncx_beside_the_navigation_document(tmp_path: Path) -> None:
    files = {
        "META-INF/container.xml": CONTAINER.format("OEBPS/content.opf"),
        "OEBPS/content.opf": (
            f'{ENTRY}<package version="3.0" unique-identifier="BookId" prefix="rendition: http://www.idpf.org/vocab/rendition/#" '
            'xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '<dc:title>Reeds</dc:title><dc:identifier id="BookId">urn:uuid:1</dc:identifier>'
            '<meta property="dcterms:modified">2024-01-01T00:00:00Z</meta><meta name="Sigil version" content="2.0"/></metadata>'
            '<manifest><item id="Section0001.xhtml" href="Text/Section0001.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="nav.xhtml" href="Text/nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
            '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
            '<spine toc="ncx"><itemref idref="Section0001.xhtml"/><itemref idref="nav.xhtml" linear="no"/></spine></package>'
        ),
        "OEBPS/Text/Section0001.xhtml": page("<h2>First</h2>"),
        "OEBPS/Text/nav.xhtml": page(
            '<nav epub:type="toc" id="toc" role="doc-toc"><h1>Contents</h1><ol><li><a href="Section0001.xhtml#sigil_toc_id_1">First</a>'
            '</li></ol></nav><nav epub:type="landmarks" id="landmarks" hidden=""><ol><li><a epub:type="toc" href="#toc">Contents</a>'
            "</li></ol></nav>"
        ),
        "OEBPS/toc.ncx": "<ncx><navMap/></ncx>",
    }
    container = read(tmp_path, {name: text.encode() for name, text in files.items()})
    assert contents(container) == ["1 First Section0001.xhtml#sigil_toc_id_1"]
    assert [(document.name, document.linear) for document in container.documents] == [
        ("OEBPS/Text/Section0001.xhtml", True),
        ("OEBPS/Text/nav.xhtml", False),
    ]
    assert [(one.role, one.document, one.fragment) for one in container.landmarks] == [
        ("toc", "OEBPS/Text/nav.xhtml", "toc")
    ]
    assert container.warnings == ()


def test_pandoc_puts_everything_into_the_folder_epub_and_the_title_into_a_page(tmp_path: Path) -> None:
    items = [f"title_page_xhtml text/title_page.xhtml {HTML_TYPE}", f"ch001_xhtml text/ch001.xhtml {HTML_TYPE}"]
    metadata = (
        '<dc:identifier id="epub-id-1">urn:uuid:2</dc:identifier><dc:title id="epub-title-1">Tin</dc:title>'
        '<meta refines="#epub-title-1" property="title-type">main</meta><dc:creator id="epub-creator-1">Ada Gray</dc:creator>'
        '<meta refines="#epub-creator-1" property="role" scheme="marc:relators">aut</meta><dc:date id="epub-date">2020-02-03</dc:date>'
    )
    toc = '<li id="toc-li-1"><a href="text/ch001.xhtml#tin"><span class="toc-section-number">1</span> Tin</a></li>'
    files = book(items=items, spine=["title_page_xhtml", "nav", "ch001_xhtml"], metadata=metadata, toc=toc)
    files |= {"EPUB/text/title_page.xhtml": page("<h1>Tin</h1>").encode(), "EPUB/text/ch001.xhtml": page("x").encode()}
    container = read(tmp_path, files)
    assert contents(container) == ["1 1 Tin ch001.xhtml#tin"]
    assert container.headers["creators"] == ("Ada Gray",)
    assert container.headers["date"] == "2020-02-03"
    assert container.warnings == ()


def test_indesign_nests_folders_and_names_files_by_number(tmp_path: Path) -> None:
    points = point("COVER", "cover.xhtml") + point("1: Salt", "Book-1.xhtml#_idParaDest-1") + point("", "Book-2.xhtml")
    files = {"cover.xhtml": page("<img/>"), "Book-1.xhtml": page("a"), "Book-2.xhtml": page("b")}
    container = read(tmp_path, old_book(points, files=files, rest="<pageList/>"))
    assert contents(container) == ["1 COVER cover.xhtml#", "1 1: Salt Book-1.xhtml#_idParaDest-1", "1  Book-2.xhtml#"]
    assert container.warnings == ("“OEBPS/toc.ncx” has a line without a title.",)


def test_google_docs_writes_one_file_with_headings_as_fragments(tmp_path: Path) -> None:
    toc = (
        '<li><a href="Notes.xhtml#h.abc">One</a><ol><li><a href="Notes.xhtml#h.def">Inner</a></li></ol></li>'
        '<li><a href="Notes.xhtml#h.ghi"></a></li>'
    )
    files = book(items=[f"main Notes.xhtml {HTML_TYPE}"], spine=["main"], toc=toc)
    container = read(tmp_path, {**files, "EPUB/Notes.xhtml": page('<h1 id="h.abc">One</h1>').encode()})
    assert contents(container) == ["1 One Notes.xhtml#h.abc", "2 Inner Notes.xhtml#h.def", "1  Notes.xhtml#h.ghi"]


def test_an_archive_of_works_says_its_tags_as_subjects(tmp_path: Path) -> None:
    metadata = (
        "<dc:title>Still Water</dc:title><dc:creator opf:role='aut' opf:file-as='heron'>heron</dc:creator><dc:language>en</dc:language>"
        "<dc:publisher>An Archive of Our Works</dc:publisher><dc:subject>Fanworks</dc:subject><dc:subject>Hurt/Comfort</dc:subject>"
        "<dc:description>&lt;p&gt;Two people. &lt;br&gt;One boat.&lt;/p&gt;</dc:description><dc:date>2021-05-06T00:00:00+00:00</dc:date>"
    )
    files = {f"Still_Water_split_{at:03}.xhtml": page("x") for at in range(3)}
    points = "".join(
        point(title, f"Still_Water_split_{at:03}.xhtml")
        for at, title in enumerate(["Preface", "Chapter 1", "Afterword"])
    )
    headers = read(tmp_path, old_book(points, metadata=metadata, files=files)).headers
    assert headers["subjects"] == ("Fanworks", "Hurt/Comfort")
    assert headers["description"] == "Two people. One boat."
    assert headers["creators"] == ("heron",)


def test_a_fan_fiction_download_has_title_page_log_and_chapters_named_by_number(tmp_path: Path) -> None:
    metadata = (
        '<dc:identifier id="fanficfare-uid">fanficfare-uid:x</dc:identifier><dc:title id="id">Kites</dc:title>'
        '<dc:creator opf:role="aut">wren</dc:creator><dc:date opf:event="publication">2014-07-01</dc:date>'
        '<dc:date opf:event="creation">2024-01-01</dc:date><dc:date opf:event="modification">2024-01-02</dc:date>'
        '<dc:identifier opf:scheme="URL">https://example.org/s/1</dc:identifier>'
    )
    files = {"OEBPS/title_page.xhtml": page("t"), "OEBPS/file0001.xhtml": page("a"), "OEBPS/file0002.xhtml": page("b")}
    points = point("Kites", "OEBPS/title_page.xhtml") + point("1. Up", "OEBPS/file0001.xhtml")
    container = read(tmp_path, old_book(points, metadata=metadata, files=files))
    assert container.headers["date"] == "2014-07-01"
    assert container.documents[0].name == "OEBPS/OEBPS/title_page.xhtml"


def test_a_document_converted_at_a_shop_has_its_whole_text_in_one_file(tmp_path: Path) -> None:
    points = point("Start", "doc.html#_Toc1") + point("Two", "doc.html#_Toc2") + point("Two", "doc.html#_Toc2")
    after = '<guide><reference type="toc" title="Table of Contents" href="doc.html#toc_marker"/></guide>'
    container = read(tmp_path, old_book(points, files={"doc.html": page("x")}, after=after))
    assert contents(container) == ["1 Start doc.html#_Toc1", "1 Two doc.html#_Toc2", "1 Two doc.html#_Toc2"]
    assert [(one.role, one.fragment) for one in container.landmarks] == [("toc", "toc_marker")]


def test_a_test_book_of_the_standard_keeps_its_package_at_the_top_and_its_text_anywhere(tmp_path: Path) -> None:
    files = {
        "META-INF/container.xml": CONTAINER.format("package%20one.opf"),
        "package one.opf": (
            '<opf:package xmlns:opf="http://www.idpf.org/2007/opf" version="3.0"><opf:metadata xmlns:d="http://purl.org/dc/elements/1.1/">'
            "<d:title>Ä test</d:title></opf:metadata><opf:manifest>"
            '<opf:item id="n" href="a/%F0%9F%90%A6/nav.xhtml" media-type="application/xhtml+xml" properties="scripted nav"/>'
            '<opf:item id="c" href="b/c.xhtml" media-type="application/xhtml+xml"/></opf:manifest>'
            '<opf:spine page-progression-direction="rtl"><opf:itemref idref="c"/></opf:spine></opf:package>'
        ),
        "a/🐦/nav.xhtml": page('<nav epub:type="toc"><ol><li><a href="../../b/c.xhtml#%C3%A4">ä</a></li></ol></nav>'),
        "b/c.xhtml": page("x"),
    }
    container = read(tmp_path, {name: text.encode() for name, text in files.items()})
    assert contents(container) == ["1 ä c.xhtml#ä"]
    assert container.headers == {"title": "Ä test"}
    assert container.warnings == ()


def test_two_shared_books_are_read_as_their_contents_say(shared: Path) -> None:
    alice = read_container(shared / "books" / "alice.epub")
    assert alice.headers["creators"] == ("Lewis Carroll",)
    assert len(alice.documents) == 20
    assert [entry.title for entry in alice.contents if entry.level == 2][::11] == [
        "I: Down the Rabbit-Hole",
        "XII: Alice’s Evidence",
    ]
    machine = read_container(shared / "books" / "time-machine.epub")
    assert [entry.title for entry in machine.contents][2:4] == ["I", "II"]
    assert [landmark.role for landmark in machine.landmarks] == ["bodymatter", "backmatter"]


@pytest.mark.parametrize("name", ["alice.epub", "time-machine.epub"])
def test_every_word_of_a_shared_book_is_told_or_skipped_and_the_names_of_its_pictures_besides(
    shared: Path, name: str
) -> None:
    path = shared / "books" / name
    book = read_book(str(path))
    assert book_words(book) == body_words(path)
    assert told_pictures(book) <= alternative_words(path)


def test_an_old_book_may_lie_in_a_zip_without_folders(tmp_path: Path) -> None:
    files = {name.removeprefix("OEBPS/"): data for name, data in old_book(point("One", "one.html")).items()}
    files["META-INF/container.xml"] = CONTAINER.format("content.opf").encode()
    container = read(tmp_path, pack(files))
    assert contents(container) == ["1 One one.html#"]


def test_a_comic_without_words_is_refused_for_what_it_is(tmp_path: Path) -> None:
    shown = {at: page(f'<div><img src="{at}.jpg" alt="Page {at}"/></div>') for at in (1, 2)}
    pages = {f"EPUB/{at}.xhtml": text.encode() for at, text in shown.items()}
    files = book(items=[f"p{at} {at}.xhtml {HTML_TYPE}" for at in (1, 2)], spine=["p1", "p2"])
    (tmp_path / "comic.epub").write_bytes(pack({**files, **pages}))
    with pytest.raises(SourceError, match="holds pictures of its pages and no text"):
        read_book(str(tmp_path / "comic.epub"))
