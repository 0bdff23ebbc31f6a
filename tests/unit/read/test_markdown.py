"""Markdown where the golden cases do not go: brackets without end."""

from __future__ import annotations

import time

import pytest

from talecast.read import parse_markdown


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
