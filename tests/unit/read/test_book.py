from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import pytest

from talecast.errors import SourceError
from talecast.model import BlockKind, SkipKind
from talecast.read import parse_markdown, parse_text, read_book
from talecast.read.book import from_container
from talecast.read.documents import Container, Document
from talecast.read.limits import MAX_PIECES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from talecast.model import Block, Book

PROSE = (
    "The harbour lay quiet under the long grey light, and nobody had thought to ring the bell before the boats were in."
)


def _blocks(book: Book) -> list[Block]:
    return [block for chapter in book.chapters for block in chapter.blocks]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\t\r\n", "white space"),
        ("ornaments.txt", b"***\n\n---\n ~~~\n", "ornaments"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        ("photo.txt", b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
        ("archive.txt", b"PK\x03\x04\x14\0", "zip archive"),
        ("program.txt", b"\x7fELF\x02\x01", "a program"),
        ("noise.txt", bytes(range(256)) * 20, "no text"),
        ("book.docx", b"PK", "cut off"),
        ("notes.docx", b"PK", "cut off"),
    ],
)
def test_what_is_no_story_is_refused_with_one_sentence_and_a_tip(
    tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    source = tmp_path / name
    source.write_bytes(data)
    with pytest.raises(SourceError) as refused:
        read_book(str(source))
    assert says in refused.value.message
    assert refused.value.message.endswith(".")
    assert refused.value.tip


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file"):
        read_book(str(tmp_path / "nothing.txt"))
    with pytest.raises(SourceError, match="is a folder"):
        read_book(str(tmp_path))


def test_standard_input_is_read_as_plain_text_or_as_markdown() -> None:
    plain = read_book("-", stdin=io.BytesIO(f"{PROSE}\n".encode()))
    assert (plain.metadata.title, plain.source) == ("Untitled", "-")
    marked = read_book("-", stdin=io.BytesIO(f"# The *Net*\n\n{PROSE}\n".encode()))
    assert marked.metadata.title == "The Net"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("my_story-2.txt", "My Story 2"),
        ("The-Old_House.txt", "The Old House"),
        ("AliceInWonder.txt", "Alice In Wonder"),
        ("a.b.txt", "A B"),
    ],
)
def test_a_title_of_last_resort_is_made_of_the_file_name(name: str, title: str) -> None:
    assert parse_text(PROSE, name).metadata.title == title


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_quotes_dashes_and_accents_survive_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = f"“Don’t,” she said—quietly… at the café.\n\n{PROSE}\n"
    source = tmp_path / "story.txt"
    source.write_bytes(text.encode(encoding))
    assert _blocks(read_book(str(source)))[0].text == "“Don’t,” she said—quietly… at the café."


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Le garçon était à l’école ; « déjà », dit-il, où ça ? Cœur d’été, œuvre naïve."),
        ("cp1252", "Die Straße führte über die Brücke. „Schön“, sagte er – äußerst müde."),
        ("cp1252", "¿Dónde está el niño? ¡Aquí! “Mañana”, dijo José, será otro día en España."),
        ("cp1252", "Hon gick över ån på fält där åskan gått, “så där” sade hon."),
        ("cp1250", "Zażółć gęślą jaźń. Wszyscy byli już w łóżkach, a świeca gasła powoli."),
        ("iso8859_2", "Zażółć gęślą jaźń. Wszyscy byli już w łóżkach, a świeca gasła powoli."),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy. Všichni už spali a svíčka zhasínala."),
        ("mac_roman", "“Don’t,” she said—quietly… at the café, and was gone."),
        ("cp1251", "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему."),
    ],
)
def test_old_encodings_are_told_from_each_other(tmp_path: Path, encoding: str, text: str) -> None:
    source = tmp_path / "story.txt"
    source.write_bytes(f"{text} ".encode(encoding) * 8)
    assert text in _blocks(read_book(str(source)))[0].text


def test_a_few_bytes_of_damage_are_mended_and_told(tmp_path: Path) -> None:
    source = tmp_path / "story.txt"
    source.write_bytes("Café déjà vu, “quoted” text".encode() + b" and \x93bytes\x94.")
    book = read_book(str(source))
    assert _blocks(book)[0].text == "Café déjà vu, “quoted” text and “bytes”."
    assert "2 bytes" in book.warnings[0]


