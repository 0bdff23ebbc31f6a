"""A plain text into pieces: lines, the groups between blank lines, paragraphs, verse and ornaments."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from talecast.model import BlockKind
from talecast.read.breaks import is_ornament, is_rule
from talecast.read.headings import LONGEST_HEADING, markup_level, splits_paragraph
from talecast.read.layout import Layout, arrange, measure
from talecast.read.piece import SHORT, Piece, fold, has_letters

_EMPHASIS = re.compile(r"(?<!\w)_(?=[^\s_^-])((?:[^_\n]|\n(?!\s*\n))+)(?<=[^\s_])_(?![\w_])")
_STARS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]+)(?<=[^\s*])\1(?![\w*])")
_BOLD = re.compile(r"(?<![\w=])=(?=[^\s=])([^=\n]+)(?<=[^\s=])=(?![\w=])")
_TAGS = re.compile(r"</?(?:i|b|em|strong|u|s|small|sup|sub|cite|center)>", re.IGNORECASE)
_TAB = 4
"""Columns; only whether a line is indented counts, and how far next to its neighbours."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank."""

    text: str
    """Folded."""
    indent: int
    """Columns of white space before it."""
    width: int
    """Columns to its last character."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines with no blank line between them."""

    lines: tuple[Line, ...]
    gap: int
    """Blank lines before it."""


def strip_markup(text: str) -> str:
    """The text without the marks that stand for italics and bold in a plain file: `_so_`, `*so*`, `=so=`, `<i>so</i>`."""
    if "<" in text:
        text = _TAGS.sub("", text)
    if "_" in text:
        text = _EMPHASIS.sub(r"\1", text)
    if "=" in text:
        text = _BOLD.sub(r"\1", text)
    return _STARS.sub(r"\2", text) if "*" in text else text


def group_lines(lines: list[str]) -> list[Group]:
    """The lines between blank lines, with the number of those."""
    groups: list[Group] = []
    current: list[Line] = []
    gap = blanks = 0
    for raw in lines:
        text = fold(raw)
        if not text:
            if current:
                groups.append(Group(tuple(current), gap))
                current, blanks = [], 0
            blanks += 1
            continue
        if not current:
            gap, blanks = blanks, 0
        indent = len(raw) - len(raw.lstrip())
        if "\t" in raw[:indent]:
            indent = len(raw[:indent].expandtabs(_TAB))
        current.append(Line(text, indent, indent + len(text)))
    if current:
        groups.append(Group(tuple(current), gap))
    return groups


def read_pieces(lines: list[str]) -> list[Piece]:
    """The pieces of the body of a plain text."""
    groups = [part for group in group_lines(lines) for part in _split_group(group)]
    layout = measure([group.lines for group in groups])
    pieces: list[Piece] = []
    for group in groups:
        pieces += _read_group(group, layout)
    return pieces


def folded_pieces(lines: list[str]) -> list[Piece]:
    """One piece for each group of lines, joined: for what is never read."""
    return [Piece(tuple(line.text for line in group.lines), group.gap) for group in group_lines(lines)]


def _read_group(group: Group, layout: Layout) -> list[Piece]:
    first = group.lines[0]
    if len(group.lines) == 1:
        if is_ornament(first.text):
            return [Piece((first.text,), group.gap, BlockKind.SCENE_BREAK)]
        if marked := markup_level(first.text):
            return [Piece((marked[1],), group.gap, BlockKind.HEADING, level=marked[0])]
    if len(group.lines) == 2 and _is_underlined(group.lines[0].text, group.lines[1].text):  # noqa: PLR2004
        level = 1 if group.lines[1].text[0] in "=═#" else 2
        return [Piece((first.text,), group.gap, BlockKind.HEADING, level=level)]
    if len(group.lines) == 3 and splits_paragraph(first.text):  # noqa: PLR2004 - a number, its title, a row of strokes
        title, below = group.lines[1].text, group.lines[2].text
        if _is_underlined(title, below):
            level = 1 if below[0] in "=═#" else 2
            return [Piece((first.text, title), group.gap, BlockKind.HEADING, level=level)]
    pieces = arrange(group.lines, layout)
    return [replace(pieces[0], gap=group.gap), *pieces[1:]]


def _split_group(group: Group) -> list[Group]:
    """A group cut at its ornaments, its headings and its underlined lines."""
    cuts: set[int] = set()
    lines = group.lines
    for index, line in enumerate(lines):
        if line.width > SHORT or len(lines) == 1:
            continue
        if index + 1 < len(lines) and _is_underlined(line.text, lines[index + 1].text):
            numbered = index > 0 and splits_paragraph(lines[index - 1].text)
            cuts -= {index} if numbered else set()
            cuts |= {index + 2} if numbered else {index, index + 2}
        elif index and is_rule(line.text) and _is_underlined(lines[index - 1].text, line.text):
            continue
        elif is_ornament(line.text) or (
            len(line.text) <= LONGEST_HEADING
            and (splits_paragraph(line.text, lines[index - 1].text if index else "") or markup_level(line.text))
        ):
            cuts |= {index, index + 1}
    edges = sorted(cuts - {0, len(lines)})
    starts, stops = [0, *edges], [*edges, len(lines)]
    return [Group(lines[start:stop], group.gap if start == 0 else 0) for start, stop in zip(starts, stops, strict=True)]


def _is_underlined(text: str, below: str) -> bool:
    """A short line of words over a row of strokes about as long."""
    if not (is_rule(below) and len(text) <= LONGEST_HEADING and has_letters(text) and not is_ornament(text)):
        return False
    return below[0] in "-=~─═" and 0.5 * len(text) <= len(below) <= 2 * len(text) + 4
