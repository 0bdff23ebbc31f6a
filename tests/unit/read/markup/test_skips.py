from __future__ import annotations

import pytest

from talecast.model import SkipKind
from tests.unit.read.markup.reading import page, read, shown


@pytest.mark.parametrize(
    ("attributes", "skip"),
    [
        ('epub:type="titlepage"', SkipKind.FRONT_MATTER),
        ('epub:type="halftitlepage"', SkipKind.FRONT_MATTER),
        ('epub:type="copyright-page"', SkipKind.COPYRIGHT),
        ('epub:type="imprint"', SkipKind.COPYRIGHT),
        ('epub:type="toc"', SkipKind.CONTENTS),
        ('role="doc-toc"', SkipKind.CONTENTS),
        ('epub:type="loi"', SkipKind.CONTENTS),
        ('epub:type="dedication"', SkipKind.DEDICATION),
        ('role="doc-index"', SkipKind.INDEX),
        ('epub:type="colophon"', SkipKind.BACK_MATTER),
        ('role="doc-bibliography"', SkipKind.BACK_MATTER),
        ('role="contentinfo"', SkipKind.PAGE_FURNITURE),
        ('id="pg-header"', SkipKind.LICENCE),
        ('class="pg-boilerplate pgfooter"', SkipKind.LICENCE),
        ('class="transnote"', SkipKind.TRANSCRIBERS_NOTE),
        ('class="copyright-page"', SkipKind.COPYRIGHT),
        ('class="author-note"', SkipKind.AUTHORS_NOTE),
        ('class="disclaimer"', SkipKind.DISCLAIMER),
        ('class="sidenote"', SkipKind.OTHER),
        ("hidden=''", SkipKind.HIDDEN),
        ("style='display: none'", SkipKind.HIDDEN),
        ("style='visibility: hidden'", SkipKind.HIDDEN),
    ],
)
def test_roles_and_classes_say_what_is_not_read(attributes: str, skip: SkipKind) -> None:
    (marked,) = read(page(f"<section {attributes}><p>word</p></section>")).pieces
    assert marked.piece.skip is skip


@pytest.mark.parametrize(
    "role",
    "foreword preface introduction prologue chapter part epilogue afterword conclusion appendix acknowledgments glossary".split(),
)
def test_what_an_audiobook_reads_is_read(role: str) -> None:
    assert shown(f'<section epub:type="{role}"><h2>One</h2><p>word</p></section>') == [
        "heading 2: One",
        "paragraph: word",
    ]


@pytest.mark.parametrize(
    ("inside", "skip"),
    [
        ('<span epub:type="pagebreak">[12]</span>', "page-furniture"),
        ('<span class="pagenum">[Pg 12]</span>', "page-furniture"),
        ('<span role="doc-pagebreak" aria-label="12"/>', ""),
        ('<span style="display:none">gone</span>', "hidden"),
        ("<button>Play</button>", "page-furniture"),
        ("<audio>no sound here</audio>", "hidden"),
        ("<script>x()</script>", ""),
    ],
)
def test_what_stands_inside_a_sentence_and_is_none_of_it_leaves_it(inside: str, skip: str) -> None:
    first, *rest = shown(f"<p>The quay {inside}was bare.</p>")
    assert first == "paragraph: The quay was bare."
    assert [skip in line for line in rest] == ([True] if skip else [])


def test_what_is_left_out_for_good_stays_so_inside() -> None:
    body = '<section epub:type="copyright-page"><aside epub:type="footnote">a</aside><h2>b</h2><hr/></section>'
    assert shown(body) == ["paragraph (copyright): a", "paragraph (copyright): b"]


def test_words_hidden_from_listeners_are_skipped_only_where_others_stand_for_them() -> None:
    assert shown('<p><span class="sr-only">Once</span><span aria-hidden="true">O nce</span> upon</p>') == [
        "paragraph: Once upon",
        "paragraph (hidden): O nce",
    ]
    assert shown('<p aria-hidden="true">Once upon</p>') == ["paragraph: Once upon"]


def test_lines_of_links_are_contents_and_next_chapter_is_furniture() -> None:
    lines = "".join(f'<li><a href="c{number}.xhtml">Chapter {number}</a></li>' for number in range(3))
    rows = "".join(f'<tr><td><a href="#c{number}">CHAPTER {number}.</a></td><td>Salt</td></tr>' for number in range(20))
    assert shown(f"<h2>Contents</h2><ul>{lines}</ul>")[0] == "paragraph (contents): Contents"
    assert all(line.startswith("table (contents)") for line in shown(f"<table>{rows}</table>"))
    turning = '<p><a href="a.html">Previous</a> | <a href="b.html">Next chapter</a></p>'
    assert shown(f"<p>So it was.</p>{turning}")[1] == "paragraph (page-furniture): Previous | Next chapter"
    assert shown('<p><a href="a.html">She went home.</a></p>') == ["paragraph: She went home."]


@pytest.mark.parametrize(
    ("sheet", "hidden"),
    [
        (".x { display: none }", True),
        ("div > p.x { display:none!important }", True),
        ("@media screen { p { color: red } .x { display: none } }", True),
        ("/* { */ body p.x, h1 { visibility: hidden }", True),
        (".x { display: none } div p.x { display: block }", False),
        ("@media print { .x { display: none } } p { margin: 0 }", False),
        ("@media amzn-kf8 { .x { display: none } }", False),
        ("p + .x { display: none }", False),
        ("section .x { display: none }", False),
        (".x:hover { display: none }", False),
        ("@media screen { @font-face { src: x } } } .y { display: none", False),
    ],
)
def test_style_sheets_hide_what_they_say(sheet: str, hidden: bool) -> None:
    lines = shown(page('<div><p>a b</p><p class="x">c d</p></div>', f"<style>{sheet.replace('>', '&gt;')}</style>"))
    assert lines[1] == ("paragraph (hidden): c d" if hidden else "paragraph: c d")
