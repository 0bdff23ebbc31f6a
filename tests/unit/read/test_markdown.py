"""Markdown where the golden cases do not go: brackets without end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from talecast.model import Cell, NoteMark
from talecast.read import parse_markdown

if TYPE_CHECKING:
    from talecast.model import Block


def text_of(source: str) -> str:
    return " ".join(block.text for chapter in parse_markdown(source, "x.md").chapters for block in chapter.blocks)


@pytest.mark.parametrize("unit", ["[", "![", "[a", "[]", "[[]", "[x][", "![](", "[a](", "*_", "`", "<a ", "~~a ", "]"])
def test_the_time_grows_with_the_length_alone(unit: str) -> None:
    begin = time.process_time()
    text_of("A word. " + unit * (100_000 // len(unit)))
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("See [the [old] quay](a.html) there.", "See the [old] quay there."),
        ("See [the quay][q] there.\n\n[q]: a.html", "See the quay there."),
        ("See [one](a) and [two [three](b).", "See one and [two three."),
        ("See [[[ and [one](a) and ]]] there.", "See [[[ and one and ]]] there."),
        ("See [a [link](b) inside](c) there.", "See [a link inside](c) there."),
        ("So [ [ [ [x](y) was there.", "So [ [ [ x was there."),
        ("Words ![a picture [of] a boat](x.png) and more.", "Words a picture [of] a boat and more."),
        ("`[` is code and [this](a) is none.", "[ is code and this is none."),
    ],
)
def test_links_end_where_their_brackets_close(source: str, expected: str) -> None:
    assert text_of(source) == expected


def blocks_of(source: str) -> list[Block]:
    return [block for chapter in parse_markdown(source, "x.md").chapters for block in chapter.blocks]


def test_notes_and_their_marks_have_one_number() -> None:
    source = "## A rope[^r]\n\nThe rope[^1] was\nold.[^r]\n\n[^1]: A hempen one.[^r]\n[^r]: As old as the mill.\n\n    Older, some say.\n"
    heading, paragraph, first, second, third = blocks_of(source)
    assert heading.text == "A rope"
    assert heading.structure.marks == (NoteMark("r", len("Arope"), 2),)
    assert paragraph.text == "The rope was old."
    assert paragraph.structure.marks == (NoteMark("1", len("Therope"), 1), NoteMark("r", len("Theropewasold"), 2))
    assert [(note.text, note.structure.note) for note in (first, second, third)] == [
        ("A hempen one.", 1),
        ("As old as the mill.", 2),
        ("Older, some say.", 2),
    ]
    assert first.structure.marks == (NoteMark("r", len("Ahempenone"), 2),)


def test_the_mark_in_an_item_is_placed_behind_its_number() -> None:
    (first, _, _) = blocks_of("1. a rope[^a] and\n2. a lamp\n\n[^a]: Of hemp.\n")
    assert (first.text, first.structure.marks) == ("1. a rope and", (NoteMark("a", len("1arope"), 1),))


@pytest.mark.parametrize("where", ["`code[^1]`", "```\ncode[^1]\n```", "<p>code[^1]</p>", "|code[^1]|\n|-|\n|b|"])
def test_a_mark_in_code_or_in_html_leaves_nothing_in_the_words(where: str) -> None:
    assert "code" in [block.text.split("\n")[0] for block in blocks_of(f"It was so.\n\n{where}\n\n[^1]: A note.\n")]


def test_the_rows_of_a_table_know_it() -> None:
    table = ((Cell("Gate", is_header=True), Cell("m", is_header=True)), (Cell("North"), Cell("")), (Cell(""), Cell("")))
    told = [block for block in blocks_of("|Gate|*m*|\n|-|-|\n|North||\n|||\n\nAfter it.\n") if block.structure.table]
    assert [(block.text, block.structure.row) for block in told] == [("Gate m", 0), ("North", 1)]
    assert all(block.structure.table == table for block in told)
