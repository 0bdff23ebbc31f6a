"""Several files as one book, and folders: which files, in which order, what their chapters are called, what is known."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from talecast.errors import SourceError
from talecast.model import SkipKind
from talecast.read import read_sources
from talecast.read.folder import natural_key
from tests.unit.read.epub.making import PIXEL, TITLE, book, pack, page

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.model import Book

PROSE = "The keeper went down to the {} before it was light, and counted the boats that had come home."


def folder(where: Path, *names: str) -> Path:
    """A folder called serial, with a story of its own in each file."""
    made = where / "serial"
    for name in names:
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{PROSE.format(path.stem)}\n", encoding="utf-8")
    return made


def titles(read: Book) -> list[str]:
    return [chapter.title for chapter in read.chapters]


def texts(read: Book, skip: SkipKind | None = None) -> list[str]:
    return [block.text for chapter in read.chapters for block in chapter.blocks if block.skip is skip]


def together(*sources: Path | str, title: str = "The Serial") -> Book:
    return read_sources([str(source) for source in sources], title=title)


def test_the_files_of_a_folder_come_in_natural_order(tmp_path: Path) -> None:
    made = folder(tmp_path, "chapter 10.txt", "chapter 2.txt", "Chapter 1.txt")
    assert titles(together(made)) == ["Chapter 1", "Chapter 2", "Chapter 10"]


def test_files_that_are_named_come_in_the_order_of_the_command_line(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt", "2.txt")
    assert [chapter.blocks[0].text for chapter in together(made / "2.txt", made / "1.txt").chapters] == [
        PROSE.format(2),
        PROSE.format(1),
    ]


def test_a_prologue_comes_first_and_an_epilogue_last(tmp_path: Path) -> None:
    made = folder(tmp_path, "01 - The Quay.txt", "epilogue.txt", "Prologue.txt", "02 - The Boats.txt")
    assert titles(together(made)) == ["Prologue", "The Quay", "The Boats", "Epilogue"]


def test_a_number_in_a_name_sorts_by_its_value_however_it_is_written(tmp_path: Path) -> None:
    names = ["book2/1.txt", "book10/1.txt", "book2/01b.txt", "Book1/2.txt", "book1/10.txt"]
    ordered = sorted(names, key=lambda name: natural_key(tmp_path.relative_to(tmp_path) / name))
    assert ordered == ["Book1/2.txt", "book1/10.txt", "book2/1.txt", "book2/01b.txt", "book10/1.txt"]


def test_folders_in_a_folder_are_read_at_their_place(tmp_path: Path) -> None:
    made = folder(tmp_path, "part 2/1.txt", "part 1/2.txt", "part 1/1.txt")
    assert [chapter.blocks[0].text for chapter in together(made).chapters] == [PROSE.format(n) for n in (1, 2, 1)]


def test_formats_may_be_mixed(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt")
    (made / "2.md").write_text(f"# The Second\n\n{PROSE}\n", encoding="utf-8")
    (made / "3.html").write_text(f"<h1>The Third</h1><p>{PROSE}</p>", encoding="utf-8")
    (made / "4.epub").write_bytes(pack(book()))
    (made / "5.fb2").write_text(
        '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body><section><title><p>The Fifth</p></title>'
        f"<p>{PROSE}</p></section></body></FictionBook>",
        encoding="utf-8",
    )
    assert titles(together(made)) == ["1", "The Second", "The Third", "One", "Two", "The Fifth"]


def test_a_chapter_is_called_by_its_heading_and_the_books_title_over_it_is_told_once(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt", "2.txt")
    for number in (1, 2):
        (made / f"{number}.txt").write_text(f"The Serial\n\nChapter {number}\n\n{PROSE}\n", encoding="utf-8")
    read = together(made)
    assert titles(read) == ["Chapter 1", "Chapter 2"]
    assert texts(read).count("The Serial") == 1
    assert texts(read, SkipKind.PAGE_FURNITURE) == ["The Serial"]


def test_chapters_under_one_and_the_same_heading_are_called_by_their_files(tmp_path: Path) -> None:
    made = folder(tmp_path, "the_quay.html", "the_boats.html")
    for path in made.iterdir():
        path.write_text(f"<h1>Next</h1><p>{PROSE}</p>", encoding="utf-8")
    assert titles(together(made)) == ["The Boats", "The Quay"]


def test_what_is_no_chapter_is_named_in_one_warning_and_hidden_files_are_not(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt", "notes.xyz", "README.md", ".DS_Store", ".git/2.txt", "Thumbs.db", "LICENSE.txt")
    read = together(made)
    assert titles(read) == ["The Serial"]
    assert read.warnings == ("In “serial”, what is no chapter was left out: “LICENSE.txt”, “notes.xyz”, “README.md”.",)


def test_a_file_in_a_folder_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt", "2.txt", "3.txt")
    (made / "2.txt").write_bytes(b"")
    read = together(made)
    assert len(read.chapters) == 2
    assert read.warnings == ("“2.txt” is empty. It was left out.",)


def test_a_named_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt")
    with pytest.raises(SourceError, match=r"There is no file .*2\.txt"):
        together(made / "1.txt", made / "2.txt")


def test_a_warning_names_its_file(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt")
    (made / "2.html").write_text(f"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{PROSE}<br></p></body></html>")
    (warning,) = together(made).warnings
    assert warning.startswith("“2.html” is not well-formed XML")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("01 - The Quay.txt", "The Quay"),
        ("3. The Quay.txt", "The Quay"),
        ("07_être.txt", "Être"),
        ("1984.txt", "1984"),
        ("100 years later.txt", "100 Years Later"),
        ("2024-05-01 entry.txt", "2024 05 01 Entry"),
        ("chapter-02.txt", "Chapter 02"),
    ],
)
def test_the_number_that_sorts_a_name_is_no_part_of_its_title(tmp_path: Path, name: str, title: str) -> None:
    assert titles(together(folder(tmp_path, name, "zz.txt")))[0] == title


def test_the_picture_called_cover_is_the_books(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt", "2.txt")
    (made / "Cover.png").write_bytes(PIXEL)
    (made / "front.jpg").write_bytes(b"another")
    assert together(made).cover == PIXEL
    (made / "2.txt").unlink()
    assert read_sources([str(made)]).cover == PIXEL


def test_authors_are_gathered_and_what_the_files_say_differently_is_left_open(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt", "2.txt")
    head = "---\nauthor: {}\npublisher: The Press\ndate: {}\nlanguage: en\n---\n\n"
    (made / "1.md").write_text(f"{head.format('Ann Other', 1901)}{PROSE}\n", encoding="utf-8")
    (made / "2.md").write_text(f"{head.format('Bo Same', 1902)}{PROSE}\n", encoding="utf-8")
    known = together(made / "1.md", made / "2.md").metadata
    assert (known.title, known.creators, known.publisher, known.date) == (
        "The Serial",
        ("Ann Other", "Bo Same"),
        "The Press",
        "",
    )
    (made / "3.epub").write_bytes(pack(book(metadata=f"{TITLE}<dc:identifier>urn:isbn:1</dc:identifier>")))
    assert together(made / "1.md", made / "3.epub").metadata.identifier == ""
    assert together(made / "3.epub").metadata.identifier == "urn:isbn:1"


def test_a_file_in_another_language_says_so_in_its_blocks(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt")
    (made / "2.html").write_text('<html lang="fr"><h1>Deux</h1><p>Il ne dit rien.</p></html>', encoding="utf-8")
    read = together(made)
    assert [block.language for chapter in read.chapters for block in chapter.blocks] == ["", "fr", "fr"]


def test_the_source_of_a_folder_is_its_name_and_that_of_several_files_the_first_ones(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt", "2.txt")
    assert together(made).source == "serial"
    assert together(made / "1.txt", made / "2.txt").source == "1.txt"


def test_one_file_under_another_title_is_one_chapter_of_it(tmp_path: Path) -> None:
    read = together(folder(tmp_path, "draft_7.txt") / "draft_7.txt")
    assert (read.metadata.title, titles(read)) == ("The Serial", ["The Serial"])


def test_a_folder_of_one_book_is_that_book(tmp_path: Path) -> None:
    made = tmp_path / "The Lamp"
    made.mkdir()
    (made / "lamp.epub").write_bytes(pack(book()))
    (made / "cover.jpg").write_bytes(PIXEL)
    read = read_sources([str(made)])
    assert (read.metadata.title, read.source, titles(read)) == ("The Lamp", "lamp.epub", ["One", "Two"])


def test_a_folder_of_several_files_is_refused_with_the_way_to_make_them_one_book(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt", "2.txt")
    with pytest.raises(SourceError, match="holds 2 files that can be read") as caught:
        read_sources([str(made)])
    assert caught.value.tip == 'If they are the chapters of one book, say its title: --book "Serial".'


@pytest.mark.parametrize("title", ["", "The Serial"])
def test_a_folder_without_a_story_is_refused(tmp_path: Path, title: str) -> None:
    made = folder(tmp_path, "picture.png")
    with pytest.raises(SourceError, match=r"holds nothing that can be read: only “picture\.png”"):
        read_sources([str(made)], title=title)


def test_what_was_made_of_a_folder_before_is_no_part_of_it(tmp_path: Path) -> None:
    made = folder(
        tmp_path, "1.txt", "2.txt", "out/serial/page.html", "out/serial/narration.json", "out/serial/read/a.html"
    )
    assert together(made).warnings == ()
    assert titles(together(made)) == ["1", "2"]


def test_a_link_to_a_folder_around_it_is_not_followed(tmp_path: Path) -> None:
    made = folder(tmp_path, "1.txt")
    (made / "again").symlink_to(made, target_is_directory=True)
    assert len(together(made).chapters) == 1


def test_notes_and_pictures_of_two_files_are_told_apart(tmp_path: Path) -> None:
    page_of = '<h1>{0}</h1><p>Word.<a epub:type="noteref" href="#n">1</a></p><img src="p.png" alt="A boat {0}"/>'
    note = '<aside epub:type="footnote" id="n"><p>Note.</p></aside>'
    for name in ("a", "b"):
        files = book()
        files["EPUB/one.xhtml"] = page(page_of.format(name) + note).encode()
        (tmp_path / f"{name}.epub").write_bytes(pack({**files, "EPUB/p.png": PIXEL + name.encode()}))
    read = together(tmp_path / "a.epub", tmp_path / "b.epub")
    structures = [block.structure for chapter in read.chapters for block in chapter.blocks]
    assert [one.note for one in structures if one.note] == [1, 2]
    assert [mark.note for one in structures for mark in one.marks] == [1, 2]
    pictures = {picture.name: picture.data for picture in read.pictures}
    assert [pictures[one.image] for one in structures if one.image] == [PIXEL + b"a", PIXEL + b"b"]


def test_a_folder_that_is_an_unpacked_epub_is_that_book(tmp_path: Path) -> None:
    made = tmp_path / "lamp.epub"
    for name, data in {**book(), "mimetype": b"application/epub+zip"}.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (made / "EPUB" / "outside.xhtml").symlink_to("/etc/hostname")
    read = read_sources([str(made)])
    assert (read.metadata.title, read.source, titles(read)) == ("The Lamp", "lamp.epub", ["One", "Two"])
    assert titles(together(made)) == ["One", "Two"]


def test_standard_input_may_be_html_or_an_epub() -> None:
    page = b"\xef\xbb\xbf<!-- saved --><!DOCTYPE html><title>Low Water</title><h1>Low Water</h1><p>The tide was <em>out</em>.</p>"
    read = read_sources(["-"], stdin=io.BytesIO(page))
    assert (read.metadata.title, texts(read)) == ("Low Water", ["Low Water", "The tide was out."])
    read = read_sources(["-"], stdin=io.BytesIO(pack(book())))
    assert (read.source, titles(read)) == ("-", ["One", "Two"])


def test_the_pictures_of_an_epub_come_with_it_from_standard_input_and_from_a_folder(tmp_path: Path) -> None:
    files = book()
    files["EPUB/one.xhtml"] = page('<h1>One</h1><p>It stood there.</p><img src="p.png" alt="A lamp"/>').encode()
    files["EPUB/p.png"] = PIXEL
    for name, data in files.items():
        path = tmp_path / "lamp" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for read in (read_sources(["-"], stdin=io.BytesIO(pack(files))), read_sources([str(tmp_path / "lamp")])):
        assert [(picture.name, picture.data) for picture in read.pictures] == [("EPUB/p.png", PIXEL)]


def test_standard_input_that_only_begins_with_a_bracket_is_text() -> None:
    read = read_sources(["-"], stdin=io.BytesIO(b"<p1> was all that the label said, and nobody knew what it meant.\n"))
    assert texts(read) == ["<p1> was all that the label said, and nobody knew what it meant."]
