"""Lists of RTF, as elements."""

from __future__ import annotations

import re

import pytest

from talecast.read.office.lists import Item, make_lists
from talecast.read.xml import elements, parse_xml, to_bytes


def listed(*items: str) -> str:
    """The elements around items, each written as a dash for each list around it, its label, a space and its words."""
    words = [item.lstrip("-").partition(" ")[2] for item in items]
    root = parse_xml(f"<body>{''.join(f'<p>{one}</p>' for one in words)}</body>".encode(), "x").root
    depths = [len(item) - len(item.lstrip("-")) for item in items]
    labels = [item.lstrip("-").partition(" ")[0] for item in items]
    make_lists(
        [Item(block, depth, label) for block, depth, label in zip(elements(root, "p"), depths, labels, strict=True)]
    )
    return re.sub(r"<\?.*?\?>|\s*</?body>", "", to_bytes(root).decode()).strip()


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["- a", "- b"], "<ul><li>a</li><li>b</li></ul>"),
        (["-1. a", "-2. b"], '<ol type="1" start="1"><li>a</li><li>b</li></ol>'),
        (["-4) a", "-5) b"], '<ol type="1" start="4"><li>a</li><li>b</li></ol>'),
        (["-(a) a", "-(b) b"], '<ol type="a" start="1"><li>a</li><li>b</li></ol>'),
        (["- a", "-- b", "-- c", "- d"], "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"),
        (["--- a", "--- b", "- c"], "<ul><li>a</li><li>b</li></ul><ul><li>c</li></ul>"),
        (["- a", "--- b", "--- c"], "<ul><li>a<ul><li>b</li><li>c</li></ul></li></ul>"),
        (["-1. a", "-1. b"], '<ol type="1" start="1"><li>a</li></ol><ol type="1" start="1"><li>b</li></ol>'),
        (["-i. a", "-ii. b", "-iii. c"], "<ul><li>i. a</li><li>ii. b</li><li>iii. c</li></ul>"),
        (["-1.1 a", "-1.2 b"], "<ul><li>1.1 a</li><li>1.2 b</li></ul>"),
        (["-1. alone"], "<p>1. alone</p>"),
        (["- alone"], "<ul><li>alone</li></ul>"),
    ],
)  # fmt: skip
def test_paragraphs_become_the_lists_that_their_labels_show(items: list[str], expected: str) -> None:
    assert listed(*items) == expected
