"""Blocks as what they are on a page."""

from __future__ import annotations

from typing import Any

from talecast.model import Cell
from talecast.publish.readalong import narrated_from
from talecast.publish.readalong.sections import by_chapter
from talecast.publish.readalong.tree import Group, Leaf, row_cells, rows_said, tree_of
from tests.unit.publish.readalong.making import block, document, seconds, sentence


def shape_of(*blocks: dict[str, Any]) -> Any:
    """The tree of a chapter of these blocks: groups as a list behind their kind, blocks as their text."""

    def shape(node: Leaf | Group) -> Any:
        return node.block.text if isinstance(node, Leaf) else [node.kind, *map(shape, node.nodes)]

    return shape(root_of(*blocks))[1:]


def root_of(*blocks: dict[str, Any]) -> Group:
    book = narrated_from(document([list(blocks)], seconds(100)))
    return tree_of(by_chapter(book)[0])


class Told:
    """Sentences one after the other."""

    def __init__(self) -> None:
        self.at = 0

    def __call__(self, text: str, **more: Any) -> dict[str, Any]:
        self.at += 2
        return block(sentence(text, seconds(self.at), seconds(self.at + 1)), **more)


def item(kind: str, number: int, place: int) -> dict[str, Any]:
    return {"kind": kind, "number": number, "item": place}


def test_lists_lie_in_lists_and_an_item_may_have_two_paragraphs() -> None:
    told = Told()
    outer, other = item("ordered", 1, 3), item("ordered", 1, 4)
    assert shape_of(
        told("a", kind="list", list=[outer]),
        told("b", kind="list", list=[outer]),
        told("c", kind="list", list=[other]),
        told("d", kind="list", list=[other, item("unordered", 2, 1)]),
        told("e"),
    ) == [["ordered", ["item", "a", "b"], ["item", "c", ["unordered", ["item", "d"]]]], "e"]


def test_an_ordered_list_that_a_note_parts_goes_on_counting() -> None:
    told = Told()
    root = root_of(
        told("a", kind="list", list=[item("ordered", 1, 1)]),
        told("n", kind="note", note=1),
        told("b", kind="list", list=[item("ordered", 1, 2)]),
    )
    assert [(node.kind, node.number) for node in root.nodes if isinstance(node, Group)] == [
        ("ordered", 1),
        ("note", 1),
        ("ordered", 2),
    ]


def test_terms_and_descriptions_share_a_list() -> None:
    told = Told()
    blocks = [told("a", list=[item("term", 1, 1)]), told("b", list=[item("description", 1, 2)])]
    assert shape_of(*blocks) == [["description", ["term", "a"], ["definition", "b"]]]


def test_descriptions_that_do_not_alternate_are_a_plain_list() -> None:
    told = Told()
    assert shape_of(told("b", list=[item("description", 1, 2)]), told("c", list=[item("term", 1, 3)])) == [
        ["plain", ["item", "b"], ["item", "c"]]
    ]


def test_items_of_a_text_without_markup_are_a_plain_list() -> None:
    told = Told()
    assert shape_of(told("1. a", kind="list"), told("2. b", kind="list")) == [
        ["plain", ["item", "1. a"], ["item", "2. b"]]
    ]


def test_neighbours_of_a_kind_stand_in_one_quotation() -> None:
    told = Told()
    assert shape_of(told("a", kind="quote"), told("b", kind="quote"), told("c", kind="letter")) == [
        ["quote", "a", "b"],
        ["letter", "c"],
    ]


def test_a_heading_stands_in_nothing_and_a_term_holds_words_alone() -> None:
    told = Told()
    blocks = [
        told("h", kind="heading", level=2, list=[item("unordered", 1, 1)]),
        told("q", kind="quote", list=[item("term", 1, 1)]),
        told("d", list=[item("description", 1, 2)]),
    ]
    assert shape_of(*blocks) == ["h", ["description", ["term", "q"], ["definition", "d"]]]


def test_rows_are_said_in_their_table_and_a_second_table_is_another() -> None:
    told = Told()
    rows = [[{"text": "a"}], [{"text": "b"}]]
    root = root_of(
        told("caption", kind="table", table=rows),
        told("a", kind="table", row=0),
        told("b", kind="table", row=1),
        told("c", kind="table", row=0, table=[[{"text": "c"}]]),
    )
    first, second = (node for node in root.nodes if isinstance(node, Group))
    captions, said = rows_said(first)
    assert [leaf.block.text for leaf in captions] == ["caption"]
    assert {number: leaf.block.text for number, leaf in said.items()} == {0: "a", 1: "b"}
    assert list(rows_said(second)[1]) == [0]


def test_a_header_without_words_is_a_cell_like_any_other() -> None:
    cells = (Cell("", is_header=True), Cell("Tons", is_header=True))
    assert row_cells(cells) == '<td></td><th scope="col">Tons</th>'


def test_cells_fill_the_columns_and_rows_that_they_filled() -> None:
    cells = (Cell("Anna", is_header=True, rows=2), Cell("a < b", columns=3))
    assert row_cells(cells, "<i/>") == '<th scope="row" rowspan="2"><i/>Anna</th><td colspan="3">a &lt; b</td>'
