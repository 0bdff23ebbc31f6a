from __future__ import annotations

import pytest

from talecast.model import BlockKind
from talecast.read.plain import read_pieces, strip_markup

WRAPPED = """\
The harbour lay quiet under the long grey light, and nobody in the
village had thought to ring the bell before the boats were counted in
by the light of the ninth lamp.
"""


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("It was _so_ late.", "It was so late."),
        ("_Life and\nActions_", "Life and\nActions"),
        ("LETTERS--_continued_", "LETTERS--continued"),
        ("She *gasps*, **loudly**.", "She gasps, loudly."),
        ("a =bold= word, <i>so</i>", "a bold word, so"),
        ("snake_case_name ^_^ -_- _____ 5*3*2 a = b = c", "snake_case_name ^_^ -_- _____ 5*3*2 a = b = c"),
        ("* * *", "* * *"),
    ],
)
def test_marks_of_emphasis_go_and_other_signs_stay(text: str, stripped: str) -> None:
    assert strip_markup(text) == stripped


def test_wrapped_lines_are_one_paragraph() -> None:
    pieces = read_pieces(f"{WRAPPED}\n{WRAPPED}".split("\n"))
    assert [piece.kind for piece in pieces] == [BlockKind.PARAGRAPH] * 2
    assert pieces[0].text == " ".join(WRAPPED.split())


def test_long_lines_are_a_paragraph_each_without_blank_lines_between() -> None:
    line = " ".join(WRAPPED.split())
    assert len(read_pieces([line, line, line])) == 3


def test_short_lines_among_wrapped_ones_are_verse_and_keep_their_lines() -> None:
    pieces = read_pieces(f"{WRAPPED}\nThe sea is grey,\nThe boats are gone,\nAnd all the day\n\n{WRAPPED}".split("\n"))
    assert [piece.kind for piece in pieces] == [BlockKind.PARAGRAPH, BlockKind.VERSE, BlockKind.PARAGRAPH]
    assert pieces[1].text == "The sea is grey,\nThe boats are gone,\nAnd all the day"


@pytest.mark.parametrize("lines", ["Yours faithfully,\nTom Bell", "KEEP OFF\nTHE GRASS", "Ann Bell\nThe Mill"])
def test_a_signature_a_sign_and_an_address_are_no_verse(lines: str) -> None:
    pieces = read_pieces(f"{WRAPPED}\n{lines}\n\n{WRAPPED}".split("\n"))
    assert pieces[1].kind is BlockKind.PARAGRAPH


def test_a_heading_inside_a_group_of_lines_is_set_free() -> None:
    pieces = read_pieces(f"CHAPTER II\n{WRAPPED}".split("\n"))
    assert pieces[0].text == "CHAPTER II"
    assert len(pieces) == 2
