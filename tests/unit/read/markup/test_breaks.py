from __future__ import annotations

import pytest

from tests.unit.read.markup.reading import page, read, shown

BREAK = "scene-break: "


@pytest.mark.parametrize(
    ("between", "shown_as"),
    [
        ("<hr/>", BREAK),
        ('<div role="separator"></div>', BREAK),
        ("<p>* * *</p>", f"{BREAK}* * *"),
        ('<p class="center"><span>⁂</span></p>', f"{BREAK}⁂"),
        ("<h3>***</h3>", f"{BREAK}***"),
        ('<p class="scene-break"></p>', BREAK),
        ('<div class="space-break">\u00a0</div>', BREAK),
        ('<p class="tb">&#160;</p>', BREAK),
        ('<p class="sep"><img src="leaf.png" alt=""/></p>', BREAK),
        ('<p><img src="leaf.png" alt="Decoration"/></p>', BREAK),
        ('<p><img src="leaf.png" alt="* * *"/></p>', BREAK),
        ('<div><img src="leaf.png" class="ornament" role="presentation"/></div>', BREAK),
    ],
)
def test_what_parts_two_scenes_is_a_break(between: str, shown_as: str) -> None:
    assert shown(f"<p>The boats left.</p>{between}<p>It rained.</p>") == [
        "paragraph: The boats left.",
        shown_as,
        "paragraph: It rained.",
    ]


def test_a_nameless_picture_that_comes_again_and_again_is_an_ornament() -> None:
    leaf, ship = '<p><img src="leaf.png" alt=""/></p>', '<p><img src="ship.png" alt=""/></p>'
    assert shown(f"<p>a b.</p>{leaf}<p>c d.</p>{leaf}<p>e f.</p>{ship}<p>g h.</p>").count(BREAK) == 2


GAPS = [
    '<p class="gap">',
    '<p style="margin-top: 2em">',
    '<p style="margin: 40px 0 0">',
    '<p class="wide">',
    "<p>&#160;</p><p>",
]


@pytest.mark.parametrize("opening", GAPS)
def test_wide_white_space_is_a_break_where_it_is_an_exception(opening: str) -> None:
    style = "<style>p { margin: 0 } div p.wide, .other > b { margin: 3em 0 0 }</style>"
    body = f"<div><p>One a.</p><p>Two b.</p><p>Three c.</p>{opening}Four d.</p><p>Five e.</p></div>"
    assert [line for line in shown(page(body, style)) if line == BREAK] == [BREAK]
    everywhere = f"<div><p>One a.</p>{opening}Two b.</p>{opening}Three c.</p>{opening}Four d.</p></div>"
    assert BREAK not in shown(page(everywhere, style))


def test_empty_blocks_between_all_paragraphs_are_none() -> None:
    assert BREAK not in shown('<p>One a.</p><p class="spacer">&#160;</p>' * 6)
    assert shown('<p>One a.</p><p>Two b.</p><p class="spacer">&#160;</p>' * 3).count(BREAK) == 3


def test_three_line_breaks_among_pairs_are_a_break() -> None:
    assert BREAK in shown("<div>One a.<br/><br/>Two b.<br/><br/>Three c.<br/><br/><br/>Four d.</div>")


def test_white_space_under_a_heading_and_around_a_quotation_is_none() -> None:
    body = '<h2>One</h2><p style="margin-top:4em">a b.</p><p>c d.</p><p>e f.</p><blockquote style="margin:3em"><p>g h.</p></blockquote>'
    assert BREAK not in shown(body)


def test_a_style_sheet_is_looked_up_beside_the_document() -> None:
    source = page(
        "<p>a b.</p><p>c d.</p><p>e f.</p><p class='x'>g h.</p>", '<link rel="stylesheet" href="../css/my%20book.css"/>'
    )
    pieces = read(source, sheets={"css/my book.css": ".x { padding-top: 3em }"}).pieces
    assert [marked.piece.kind for marked in pieces][3] == "scene-break"
    assert len(read(source).pieces) == 4
