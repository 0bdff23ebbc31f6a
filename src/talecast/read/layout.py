"""Where paragraphs begin in a plain text: decided by the measured lengths, indents and first letters of its lines."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.read.piece import OPENING_QUOTE, SENTENCE_END, WORD, Piece, is_caps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.read.plain import Line

WIDEST_WRAP = 120
"""Columns: text with longer lines was not wrapped by hand or by an editor of mails and books."""
NARROWEST_WRAP = 30
ROOM = 0.78
"""Of the width: a line that the next word would have kept under this ended on purpose."""
DEEP = 6
"""Columns: lines set in by more are centred or pushed to the right."""
_SIGNED = re.compile(
    r"\b(?:yours?|faithful\w*|servant|sincerely|truly|friend|love|respectfully|obedient|affectionate\w*|brother|sister)\b",
    re.IGNORECASE,
)
WRAPPED_LOWER = 0.3
"""Share of continuation lines that begin with a small letter in wrapped prose (English 0.75 and more, German 0.5)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a text stand to its paragraphs."""

    wrapped: bool
    """Paragraphs were cut into lines of about the same width."""
    width: int
    """Columns of a full line, where wrapped."""
    first_indent: int
    """Columns by which the first line of a paragraph is set in, where that marks paragraphs; else 0."""
    base_indent: int
    """Columns before the other lines."""


def measure(groups: Sequence[Sequence[Line]]) -> Layout:
    """The layout of a text from all its groups of lines."""
    inner = [line for group in groups for line in group[:-1]]
    following = [line for group in groups for line in group[1:]]
    fitting = sorted(line.width for line in inner if line.width <= WIDEST_WRAP)
    long_characters = sum(line.width for group in groups for line in group if line.width > WIDEST_WRAP)
    short_characters = sum(line.width for group in groups for line in group if line.width <= WIDEST_WRAP)
    if not fitting or long_characters > short_characters:
        return Layout(wrapped=False, width=0, first_indent=0, base_indent=0)
    width = fitting[int(len(fitting) * 0.9)]
    lower = sum(line.text[0].islower() for line in following)
    wrapped = width >= NARROWEST_WRAP and lower >= WRAPPED_LOWER * len(following)
    base = Counter(line.indent for line in following).most_common(1)[0][0]
    first = _first_indent(groups, base) if wrapped else 0
    return Layout(wrapped=wrapped, width=width, first_indent=first, base_indent=base)


def _first_indent(groups: Sequence[Sequence[Line]], base: int) -> int:
    """The indent of a paragraph's first line where it occurs inside groups too, so that it alone parts paragraphs."""
    starts: Counter[int] = Counter()
    for group in groups:
        if all(line.indent != base for line in group):
            continue  # verse
        for before, line in itertools.pairwise(group):
            if base + 1 < line.indent <= base + 12 and before.indent in (base, line.indent):
                starts[line.indent] += 1
    if not starts:
        return 0
    indent, count = starts.most_common(1)[0]
    inner = sum(len(group) - 1 for group in groups)
    return indent - base if count >= 3 and count >= 0.04 * inner else 0  # noqa: PLR2004


def arrange(lines: Sequence[Line], layout: Layout) -> list[Piece]:
    """The paragraphs and stanzas of one group of lines, the first with no gap set."""
    if len(lines) == 1:
        return [_piece(lines)]
    if max(line.width for line in lines) > max(WIDEST_WRAP, 1.6 * layout.width):
        return [_piece([line]) for line in lines]
    if not layout.wrapped:
        return _arrange_unwrapped(lines)
    return [_joined(part, layout) for part in _cut_at_indents(lines, layout)]


def _arrange_unwrapped(lines: Sequence[Line]) -> list[Piece]:
    """A group in a text whose lines are paragraphs: wrapped all the same, a stanza, or a paragraph a line."""
    width = max(line.width for line in lines)
    lower = sum(line.text[0].islower() for line in lines[1:])
    if len(lines) > 2 and lower >= WRAPPED_LOWER * (len(lines) - 1) and _ragged(lines, width) < 0.5:  # noqa: PLR2004
        return [_piece(lines)]
    if is_stanza([line.text for line in lines]):
        return [_piece(lines, BlockKind.VERSE)]
    return [_piece([line]) for line in lines]


