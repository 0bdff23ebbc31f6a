"""HTML inside Markdown: its words are read, its comments, scripts and styles are hidden."""

from __future__ import annotations

import html
import re

from talecast.model import BlockKind, SkipKind
from talecast.read.breaks import is_ornament
from talecast.read.piece import Piece, fold, has_letters

COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
LINE_END = re.compile(r"<(?:br|/p|/div|/h[1-6]|/li|/tr)\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(?:script|style)\b[^>]*>(.*?)(?:</(?:script|style)>|\Z)", re.DOTALL | re.IGNORECASE)
_RULE = re.compile(r"<hr\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")


def read_html(content: str) -> list[Piece]:
    """A block of HTML as paragraphs, breaks and hidden pieces."""
    pieces: list[Piece] = []
    last = 0
    hidden = sorted(
        (found.start(), found.end(), found.group(1))
        for pattern in (COMMENT, _HIDDEN)
        for found in pattern.finditer(content)
    )
    for start, end, text in hidden:
        if start < last:
            continue
        pieces += _words(content[last:start])
        if has_letters(text):
            pieces.append(Piece((fold(text),)).skipped(SkipKind.HIDDEN))
        last = end
    return pieces + _words(content[last:])


def _words(content: str) -> list[Piece]:
    pieces: list[Piece] = []
    for index, part in enumerate(_RULE.split(content)):
        if index:
            pieces.append(Piece((), kind=BlockKind.SCENE_BREAK))
        words = html.unescape(_TAG.sub("", LINE_END.sub("\n\n", part)))
        for group in re.split(r"\n[ \t]*\n", words):
            text = fold(group)
            if text:
                pieces.append(Piece((text,), kind=BlockKind.SCENE_BREAK if is_ornament(text) else BlockKind.PARAGRAPH))
    return pieces
