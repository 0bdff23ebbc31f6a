"""The boundaries of a text's sentences: Punkt proposes, the rules overrule it, and no sentence is left without a word."""

from __future__ import annotations

import re

from talecast.split.brackets import Asides
from talecast.split.lists import find_items
from talecast.split.marks import Context, find_places, mark_at
from talecast.split.punkt import sentence_starts
from talecast.split.rules import decide

_SPOKEN = re.compile(r"[^\W_]")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The (start, end) of every sentence in characters into the text; between two of them lies white space or nothing.

    Every sentence has a letter or a digit, if the text has any.
    """
    proposed = sentence_starts(text)
    context = Context(Asides(text), has_capitals=text != text.lower())
    items = find_items(text)
    borders = {(start, start) for start in items.starts}
    since, speaks = 0, _first_letter(text, 0)
    for place in find_places(text):
        start, end, resume = place
        if start in items.stops or resume in items.starts:
            continue
        if decide(mark_at(text, since, speaks, place), context, punkt=resume in proposed):
            borders.add((end, resume))
            since, speaks = resume, _first_letter(text, resume)
    return speaking(text, _between(text, sorted(borders)))


def visible_span(text: str) -> list[tuple[int, int]]:
    """The text without white space at its ends, as a list of one span, or of none for a text of nothing but white space."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return [(start, end)] if start < end else []


def speaking(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, those without a letter or a digit joined to the one before them, or to the next at the beginning."""
    joined: list[tuple[int, int]] = []
    first_speaks = True
    for start, end in spans:
        speaks = _SPOKEN.search(text, start, end) is not None
        if joined and not (speaks and first_speaks):
            joined[-1] = (joined[-1][0], end)
            first_speaks = first_speaks or speaks
        else:
            joined.append((start, end))
            first_speaks = speaks
    return joined


def _first_letter(text: str, start: int) -> int:
    match = _SPOKEN.search(text, start)
    return match.start() if match else len(text)


def _between(text: str, borders: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that the borders (end of one sentence, start of the next) leave, trimmed of white space."""
    spans = []
    begin = 0
    for end, resume in [*borders, (len(text), len(text))]:
        piece = text[begin:end]
        start = begin + len(piece) - len(piece.lstrip())
        stop = begin + len(piece.rstrip())
        if start < stop:
            spans.append((start, stop))
        begin = resume
    return spans
