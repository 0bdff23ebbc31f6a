"""Footnotes go to where their marks stand, from the end of a chapter or of the book."""

from __future__ import annotations

import re
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
    placed: set[int] = set()
    for at, mark in enumerate(text.marks):
        found: list[int] = []
        for address in mark.references:
            target = text.target(text.owners[at], address)
            if target is None or target >= len(text.pieces):
                continue
            number = text.marks[target].note
            body = bodies.pop((text.owners[target], number), []) if number else _loose_note(text, at, target, targets)
            found += [place for place in body if place not in placed and place != at]
            placed.update(found)
        if found:
            notes[at] = tuple(found)
    # What a note's own marks lead to stays where it is: two notes may lead to each other.
    return {at: places for at, places in notes.items() if at not in placed}


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
