from __future__ import annotations

from tests.unit.read.markup.reading import page, read


def anchors(body: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(marked.piece.text, marked.anchors) for marked in read(page(body)).pieces]


def test_ids_belong_to_the_piece_that_they_are_on_in_or_before() -> None:
    assert anchors(
        '<section id="s"><div id="d"><p id="p">one <b id="b">two</b></p></div><a id="e"/><p>three</p>four<div id="f">five</div></section>'
    ) == [("one two", ("s", "d", "p", "b")), ("three", ("e",)), ("four", ()), ("five", ("f",))]


def test_names_of_links_rows_and_pictures_count() -> None:
    body = '<a name="n"></a><h2>one</h2><table><tr id="r"><td id="c">two</td><td>three</td></tr></table><img id="i" alt="A red boat"/>'
    assert anchors(body) == [("one", ("n",)), ("two three", ("r", "c")), ("A red boat", ("i",))]


def test_ids_behind_the_last_piece_mean_what_follows_the_document() -> None:
    markup = read(page('<p>one</p><div id="x"><a id="y"></a></div>'))
    assert markup.last_anchors == ("x", "y")


def test_links_are_those_of_their_piece() -> None:
    markup = read(
        page('<p>one <a href="a.xhtml#b">two</a></p><p>three <a href="https://example.org/">four</a></p><p>five</p>')
    )
    assert [marked.links for marked in markup.pieces] == [("a.xhtml#b",), ("https://example.org/",), ()]
