"""Texts to measure with: long ones that repeat no utterance, and one with a changed sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.texts import beginning, drawn_passages, long_text, with_one_change

if TYPE_CHECKING:
    from pathlib import Path


def a_plan() -> dict[str, Any]:
    lines = [
        "The narrow garden behind their house was green and quiet.",
        "Somewhere a window opened; nobody looked at the street.",
        "Later that evening the lantern was lit, as always.",
    ]
    blocks = [{"kind": "heading", "sentences": [{"text": "I"}]}]
    blocks += [{"kind": "paragraph", "sentences": [{"text": line} for line in lines]}]
    blocks += [{"kind": "scene-break", "sentences": []}]
    return {"chapters": [{"blocks": blocks}]}


def test_a_long_text_has_the_words_that_were_asked_for() -> None:
    words = len(long_text([a_plan()], 500).split())
    assert 500 <= words < 550


def test_no_paragraph_of_a_long_text_comes_twice() -> None:
    paragraphs = long_text([a_plan()], 100).split("\n\n")
    assert len(paragraphs) == len(set(paragraphs))


def test_a_long_text_keeps_short_words_capitals_and_marks_where_they_were() -> None:
    first, second = (text for text in long_text([a_plan()], 60).split("\n\n") if text.startswith("The "))
    assert first != second
    assert [len(word) for word in first.split()] == [len(word) for word in second.split()]
    assert second.count(".") == first.count(".")


def test_chapters_of_a_long_text_are_numbered_through() -> None:
    headings = [line for line in long_text([a_plan()], 100).splitlines() if line.startswith("CHAPTER")]
    assert headings == [f"CHAPTER {number}" for number in range(1, len(headings) + 1)]


def test_a_change_is_one_word_in_one_paragraph() -> None:
    text = "\n\n".join(f"{index} " + "and then another thing happened to somebody. " * 12 for index in range(9))
    before, after = text.split(), with_one_change(text).split()
    assert [new for old, new in zip(before, after, strict=True) if old != new] == ["marmalade"]


def test_a_beginning_ends_with_a_paragraph(tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text("one two three\n\nfour five\n\nsix\n", encoding="utf-8")
    assert beginning(book, 4, tmp_path / "short.txt").read_text(encoding="utf-8") == "one two three\n\nfour five\n"


def test_a_seed_draws_the_same_sentences_again_in_the_books_order_and_another_draws_others() -> None:
    blocks = [{"sentences": [{"text": f"{block}-{place}"} for place in range(5)]} for block in range(300)]
    book = {"chapters": [{"blocks": blocks[:100]}, {"blocks": [*blocks[100:], {"sentences": []}]}]}
    drawn = drawn_passages(book, 20, 1)
    assert drawn == drawn_passages(book, 20, 1) != drawn_passages(book, 20, 2)
    numbers = [int(passage.partition("-")[0]) for passage in drawn]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 20
    assert {len(passage.split()) for passage in drawn} == {2, 3}
    assert all(passage.split() == sorted(passage.split()) for passage in drawn)


def test_of_a_short_book_every_paragraph_is_drawn() -> None:
    assert len(drawn_passages(a_plan(), 50, 1)) == 2
