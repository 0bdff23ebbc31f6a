"""Footnotes go to where their marks stand, from the end of a chapter or of the book."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind

if TYPE_CHECKING:
    from talecast.read.combine.text import Text

MOST_PIECES = 6
"""Of a note in a document that does not say where its notes end."""
LONGEST_NOTE = 4_000
"""Characters of a paragraph of such a note."""

_NUMBERED = re.compile(r"[\[({]?\d{1,4}[\])}.:]?\s")


def place_notes(text: Text) -> dict[int, tuple[int, ...]]:
    """For each piece with marks of notes the places of these notes; a note of several marks goes to the first one.

    The pieces of the text that only the marks show to be notes are marked as such.
    """
    bodies: dict[tuple[str, int], list[int]] = {}
    for at, mark in enumerate(text.marks):
        if mark.note:
            bodies.setdefault((text.owners[at], mark.note), []).append(at)
    targets = _targets(text)
    notes: dict[int, tuple[int, ...]] = {}
    numbers: dict[int, int] = {}
    placed: set[int] = set()
    for at, mark in enumerate(text.marks):
        found: list[int] = []
        for address in mark.references:
            target = text.target(text.owners[at], address)
            if target is None or target >= len(text.pieces):
                continue
            number = text.marks[target].note
            if not number and _leads_back(text, at, target):
                continue
            body = bodies.pop((text.owners[target], number), []) if number else _loose_note(text, at, target, targets)
            found += [place for place in body if place not in placed and place != at]
            placed.update(found)
            _number(text, at, address, target, body, numbers)
        if found:
            notes[at] = tuple(found)
    # What a note's own marks lead to stays where it is: two notes may lead to each other.
    return {at: places for at, places in notes.items() if at not in placed}


def _number(  # noqa: PLR0913 - a mark, and the note that it leads to
    text: Text, at: int, address: str, target: int, body: list[int], numbers: dict[int, int]
) -> None:
    """Give the pieces of a note their number among the book's, and the mark that leads to it the same."""
    if body and target not in numbers:
        number = numbers[target] = len(set(numbers.values())) + 1
        for place in body:
            structure = replace(text.pieces[place].structure, note=number)
            text.pieces[place] = replace(text.pieces[place], structure=structure)
            numbers[place] = number
    number = numbers.get(target, 0)
    piece = text.pieces[at]
    marks = tuple(
        replace(mark, note=number, target="") if mark.target == address else mark for mark in piece.structure.marks
    )
    text.pieces[at] = replace(piece, structure=replace(piece.structure, marks=marks))


def _leads_back(text: Text, at: int, target: int) -> bool:
    """Is the mark at `at` the label of a note, which leads to the paragraph of its mark? A mark stands before its note."""
    if text.marks[at].note:
        return True
    places = (text.target(text.owners[target], address) for address in text.marks[target].references)
    return target < at and at in places


def _targets(text: Text) -> frozenset[int]:
    """Every place that a mark leads to."""
    places: set[int] = set()
    for at, mark in enumerate(text.marks):
        for address in mark.references:
            target = text.target(text.owners[at], address)
            if target is not None:
                places.add(target)
    return frozenset(places)


def _loose_note(text: Text, at: int, target: int, targets: frozenset[int]) -> list[int]:
    """The pieces of a note that its own document does not mark as one: as far as the next note or a heading."""
    if text.pieces[target].skip is SkipKind.FOOTNOTE:
        return [target]
    if text.owners[target] == text.owners[at]:
        return []  # the reader of the document saw it and found no note
    body: list[int] = []
    for place in range(target, min(target + MOST_PIECES, text.extents[text.owners[target]][1])):
        piece = text.pieces[place]
        is_next = place > target and (place in targets or _NUMBERED.match(piece.text[:10]) is not None)
        if is_next or piece.skip is not None or piece.kind is BlockKind.HEADING or piece.length > LONGEST_NOTE:
            break
        if piece.lines:
            text.pieces[place] = piece.skipped(SkipKind.FOOTNOTE)
            body.append(place)
    return body