def _cut_at_indents(lines: Sequence[Line], layout: Layout) -> list[Sequence[Line]]:
    """Wrapped lines cut where an indent begins a paragraph, or where two and more lines are set in further."""
    starts = [0]
    first = layout.base_indent + layout.first_indent
    for index in range(1, len(lines)):
        indent, before = lines[index].indent, lines[index - 1].indent
        deep = layout.base_indent + max(layout.first_indent, 2)
        begins_paragraph = layout.first_indent > 0 and abs(indent - first) <= 1
        begins_verse = indent > deep >= before and index + 1 < len(lines) and lines[index + 1].indent > deep
        ends_verse = indent <= layout.base_indent + 1 and before > deep and index > 1 and lines[index - 2].indent > deep
        if begins_paragraph or begins_verse or ends_verse:
            starts.append(index)
    return [lines[start:stop] for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _joined(lines: Sequence[Line], layout: Layout) -> Piece:
    """Lines of a wrapped text as one paragraph, or as verse where they end before they are full."""
    if len(lines) == 1:
        return _piece(lines)
    ragged = _ragged(lines, layout.width, layout.base_indent)
    capitals = sum(not line.text[0].islower() for line in lines) / len(lines)
    on_purpose = ragged >= 0.5 or (len(lines) > 3 and ragged >= 0.3 and capitals >= 0.85)  # noqa: PLR2004
    longest = max(line.width for line in lines)
    columns = max(len(line.text) for line in lines) >= 0.5 * layout.width
    narrow = len(lines) > 3 and columns and capitals < 0.5 and _ragged(lines, longest) < 0.3  # noqa: PLR2004
    verse = on_purpose and not narrow and not _is_notice(lines)
    return _piece(lines, BlockKind.VERSE if verse else BlockKind.PARAGRAPH)


def _ragged(lines: Sequence[Line], width: int, base: int | None = None) -> float:
    """The share of lines, the last aside, that had ample room for the next line's first word.

    With a `base` indent, what a line is set in by beyond a little does not count as filled.
    """
    early = 0
    for line, after in itertools.pairwise(lines):
        filled = line.width if base is None else len(line.text) + min(line.indent, base + DEEP)
        early += filled + 1 + len(after.text.split(" ", 1)[0]) <= ROOM * width
    return early / (len(lines) - 1)


def _is_notice(lines: Sequence[Line]) -> bool:
    """Few short lines that are no verse: a signature, an address, a sign, a heading of two lines."""
    texts = [line.text for line in lines]
    if all(map(is_caps, texts)):
        return True
    if len(lines) <= 4 and texts[0].endswith(",") and _SIGNED.search(texts[0]) and len(WORD.findall(texts[-1])) <= 4:  # noqa: PLR2004
        return True
    flush = min(line.indent for line in lines) < 2  # noqa: PLR2004
    words = sum(len(WORD.findall(text)) for text in texts) / len(texts)
    if len(lines) == 2:  # noqa: PLR2004
        return flush and (words < 4 or texts[0][-1:] not in ",;:.!?—-'’”\"")  # noqa: PLR2004
    return flush and words < 2.5 and not any(map(SENTENCE_END.search, texts))  # noqa: PLR2004


def is_stanza(texts: Sequence[str]) -> bool:
    """Three and more short lines that are neither dialogue nor sentences, each on its own line on purpose."""
    if len(texts) < 3 or max(map(len, texts)) > 65:  # noqa: PLR2004
        return False
    ended = sum(bool(SENTENCE_END.search(text)) for text in texts) / len(texts)
    quoted = sum(bool(OPENING_QUOTE.match(text)) for text in texts) / len(texts)
    words = sum(len(WORD.findall(text)) for text in texts) / len(texts)
    lower = sum(text[0].islower() for text in texts[1:]) / (len(texts) - 1)
    return lower < 0.5 and ended < 0.6 and quoted < 0.5 and words >= 2  # noqa: PLR2004


def _piece(lines: Sequence[Line], kind: BlockKind = BlockKind.PARAGRAPH) -> Piece:
    return Piece(tuple(line.text for line in lines), 0, kind, indent=min(line.indent for line in lines))
