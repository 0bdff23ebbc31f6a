"""Tables of figures, and the page that holds them."""

from __future__ import annotations

from benchmarks.bench import Row
from benchmarks.table import fill_page, markdown_table, text_table

ROWS = [Row("`espeak` against `a | b`", "1.93 x", "at least 1.8 x", holds=True), Row("first run", "6.3 s")]


def test_columns_of_the_terminal_s_table_stand_under_each_other() -> None:
    heading, rule, *lines = text_table(ROWS).splitlines()
    assert {line.index(word) for line, word in zip((heading, *lines), ("measured", "1.93", "6.3"), strict=True)} == {
        rule.index(" -") + 1
    }
    assert lines[0].endswith("yes")


def test_a_pipe_within_a_cell_does_not_end_it() -> None:
    assert markdown_table(ROWS).splitlines()[2] == "| `espeak` against `a \\| b` | 1.93 x | at least 1.8 x | yes |"


def test_only_what_stands_between_its_marks_is_replaced() -> None:
    page = "Before.\n<!-- figures: speed -->\nold\n<!-- end of figures -->\nAfter.\n<!-- figures: warm -->\nkept\n<!-- end of figures -->\n"
    filled = fill_page(page, {"speed": "new \\1"})
    assert filled == page.replace("old", "\nnew \\1\n")
    assert fill_page(filled, {"speed": "new \\1"}) == filled
