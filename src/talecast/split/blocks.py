"""Which blocks get sentences, and how a text becomes the sentences of a block."""

from __future__ import annotations

from dataclasses import replace

from talecast.model import READABLE_NOTES, Block, BlockKind, Book, Sentence
from talecast.split.clauses import cut
from talecast.split.sentences import sentence_spans, speaking, visible_span

DEFAULT_MAX_CHARS = 400
"""Characters: Kokoro drops what goes past 510 tokens, and voices fade on longer sentences."""


def split_book(book: Book, max_chars: int = DEFAULT_MAX_CHARS) -> Book:
    """The same book with sentences in every block that may be spoken; a sentence has at most `max_chars` characters.

    Scene breaks and what is never read get none. Notes get theirs, as `--notes` may bring them back.
    """
    chapters = tuple(
        replace(chapter, blocks=tuple(_with_sentences(block, max_chars) for block in chapter.blocks))
        for chapter in book.chapters
    )
    return replace(book, chapters=chapters)


def split_text(text: str, max_chars: int = DEFAULT_MAX_CHARS) -> tuple[Sentence, ...]:
    """The sentences of a block's text, in order; between two of them lies white space or nothing.

    Every letter and digit is in exactly one sentence, and every sentence has one if the text has any. A sentence
    longer than `max_chars` characters is cut at clause boundaries; a piece is longer than that only by punctuation.
    """
    return _sentences(text, sentence_spans(text), max_chars)


def _with_sentences(block: Block, max_chars: int) -> Block:
    if block.kind is BlockKind.SCENE_BREAK or (block.skip is not None and block.skip not in READABLE_NOTES):
        return replace(block, sentences=())
    if block.spoken:  # a row of a table is said as one sentence, put otherwise as a whole
        return replace(block, sentences=tuple(Sentence(*span) for span in visible_span(block.text)))
    if block.kind is BlockKind.HEADING:  # "CHAPTER I. Down the Rabbit-Hole" is said in one breath
        return replace(block, sentences=_sentences(block.text, visible_span(block.text), max_chars))
    return replace(block, sentences=split_text(block.text, max_chars))


def _sentences(text: str, spans: list[tuple[int, int]], max_chars: int) -> tuple[Sentence, ...]:
    sentences: list[Sentence] = []
    for start, end in spans:
        *heads, tail = speaking(text, cut(text, start, end, max_chars))
        sentences.extend(Sentence(*piece, continues=True) for piece in heads)
        sentences.append(Sentence(*tail))
    return tuple(sentences)
