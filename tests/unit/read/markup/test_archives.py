from __future__ import annotations

from tests.unit.read.markup.reading import read, shown

DOWNLOAD = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Nine Lamps - quaylight - Harbour Tales</title>
<style type="text/css">p.message { text-align: center; } .toc-heading { display: none; }</style></head><body>
<div id="preface"><h2 class="toc-heading">Preface</h2>
<p class="message"><b>Nine Lamps</b><br />Posted originally on the Archive at <a href="http://example.org/1">http://example.org/1</a>.</p>
<div class="meta"><dl class="tags"><dt>Rating:</dt><dd><a href="t">Teen</a></dd></dl>
<h1>Nine Lamps</h1><div class="byline">by <a rel="author" href="u">quaylight</a></div>
<p>Summary</p><blockquote class="userstuff"><p>Mara counts.</p></blockquote>
<p>Notes</p><blockquote class="userstuff"><p>For Tom.</p><p>And Ann.</p></blockquote>
<div class="endnote-link">See the end of the work for more <a href="#endnotes">notes</a></div></div></div>
<div id="chapters" class="userstuff"><div class="meta group"><h2 class="heading">Chapter 1: Dusk</h2>
<p>Chapter Notes</p><blockquote class="userstuff"><p>Beta by K.</p></blockquote></div>
<div class="userstuff"><p>She counted the steps.</p><blockquote><p>Nine, said the sign.</p></blockquote></div>
<div class="meta" id="endnotes1"><p>Chapter End Notes</p><blockquote class="userstuff"><p>Thanks!</p></blockquote></div></div>
<div id="afterword"><h2 class="toc-heading">Afterword</h2>
<div class="meta"><div id="endnotes"><p>End Notes</p><blockquote class="userstuff"><p>Goodbye.</p></blockquote></div></div>
<p class="message">Please <a href="c">drop by and comment</a>!</p></div></body></html>"""


def test_a_download_of_the_archive_is_its_title_its_headings_and_its_story() -> None:
    lines = shown(DOWNLOAD)
    assert [line for line in lines if " (" not in line] == [
        "heading 1: Nine Lamps",
        "heading 2: Chapter 1: Dusk",
        "paragraph: She counted the steps.",
        "quote: Nine, said the sign.",
    ]
    notes = ["Notes", "For Tom.", "And Ann.", "See the end of the work for more notes", "Chapter Notes", "Beta by K."]
    notes += ["Chapter End Notes", "Thanks!", "End Notes", "Goodbye."]
    assert [line for line in lines if "authors-note" in line] == [f"note (authors-note): {note}" for note in notes]
    assert "paragraph (front-matter): Summary" in lines
    assert "paragraph (front-matter): by quaylight" in lines
    assert lines[-1] == "paragraph (page-furniture): Please drop by and comment!"


def test_the_author_is_the_author_and_the_title_has_no_fandom() -> None:
    headers = read(DOWNLOAD).headers
    assert (headers["title"], headers["creators"]) == ("Nine Lamps", ("quaylight",))


def test_a_page_of_the_archive_is_the_story_in_it() -> None:
    source = """<html><body><div id="header"><ul role="navigation"><li><a href="/">Home</a></li></ul></div><dl class="work meta group">
    <dt>Rating:</dt><dd>Teen</dd></dl><div id="workskin"><div class="preface group"><h2 class="title heading">Nine Lamps</h2>
    <h3 class="byline heading"><a rel="author" href="u">quaylight</a></h3><div class="summary module"><h3>Summary:</h3>
    <blockquote class="userstuff">Mara counts.</blockquote></div><div class="notes module"><h3>Notes:</h3>
    <blockquote class="userstuff">For Tom.</blockquote></div></div><h3 class="landmark heading">Work Text:</h3>
    <div class="userstuff"><p>She counted the steps.</p></div></div><div id="feedback"><p>12 kudos</p></div>Terms</body></html>"""
    assert [line for line in shown(source) if " (" not in line] == [
        "heading 2: Nine Lamps",
        "paragraph: She counted the steps.",
    ]
    assert "note (authors-note): For Tom." in shown(source)


def test_a_saved_page_is_the_text_of_the_story_and_its_profile_is_front_matter() -> None:
    source = """<html><body>Menu <div id=profile_top><b>Nine Lamps</b> By: <a href=/u/1>quaylight</a><div>Mara counts.</div></div>
    <select id=chap_select><option>1. Dusk<option>2. Dawn</select><div class=storytext id=storytext><p>She counted.<hr noshade><p>It rained.</div>
    <div>Review this story</div></body></html>"""
    assert shown(source) == [
        "paragraph (page-furniture): Menu",
        "paragraph (front-matter): Nine Lamps By: quaylight",
        "paragraph (front-matter): Mara counts.",
        "paragraph (page-furniture): 1. Dusk2. Dawn",
        "paragraph: She counted.",
        "scene-break: ",
        "paragraph: It rained.",
        "paragraph (page-furniture): Review this story",
    ]


def test_the_notes_that_a_downloader_adds_are_notes() -> None:
    title = '<html><body class="fff_titlepage"><h3><a href="u">Nine Lamps</a> by <a class="authorlink" href="v">quaylight</a></h3><div><b>Words:</b> 9<br/></div></body></html>'
    assert all("(front-matter)" in line for line in shown(title))
    assert read(title).headers["creators"] == ("quaylight",)
    chapter = '<html><body class="fff_chapter"><h3>1. Dusk</h3><div class="fff_chapter_notes fff_head_notes"><b>Note:</b> For Tom.</div><p>She counted.</p></body></html>'
    assert shown(chapter) == ["heading 3: 1. Dusk", "note (authors-note): Note: For Tom.", "paragraph: She counted."]


def test_the_page_in_front_of_an_exported_story_is_front_matter() -> None:
    source = "<html><body><h1>Nine Lamps</h1><p>by <b>quaylight</b></p><p>Exported with the assistance of FicHub.net</p></body></html>"
    assert [line.partition(":")[0] for line in shown(source)] == [
        "heading 1",
        "paragraph (front-matter)",
        "paragraph (front-matter)",
    ]
