"""What holds for the sentences of any text at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from talecast.split import split_text

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.model import Sentence

SPOKEN = re.compile(r"[^\W_]")

_PROSE = st.lists(
    st.sampled_from(
        'He ran. she hid Mr. J. R. Smith U.S. 5 p.m. "Stop!" "Stop. Who?" “Wait—” Tom said. Tom ran. I… I … ... . . . ! ? — -- '
        "( ) [...] ( (He.) 1.) 2.) 1. 2. • a. b. 'Tis' ‘no’ no. 7 p. St. Yahoo! etc. \0 \u200d 🙂 👩\u200d🚀 e\u0301 \u0301 שלום. "
        "مرحبا؟ 他来了。她 « Oui. » * _so_ ; : , and aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".split(" ")
    ),
    max_size=60,
).flatmap(lambda words: st.sampled_from([" ", "", "\n", "  "]).map(lambda gap: gap.join(words)))
_TEXTS = st.one_of(st.text(max_size=300), _PROSE)
_LIMITS = st.integers(min_value=1, max_value=120)


def check(text: str, sentences: tuple[Sentence, ...], max_chars: int) -> None:
    """Everything that is promised of sentences."""
    end = 0
    for sentence in sentences:
        assert end <= sentence.start < sentence.end
        assert not text[end : sentence.start].strip()
        piece = text[sentence.start : sentence.end]
        assert piece == piece.strip()
        if SPOKEN.search(text):
            assert SPOKEN.search(piece)
            spoken = list(SPOKEN.finditer(piece))
            assert spoken[-1].end() - spoken[0].start() <= max_chars
        end = sentence.end
    assert not text[end:].strip()
    assert not sentences or not sentences[-1].continues


@given(_TEXTS, _LIMITS)
@example("a" + "!" * 50, 10)
@example('" ! " a . " "', 1)
@example("\0\0a\0. \0B", 2)
def test_sentences_and_the_white_space_between_them_are_the_text(text: str, max_chars: int) -> None:
    check(text, split_text(text, max_chars), max_chars)


@given(_PROSE)
def test_a_higher_limit_only_joins_pieces(text: str) -> None:
    whole = split_text(text, 1_000_000)
    ends = {sentence.end for sentence in split_text(text, 20)}

    assert not any(sentence.continues for sentence in whole)
    assert {sentence.end for sentence in whole} <= ends


@given(_PROSE)
def test_the_same_text_has_the_same_sentences(text: str) -> None:
    assert split_text(text) == split_text(text)


@pytest.mark.parametrize(
    "unit",
    ["a", "a ", "! ", ". ", "a.", "a. ", "1. A ", '"a." Tom ', "(a. B) ", "— ", "e\u0301", "\0", "...", "👩\u200d🚀"],
)
def test_a_long_row_of_anything_is_split(unit: str) -> None:
    text = unit * (50_000 // len(unit))

    check(text, split_text(text), 400)


@pytest.mark.parametrize("name", ["alice-gutenberg.txt", "time-machine.txt"])
def test_a_whole_book_in_one_line_is_split(shared: Path, name: str) -> None:
    text = " ".join((shared / "books" / name).read_text(encoding="utf-8").split())

    sentences = split_text(text)

    check(text, sentences, 400)
    assert len(sentences) > 1_000
