"""Whatever the text, nothing is lost between what was decoded and the blocks, and only SourceError is ever raised."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from talecast.errors import SourceError
from talecast.model import BlockKind
from talecast.read import parse_markdown, parse_text
from talecast.read.decode import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from talecast.model import Book

_LINES = st.one_of(
    st.sampled_from(
        """Chapter 1|CHAPTER II.|The Red Boat|I|II|III.|1.|2|Part One|BOOK THE SECOND|Prologue|Contents|Chapter 1: Home ..... 12|
        ***|* * *|---|===|oOo|xXx|X|#|~~~|. . .|[Illustration: a boat|]|[Footnote 1: so]|[1] a note|[Pg 12]|12|
        A/N: hello|Author's Note|Disclaimer: I own nothing|I own nothing.|Notes|Summary|Transcriber's Note: mended|THE END|
        by Ann Example|BY|Title: A Boat|Author: Ann|Language: French|Rating: T|To my mother|Copyright 1922|Produced by Ann|
        The Project Gutenberg EBook of X, by Y|*** START OF THIS PROJECT GUTENBERG EBOOK X ***|*** END OF THE PROJECT GUTENBERG EBOOK X ***|
        "Hello," he said.|It was late, and the boats had not come in.|and then the rain went on until the morning of the|
             The tide is a lender,|       The moon is his clerk,|	tabbed line|> quoted|- item|1. item|# Head|## Sub|<!-- hidden -->|
        <b>bold</b>|![alt](x.png)|[text](http://x.y)|[Ann]: Hello|_so_ *so* =so= __so__|| a | b ||`code`|BY THE SAME AUTHOR|INDEX""".replace(
            "\n        ", ""
        ).split("|")
    ),
    st.text(max_size=80),
    st.just(""),
)
_TEXTS = st.lists(_LINES, max_size=40).map("\n".join)


@pytest.mark.parametrize("parse", [parse_text, parse_markdown])
@given(text=_TEXTS)
@settings(max_examples=300)
def test_every_letter_and_digit_of_the_content_is_in_one_block_in_order(
    parse: Callable[[str, str], Book], text: str
) -> None:
    book = _read(parse, text)
    said = "".join(block.text for chapter in book.chapters for block in chapter.blocks)
    assert _letters(said) == _letters(book.content)


@given(text=_TEXTS)
@settings(max_examples=200)
def test_a_plain_text_loses_no_letter_between_its_bytes_and_its_content(text: str) -> None:
    assume("<" not in text and not text.startswith("---"))
    decoded, _ = decode(text.encode("utf-8", errors="ignore"))
    assert _letters(_read(parse_text, decoded).content) == _letters(decoded)


@pytest.mark.parametrize("parse", [parse_text, parse_markdown])
@given(text=_TEXTS)
@settings(max_examples=200)
def test_the_text_of_a_block_is_folded_and_only_verse_has_lines(parse: Callable[[str, str], Book], text: str) -> None:
    for chapter in _read(parse, text).chapters:
        assert chapter.title == " ".join(chapter.title.split()) != ""
        for block in chapter.blocks:
            lines = block.text.split("\n") if block.kind is BlockKind.VERSE else [block.text]
            assert all(line == " ".join(line.split()) for line in lines)
            assert block.text or block.kind is BlockKind.SCENE_BREAK
            assert (block.level > 0) == (block.kind is BlockKind.HEADING)


@given(text=_TEXTS, end=st.sampled_from(["\r\n", "\r", "\u2028", "\x85"]))
@settings(max_examples=150)
def test_line_ends_make_no_difference(text: str, end: str) -> None:
    assume(not set(text) & set("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
    plain, _ = decode(text.encode("utf-8", errors="ignore"))
    other, _ = decode(text.replace("\n", end).encode("utf-8", errors="ignore"))
    assert other == plain


@given(data=st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    text = ""
    with contextlib.suppress(SourceError):
        text, _ = decode(data)
    assert not any(ord(character) < 32 and character not in "\n\t" for character in text)


def _read(parse: Callable[[str, str], Book], text: str) -> Book:
    """The book, where the text holds one."""
    book = None
    with contextlib.suppress(SourceError):
        book = parse(text, "story.txt")
    assume(book is not None)
    assert book is not None
    return book


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
