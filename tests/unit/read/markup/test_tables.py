from __future__ import annotations

import pytest

from tests.unit.read.markup.reading import shown

HEADS = "<tr><th>Name</th><th>Age</th></tr>"


def rows(count: int) -> str:
    return "".join(f"<tr><td>Boat {number}</td><td>{number}</td></tr>" for number in range(count))


def test_a_row_is_said_with_the_headers_of_its_columns() -> None:
    assert shown(f"<table><caption>Crew</caption>{HEADS}<tr><td>Mara</td><td>12.</td></tr></table>") == [
        "paragraph: Crew",
        "table (table): Name Age",
        "table: Mara 12. = Name: Mara. Age: 12.",
    ]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("<tr><td>a</td><td>b</td></tr>", "a, b."),
        (
            "<thead><tr><td></td><td>Mon</td><td>Tue</td></tr></thead><tr><th scope='row'>Rain</th><td>1</td><td>2</td></tr>",
            "Rain. Mon: 1. Tue: 2.",
        ),
        (
            "<tr><th colspan='2'>Who</th><th>Age</th></tr><tr><td>Ann</td><td>Bell</td><td>9</td></tr>",
            "Who: Ann. Who: Bell. Age: 9.",
        ),
        ("<tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td></td></tr>", "Name: Ann."),
        (
            (
                "<tr><th rowspan='2'>Who</th><th colspan='2'>Toll</th></tr><tr><th>day</th><th>night</th></tr>"
                "<tr><th scope='row'>Cart</th><td>4d</td><td>6d</td></tr>"
            ),
            "Who: Cart. Toll day: 4d. Toll night: 6d.",
        ),
        (
            "<tr><th>Day</th><th>Boat</th></tr><tr><td rowspan='2'>Monday</td><td>Anna</td></tr><tr><td>Berta</td></tr>",
            "Boat: Berta.",
        ),
        (
            "<tr><th>Name</th><th>Age</th></tr><tr><td><p>Ann<br/>Bell</p></td><td>9</td></tr>",
            "Name: Ann Bell. Age: 9.",
        ),
    ],
)
def test_headers_follow_their_columns(table: str, said: str) -> None:
    assert shown(f"<table>{table}</table>")[-1].endswith(f" = {said}")


@pytest.mark.parametrize(
    "table",
    [
        "<table role='presentation'><tr><td>one</td><td>two</td></tr></table>",
        "<table><tr><td>one</td></tr><tr><td>two</td></tr></table>",
        "<table><tr><td><p>one</p><div>two</div></td><td><hr/></td></tr></table>",
        "<table><tr><td><table><tr><td>one</td></tr></table></td><td>two</td></tr></table>",
        "<table xmlns:epub='http://www.idpf.org/2007/ops'><tr><td epub:type='z3998:persona'>one</td><td>two</td></tr></table>",
    ],
)
def test_a_table_that_lays_out_a_page_is_only_a_box(table: str) -> None:
    assert [line for line in shown(table) if line != "scene-break: "] == ["paragraph: one", "paragraph: two"]


def test_a_large_table_is_summed_up_in_the_place_of_its_caption() -> None:
    lines = shown(f"<table><caption>The fleet</caption>{HEADS}{rows(13)}</table>")
    assert lines[0] == "paragraph: The fleet = The fleet: a table of 13 rows and 2 columns: Name, Age."
    assert lines[1:3] == ["table (table): Name Age", "table (table): Boat 0 0"]
    assert len(lines) == 15


def test_a_large_table_without_a_caption_is_summed_up_in_the_place_of_its_first_row() -> None:
    assert (
        shown(f"<table>{HEADS}{rows(13)}</table>")[0]
        == "table: Name Age = A table of 13 rows and 2 columns: Name, Age."
    )
    assert shown(f"<table>{rows(13)}</table>")[:2] == [
        "table: Boat 0 0 = A table of 13 rows and 2 columns.",
        "table (table): Boat 1 1",
    ]


def test_a_table_of_twelve_rows_is_read() -> None:
    assert not any("(table)" in line for line in shown(f"<table>{rows(12)}</table>"))


def test_a_long_table_of_sentences_is_read() -> None:
    speech = "<tr><td>Mara</td><td>I counted every lamp on the quay, and there were nine.</td></tr>"
    assert not any("(table)" in line for line in shown(f"<table>{speech * 20}</table>"))
