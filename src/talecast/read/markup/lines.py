"""The words of one block into pieces: headings, stanzas, paragraphs that line breaks part, ornaments.

The collector marks what the words alone do not show with control characters, of which a decoded document has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.read.breaks import is_ornament
from talecast.read.layout import is_stanza
from talecast.read.piece import OPENING_QUOTE, SENTENCE_END, Piece, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

BREAK = "\n"
"""A line break."""
EDGE = "\x0b"
"""The edge of a line: several are one, and none beside a break."""
MARK = "\x0e"
"""Where the mark of a footnote was."""
CELL = "\x1d"
"""Before each cell of a row."""

_SEPARATORS = re.compile(f"([{BREAK}{EDGE}])")
_MARKS = re.compile(rf"{MARK}(?:[ ,;]*{MARK})*")
_BRACKETED = re.compile(rf" ?[\[({{] ?{MARK} ?[\])}}]| {MARK}(?=[.,;:!?])")
_LEADING = re.compile(rf"\A[ \[({{]*{MARK}[ \])}}.:]*")
_GAP = 3
"""Line breaks in a row that leave more than the white space between paragraphs."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a block, and how many empty lines stand before it."""

    piece: Piece
    blanks: int = 0


def words(text: str) -> str:
    """The words on one line, without the places of footnote marks and the brackets and spaces that belonged to those."""
    line = fold(text)
    if MARK not in line:
        return line
    line = _BRACKETED.sub("", _LEADING.sub("", _MARKS.sub(MARK, line)))
    return fold(line.replace(MARK, ""))


def heading(text: str, level: int, *, continues: bool = False) -> list[Line]:
    """A heading, with a line for each that the markup breaks; an ornament among headings is a break.

    `continues`: it goes on with the heading before it.
    """
    lines = tuple(line for _, line in _split(text))
    if len(lines) == 1 and is_ornament(lines[0]):
        return [Line(Piece(lines, kind=BlockKind.SCENE_BREAK, continues=continues))]
    return [Line(Piece(lines, kind=BlockKind.HEADING, level=level, continues=continues))] if lines else []


def verse(text: str) -> list[Line]:
    """The stanzas, which empty lines part."""
    found: list[Line] = []
    for _, lines in _groups(text):
        kind = BlockKind.SCENE_BREAK if len(lines) == 1 and is_ornament(lines[0]) else BlockKind.VERSE
        found.append(Line(Piece(lines, kind=kind), blanks=int(bool(found))))
    return found


def preformatted(text: str, kind: BlockKind) -> list[Line]:
    """What is printed as it was typed: paragraphs between empty lines, wrapped or in stanzas."""
    found = []
    for _, lines in _groups(text):
        if is_stanza(lines):
            found.append(Line(Piece(lines, kind=BlockKind.VERSE)))
        else:
            found.append(Line(_flowing(" ".join(lines), kind)))
    return found


def paragraphs(text: str, kind: BlockKind) -> list[Line]:
    """The paragraphs of a block: one, or several that two line breaks part, or one a line where the lines are sentences."""
    if BREAK not in text and EDGE not in text:
        line = words(text)
        return [Line(_flowing(line, kind))] if line else []
    found: list[Line] = []
    for breaks, lines in _groups(text):
        pieces = _broken(lines, kind)
        found.append(Line(pieces[0], max(0, breaks - _GAP + 1) if found else 0))
        found += map(Line, pieces[1:])
    return found


def _broken(lines: Sequence[str], kind: BlockKind) -> list[Piece]:
    """Pieces of lines with single breaks between them."""
    if kind is BlockKind.LIST or len(lines) == 1:
        return [_flowing(" ".join(lines), kind)]
    pieces: list[Piece] = []
    rest: list[str] = []
    for line in lines:
        if is_ornament(line):
            pieces += _joined(rest, kind)
            pieces.append(Piece((line,), kind=BlockKind.SCENE_BREAK))
            rest = []
        else:
            rest.append(line)
    return pieces + _joined(rest, kind)


def _joined(lines: Sequence[str], kind: BlockKind) -> list[Piece]:
    if not lines:
        return []
    if is_stanza(lines):
        return [Piece(tuple(lines), kind=BlockKind.VERSE)]
    ended = sum(bool(SENTENCE_END.search(line)) for line in lines[:-1])
    begun = sum(line[0].isupper() or bool(OPENING_QUOTE.match(line)) for line in lines)
    if len(lines) > 1 and ended > 0.6 * (len(lines) - 1) and begun > 0.6 * len(lines):
        return [Piece((line,), kind=kind) for line in lines]
    return [Piece((" ".join(lines),), kind=kind)]


def _flowing(line: str, kind: BlockKind) -> Piece:
    is_break = kind is not BlockKind.LIST and is_ornament(line)
    return Piece((line,), kind=BlockKind.SCENE_BREAK if is_break else kind)


def _groups(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """The lines between two breaks and more, each group with the number of breaks before it."""
    groups: list[tuple[int, list[str]]] = []
    for breaks, line in _split(text):
        if groups and breaks < 2:  # noqa: PLR2004 - one break begins a line, two begin a paragraph
            groups[-1][1].append(line)
        else:
            groups.append((breaks, [line]))
    return [(breaks, tuple(lines)) for breaks, lines in groups]


def _split(text: str) -> list[tuple[int, str]]:
    """The lines that are not empty, each with the number of breaks since the one before it; 0 for an edge alone."""
    found: list[tuple[int, str]] = []
    breaks = 0
    for part in _SEPARATORS.split(text):
        if part == BREAK:
            breaks += 1
        elif part != EDGE and (line := words(part)):
            found.append((breaks, line))
            breaks = 0
    return found
