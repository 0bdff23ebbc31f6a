"""What the package says of the book, in the manners of EPUB 3, EPUB 2 and the programs that write them."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING, Any
from zipfile import ZipInfo

import pytest

from talecast.model import Metadata
from talecast.read.epub.cover import MAX_COVER
from tests.unit.read.epub.making import PIXEL, TITLE, book, old_book, pack_entries, page, point, read

if TYPE_CHECKING:
    from pathlib import Path


def refine(key: str, name: str, value: str) -> str:
    return f'<meta refines="#{key}" property="{name}">{value}</meta>'


@pytest.mark.parametrize(
    ("metadata", "field", "expected"),
    [
        ("<dc:title> The\n Lamp </dc:title><dc:title>Second</dc:title>", "title", "The Lamp"),
        (
            '<dc:title id="s">A Light</dc:title><dc:title id="m">Lamp</dc:title>' + refine("s", "title-type", "subtitle") + refine("m", "title-type", "main"),
            ("title", "subtitle"),
            ("Lamp", "A Light"),
        ),
        (
            '<dc:title id="e">Lamp: A Light</dc:title><dc:title>Lamp</dc:title>' + refine("e", "title-type", "expanded"),
            ("title", "subtitle"),
            ("Lamp", None),
        ),
        (
            '<dc:title id="c">Lights</dc:title><dc:title id="t">Lamp</dc:title>' + refine("c", "title-type", "collection") + refine("c", "group-position", "2"),
            ("title", "series", "series_position"),
            ("Lamp", "Lights", "2"),
        ),
        ("<dc:creator>Ada Gray</dc:creator><dc:creator>Bo Lind</dc:creator>", "creators", ("Ada Gray", "Bo Lind")),
        (
            '<dc:creator opf:role="aut" opf:file-as="Gray, Ada">Gray, Ada</dc:creator><dc:creator opf:role="ill">Bo</dc:creator>',
            "creators",
            ("Gray, Ada",),
        ),
        (
            '<dc:creator id="a">Ada</dc:creator><dc:creator id="b">Bo</dc:creator><dc:creator id="c">Cy</dc:creator>'
            + refine("a", "role", "aut") + refine("b", "role", "aut") + refine("c", "role", "trl")
            + refine("a", "display-seq", "2") + refine("b", "display-seq", "1"),
            "creators",
            ("Bo", "Ada"),
        ),
        ('<dc:creator id="a">Ada</dc:creator>' + refine("a", "role", "http://id.loc.gov/vocabulary/relators/aut"), "creators", ("Ada",)),
        ('<dc:creator id="a">Ada</dc:creator>' + refine("a", "role", "ill") + refine("a", "role", "aut"), "creators", ("Ada",)),
        ('<dc:creator opf:role="edt">Ed</dc:creator>', "creators", ("Ed",)),
        ("<dc:creator>Unknown</dc:creator>", "creators", None),
        ("<dc:creator/><dc:creator>Ada</dc:creator><dc:creator>Ada</dc:creator>", "creators", ("Ada",)),
        ('<dc:contributor opf:role="nrt">Nia Reed</dc:contributor>', "narrator", "Nia Reed"),
        ('<dc:creator id="n">Nia</dc:creator>' + refine("n", "role", "nrt"), ("narrator", "creators"), ("Nia", None)),
        ("<dc:language>und</dc:language><dc:language>not a tag!</dc:language><dc:language>fr-ca</dc:language>", "language", "fr-CA"),
        ("<dc:language>English</dc:language>", "language", "en"),
        ("<dc:publisher>The Press</dc:publisher>", "publisher", "The Press"),
        ("<dc:date>1911-05-02T00:00:00Z</dc:date>", "date", "1911-05-02"),
        ("<dc:date>1911-05</dc:date>", "date", "1911-05"),
        ("<dc:date>May 1911</dc:date>", "date", "1911"),
        ("<dc:date>0101-01-01T00:00:00+00:00</dc:date>", "date", None),
        ('<dc:date opf:event="modification">2020-01-01</dc:date>', "date", None),
        ('<dc:date opf:event="modification">2020</dc:date><dc:date opf:event="publication">1911</dc:date>', "date", "1911"),
        ('<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>', "date", None),
        ('<meta property="dcterms:issued">1911</meta>', "date", "1911"),
        (
            '<meta property="belongs-to-collection" id="c">Lights</meta>' + refine("c", "collection-type", "series") + refine("c", "group-position", "3"),
            ("series", "series_position"),
            ("Lights", "3"),
        ),
        ('<meta property="belongs-to-collection" id="c">Box</meta>' + refine("c", "collection-type", "set"), "series", None),
        (
            '<meta name="calibre:series" content="Lights"/><meta name="calibre:series_index" content="2.0"/>',
            ("series", "series_position"),
            ("Lights", "2"),
        ),
        ('<meta name="calibre:series" content="L"/><meta name="calibre:series_index" content="1.50"/>', "series_position", "1.5"),
        ('<meta name="calibre:series" content="L"/><meta name="calibre:series_index" content="10"/>', "series_position", "10"),
        (
            "<dc:description>&lt;p&gt;A lamp &amp;amp; &lt;i&gt;no&lt;/i&gt; oil.&lt;/p&gt;&lt;p&gt;Or so.&lt;/p&gt;</dc:description>",
            "description",
            "A lamp & no oil. Or so.",
        ),
        ("<dc:description>Dark &lt; light.</dc:description>", "description", "Dark < light."),
        ("<dc:subject>Lamps</dc:subject><dc:subject>Oil</dc:subject><dc:subject>Lamps</dc:subject>", "subjects", ("Lamps", "Oil")),
        ('<dc:identifier>x</dc:identifier><dc:identifier id="id">urn:isbn:1</dc:identifier>', "identifier", "urn:isbn:1"),
        ("<dc:identifier>only</dc:identifier>", "identifier", "only"),
        ('<meta property="se:subject">Fantasy</meta>', "genre", "Fantasy"),
    ],
)  # fmt: skip
def test_a_field_is_read(tmp_path: Path, metadata: str, field: str | tuple[str, ...], expected: Any) -> None:
    headers = read(tmp_path, book(metadata=metadata)).headers
    found = headers.get(field) if isinstance(field, str) else tuple(headers.get(name) for name in field)
    assert found == expected


def test_every_header_is_a_field_of_the_books_metadata(tmp_path: Path) -> None:
    metadata = (
        TITLE
        + "<dc:creator>Ada</dc:creator><dc:date>1911</dc:date><dc:publisher>P</dc:publisher><dc:subject>S</dc:subject>"
        "<dc:identifier>i</dc:identifier><dc:description>d</dc:description>"
    )
    assert Metadata(**read(tmp_path, book(metadata=metadata)).headers).subjects == ("S",)


def test_a_package_without_metadata_says_nothing(tmp_path: Path) -> None:
    files = book(metadata="")
    assert read(tmp_path, files).headers == {}


def with_cover(**bent: Any) -> dict[str, bytes]:
    return {**book(**bent), "EPUB/pictures/front.png": PIXEL, "EPUB/pictures/back.jpg": b"\xff\xd8\xff back"}


@pytest.mark.parametrize(
    "bent",
    [
        {"items": ["p pictures/front.png image/png cover-image"]},
        {"items": ["p pictures/front.png image/png"], "metadata": TITLE + '<meta name="cover" content="p"/>'},
        {"items": ["p pictures/front.png image/png"], "metadata": TITLE + '<meta content="p" name="Cover"/>'},
        {"metadata": TITLE + '<meta name="cover" content="pictures/front.png"/>'},
        {"after": '<guide><reference type="cover" href="cover.xhtml"/></guide>'},
        {"items": ["p cover.xhtml application/xhtml+xml"], "metadata": TITLE + '<meta name="cover" content="p"/>'},
        {"items": ["p pictures/front.png image/jpeg cover-image"]},
    ],
)
def test_a_cover_is_found_in_every_manner_of_naming_it(tmp_path: Path, bent: dict[str, Any]) -> None:
    files = with_cover(**bent)
    files["EPUB/cover.xhtml"] = page('<svg><image xlink:href="pictures/front.png"/></svg>').encode()
    container = read(tmp_path, files)
    assert container.cover == PIXEL
    assert container.warnings == ()


def test_a_cover_that_is_no_picture_is_named_and_the_next_one_is_taken(tmp_path: Path) -> None:
    items = ["s cover.svg image/svg+xml cover-image", "p pictures/front.png image/png"]
    files = with_cover(items=items, metadata=TITLE + '<meta name="cover" content="p"/>')
    files["EPUB/cover.svg"] = b"<svg/>"
    container = read(tmp_path, files)
    assert container.cover == PIXEL
    assert container.warnings == ("The cover “EPUB/cover.svg” is no JPEG, PNG, GIF or WebP and was not used.",)


@pytest.mark.parametrize(
    "address",
    [
        "data:image/png;base64," + base64.b64encode(PIXEL).decode(),
        "pictures/front.png",
        "../EPUB/pictures/front%2Epng",
    ],
)
def test_the_picture_in_a_drawn_cover_is_the_cover(tmp_path: Path, address: str) -> None:
    files = with_cover(items=["s cover.svg image/svg+xml cover-image"])
    image = f'<image width="9" xlink:href="{address}"/>'
    files["EPUB/cover.svg"] = (
        f'<svg xmlns="http://www.w3.org/2000/svg"><title>The Lamp</title>{image}<path/></svg>'.encode()
    )
    container = read(tmp_path, files)
    assert (container.cover, container.warnings) == (PIXEL, ())


@pytest.mark.parametrize(
    "address", ["", "data:image/png;base64,%%%", "data:,x", "http://x/y.png", "gone.png", "cover.svg"]
)
def test_a_drawn_cover_without_a_picture_in_it_is_named(tmp_path: Path, address: str) -> None:
    files = with_cover(items=["s cover.svg image/svg+xml cover-image"])
    files["EPUB/cover.svg"] = f'<svg><image href="{address}"/></svg>'.encode()
    container = read(tmp_path, files)
    assert container.cover is None
    assert container.warnings == ("The cover “EPUB/cover.svg” is no JPEG, PNG, GIF or WebP and was not used.",)


def test_a_cover_that_is_too_large_is_named_and_not_used(tmp_path: Path) -> None:
    files = with_cover(items=["p pictures/front.png image/png cover-image"])
    files["EPUB/pictures/front.png"] = PIXEL + b"x" * MAX_COVER
    entries = [(ZipInfo(name), data) for name, data in {"mimetype": b"application/epub+zip", **files}.items()]
    container = read(tmp_path, pack_entries(entries))
    assert container.cover is None
    assert container.warnings == ("The cover “EPUB/pictures/front.png” is too large to be used.",)


def test_a_book_without_a_cover_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, old_book(point("One", "one.html"))).cover is None


def test_metadata_nested_without_end_take_no_time(tmp_path: Path) -> None:
    begin = time.process_time()
    metadata = "<a>" * 2_000 + "<b>x</b>" * 20_000 + "</a>" * 2_000 + TITLE
    assert read(tmp_path, book(metadata=metadata)).headers["title"] == "The Lamp"
    assert time.process_time() - begin < 5
