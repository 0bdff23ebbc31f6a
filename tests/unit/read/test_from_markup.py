"""Whole books of markup: chapters from the contents, matter left out, notes at their marks, nothing lost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from talecast.errors import SourceError
from talecast.model import BlockKind, SkipKind
from talecast.read import read_book
from tests.unit.read.epub.making import HTML_TYPE, PIXEL, book, old_book, pack, page, point
from tests.unit.read.spine import body_words, book_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from talecast.model import Block, Book

STORY = "<p>The keeper went down to the harbour before it was light, and counted the boats that had come home.</p>"
MORE = "<p>There were nine of them, and nobody on the quay would say what had become of the tenth one.</p>"


def made(folder: Path, files: Mapping[str, bytes]) -> Book:
    path = folder / "book.epub"
    path.write_bytes(pack(files))
    return require_whole(read_book(str(path)))


def html(folder: Path, text: str, *, images: str = "read") -> Book:
    path = folder / "story.html"
    path.write_text(text, encoding="utf-8")
    return require_whole(read_book(str(path), images=images))


def require_whole(read: Book) -> Book:
    texts = [block.text for chapter in read.chapters for block in chapter.blocks]
    assert letters([read.content]) == letters(texts)
    return read


def letters(texts: Sequence[str]) -> Counter[str]:
    return Counter(letter for text in texts for letter in text if letter.isalnum())


def titles(read: Book) -> list[str]:
    return [chapter.title for chapter in read.chapters]


def told(read: Book, chapter: int | None = None) -> list[str]:
    chapters = read.chapters if chapter is None else read.chapters[chapter : chapter + 1]
    return [block.text for one in chapters for block in one.blocks if block.skip is None and block.text]


def skipped(read: Book, kind: SkipKind) -> list[str]:
    return [block.text for chapter in read.chapters for block in chapter.blocks if block.skip is kind]


def blocks(read: Book) -> list[Block]:
    return [block for chapter in read.chapters for block in chapter.blocks]


def pages(contents: Sequence[tuple[str, str]], files: Mapping[str, str], after: str = "") -> dict[str, bytes]:
    """An EPUB 2 with these lines of contents and pages."""
    points = "".join(point(title, src) for title, src in contents)
    return old_book(points, files={name: page(body) for name, body in files.items()}, after=after)


def test_chapters_are_the_lines_of_the_contents(tmp_path: Path) -> None:
    files = {"a.html": f"<h1>The Quay</h1>{STORY}", "b.html": f"<h1>The Boats</h1>{MORE}"}
    read = made(tmp_path, pages([("The Quay", "a.html"), ("The Boats", "b.html")], files))
    assert titles(read) == ["The Quay", "The Boats"]
    assert [told(read, at)[0] for at in (0, 1)] == ["The Quay", "The Boats"]


def test_fragments_split_one_document_into_chapters(tmp_path: Path) -> None:
    body = f'<h2 id="one">The Quay</h2>{STORY}<div id="two"><h2>The Boats</h2>{MORE}</div>'
    read = made(tmp_path, pages([("The Quay", "a.html#one"), ("The Boats", "a.html#two")], {"a.html": body}))
    assert titles(read) == ["The Quay", "The Boats"]
    assert len(told(read, 0)) == 2


def test_a_document_that_the_contents_leave_out_goes_on_with_the_one_before(tmp_path: Path) -> None:
    files = {"a.html": f"<h1>The Quay</h1>{STORY}", "b.html": MORE, "c.html": f"<h1>The Boats</h1>{MORE}"}
    read = made(tmp_path, pages([("The Quay", "a.html"), ("The Boats", "c.html")], files))
    assert titles(read) == ["The Quay", "The Boats"]
    assert len(told(read, 0)) == 3


def test_a_chapter_that_the_contents_forgot_is_one_all_the_same(tmp_path: Path) -> None:
    files = {
        f"{at}.html": f"<h1>Chapter {name}</h1>{STORY}" for at, name in enumerate(("One", "Two", "Three"), start=1)
    }
    read = made(tmp_path, pages([("Chapter One", "1.html"), ("Chapter Three", "3.html")], files))
    assert titles(read) == ["Chapter One", "Chapter Two", "Chapter Three"]


def test_a_part_with_a_page_of_its_own_is_a_chapter_and_its_chapters_lie_under_it(tmp_path: Path) -> None:
    files = {"p.html": "<h1>Part One</h1>", "a.html": f"<h2>The Quay</h2>{STORY}", "b.html": f"<h2>Boats</h2>{MORE}"}
    inner = point("The Quay", "a.html") + point("Boats", "b.html")
    read = made(
        tmp_path, old_book(point("Part One", "p.html", inner), files={name: page(body) for name, body in files.items()})
    )
    assert [(chapter.title, chapter.level) for chapter in read.chapters] == [
        ("Part One", 1),
        ("The Quay", 2),
        ("Boats", 2),
    ]


def test_a_part_and_its_first_chapter_that_point_to_one_place_are_told_apart_by_their_headings(tmp_path: Path) -> None:
    files = {"a.html": f"<h1>Part One</h1><h2>The Quay</h2>{STORY}", "b.html": f"<h2>Boats</h2>{MORE}"}
    read = made(tmp_path, pages([("Part One", "a.html"), ("The Quay", "a.html"), ("Boats", "b.html")], files))
    assert titles(read) == ["Part One", "The Quay", "Boats"]


@pytest.mark.parametrize(
    ("heading", "entry", "title"),
    [
        ("<h2>CHAPTER ONE. The Quay</h2>", "Chapter One: The Quay", "CHAPTER ONE. The Quay"),
        ("<h2>I</h2><h2>The Quay</h2>", "I: The Quay", "I: The Quay"),
        ("<h2>I</h2>", "The Quay", "The Quay"),
        ("<p>Chapter One</p>", "Chapter One", "Chapter One"),
        ("", "The Quay", "The Quay"),
        ("<h2>The Quay</h2>", "", "The Quay"),
    ],
)
def test_a_title_is_the_heading_where_it_has_the_words_of_the_contents(
    tmp_path: Path, heading: str, entry: str, title: str
) -> None:
    files = {"a.html": f"{heading}{STORY}", "b.html": f"<h2>Boats</h2>{MORE}"}
    read = made(tmp_path, pages([(entry, "a.html"), ("Boats", "b.html")], files))
    assert titles(read) == [title, "Boats"]


def test_a_paragraph_with_the_words_of_the_contents_is_the_heading(tmp_path: Path) -> None:
    files = {"a.html": f"<p>Chapter One</p>{STORY}", "b.html": f"<p>Chapter Two</p>{MORE}"}
    read = made(tmp_path, pages([("Chapter One", "a.html"), ("Chapter Two", "b.html")], files))
    assert [chapter.blocks[0].kind for chapter in read.chapters] == [BlockKind.HEADING] * 2


def test_matter_in_the_contents_is_no_chapter_and_is_not_told(tmp_path: Path) -> None:
    files = {
        "cover.html": '<p><img src="c.png" alt="Cover"/></p>',
        "title.html": "<h1>The Lamp</h1><p>by A. Keeper</p><p>Harbour Press</p>",
        "rights.html": "<h1>Copyright</h1><p>All rights reserved by nobody at all in this harbour.</p>",
        "toc.html": '<h1>Contents</h1><p><a href="a.html">The Quay</a></p><p><a href="b.html">Boats</a></p>',
        "a.html": f"<h1>The Quay</h1>{STORY}",
        "b.html": f"<h1>Boats</h1>{MORE}",
        "author.html": "<h1>About the Author</h1><p>She lives by the sea and has written nothing else so far.</p>",
    }
    contents = [
        ("Cover", "cover.html"),
        ("Title Page", "title.html"),
        ("Copyright", "rights.html"),
        ("Contents", "toc.html"),
        ("The Quay", "a.html"),
        ("Boats", "b.html"),
        ("About the Author", "author.html"),
    ]
    read = made(tmp_path, pages(contents, files))
    assert titles(read) == ["The Quay", "Boats"]
    assert [text[:20] for text in told(read)] == [
        "The Lamp",
        "The Quay",
        "The keeper went down",
        "Boats",
        "There were nine of t",
    ]
    assert skipped(read, SkipKind.COPYRIGHT)
    assert skipped(read, SkipKind.CONTENTS)
    assert skipped(read, SkipKind.BACK_MATTER)


def test_an_index_goes_on_in_documents_that_the_contents_leave_out(tmp_path: Path) -> None:
    files = {
        "a.html": f"<h1>The Quay</h1>{STORY}",
        "b.html": f"<h1>Boats</h1>{MORE}",
        "i.html": "<h1>Index</h1><p>boats, 1</p>",
        "j.html": "<p>quays, 2</p>",
    }
    read = made(tmp_path, pages([("The Quay", "a.html"), ("Boats", "b.html"), ("Index", "i.html")], files))
    assert skipped(read, SkipKind.INDEX) == ["Index", "boats, 1", "quays, 2"]


def test_semantics_come_before_titles(tmp_path: Path) -> None:
    toc = "".join(f'<li><a href="{name}.xhtml">{name}</a></li>' for name in ("one", "two", "three"))
    files = book(toc=toc, items=[f"c3 three.xhtml {HTML_TYPE}"], spine=("c1", "c2", "c3"))
    files["EPUB/three.xhtml"] = page(f'<section epub:type="colophon"><h2>three</h2>{MORE}</section>').encode()
    read = made(tmp_path, files)
    assert len(read.chapters) == 2
    assert any("tenth one" in text for text in skipped(read, SkipKind.BACK_MATTER))


def test_a_page_before_the_story_is_front_matter_and_a_foreword_is_not(tmp_path: Path) -> None:
    files = {
        "x.html": f"<h1>This Edition</h1>{STORY}",
        "f.html": f"<h1>Foreword</h1>{STORY}",
        "a.html": f"<h1>The Quay</h1>{STORY}",
        "b.html": f"<h1>Boats</h1>{MORE}",
    }
    contents = [("This Edition", "x.html"), ("Foreword", "f.html"), ("The Quay", "a.html"), ("Boats", "b.html")]
    after = '<guide><reference type="text" title="Start" href="a.html"/></guide>'
    read = made(tmp_path, pages(contents, files, after))
    assert titles(read) == ["Foreword", "The Quay", "Boats"]
    assert "This Edition" in skipped(read, SkipKind.FRONT_MATTER)


def test_a_missing_fragment_is_a_warning_and_the_document_the_chapter(tmp_path: Path) -> None:
    files = {"a.html": f"<h1>The Quay</h1>{STORY}", "b.html": f"<h1>Boats</h1>{MORE}"}
    read = made(tmp_path, pages([("The Quay", "a.html#nowhere"), ("Boats", "b.html")], files))
    assert titles(read) == ["The Quay", "Boats"]
    assert [warning for warning in read.warnings if "nowhere" in warning]


def test_without_contents_headings_begin_chapters(tmp_path: Path) -> None:
    files = {"a.html": f"<h1>The Quay</h1>{STORY}", "b.html": f"<h1>Boats</h1>{MORE}"}
    read = made(tmp_path, pages([], files))
    assert titles(read) == ["The Quay", "Boats"]


def test_without_contents_and_headings_each_document_is_a_chapter(tmp_path: Path) -> None:
    read = made(tmp_path, pages([], {"a.html": STORY, "b.html": MORE}))
    assert len(read.chapters) == 2


def test_a_note_at_the_end_of_the_book_goes_to_its_mark(tmp_path: Path) -> None:
    marked = '<p>The tide<a epub:type="noteref" href="notes.html#n1">1</a> came in and nobody had thought of it.</p>'
    files = {
        "a.html": f"<h1>The Quay</h1>{marked}{STORY}",
        "b.html": f"<h1>Boats</h1>{MORE}",
        "notes.html": '<section epub:type="endnotes"><h1>Notes</h1><ol><li id="n1" epub:type="endnote">'
        "<p>Twice a day.</p></li></ol></section>",
    }
    read = made(tmp_path, pages([("The Quay", "a.html"), ("Boats", "b.html"), ("Notes", "notes.html")], files))
    assert titles(read) == ["The Quay", "Boats"]
    texts = [block.text for block in read.chapters[0].blocks]
    assert texts.index("Twice a day.") < texts.index(told(read, 0)[2])
    assert skipped(read, SkipKind.FOOTNOTE) == ["Twice a day."]


def test_notes_that_only_their_marks_show_to_be_notes_are_notes(tmp_path: Path) -> None:
    marked = '<p>The tide<sup><a href="notes.html#f1">1</a></sup> came in and nobody had thought of it.</p>'
    files = {
        "a.html": f"<h1>The Quay</h1>{marked}{STORY}",
        "b.html": f"<h1>Boats</h1>{MORE}",
        "notes.html": '<h1>Notes</h1><p id="f1">1. Twice a day.</p>',
    }
    read = made(tmp_path, pages([("The Quay", "a.html"), ("Boats", "b.html"), ("Notes", "notes.html")], files))
    assert titles(read) == ["The Quay", "Boats"]
    assert "1. Twice a day." in [block.text for block in read.chapters[0].blocks if block.skip is SkipKind.FOOTNOTE]


def test_notes_that_lead_to_each_other_are_not_lost(tmp_path: Path) -> None:
    mark = '<a epub:type="noteref" href="#{}">*</a>'
    notes = "".join(
        f'<aside id="{own}" epub:type="footnote"><p>Note {own}{mark.format(other)}</p></aside>'
        for own, other in (("n1", "n2"), ("n2", "n1"))
    )
    read = html(tmp_path, page(f"<h1>The Quay</h1><p>The tide{mark.format('n1')} came in at last.</p>{STORY}{notes}"))
    assert len(skipped(read, SkipKind.FOOTNOTE)) == 2


def test_a_document_out_of_the_reading_order_is_not_told(tmp_path: Path) -> None:
    files = book(items=[f"x extra.xhtml {HTML_TYPE}"], spine=("c1", "c2", "x no"))
    files["EPUB/extra.xhtml"] = page(MORE).encode()
    read = made(tmp_path, files)
    assert len(read.chapters) == 2
    assert skipped(read, SkipKind.OTHER)


def test_the_cover_of_the_source_is_handed_on(tmp_path: Path) -> None:
    files = book(items=["cover cover.png image/png cover-image"])
    files["EPUB/cover.png"] = PIXEL
    assert made(tmp_path, files).cover == PIXEL


def test_each_warning_is_given_once(tmp_path: Path) -> None:
    warnings = made(tmp_path, book(spine=("c1", "c2", "gone"))).warnings
    assert len(set(warnings)) == len(warnings) > 0


def test_an_html_page_has_its_title_and_author_from_its_head_and_chapters_from_its_headings(tmp_path: Path) -> None:
    head = '<title>The Lamp</title><meta name="author" content="A. Keeper"/>'
    read = html(
        tmp_path,
        page(f"<h1>The Lamp</h1><h2>The Quay</h2>{STORY}<h2>Boats</h2>{MORE}", head=head).replace(
            "<title>x</title>", ""
        ),
    )
    assert (read.metadata.title, read.metadata.creators) == ("The Lamp", ("A. Keeper",))
    assert titles(read) == ["The Quay", "Boats"]
    assert told(read).count("The Lamp") == 1


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Lamp | Project Gutenberg", "The Lamp"),
        ("The Lamp Chapter 2: Boats, a harbour fanfic | FanFiction", "The Lamp"),
        ("The Last Chapter 2", "The Last Chapter 2"),
        ("The Lamp - A Tale", "The Lamp - A Tale"),
    ],
)
def test_the_name_of_a_site_is_no_part_of_a_title(tmp_path: Path, title: str, expected: str) -> None:
    text = f"<html><head><title>{title}</title></head><body>{STORY}</body></html>"
    assert html(tmp_path, text).metadata.title == expected


def test_pictures_are_told_of_or_left_out(tmp_path: Path) -> None:
    body = (
        f'<h1>The Quay</h1>{STORY}<p><img src="a.png" alt="Nine boats lie at a quay in the morning light"/></p>{MORE}'
    )
    assert BlockKind.IMAGE in [block.kind for block in blocks(html(tmp_path, page(body))) if block.skip is None]
    assert skipped(html(tmp_path, page(body), images="skip"), SkipKind.IMAGE)


def test_a_page_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"story\.html"):
        html(tmp_path, page("<p> </p>"))


def test_a_download_of_an_archive_keeps_notes_and_tags_out_of_the_story(tmp_path: Path) -> None:
    files = {
        "preface.html": '<div id="preface"><h2 class="toc-heading">Preface</h2><p class="message">Posted originally on the '
        'Archive at <a href="x">x</a>.</p><div class="meta"><dl class="tags"><dt>Rating:</dt><dd>General</dd></dl>'
        '<h1>The Lamp</h1><div class="byline">by <a rel="author" href="y">keeper9</a></div><p>Summary</p>'
        '<blockquote class="userstuff"><p>A harbour and a lamp.</p></blockquote></div></div>',
        "a.html": '<div class="meta group"><h2 class="heading">The Quay</h2><p>Chapter Notes</p>'
        '<blockquote class="userstuff"><p>Thank you all for the kudos!</p></blockquote></div>'
        f'<div class="userstuff">{STORY}</div>',
        "b.html": f'<div class="meta group"><h2 class="heading">Boats</h2></div><div class="userstuff">{MORE}</div>',
        "after.html": '<div id="afterword"><h2 class="toc-heading">Afterword</h2><p class="message">Please drop by the '
        "Archive and comment to let the creator know if you enjoyed their work!</p></div>",
    }
    contents = [("Preface", "preface.html"), ("The Quay", "a.html"), ("Boats", "b.html"), ("Afterword", "after.html")]
    read = made(tmp_path, pages(contents, files))
    assert titles(read) == ["The Quay", "Boats"]
    assert [text[:10] for text in told(read)] == ["The Lamp", "The Quay", "The keeper", "Boats", "There were"]
    assert "Thank you all for the kudos!" in skipped(read, SkipKind.AUTHORS_NOTE)


def languages(read: Book) -> list[str]:
    return [block.language for block in blocks(read)]


def test_a_block_in_another_language_than_the_books_says_so(tmp_path: Path) -> None:
    text = f'<html lang="en-GB"><body><h1>The Quay</h1>{STORY}<p lang="fr">Il ne dit rien de tout cela.</p>{MORE}</body></html>'
    assert languages(html(tmp_path, text)) == ["", "", "fr", ""]


def test_a_region_is_no_other_language(tmp_path: Path) -> None:
    text = f'<html lang="en"><body><h1>The Quay</h1>{STORY}<div xml:lang="en-US">{MORE}</div></body></html>'
    assert languages(html(tmp_path, text)) == ["", "", ""]


def test_a_phrase_in_another_language_leaves_its_paragraph_in_the_books(tmp_path: Path) -> None:
    text = f'<html lang="en"><body><h1>The Quay</h1>{STORY}<p>She said <i lang="la">sic transit</i> and left.</p></body></html>'
    assert languages(html(tmp_path, text)) == ["", "", ""]


def test_words_that_are_all_in_another_language_make_a_block_of_it_wherever_that_is_marked(tmp_path: Path) -> None:
    text = f'<html lang="eng"><body><h1>The Quay</h1>{STORY}<p><i lang="lat">Sic transit gloria.</i></p>{MORE}</body></html>'
    assert languages(html(tmp_path, text)) == ["", "", "la", ""]


def test_a_tag_that_a_program_wrote_into_every_document_is_the_books(tmp_path: Path) -> None:
    text = f'<html><head><meta name="dc.language" content="en"></head><body lang="de"><h1>The Quay</h1>{STORY}{MORE}</body></html>'
    assert languages(html(tmp_path, text)) == ["", "", ""]


@pytest.mark.parametrize("tag", ["", "und", "zxx", "mul", "no such tag"])
def test_a_tag_that_says_no_language_leaves_a_block_in_the_books(tmp_path: Path, tag: str) -> None:
    text = f'<html lang="en"><body><h1>The Quay</h1>{STORY}<p lang="{tag}">Hm, hm, hm.</p>{MORE}</body></html>'
    assert languages(html(tmp_path, text)) == ["", "", "", ""]


def test_a_transcribers_note_among_paragraphs_is_that_paragraph_alone(tmp_path: Path) -> None:
    note = "<aside><p>Transcriber's Note: original reads 'harbuor'</p></aside>"
    read = html(tmp_path, f"<h1>The Quay</h1>{STORY}{note}{MORE * 3}")
    assert len(skipped(read, SkipKind.TRANSCRIBERS_NOTE)) == 1
    assert len(told(read)) == 5


def test_the_label_of_a_note_is_no_mark_whose_note_is_the_story(tmp_path: Path) -> None:
    marked = '<p id="there">Nobody said a word.<a href="two.xhtml#note">[1]</a></p>'
    files = book()
    files["EPUB/one.xhtml"] = page(f"<h1>One</h1>{STORY}{marked}").encode()
    note = '<p><a id="note" href="one.xhtml#there">[1]</a> Not one.</p>'
    for around in ("{}", '<div class="footnote">{}</div>'):
        files["EPUB/two.xhtml"] = page(f"<h1>Two</h1>{MORE}{around.format(note)}").encode()
        read = made(tmp_path, files)
        assert "Nobody said a word." in told(read, 0)
        assert skipped(read, SkipKind.FOOTNOTE) == ["Not one."]


def test_contents_that_list_the_ways_back_from_notes_list_no_chapters(tmp_path: Path) -> None:
    mark = '<p id="m">Nobody said a word.<a href="#n1" class="footnote-ref">1</a></p>'
    note = '<section class="footnotes"><ol><li id="n1">Not one. <a href="#m" class="footnote-back">↩︎</a></li></ol></section>'
    lines = ("One", "one.xhtml"), ("↩︎", "one.xhtml#m"), ("1", "one.xhtml#n1"), ("Two", "two.xhtml")
    files = book(toc="".join(f'<li><a href="{where}">{title}</a></li>' for title, where in lines))
    files["EPUB/one.xhtml"] = page(f"<h1>One</h1>{STORY}{mark}{MORE}{note}").encode()
    assert titles(made(tmp_path, files)) == ["One", "Two"]


@pytest.mark.parametrize("name", ["alice", "time-machine"])
def test_the_words_of_the_reading_order_are_those_of_the_book(shared: Path, name: str) -> None:
    path = shared / "books" / f"{name}.epub"
    assert book_words(read_book(str(path))) == body_words(path)


def test_numbers_that_count_the_documents_are_those_of_pages(tmp_path: Path) -> None:
    pages = {f"{at}.html": page(f"{STORY}<div>{at}</div>") for at in (7, 8, 9)}
    read = made(tmp_path, old_book(point("One", "7.html") + point("Two", "9.html"), files=pages))
    assert skipped(read, SkipKind.PAGE_FURNITURE) == ["7", "8", "9"]
    pages["8.html"] = page(f"{STORY}<div>18</div>")
    assert skipped(made(tmp_path, old_book(point("One", "7.html"), files=pages)), SkipKind.PAGE_FURNITURE) == []


def test_the_one_story_among_matter_is_the_chapter_that_the_contents_call_it(tmp_path: Path) -> None:
    pages = {"a.html": page("<h1>Copyright</h1><p>2026</p>"), "b.html": page(STORY + MORE)}
    listed = point("Copyright", "a.html") + point("The Quay at Night", "b.html")
    assert titles(made(tmp_path, old_book(listed, files=pages))) == ["The Quay at Night"]
    pages["b.html"] = page(f"<h2>First</h2>{STORY}<h2>Second</h2>{MORE}")
    listed = point("Copyright", "a.html") + point("Start", "b.html")
    assert titles(made(tmp_path, old_book(listed, files=pages))) == ["First", "Second"]


def labels(read: Book) -> list[str]:
    return [f"{block.label} {block.text}".strip() for block in blocks(read) if block.kind is BlockKind.LIST]


def test_the_items_of_a_numbered_list_have_their_numbers_as_labels(tmp_path: Path) -> None:
    listed = "<ol><li>A lamp.</li><li><p>A rope.</p><p>And old.</p></li><li>Two:<ul><li>a knife</li></ul></li></ol>"
    read = html(tmp_path, f"<h1>The Quay</h1>{STORY}{listed}")
    assert labels(read) == ["1. A lamp.", "2. A rope.", "And old.", "3. Two:", "a knife"]


def test_a_list_counts_as_its_attributes_say(tmp_path: Path) -> None:
    listed = '<ol start="5"><li>x</li><li value="9">y</li><li>z</li></ol><ol type="a"><li>p</li></ol><ol type="I"><li>q</li></ol>'
    assert labels(html(tmp_path, f"<h1>The Quay</h1>{STORY}{listed}")) == ["5. x", "9. y", "10. z", "a. p", "1. q"]


def test_a_list_that_shows_no_numbers_or_prints_its_own_has_none(tmp_path: Path) -> None:
    style = "<style>.plain { list-style-type: none }</style>"
    listed = '<ol class="plain"><li>x</li></ol><ol reversed="reversed"><li>y</li></ol><ol><li>(1) z</li></ol><ul><li>p</li></ul>'
    assert labels(html(tmp_path, f"{style}<h1>The Quay</h1>{STORY}{listed}")) == ["x", "y", "(1) z", "p"]


@pytest.mark.parametrize(
    "title_page",
    [
        '<div class="titlepage"><h1>The Lamp</h1><p>by Ann Other</p></div>',
        '<section epub:type="titlepage"><h1>The Lamp</h1><p>Written by Ann Other</p></section>',
        '<h3><a href="x">The Lamp</a> by <a class="authorlink" href="y">Ann Other</a></h3>',
        "<h1>The Lamp</h1><p>by Ann Other</p>",
    ],
)
def test_the_author_of_the_title_page_is_the_author_where_the_package_names_nobody(
    tmp_path: Path, title_page: str
) -> None:
    unknown = "<dc:title>The Lamp</dc:title><dc:creator>Unknown</dc:creator><dc:language>en</dc:language>"
    pages = {"t.html": page(title_page), "a.html": page(f"<h1>One</h1>{STORY}"), "b.html": page(f"<h1>Two</h1>{MORE}")}
    points = point("One", "a.html") + point("Two", "b.html")
    assert made(tmp_path, old_book(points, metadata=unknown, files=pages)).metadata.creators == ("Ann Other",)
