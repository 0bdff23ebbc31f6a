from __future__ import annotations

import pytest

from tests.unit.read.markup.reading import page, read, shown


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>Salt</h1><h6>Sand</h6>", ["heading 1: Salt", "heading 6: Sand"]),
        ('<div role="heading" aria-level="3">Salt</div>', ["heading 3: Salt"]),
        ("<h2>CHAPTER I<br/>The Quay</h2>", ["heading 2: CHAPTER I The Quay"]),
        (
            '<hgroup><h2>IV</h2><p epub:type="title">The Quay</p></hgroup><p>She ran.</p>',
            ["heading 2: IV", "heading 2+: The Quay", "paragraph: She ran."],
        ),
        ('<h2>One</h2><p epub:type="subtitle">The Quay</p>', ["heading 2: One", "heading 2+: The Quay"]),
        ("<h2><span>S</span>alt <p>and</p> sand</h2>", ["heading 2: Salt and sand"]),
        (
            "bare<p>one</p>between<div>two</div>after",
            ["paragraph: bare", "paragraph: one", "paragraph: between", "paragraph: two", "paragraph: after"],
        ),
        ("<div>one<div>two</div>three</div>", ["paragraph: one", "paragraph: two", "paragraph: three"]),
        ("<blockquote><p>one</p><h3>two</h3></blockquote>", ["quote: one", "heading 3: two"]),
        (
            "<ol><li>one</li><li>two<ul><li>three</li></ul></li><li><p>four</p></li></ol>",
            ["list: one", "list: two", "list: three", "list: four"],
        ),
        ("<dl><dt>one</dt><dd>two</dd></dl>", ["list: one", "list: two"]),
        ('<section epub:type="epigraph"><blockquote><p>one</p></blockquote></section>', ["epigraph: one"]),
        (
            '<blockquote epub:type="z3998:letter"><p>Dear Tom,</p><blockquote>come</blockquote></blockquote>',
            ["letter: Dear Tom,", "letter: come"],
        ),
        ('<p><span class="letter">O</span>nce</p>', ["paragraph: Once"]),
        ("<details><summary>one</summary>two</details>", ["paragraph: one", "paragraph: two"]),
        ("<p><del>old</del> <ins>new</ins> <s>sure</s></p>", ["paragraph: old new sure"]),
        (
            "<pre>a line that is wrapped\nsomewhere here\n\nanother</pre>",
            ["paragraph: a line that is wrapped somewhere here", "paragraph: another"],
        ),
    ],
)
def test_elements_become_the_blocks_that_they_are(body: str, expected: list[str]) -> None:
    assert shown(body) == expected


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>a <b>b</b><i>c</i>\n\t d</p>", "a bc d"),
        ('<p><span class="dropcap">O</span>nce <small>UPON</small></p>', "Once UPON"),
        ('<p><img class="drop-cap" alt="O" src="o.png"/>nce</p>', "Once"),
        ("<p>co\u00adop\u200berate a\u00a0b</p>", "cooperate a b"),
        ("<p>long<wbr/>word and H<sub>2</sub>O on the 3<sup>rd</sup></p>", "longword and H2O on the 3rd"),
        ("<p><![CDATA[a < b]]> &amp; &eacute; &#x2014;</p>", "a < b & é —"),
        ("<p>Yours,<br/>Tom Bell</p>", "Yours, Tom Bell"),
        ("<p>a<!-- no --><?no no?>b</p>", "ab"),
    ],
)
def test_inline_markup_leaves_the_words_as_they_read(body: str, text: str) -> None:
    assert shown(body) == [f"paragraph: {text}"]


@pytest.mark.parametrize(
    "body",
    [
        '<blockquote epub:type="z3998:poem"><p><span>The tide is low,</span><br/><span>the lamps are lit</span></p><p>and all</p></blockquote>',
        '<div class="poem"><div class="stanza"><span>The tide is low,<br/></span><span>the lamps are lit<br/></span></div><div class="stanza">and all</div></div>',
        '<div class="poetry"><div class="stanza"><div class="verse">The tide is low,</div><div class="verse">the lamps are lit</div></div><div class="stanza"><div class="verse">and all</div></div></div>',
        '<blockquote class="poem"><p>The tide is low,</p><p>the lamps are lit</p><p>&#160;</p><p>and all</p></blockquote>',
        '<div class="line-block">The tide is low,<br/>the lamps are lit<br/><br/>and all</div>',
        '<pre class="verse">The tide is low,\n  the lamps are lit\n\nand all</pre>',
    ],
)
def test_verse_keeps_its_lines_and_its_stanzas(body: str) -> None:
    assert shown(body) == ["verse: The tide is low,\nthe lamps are lit", "verse: and all"]


def test_line_breaks_part_paragraphs_stanzas_and_sentences() -> None:
    assert shown("<div>One went on.<br/><br/>Two went on.</div>") == [
        "paragraph: One went on.",
        "paragraph: Two went on.",
    ]
    assert shown("<p>He went.<br/>“Oh,” she said.<br/>It rained.</p>") == [
        "paragraph: He went.",
        "paragraph: “Oh,” she said.",
        "paragraph: It rained.",
    ]
    assert shown("<p>The tide is low<br/>The lamps are lit<br/>And all the quay</p>") == [
        "verse: The tide is low\nThe lamps are lit\nAnd all the quay"
    ]


def test_a_piece_knows_its_language_its_roles_and_its_classes() -> None:
    markup = read(
        page(
            '<section epub:type="chapter" class="a"><p>one</p><p xml:lang="fr" class="b c">deux</p>'
            '<p><i lang="de" class="d">drei</i></p><p>four <i lang="de">fünf</i></p></section>',
            attributes='lang="en-GB"',
        )
    )
    assert [marked.language for marked in markup.pieces] == ["en-GB", "fr", "de", "en-GB"]
    assert [marked.classes for marked in markup.pieces] == [("a",), ("a", "b", "c"), ("a", "d"), ("a",)]
    assert {marked.roles for marked in markup.pieces} == {("chapter",)}


def test_lines_shown_as_blocks_are_lines() -> None:
    body = '<div class="poem"><p><span class="l">one</span><span class="l">two</span><br/><span class="l">three</span></p></div>'
    assert shown(page(body, "<style>.l { display: block }</style>")) == ["verse: one\ntwo\nthree"]
