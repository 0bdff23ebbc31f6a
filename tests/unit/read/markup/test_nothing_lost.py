from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talecast.read.documents import Document
from talecast.read.markup import read_markup
from talecast.read.xml import parse_html
from tests.unit.read.markup.reading import letters, page, read, shown

if TYPE_CHECKING:
    from pathlib import Path

CALM = (
    "p p div section span b i em h1 h3 ul li dl dd blockquote table tr td th caption figure header hgroup q u".split()
)
"""Elements that move no words."""
WILD = [
    *CALM,
    *"a sup aside nav svg text math mi annotation ruby rt button option details object audio noscript pre form".split(),
]
NAMES = "poem stanza letter footnote footnotes pagenum toc meta userstuff byline gap scenebreak noteref sidenote hid blk".split()
ROLES = "chapter titlepage footnote endnotes noteref backlink pagebreak z3998:verse epigraph index heading img separator".split()
WORDS = st.lists(st.sampled_from("quay sand 1 [2] * lamp. Mara, 漢 é x —".split()), min_size=1, max_size=5).map(
    " ".join
)


def trees(names: list[str], *, attributes: bool) -> st.SearchStrategy[str]:
    said = (
        st.tuples(
            st.sampled_from(["", *(f' class="{name}"' for name in NAMES)]),
            st.sampled_from(["", "", *(f' epub:type="{role}"' for role in ROLES)]),
            st.sampled_from(
                ["", ' id="i"', ' id="j"', ' href="#i"', ' hidden=""', ' alt="A red boat"', ' aria-label="Boat"']
            ),
        ).map("".join)
        if attributes
        else st.just("")
    )
    leaves = WORDS.map(lambda words: f" {words} ") | st.sampled_from(["<br/>", "<hr/>"])
    return st.recursive(
        leaves,
        lambda inner: st.builds(
            lambda name, attribute, children: f"<{name}{attribute}>{''.join(children)}</{name}>",
            st.sampled_from(names),
            said,
            st.lists(inner, max_size=4),
        ),
        max_leaves=30,
    )


def words_of_body(source: str) -> str:
    body = next(
        element for element in parse_html(source.encode(), "x").root.iter() if str(element.tag).endswith("body")
    )
    return " ".join(map(str, body.itertext()))


@given(tree=trees(CALM, attributes=False))
def test_every_word_of_the_body_is_in_one_piece_and_in_order(tree: str) -> None:
    source = page(tree)
    markup = read(source)
    expected = re.findall(r"\w+", words_of_body(source))
    assert re.findall(r"\w+", " ".join(marked.piece.text for marked in markup.pieces)) == expected
    assert re.findall(r"\w+", markup.content) == expected


@given(tree=trees(WILD, attributes=True), images=st.sampled_from(["read", "skip"]))
def test_every_letter_is_in_the_pieces_whatever_the_markup_says(tree: str, images: str) -> None:
    source = page(tree, "<style>.hid { display: none } .blk { display: block }</style>")
    markup = read(source, images)
    told = letters(" ".join(marked.piece.text for marked in markup.pieces))
    assert told == letters(markup.content)
    assert not letters(words_of_body(source)) - told
    for marked in markup.pieces:
        assert all(line and line == " ".join(line.split()) and line.isprintable() for line in marked.piece.lines)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", []),
        ("<html></html>", []),
        ("just words", ["paragraph: just words"]),
        ("<p>one<p>two <b>three <i>four</b> five</i>", ["paragraph: one", "paragraph: two three four five"]),
        ("<ul><li>one<li>two</ul>&copy; 5 < 6", ["list: one", "list: two", "paragraph: © 5 < 6"]),
        (b'<html><head><meta charset="iso-8859-1"></head><body><p>caf\xe9 \x93quay\x94</p></body></html>', ["paragraph: café “quay”"]),
        ('<html xmlns="http://www.w3.org/1999/xhtml"><body><p>one</p><title/><p>two</p></body></html>', ["paragraph: one", "paragraph: two"]),
        ("<html><body><p>one</p></body><p>two</p></html>", ["paragraph: one", "paragraph: two"]),
    ],
)  # fmt: skip
def test_damaged_documents_are_read_as_a_browser_would(source: str | bytes, expected: list[str]) -> None:
    assert shown(source if isinstance(source, bytes) or source.startswith("<html") else source.encode()) == expected


def test_deep_nesting_is_no_danger() -> None:
    deep = "<div class='a'>x " * 10_000 + "</div>" * 10_000
    markup = read(f"<html><body>{deep}</body></html>")
    assert sum(marked.piece.text.count("x") for marked in markup.pieces) == 10_000


def test_the_head_says_the_metadata() -> None:
    head = '<title>The Quay</title><meta name="author" content="Ann Bell and Tom Bell"/><meta name="description" content="A tale."/>'
    assert read(page("<p>a</p>", head, 'lang="en-GB"')).headers == {
        "title": "The Quay",
        "creators": ("Ann Bell", "Tom Bell"),
        "language": "en-GB",
        "description": "A tale.",
    }


def documents(book: Path) -> dict[str, Document]:
    with zipfile.ZipFile(book) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name.rpartition("/")[2]: Document(name, archive.read(name)) for name in names}


@pytest.mark.parametrize("book", ["alice.epub", "time-machine.epub"])
def test_no_letter_of_a_real_book_is_lost_and_no_word_of_its_frame_is_told(shared: Path, book: str) -> None:
    for name, document in documents(shared / "books" / book).items():
        markup = read_markup(document)
        pieces = [marked.piece for marked in markup.pieces]
        assert letters(markup.content) == letters(" ".join(piece.text for piece in pieces)), name
        is_frame = name.partition(".")[0] in (
            "titlepage",
            "halftitlepage",
            "imprint",
            "uncopyright",
            "colophon",
            "loi",
            "toc",
            "endnotes",
        )
        assert any(piece.is_story for piece in pieces) is not is_frame, name
        if name.startswith("chapter"):
            assert pieces[0].kind == "heading"
            assert all(piece.is_story or piece.skip == "page-furniture" for piece in pieces if piece.lines), name


def test_the_story_of_a_real_book_is_its_plain_text(shared: Path) -> None:
    found = documents(shared / "books" / "time-machine.epub")
    names = [*(f"chapter-{number}.xhtml" for number in range(1, 13)), "epilogue.xhtml"]
    told = " ".join(
        marked.piece.text for name in names for marked in read_markup(found[name]).pieces if marked.piece.is_story
    )
    plain = (shared / "books" / "time-machine.txt").read_text(encoding="utf-8")
    assert len(letters(told) - letters(plain)) == 0
    assert letters(told).total() > 0.99 * letters(plain).total()
