"""What is narrated: the beginning of a book, or a text of any length made of books."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

PLAIN_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")
"""A word that another one can stand for without another sentence boundary coming of it."""
CHANGED = "marmalade"
"""Takes the place of a word in the sentence that is changed."""
CHANGEABLE_WORDS = 60
"""A paragraph with so many words has several sentences, of which one is changed."""


def beginning(source: Path, words: int, target: Path) -> Path:
    """The first paragraphs of a text with blank lines between them, until there are so many words, written to `target`."""
    kept: list[str] = []
    count = 0
    for paragraph in source.read_text(encoding="utf-8").split("\n\n"):
        if count >= words:
            break
        kept.append(paragraph)
        count += len(paragraph.split())
    target.write_text("\n\n".join(kept) + "\n", encoding="utf-8")
    return target


def paragraphs(document: dict[str, Any]) -> list[str]:
    """The blocks of a plan or a narration that have words, each a string; headings too."""
    return [
        " ".join(" ".join(sentence["text"].split()) for sentence in block["sentences"])
        for chapter in document["chapters"]
        for block in chapter["blocks"]
        if block["sentences"]
    ]


def drawn_passages(document: dict[str, Any], sentences: int, seed: int) -> list[str]:
    """So many random sentences of a plan, each with the one before and the one behind it in its paragraph, in the plan's order.

    One of a paragraph at most; a seed draws the same ones again.
    """
    blocks = [block["sentences"] for chapter in document["chapters"] for block in chapter["blocks"]]
    places = [(number, place) for number, block in enumerate(blocks) for place in range(len(block))]
    random.Random(seed).shuffle(places)  # noqa: S311 - the same ones each time
    first: dict[int, int] = {}
    for number, place in places:
        first.setdefault(number, place)
    drawn = dict(list(first.items())[:sentences])
    return [
        " ".join(" ".join(sentence["text"].split()) for sentence in blocks[number][max(place - 1, 0) : place + 2])
        for number, place in sorted(drawn.items())
    ]


def long_text(documents: Sequence[dict[str, Any]], words: int) -> str:
    """A plain text of about so many words, from the plans of some books, in chapters as the books have them.

    Where the books are too short they are gone through again, each time with other words of the same length in place of the
    plain ones: no utterance may come twice, since it would be spoken only once.
    """
    blocks = [(block["kind"] == "heading", text) for document in documents for block, text in _blocks(document)]
    vocabulary = _vocabulary(text for _, text in blocks)
    out: list[str] = ["Title: A Long Book"]
    count = chapter = copy = 0
    while True:
        for is_heading, text in blocks:
            if count >= words:
                return "\n\n".join(out) + "\n"
            chapter += is_heading
            out.append(f"CHAPTER {chapter}" if is_heading else varied(text, copy, vocabulary))
            count += len(out[-1].split())
        copy += 1


def varied(text: str, copy: int, vocabulary: dict[int, list[str]]) -> str:
    """The text with each plain word moved on by `copy` places among the words of its length; 0 leaves it as it is."""

    def moved(match: re.Match[str]) -> str:
        others = vocabulary[len(match[0])]
        return others[(bisect_left(others, match[0]) + copy) % len(others)]

    return PLAIN_WORD.sub(moved, text) if copy else text


def with_one_change(text: str) -> str:
    """The text with another word in one sentence near its middle."""
    blocks = text.split("\n\n")
    middle = len(blocks) // 2
    index = next(i for i in range(middle, len(blocks)) if len(blocks[i].split()) >= CHANGEABLE_WORDS)
    plain = list(PLAIN_WORD.finditer(blocks[index]))
    match = plain[len(plain) // 2]
    blocks[index] = blocks[index][: match.start()] + CHANGED + blocks[index][match.end() :]
    return "\n\n".join(blocks)


def _blocks(document: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    blocks = [block for chapter in document["chapters"] for block in chapter["blocks"] if block["sentences"]]
    return list(zip(blocks, paragraphs(document), strict=True))


def _vocabulary(texts: Iterable[str]) -> dict[int, list[str]]:
    """The plain words by their length, sorted."""
    by_length: defaultdict[int, set[str]] = defaultdict(set)
    for text in texts:
        for word in PLAIN_WORD.findall(text):
            by_length[len(word)].add(word)
    return {length: sorted(words) for length, words in by_length.items()}
