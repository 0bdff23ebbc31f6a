"""PDFs: what their lines' places say."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from talecast.errors import SourceError
from talecast.model import BlockKind, SkipKind
from talecast.read import read_book
from talecast.read.pdf.hyphens import Vocabulary
from talecast.read.pdf.page import Line
from tests.unit.read.pdf.simple import LEADING, Words, column, pdf

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.model import Book

pytest.importorskip("pypdfium2")

LAMP = "The lamp was lit before anybody asked for it, and it stayed lit until the morning came and nobody needed it any more."
ROPE = "A rope hung from the third window, and the rope was wet, though it had not rained upon that house since the spring."
GOAT = "Somebody had taught the goat to count, and it went on counting long after there was anything left in the yard to count."


def read(folder: Path, data: bytes, name: str = "story.pdf") -> Book:
    (folder / name).write_bytes(data)
    return read_book(str(folder / name))


def told(book: Book) -> list[str]:
    return [
        block.text
        for chapter in book.chapters
        for block in chapter.blocks
        if block.skip is None and block.sentences == ()
    ]


def skipped(book: Book, kind: SkipKind) -> list[str]:
    return [block.text for chapter in book.chapters for block in chapter.blocks if block.skip is kind]


def below(words: list[Words], lines: float = 1) -> float:
    return words[-1][1] - lines * LEADING


def page_of(*texts: str, top: float = 520, indent: float = 14, gap: float = 1) -> list[Words]:
    """A page of paragraphs."""
    words: list[Words] = []
    for text in texts:
        words += column(text, top=below(words, gap) if words else top, indent=indent)
    return words


def turned(text: str, places: int) -> str:
    """The same words in another order, so that no two pages are alike."""
    words = text.split()
    return " ".join([*words[places:], *words[:places]])


def test_paragraphs_are_known_by_their_indents(tmp_path: Path) -> None:
    assert told(read(tmp_path, pdf([page_of(LAMP, ROPE, GOAT)]))) == [LAMP, ROPE, GOAT]


def test_paragraphs_are_known_by_white_space(tmp_path: Path) -> None:
    assert told(read(tmp_path, pdf([page_of(LAMP, ROPE, GOAT, indent=0, gap=1.8)]))) == [LAMP, ROPE, GOAT]


def test_paragraphs_are_known_by_a_last_line_that_ends_early(tmp_path: Path) -> None:
    assert told(read(tmp_path, pdf([page_of(LAMP, ROPE, GOAT, indent=0)]))) == [LAMP, ROPE, GOAT]


def test_a_paragraph_goes_on_over_the_end_of_a_page(tmp_path: Path) -> None:
    words = column(f"{LAMP} {ROPE} {GOAT}", indent=14)
    half = len(words) // 2
    second = [(left, 520 - at * LEADING, text, 11) for at, (left, _, text, *_) in enumerate(words[half:])]
    assert told(read(tmp_path, pdf([words[:half], second]))) == [f"{LAMP} {ROPE} {GOAT}"]


def test_running_heads_feet_and_page_numbers_are_furniture(tmp_path: Path) -> None:
    pages = []
    for number in range(1, 9):
        head: Words = (60, 565, f"{number}   THE LAMP", 9) if number % 2 else (200, 565, f"Ada Quill   {number}", 9)
        foot: Words = (190, 30, "dunlin house", 8)
        pages.append([head, *page_of(*map(turned, (LAMP, ROPE, GOAT), [number] * 3)), foot])
    book = read(tmp_path, pdf(pages))
    assert len(skipped(book, SkipKind.PAGE_FURNITURE)) == 16
    assert not any("THE LAMP" in text or "dunlin" in text or "Quill" in text for text in told(book))


def test_page_numbers_alone_are_furniture_wherever_they_stand(tmp_path: Path) -> None:
    pages = [
        [
            *page_of(turned(LAMP, number), turned(GOAT, number)),
            (60 + 90 * (number % 3), 40 + number, str(number + 17), 9),
        ]
        for number in range(5)
    ]
    assert skipped(read(tmp_path, pdf(pages)), SkipKind.PAGE_FURNITURE) == ["17", "18", "19", "20", "21"]


def test_roman_numbers_count_the_pages_of_a_preface(tmp_path: Path) -> None:
    numerals = ("iii", "iv", "v", "vi", "vii")
    pages = [
        [*page_of(turned(LAMP, at), turned(GOAT, at)), (200, 40, numeral, 9)] for at, numeral in enumerate(numerals)
    ]
    assert skipped(read(tmp_path, pdf(pages)), SkipKind.PAGE_FURNITURE) == list(numerals)


def test_heads_that_take_turns_are_furniture_and_a_word_goes_on_under_them(tmp_path: Path) -> None:
    pages = []
    for number in range(2, 10):
        head: Words = (60, 565, f"{number}  Ada Quill", 9) if number % 2 == 0 else (150, 565, f"The Rope  {number}", 9)
        first = "nobody needed it any more. " if number > 2 else ""
        words = page_of(f"{first}{turned(ROPE, number)}", f"{turned(GOAT, number)} and so on until every-")
        pages.append([head, *words])
    pages[-1][-1] = (*pages[-1][-1][:2], "and so on for good.")
    said = " ".join(told(read(tmp_path, pdf(pages))))
    assert said.count("everynobody") + said.count("every-nobody") == 7
    assert "Quill" not in said
    assert "The Rope" not in said


def test_numbers_of_chapters_at_the_tops_of_pages_are_none(tmp_path: Path) -> None:
    numerals = ("I", "II", "III", "IV")
    pages = [
        [(200, 540, numeral, 18), *page_of(LAMP, turned(ROPE, at), top=500)] for at, numeral in enumerate(numerals)
    ]
    book = read(tmp_path, pdf(pages))
    assert [chapter.title for chapter in book.chapters] == ["I", "II", "III", "IV"]


def test_a_line_of_the_story_that_comes_again_far_away_is_no_furniture(tmp_path: Path) -> None:
    pages = [page_of(turned(LAMP, number), turned(ROPE, number), turned(GOAT, number)) for number in range(21)]
    for number in (0, 10, 20):
        pages[number] = page_of("Once more, from the top of the same old page.", LAMP, GOAT)
    assert told(read(tmp_path, pdf(pages))).count("Once more, from the top of the same old page.") == 3


def test_two_columns_are_read_one_after_the_other_however_they_are_written(tmp_path: Path) -> None:
    left, right = (
        column(f"{text} {text} {text}", left=edge, characters=24, indent=0) for text, edge in ((LAMP, 50), (ROPE, 230))
    )
    rows = [words for pair in zip(left, right, strict=False) for words in pair]
    longest = left if len(left) > len(right) else right
    rows += longest[min(len(left), len(right)) :]
    said = " ".join(told(read(tmp_path, pdf([rows]))))
    assert said == f"{LAMP} {LAMP} {LAMP} {ROPE} {ROPE} {ROPE}"


def test_headings_are_known_by_their_size_and_become_chapters(tmp_path: Path) -> None:
    pages = [[(60, 545, title, 20, "F2"), *page_of(LAMP, ROPE)] for title in ("The Lamp", "The Rope", "The Goat")]
    book = read(tmp_path, pdf(pages))
    assert [chapter.title for chapter in book.chapters] == ["The Lamp", "The Rope", "The Goat"]


def test_the_outline_says_where_chapters_begin_and_the_page_what_they_are_called(tmp_path: Path) -> None:
    pages = [
        [(60, 555, f"Chapter {number}", 14), (60, 533, title, 20), *page_of(LAMP, ROPE, top=500)]
        for number, title in enumerate(("The Lamp", "The Rope"), start=1)
    ]
    book = read(tmp_path, pdf(pages, outline=[("The Lamp", 0), ("The Rope", 1)]))
    assert [chapter.title for chapter in book.chapters] == ["Chapter 1 The Lamp", "Chapter 2 The Rope"]


def test_a_footnote_is_known_by_its_size_and_its_place_and_goes_to_its_mark(tmp_path: Path) -> None:
    words = page_of(LAMP, ROPE, GOAT)
    words[0] = (words[0][0], words[0][1], words[0][2].replace("lit", "lit^3^"))
    page = [*words, (60, 60, "3 With whale oil, as one did.", 8), (60, 50, "It smelled.", 8)]
    book = read(tmp_path, pdf([page]))
    assert skipped(book, SkipKind.FOOTNOTE) == ["With whale oil, as one did. It smelled."]
    assert not any("3" in text for text in told(book))


def test_white_space_of_a_line_parts_scenes_where_paragraphs_have_none(tmp_path: Path) -> None:
    words = page_of(LAMP, ROPE, GOAT)
    words += page_of(LAMP, ROPE, top=below(words, 2.2))
    kinds = [block.kind for chapter in read(tmp_path, pdf([words])).chapters for block in chapter.blocks]
    assert kinds == [BlockKind.PARAGRAPH] * 3 + [BlockKind.SCENE_BREAK] + [BlockKind.PARAGRAPH] * 2


def test_a_stanza_keeps_its_lines(tmp_path: Path) -> None:
    words = page_of(LAMP, ROPE)
    top = below(words, 1.8)
    verse = [
        "The river keeps the older name,",
        "The bridge forgets the new,",
        "And every map is half a claim",
        "And half of it is true.",
    ]
    words += [(90 + 12 * (at % 2), top - at * LEADING, line, 11) for at, line in enumerate(verse)]
    words += page_of(GOAT, top=words[-1][1] - 1.8 * LEADING)
    found = [
        block.text
        for chapter in read(tmp_path, pdf([words])).chapters
        for block in chapter.blocks
        if block.kind is BlockKind.VERSE
    ]
    assert found == ["\n".join(verse)]


def test_a_large_first_letter_begins_its_word(tmp_path: Path) -> None:
    words = page_of(GOAT, ROPE, LAMP)
    first = words[0]
    words[0] = (first[0] + 14, first[1], first[2][1:])
    book = read(tmp_path, pdf([[(60, first[1] - LEADING + 3, "S", 32), *words]]))
    assert told(book)[0].startswith("Somebody had taught")


# --- hyphens --------------------------------------------------------------------------------------------------------


def line(text: str) -> Line:
    return Line(text, 0, 100, 0, 0, 11, is_hyphenated=text.endswith("-"))


CUTS = [
    line("the lamp was lan-"),
    line("tern and lantern both, a well-known old"),
    line("and lamp-"),
    line("light came"),
]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("a lan-", "tern", "a lantern"),
        ("a well-", "known one", "a well-known one"),
        ("in Anglo-", "Saxon times", "in Anglo-Saxon times"),
        ("a mother-in-", "law", "a mother-in-law"),
        ("an unheard-", "of thing", "an unheardof thing"),
        ("the lamp-", "known", "the lamp-known"),
        ("from 1914-", "18", "from 1914-18"),
        ("He was-", "“What?”", "He was- “What?”"),
    ],
)
def test_a_hyphen_at_a_lines_end_goes_or_stays(first: str, second: str, joined: str) -> None:
    assert Vocabulary(CUTS).join(first, second) == joined


def test_where_no_words_are_cut_every_hyphen_stays() -> None:
    lines = [line("a sweet-"), line("looking child and a half-"), line("dozen more")]
    assert Vocabulary(lines).join("a sweet-", "looking child") == "a sweet-looking child"


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_document_without_text_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no text") as refused:
        read(tmp_path, pdf([[]]))
    assert "OCR" in refused.value.tip


def test_a_document_that_a_password_locks_is_refused_for_that(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is locked with a password") as refused:
        read(tmp_path, pdf([page_of(LAMP, ROPE)], locked=True))
    assert "without one" in refused.value.tip


def test_pictures_of_pages_are_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds pictures of its pages and no text") as refused:
        read(tmp_path, pdf([[], [], []], scanned=True))
    assert "OCR" in refused.value.tip


def test_a_scan_with_its_text_behind_it_is_read(tmp_path: Path) -> None:
    assert told(read(tmp_path, pdf([page_of(LAMP, ROPE)], scanned=True))) == [LAMP, ROPE]


def test_a_picture_among_pages_of_text_is_named(tmp_path: Path) -> None:
    book = read(tmp_path, pdf([page_of(LAMP, ROPE), []], scanned=True))
    assert told(book) == [LAMP, ROPE]
    assert book.warnings == ("1 of 2 pages hold a picture and no text.",)


def test_a_damaged_document_and_one_cut_off_are_refused_or_read(tmp_path: Path) -> None:
    whole = pdf([page_of(LAMP, ROPE)])
    with pytest.raises(SourceError, match="damaged"):
        read(tmp_path, whole[:40])
    assert told(read(tmp_path, whole[:-60])) == [LAMP, ROPE]


def test_without_pdfium_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", absent)
    with pytest.raises(SourceError, match="pypdfium2 is needed") as refused:
        read(tmp_path, pdf([page_of(LAMP)]))
    assert "pip install" in refused.value.tip


def test_a_title_that_a_program_wrote_is_not_believed(tmp_path: Path) -> None:
    page = [(60, 545, "The Lamp", 20), *page_of(LAMP, ROPE)]
    book = read(tmp_path, pdf([page], info={"Title": "Microsoft Word - draft7.doc", "Author": "user"}))
    assert book.metadata.title == "The Lamp"
    assert book.metadata.creators == ()
    book = read(tmp_path, pdf([page], info={"Title": "The Lamp and the Rope", "Author": "Ada Quill"}))
    assert (book.metadata.title, book.metadata.creators) == ("The Lamp and the Rope", ("Ada Quill",))
