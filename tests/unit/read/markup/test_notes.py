from __future__ import annotations

import pytest

from tests.unit.read.markup.reading import page, read, shown

NOTE = "note (footnote): It was low tide."


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ('<a epub:type="noteref" href="#n">1</a>', '<aside epub:type="footnote" id="n"><p>It was low tide.</p></aside>'),
        ('<a role="doc-noteref" href="#n"><sup>1</sup></a>', '<section role="doc-endnotes"><ol><li id="n"><p>It was low tide. <a role="doc-backlink" href="#r">↩</a></p></li></ol></section>'),
        ('<sup><a href="#n" id="r">1</a></sup>', '<p id="n"><a href="#r">1</a>. It was low tide.</p>'),
        ('<a href="#n" id="r">[1]</a>', '<p><a id="n" href="#r">[1]</a> It was low tide.</p>'),
        ('<a name="R1"></a><a href="#F1" class="fnanchor">[1]</a>', '<div class="footnote"><p><a name="F1"></a><a href="#R1"><span class="label">[1]</span></a> It was low tide.</p></div>'),
        ('<a href="#n" id="r">1</a>', '<p id="n">It was low tide. <a href="#r">Back</a></p>'),
        ('<a href="one.xhtml#n" id="r">*</a>', '<p id="n"><a href="one.xhtml#r">*</a> It was low tide.</p>'),
        ('<span class="footnote">It was low tide.</span>', ""),
    ],
)  # fmt: skip
def test_a_mark_is_not_read_and_its_note_is_a_footnote(mark: str, note: str) -> None:
    lines = shown(f'<p id="p">The quay was bare.{mark} Nobody came.</p>{note}')
    assert lines[0] == "paragraph: The quay was bare. Nobody came."
    assert NOTE in lines
    assert all("(page-furniture)" in line for line in lines[1:] if line != NOTE)


def test_a_mark_says_where_its_note_is_and_all_pieces_of_a_note_have_its_number() -> None:
    markup = read(
        page(
            '<p>a<a epub:type="noteref" href="#n1">1</a> b<a epub:type="noteref" href="notes.xhtml#n9">2</a>.</p>'
            '<section epub:type="endnotes"><h2>Notes</h2><ol><li id="n1"><p>one</p><p>more</p></li><li id="n2">two</li></ol></section>'
        )
    )
    assert markup.pieces[0].references == ("#n1", "notes.xhtml#n9")
    assert [(marked.piece.text, marked.note) for marked in markup.pieces if marked.note] == [
        ("one", 1),
        ("more", 1),
        ("two", 2),
    ]
    heading = next(marked for marked in markup.pieces if marked.piece.text == "Notes")
    assert (heading.piece.skip, heading.note) == ("back-matter", 0)
    assert [marked.anchors for marked in markup.pieces if marked.note] == [("n1",), (), ("n2",)]


@pytest.mark.parametrize(
    "mark",
    [
        '<a href="notes.xhtml#n1"><sup>12</sup></a>',
        '<a href="notes.xhtml#n1">[12]</a>',
        '<a href="notes.xhtml#n1">12</a>',
        "<sup>12</sup>",
    ],
)
def test_a_mark_into_another_document_is_known_by_its_looks(mark: str) -> None:
    assert shown(f"<p>The quay was bare.{mark} Nobody came.</p>")[0] == "paragraph: The quay was bare. Nobody came."


@pytest.mark.parametrize(
    "body",
    [
        'See <a href="two.xhtml#c">12</a> or the year <a href="#x">1984</a>',
        "x<sup>2</sup> and 10<sup>3</sup> and the 3<sup>rd</sup>",
        'in <a href="#h">chapter 2</a>',
        'at <a href="http://example.org/#n1">example</a>',
    ],
)
def test_other_links_and_raised_signs_are_read(body: str) -> None:
    words = body.replace("<sup>", "").replace("</sup>", "").split("<")
    assert words
    lines = shown(f'<p>{body}</p><h2 id="h">Two</h2><p id="x">y z.</p>')
    assert all("page-furniture" not in line for line in lines)


def test_brackets_commas_and_spaces_of_marks_go_with_them() -> None:
    refs = '<sup><a epub:type="noteref" href="#a">1</a>, <a epub:type="noteref" href="#b">2</a></sup>'
    assert shown(
        f"<p>Quay{refs}, sand [<a class='noteref' href='#c'>3</a>] and sea <a class='noteref' href='#d'>4</a>.</p>"
    )[0] == ("paragraph: Quay, sand and sea.")


def test_a_note_that_a_style_puts_away_is_a_footnote_and_not_hidden() -> None:
    source = page(
        '<p>a<a epub:type="noteref" href="#n">1</a></p><aside epub:type="footnote" id="n">b</aside><aside>c</aside>',
        "<style>aside {display: none}</style>",
    )
    assert shown(source)[-2:] == ["note (footnote): b", "paragraph (hidden): c"]