def test_control_characters_go_and_everything_else_stays() -> None:
    book = read_book("-", stdin=io.BytesIO("He\0llo wo\x07rld 😀 👩‍👩‍👧, שלום עולם.\x0cNext page.".encode()))
    assert [block.text for block in _blocks(book)] == ["Hello world 😀 👩‍👩‍👧, שלום עולם.", "Next page."]


@pytest.mark.parametrize("name", ["long.txt", "long.md"])
def test_ten_megabytes_in_one_line_are_read_in_seconds(name: str) -> None:
    text = "It's a word, and more of them; “so” it goes. " * 230_000
    start = time.process_time()
    book = (parse_markdown if name.endswith(".md") else parse_text)(text, name)
    assert time.process_time() - start < 30
    assert len(_blocks(book)[0].text) == len(text) - 1


@pytest.mark.parametrize(
    "text",
    [
        "by " * 400_000,
        "[" * 400_000 + "x",
        "_a " * 400_000,
        "*a " * 400_000,
        "\r" * 400_000 + "end",
        "***\n\n" * 60_000 + "end of it",
        "A/N: hello\n\n" * 20_000,
        "Chapter 1\n\n" * 20_000,
        "GREEN BOAT\n\n\n" * 20_000,
        "Contents\n\n" + "A title\n\n" * 20_000,
        "12\n\n" * 40_000,
        "short line\n" * 100_000,
        "a" * 50_000,
    ],
    ids=lambda text: text[:8].strip(),
)
def test_time_grows_with_the_length_and_no_faster(text: str) -> None:
    start = time.process_time()
    parse_text(text, "odd.txt")
    assert time.process_time() - start < 20


def test_a_note_is_one_paragraph_where_nothing_bounds_it() -> None:
    book = parse_text(f"A/N: Enjoy!\n\n{PROSE}\n\n***\n\n{PROSE}\n", "story.txt")
    assert [block.skip for block in _blocks(book)] == [SkipKind.AUTHORS_NOTE, None, None, None]


def test_a_sentence_of_the_story_is_no_disclaimer() -> None:
    text = (
        f"The Farm\n\nI do not own a horse. I never have.\n\n{PROSE}\n\n"
        + f"{PROSE}\n\n" * 10
        + "I own nothing of it now.\n\n"
        + PROSE
    )
    assert not any(block.skip for block in _blocks(parse_text(text, "story.txt")))


def test_where_everything_was_skipped_the_doubtful_is_read_after_all() -> None:
    book = parse_text("Chapter 1\n\nChapter 2\n\nChapter 3\n", "story.txt")
    assert any(block.skip is None for block in _blocks(book))


def test_nothing_but_a_licence_is_refused() -> None:
    licence = "The Project Gutenberg EBook of X\n\n*** START OF THIS PROJECT GUTENBERG EBOOK X ***\n\n*** END OF THIS PROJECT GUTENBERG EBOOK X ***\n"
    with pytest.raises(SourceError, match="nothing to narrate"):
        parse_text(licence, "story.txt")


def test_a_three_hundred_letter_title_with_slashes_comes_through() -> None:
    title = ("and/or " * 43).strip()
    assert parse_text(f"Title: {title}\n\n{PROSE}\n", "story.txt").metadata.title == title


def test_the_shared_alice_has_her_twelve_chapters(shared: Path) -> None:
    book = read_book(str(shared / "books" / "alice-gutenberg.txt"))
    assert [chapter.title.partition(".")[0] for chapter in book.chapters] == [
        f"CHAPTER {number}" for number in "I II III IV V VI VII VIII IX X XI XII".split()
    ]
    assert book.chapters[0].title == "CHAPTER I. Down the Rabbit-Hole"
    assert book.metadata.creators == ("Lewis Carroll",)
    blocks = _blocks(book)
    assert sum(block.kind is BlockKind.SCENE_BREAK for block in blocks) == 3
    assert sum(block.kind is BlockKind.VERSE for block in blocks) >= 25
    assert not any("Gutenberg" in block.text for block in blocks if block.skip is None)


def test_the_shared_time_machine_has_its_thirteen_parts(shared: Path) -> None:
    book = read_book(str(shared / "books" / "time-machine.txt"))
    assert [chapter.title for chapter in book.chapters] == [
        *"I II III IV V VI VII VIII IX X XI XII".split(),
        "Epilogue",
    ]


