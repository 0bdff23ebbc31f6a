"""The package document: found, read, and read past its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from talecast.errors import SourceError
from tests.unit.read.epub.making import (
    CONTAINER,
    HTML_TYPE,
    PIXEL,
    TITLE,
    book,
    old_book,
    pack,
    package,
    page,
    point,
    read,
)

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.read.documents import Container

BOTH = ["EPUB/one.xhtml", "EPUB/two.xhtml"]


def names(container: Container) -> list[str]:
    return [document.name for document in container.documents]


def test_a_book_without_faults_has_no_warnings(tmp_path: Path) -> None:
    container = read(tmp_path, book())
    assert names(container) == BOTH
    assert container.warnings == ()
    assert b"The lamp went out." in container.documents[0].data
    assert [(entry.title, entry.document) for entry in container.contents] == [("One", BOTH[0]), ("Two", BOTH[1])]


def test_the_reading_order_is_the_spines_not_the_manifests(tmp_path: Path) -> None:
    assert names(read(tmp_path, book(spine=["c2", "c1"]))) == BOTH[::-1]


def test_what_is_not_linear_is_marked(tmp_path: Path) -> None:
    assert [document.linear for document in read(tmp_path, book(spine=["c1", "c2 no"])).documents] == [True, False]


def test_the_navigation_document_in_the_spine_stays_among_the_documents(tmp_path: Path) -> None:
    assert names(read(tmp_path, book(spine=["nav", "c1", "c2"]))) == ["EPUB/nav.xhtml", *BOTH]


def test_a_missing_container_file_is_named_and_the_package_is_looked_for(tmp_path: Path) -> None:
    files = book()
    del files["META-INF/container.xml"]
    container = read(tmp_path, files)
    assert names(container) == BOTH
    assert container.warnings == ("“META-INF/container.xml” is missing; “EPUB/package.opf” was read.",)


def test_a_container_file_that_names_nothing_that_is_there_is_named(tmp_path: Path) -> None:
    files = {**book(), "META-INF/container.xml": CONTAINER.format("OPS/other.opf").encode()}
    assert "names no package document that is there; “EPUB/package.opf” was read." in read(tmp_path, files).warnings[0]


def test_of_several_books_in_one_the_first_is_read(tmp_path: Path) -> None:
    files = book()
    second = '<rootfile full-path="other/package.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    files["META-INF/container.xml"] = files["META-INF/container.xml"].replace(b"</rootfiles>", second.encode())
    files["other/package.opf"] = files["EPUB/package.opf"]
    container = read(tmp_path, files)
    assert names(container) == BOTH
    assert container.warnings == ("“META-INF/container.xml” names 2 books; the first one was read.",)


def test_files_that_the_book_does_not_hold_are_named(tmp_path: Path) -> None:
    files = book(items=["f1 fonts/serif.otf font/otf", f"c3 three.xhtml {HTML_TYPE}"], spine=["c1", "c2", "c3", "c9"])
    container = read(tmp_path, files)
    assert names(container) == BOTH
    assert container.warnings == (
        "“EPUB/package.opf” lists “serif.otf” and “three.xhtml”, missing from the book.",
        "The reading order in “EPUB/package.opf” names “c9”, missing from its list of files.",
        "The reading order names “three.xhtml”, missing from the book.",
    )


@pytest.mark.parametrize("spine", [[], ["c9"], ["p"], ["c3"]])
def test_a_book_without_a_readable_spine_is_refused(tmp_path: Path, spine: list[str]) -> None:
    files = {**book(spine=spine, items=["p p.png image/png", f"c3 three.xhtml {HTML_TYPE}"]), "EPUB/p.png": PIXEL}
    with pytest.raises(SourceError, match="has no chapters that can be read"):
        read(tmp_path, files)


def test_a_picture_in_the_reading_order_is_left_out_and_named(tmp_path: Path) -> None:
    files = {**book(spine=["p", "c1", "c2"], items=["p p.png image/png"]), "EPUB/p.png": PIXEL}
    container = read(tmp_path, files)
    assert names(container) == BOTH
    assert container.warnings == ("The reading order names “EPUB/p.png”, where there is no text.",)


def test_the_fallback_of_a_picture_is_read_in_its_place(tmp_path: Path) -> None:
    files = {**book(spine=["p", "c2"], items=["p p.png image/png"]), "EPUB/p.png": PIXEL}
    files["EPUB/package.opf"] = files["EPUB/package.opf"].replace(b'<item id="p"', b'<item id="p" fallback="c1"')
    assert names(read(tmp_path, files)) == BOTH


@pytest.mark.parametrize("kind", ["text/html", "application/octet-stream", ""])
def test_a_wrong_media_type_is_named_and_the_content_decides(tmp_path: Path, kind: str) -> None:
    files = book()
    line = b'href="one.xhtml" media-type="%s"'
    files["EPUB/package.opf"] = files["EPUB/package.opf"].replace(line % HTML_TYPE.encode(), line % kind.encode())
    container = read(tmp_path, files)
    assert names(container) == BOTH
    assert container.warnings == (
        f"The type of “EPUB/one.xhtml” is given as {kind or 'nothing'}; it was read as text.",
    )


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("a%20lamp.xhtml", "a lamp.xhtml"),
        ("a lamp.xhtml", "a lamp.xhtml"),
        ("a%20lamp.xhtml", "a%20lamp.xhtml"),
        ("caf%C3%A9.xhtml", "café.xhtml"),
        ("caf%E9.xhtml", "café.xhtml"),
        ("one.xhtml?x=1", "one.xhtml"),
        ("one.xhtml#top", "one.xhtml"),
        ("./one.xhtml", "one.xhtml"),
        ("../EPUB/one.xhtml", "one.xhtml"),
        ("../../EPUB/one.xhtml", "one.xhtml"),
        ("/EPUB/one.xhtml", "one.xhtml"),
        ("text\\one.xhtml", "text/one.xhtml"),
        ("q%3F.xhtml", "q?.xhtml"),
        ("a&amp;b.xhtml", "a&b.xhtml"),
    ],
)
def test_a_file_is_found_however_its_address_is_written(tmp_path: Path, href: str, name: str) -> None:
    files = book(toc=f'<li><a href="{href}">One</a></li>')
    files["EPUB/package.opf"] = files["EPUB/package.opf"].replace(b'href="one.xhtml"', f'href="{href}"'.encode())
    files[f"EPUB/{name}"] = files.pop("EPUB/one.xhtml")
    container = read(tmp_path, files)
    assert names(container) == [f"EPUB/{name}", "EPUB/two.xhtml"]
    assert container.contents[0].document == f"EPUB/{name}"
    assert container.warnings == ()


@pytest.mark.parametrize(("href", "name"), [("One.XHTML", "one.xhtml"), ("cafe\u0301.xhtml", "caf\u00e9.xhtml")])
def test_a_file_of_another_case_or_normalisation_is_found_and_named(tmp_path: Path, href: str, name: str) -> None:
    files = book(toc='<li><a href="two.xhtml">Two</a></li>')
    files["EPUB/package.opf"] = files["EPUB/package.opf"].replace(b'href="one.xhtml"', f'href="{href}"'.encode())
    files[f"EPUB/{name}"] = files.pop("EPUB/one.xhtml")
    container = read(tmp_path, files)
    assert names(container) == [f"EPUB/{name}", "EPUB/two.xhtml"]
    assert container.warnings == (f"“EPUB/{name}” is named “EPUB/{href}” in “EPUB/package.opf”.",)


def test_a_document_that_lies_on_the_web_is_not_fetched(tmp_path: Path) -> None:
    container = read(tmp_path, book(items=[f"c3 http://127.0.0.1:9/x.xhtml {HTML_TYPE}"], spine=["c1", "c2", "c3"]))
    assert names(container) == BOTH
    assert container.warnings == ("The reading order names “http://127.0.0.1:9/x.xhtml”, missing from the book.",)


def test_a_chapter_that_the_reading_order_names_twice_is_read_once(tmp_path: Path) -> None:
    container = read(tmp_path, book(spine=["c1", "c2", "c1"]))
    assert names(container) == BOTH
    assert "more than once" in container.warnings[0]


def bent(old: str, new: str) -> dict[str, bytes]:
    files = book()
    text = files["EPUB/package.opf"].decode()
    assert old in text
    files["EPUB/package.opf"] = text.replace(old, new).encode()
    return files


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<?xml", "\n\n  <?xml"),
        ("<?xml", "\ufeff<?xml"),
        ('xmlns="http://www.idpf.org/2007/opf"', ""),
        ('xmlns="http://www.idpf.org/2007/opf"', 'xmlns="http://openebook.org/namespaces/oeb-package/1.0/"'),
        ('xmlns:dc="http://purl.org/dc/elements/1.1/"', 'xmlns:dc="http://purl.org/dc/elements/1.0/"'),
        ("<dc:title>The Lamp</dc:title>", "<dc-metadata><dc:Title>The Lamp</dc:Title></dc-metadata>"),
        ("<package", "<!DOCTYPE package SYSTEM 'http://127.0.0.1:9/oeb.dtd'><package"),
    ],
)
def test_odd_forms_of_a_package_are_read_without_a_word(tmp_path: Path, old: str, new: str) -> None:
    container = read(tmp_path, bent(old, new))
    assert names(container) == BOTH
    assert container.headers["title"] == "The Lamp"
    assert container.warnings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
        ("</package>", ""),
        ("</metadata>", "<meta name=cover></metadata>"),
        ('<item id="nav"', '<item id="nav" id="nav"'),
    ],
)
def test_a_package_that_is_not_well_formed_is_read_and_named(tmp_path: Path, old: str, new: str) -> None:
    container = read(tmp_path, bent(old, new))
    assert names(container) == BOTH
    assert container.headers["title"] == "The Lamp"
    assert any("“EPUB/package.opf” is not well-formed XML" in warning for warning in container.warnings)


def test_a_package_in_capitals_is_read(tmp_path: Path) -> None:
    files = old_book(point("One", "one.html") + point("Two", "two.html"))
    text = files["OEBPS/content.opf"].decode()
    for name in ("package", "metadata", "manifest", "spine", "itemref", "item"):
        text = text.replace(f"<{name}", f"<{name.upper()}").replace(f"</{name}", f"</{name.upper()}")
    container = read(tmp_path, {**files, "OEBPS/content.opf": text.encode()})
    assert names(container) == ["OEBPS/one.html", "OEBPS/two.html"]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_package_in_another_encoding_than_it_says_is_read(tmp_path: Path, encoding: str) -> None:
    metadata = "<dc:title>Der schöne Löffel für Übermüdete</dc:title>"
    text = package([f"c1 one.xhtml {HTML_TYPE}"], ["c1"], metadata=metadata).replace("?>", ' encoding="utf-8"?>', 1)
    container = read(tmp_path, {**book(), "EPUB/package.opf": text.encode(encoding)})
    assert container.headers["title"] == "Der schöne Löffel für Übermüdete"
    assert any("encoding was guessed" in warning for warning in container.warnings) == (encoding == "latin-1")


def test_ids_that_differ_in_case_alone_still_lead_to_their_file(tmp_path: Path) -> None:
    assert names(read(tmp_path, book(spine=["C1", "c2"]))) == BOTH


def test_a_drawing_in_the_reading_order_is_a_document(tmp_path: Path) -> None:
    files = {**book(spine=["s", "c1"], items=["s s.svg image/svg+xml"]), "EPUB/s.svg": b"<svg><text>Hark</text></svg>"}
    assert names(read(tmp_path, files)) == ["EPUB/s.svg", "EPUB/one.xhtml"]


ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
    '<enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/><enc:CipherData><enc:CipherReference URI="{}"/>'
    "</enc:CipherData></enc:EncryptedData></encryption>"
)


@pytest.mark.parametrize("algorithm", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
def test_veiled_fonts_are_no_protection(tmp_path: Path, algorithm: str) -> None:
    files = {**book(), "META-INF/encryption.xml": ENCRYPTION.format(algorithm, "EPUB/serif.otf").encode()}
    assert read(tmp_path, files).warnings == ()


@pytest.mark.parametrize(
    ("name", "data", "scheme"),
    [
        ("META-INF/encryption.xml", ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "EPUB/one.xhtml"), "its text is encrypted"),
        ("META-INF/encryption.xml", "<encryption><EncryptedData/></encryption>", "its text is encrypted"),
        ("META-INF/rights.xml", "<rights/>", "Adobe ADEPT"),
        ("META-INF/sinf.xml", "<sinf/>", "Apple FairPlay"),
        ("META-INF/license.lcpl", "{}", "Readium LCP"),
        ("META-INF/Rights.xml", "", "Adobe ADEPT"),
    ],
)  # fmt: skip
def test_a_protected_book_is_refused_with_the_name_of_its_lock(
    tmp_path: Path, name: str, data: str, scheme: str
) -> None:
    with pytest.raises(SourceError, match="is protected by DRM") as caught:
        read(tmp_path, pack({**book(), name: data.encode()}))
    assert scheme in caught.value.message


def test_chapters_without_markup_are_documents_all_the_same(tmp_path: Path) -> None:
    files = {**book(), "EPUB/one.xhtml": b"Just words.", "EPUB/two.xhtml": page("<p>x</p>").encode("utf-16")}
    assert names(read(tmp_path, files)) == BOTH


def test_a_chapter_of_noise_is_left_out_and_named(tmp_path: Path) -> None:
    container = read(tmp_path, {**book(), "EPUB/one.xhtml": b"\0\1\2\3" * 500})
    assert names(container) == ["EPUB/two.xhtml"]
    assert "The reading order names “EPUB/one.xhtml”, where there is no text." in container.warnings


def test_a_title_says_the_same_in_every_form(tmp_path: Path) -> None:
    assert read(tmp_path, book(metadata=TITLE)).headers == {"title": "The Lamp", "language": "en"}


def test_style_sheets_are_handed_on_by_their_paths(tmp_path: Path) -> None:
    files = {**book(items=["s css/a.css text/css"]), "EPUB/css/a.css": "p { margin: 0 } /* für */".encode("latin-1")}
    files |= {"EPUB/b.CSS": b"\xef\xbb\xbfi {}", "EPUB/c.css": PIXEL, "EPUB/d.txt": b"d {}"}
    container = read(tmp_path, files)
    assert container.style_sheets == {"EPUB/css/a.css": "p { margin: 0 } /* für */", "EPUB/b.CSS": "i {}"}
    assert container.warnings == ("The style sheet “EPUB/c.css” could not be read.",)


def test_a_book_that_is_too_large_as_a_whole_is_refused(tmp_path: Path) -> None:
    noise = b"".join(b"%d words of %d. " % (number * 7919 % 10_007, number) for number in range(800_000))[:15_900_000]
    keys = [f"x{at}" for at in range(8)]
    files = book(items=[f"{key} {key}.xhtml {HTML_TYPE}" for key in keys], spine=keys)
    with pytest.raises(SourceError, match=r"“book\.epub” is too large: it unpacks to more than 60 MB"):
        read(tmp_path, {**files, **{f"EPUB/{key}.xhtml": noise for key in keys}})


@pytest.mark.parametrize(("count", "body"), [(6_001, "<p>One.</p>"), (50, "<b>one</b>" * 10_000)])
def test_a_book_of_more_documents_or_tags_than_any_is_refused(tmp_path: Path, count: int, body: str) -> None:
    keys = [f"x{at}" for at in range(count)]
    files = book(items=[f"{key} {key}.xhtml {HTML_TYPE}" for key in keys], spine=keys)
    with pytest.raises(SourceError, match=r"“book\.epub” holds more markup than any book"):
        read(tmp_path, {**files, **{f"EPUB/{key}.xhtml": page(body).encode() for key in keys}})
