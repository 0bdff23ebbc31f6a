"""A Markdown paragraph, its markup gone, as pieces: lines, ornaments, pictures, and notes with their marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talecast.model import BlockKind, NoteMark, SkipKind, Structure
from talecast.read.breaks import is_ornament
from talecast.read.headings import splits_paragraph
from talecast.read.layout import is_stanza
from talecast.read.mdsource import NOTE_MARK, NUMBER, number_of
from talecast.read.piece import Piece, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

HARD = "\x0b"
"""Stands before a line end that the markup makes: no such character is left in a decoded text."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a paragraph: words with their line ends, the words of a picture, or a comment."""

    text: str
    skip: SkipKind | None = None


def paragraph(segments: Sequence[Segment], kind: BlockKind, labels: Sequence[str]) -> list[Piece]:
    """The pieces of one paragraph: its words, its pictures and its comments in their order. `labels` are those of notes."""
    pieces: list[Piece] = []
    for segment in segments:
        if segment.skip is not None:
            pieces.append(Piece((fold(segment.text),)).skipped(segment.skip))
            continue
        if segment.text.startswith(NOTE_MARK):
            note = NUMBER.match(segment.text, 1)
            text = segment.text[note.end() :] if note else segment.text
            words = fold(NUMBER.sub("", text.replace(NOTE_MARK, " ").replace(HARD, " ")))
            marks = _marks(text, labels)
            structure = Structure(note=number_of(note) if note else 0, marks=marks)
            pieces += [replace(Piece((words,)).skipped(SkipKind.FOOTNOTE), structure=structure)] if words else []
            continue
        text = NUMBER.sub("", segment.text)
        raw = [line for line in text.replace(NOTE_MARK, "").split("\n") if fold(line.replace(HARD, " "))]
        hard = sum(line.endswith(HARD) for line in raw)
        cut = _cut([fold(line.replace(HARD, " ")) for line in raw], kind, hard)
        pieces += _with_marks(cut, _marks(segment.text, labels))
    return pieces


def _marks(text: str, labels: Sequence[str]) -> tuple[NoteMark, ...]:
    """The marks of notes in a text, by the letters before each."""
    marks = []
    letters = start = 0
    for found in NUMBER.finditer(text):
        letters += sum(map(str.isalnum, text[start : found.start()]))
        start = found.end()
        marks.append(NoteMark(labels[number_of(found) - 1], letters, number_of(found)))
    return tuple(marks)


def _with_marks(pieces: Sequence[Piece], marks: Sequence[NoteMark]) -> list[Piece]:
    """The pieces of one text, each with its marks: one that stands between two belongs to the first."""
    if not marks:
        return list(pieces)
    placed = []
    waiting = list(marks)
    start = 0
    for at, piece in enumerate(pieces):
        end = start + piece.letters
        own = [mark for mark in waiting if mark.letters <= end or at == len(pieces) - 1]
        waiting = waiting[len(own) :]
        told = tuple(replace(mark, letters=mark.letters - start) for mark in own)
        placed.append(replace(piece, structure=replace(piece.structure, marks=told)) if told else piece)
        start = end
    return placed


def _cut(lines: Sequence[str], kind: BlockKind, hard: int) -> list[Piece]:
    """A paragraph cut at the ornaments and chapter headings among its lines."""
    pieces: list[Piece] = []
    rest: list[str] = []
    for line in lines:
        ornament = is_ornament(line)
        if kind is BlockKind.PARAGRAPH and (
            ornament or (len(lines) > 1 and splits_paragraph(line, rest[-1] if rest else ""))
        ):
            pieces += _flowing(rest, kind, hard)
            pieces.append(Piece((line,), kind=BlockKind.SCENE_BREAK if ornament else kind))
            rest = []
        else:
            rest.append(line)
    return pieces + _flowing(rest, kind, hard)


def _flowing(lines: Sequence[str], kind: BlockKind, hard: int) -> list[Piece]:
    if not lines:
        return []
    broken = len(lines) > 1 and (hard >= 0.5 * (len(lines) - 1) or is_stanza(lines))
    return [Piece(tuple(lines), kind=BlockKind.VERSE if broken and kind is not BlockKind.LIST else kind)]


def lines_as_written(content: str) -> list[Piece]:
    """A block of code: to a listener, paragraphs whose lines were meant."""
    pieces: list[Piece] = []
    for group in re.split(r"\n[ \t]*\n", content):
        lines = tuple(filter(None, map(fold, group.split("\n"))))
        if lines:
            pieces.append(Piece(lines, kind=BlockKind.VERSE if len(lines) > 1 else BlockKind.PARAGRAPH))
    return pieces


def without_numbers(piece: Piece) -> Piece:
    """The piece without numbers of notes, which are left in code and in HTML."""
    if not any("\x0f" in line for line in piece.lines):
        return piece
    return replace(piece, lines=tuple(filter(None, (fold(NUMBER.sub("", line)) for line in piece.lines))))