def test_the_shared_story_is_one_chapter_between_its_notes(shared: Path) -> None:
    book = read_book(str(shared / "stories" / "corrosion.txt"))
    assert [chapter.title for chapter in book.chapters] == ["Corrosion"]
    skipped = [block.skip for block in _blocks(book) if block.skip]
    assert skipped == [SkipKind.DISCLAIMER, SkipKind.AUTHORS_NOTE]
    assert [block.text for block in _blocks(book) if block.kind is BlockKind.HEADING] == ["Corrosion"]
    assert _blocks(book)[-2].text == "fin."


def test_two_hundred_thousand_short_paragraphs_are_read_in_seconds() -> None:
    lines = [
        "She had said so, and she had meant it.",
        "I",
        "CHAPTER ONE",
        "PREFACE",
        "About the Author",
        "1",
        "> " * 40 + "x",
    ]
    text = "\n\n".join(lines[at % len(lines)] for at in range(30_000))
    start = time.process_time()
    parse_text(text, "odd.txt")
    parse_markdown(text, "odd.md")
    assert time.process_time() - start < 30


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["Старик вышел на берег и долго смотрел на воду.\n" * 4, "渡し舟の綱は古かった。\n" * 6]
)
def test_utf_16_of_any_script_is_known_without_its_mark(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(text.encode(encoding))
    assert read_book(str(path)).content == text


def test_signs_for_the_typesetter_are_no_part_of_the_words(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("\u200bChapter 1\u200e\n\nIt rai\u00adned.\n", encoding="utf-8")
    book = read_book(str(path))
    assert [chapter.title for chapter in book.chapters] == ["Chapter 1"]
    assert _blocks(book)[1].text == "It rained."


def test_a_quote_however_deep_is_read() -> None:
    assert "words" in _blocks(parse_markdown("> " * 60 + "words\n", "deep.md"))[0].text


def test_front_matter_that_holds_itself_is_no_title() -> None:
    assert parse_markdown("---\ntitle: &a [*a]\n---\nIt rained.\n", "the_ferry.md").metadata.title == "The Ferry"


def test_invalid_front_matter_is_read_line_by_line_with_a_warning() -> None:
    book = parse_markdown("---\ntitle: The Ferry: A Story\nauthor: Ann\n---\nIt rained.\n", "x.md")
    assert (book.metadata.title, book.metadata.creators) == ("The Ferry: A Story", ("Ann",))
    assert book.warnings


@pytest.mark.parametrize("text", ["a\n" * 400_000, "a\n\n" * 200_000, "\n" * 300_000 + "a"])
def test_lines_with_next_to_nothing_in_them_are_no_text(text: str) -> None:
    for parse in (parse_text, parse_markdown):
        with pytest.raises(SourceError, match="is no text to be read"):
            parse(text, "odd.txt")


def test_a_file_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talecast.read.opening.MAX_BYTES", 1_000_000)
    for source, stdin in (("/dev/zero", None), ("-", io.BytesIO(b"a" * 1_000_001))):
        with pytest.raises(SourceError, match="is too large: more than 1 MB"):
            read_book(source, stdin=stdin)


@pytest.mark.parametrize("parse", [parse_text, parse_markdown])
def test_more_paragraphs_than_in_any_book_are_refused(parse: Callable[[str, str], Book]) -> None:
    with pytest.raises(SourceError, match=r"“x\.txt” holds more than 150,000 paragraphs"):
        parse("A word, and then no more.\n\n" * (MAX_PIECES + 2), "x.txt")


def test_more_paragraphs_in_several_documents_than_in_any_book_are_refused() -> None:
    documents = tuple(Document(f"{at}.html", b"<p>A word, no more.</p>" * 40_000) for at in range(4))
    with pytest.raises(SourceError, match=r"“x\.epub” holds more than 150,000 paragraphs"):
        from_container(Container({}, documents), "x.epub")


def test_more_chapters_than_in_any_book_are_refused() -> None:
    with pytest.raises(SourceError, match=r"“x\.md” holds more than 10,000 chapters"):
        parse_markdown("# A title\n\nA word, and then no more.\n\n" * 10_002, "x.md")
