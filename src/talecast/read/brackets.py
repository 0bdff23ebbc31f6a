"""What stands in square brackets on its own: pictures, footnotes, transcriber's notes, page numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from talecast.model import BlockKind, SkipKind
from talecast.read.headings import Rank, parse
from talecast.read.piece import SHORT, Piece, has_letters

_KINDS = (
    (
        re.compile(
            r"\[\s*(?:illustration|illustrations|image|picture|frontispiece|photo|figure|map|drawing|plate|cover)\b",
            re.IGNORECASE,
        ),
        SkipKind.IMAGE,
    ),
    (re.compile(r"\[\s*footnotes?\b", re.IGNORECASE), SkipKind.FOOTNOTE),
    (
        re.compile(
            r"\[\s*(?:original |e-?text )?(?:transcriber|transcription|transcriptor|proofreader|digitizer|typist)",
            re.IGNORECASE,
        ),
        SkipKind.TRANSCRIBERS_NOTE,
    ),
    (re.compile(r"\[\s*(?:author['’]?s? note|a/n)\b", re.IGNORECASE), SkipKind.AUTHORS_NOTE),
    (re.compile(r"\[\s*(?:sidenote|blank page|pg|page|p\.)\b", re.IGNORECASE), SkipKind.PAGE_FURNITURE),
)
_PAGE = re.compile(
    r"[\[{(<]\s*(?:pg|page|p)\.?\s*\d{1,4}\s*[\]})>]|\{\d{1,4}\}|page \d{1,4}(?: of \d{1,4})?", re.IGNORECASE
)
_LONE_PAGE = re.compile(r"\[\d{1,4}\]")
_ANCHOR = re.compile(r"(?<=\S)\s?\[(\d{1,3}|[A-Z*†‡])\]")
_NOTE = re.compile(r"\[(\d{1,3}|[A-Z*†‡])\]\s*\S")
LONGEST_NOTE = 40
"""Pieces: a bracket that is open for longer was never closed."""


def mark_brackets(pieces: list[Piece]) -> list[Piece]:
    """The pieces with everything in brackets of its own skipped, as what it is."""
    marked: list[Piece] = []
    anchors: set[str] = set()
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        head = piece.lines[0] if piece.lines else ""
        skip = _kind(head, anchors) if piece.skip is None else None
        if skip is None:
            if piece.skip is None and any("[" in line for line in piece.lines):
                anchors.update(_ANCHOR.findall(piece.text))
            marked.append(piece)
            index += 1
            continue
        stop = _closing(pieces, index) if head[0] == "[" else index + 1
        for at in range(index, stop):
            marked += _sorted_out(pieces[at], skip, first=at == index)
        index = stop
    return marked


def _kind(head: str, anchors: set[str]) -> SkipKind | None:
    if not head or head[0] not in "[{(<pP":
        return None
    if head[0] == "[":
        for pattern, skip in _KINDS:
            if pattern.match(head):
                return SkipKind.PAGE_FURNITURE if _PAGE.fullmatch(head[:SHORT]) else skip
        note = _NOTE.match(head)
        if note:
            return SkipKind.FOOTNOTE if note.group(1) in anchors else None
    return SkipKind.PAGE_FURNITURE if len(head) < 24 and (_PAGE.fullmatch(head) or _LONE_PAGE.fullmatch(head)) else None  # noqa: PLR2004


def _closing(pieces: list[Piece], start: int) -> int:
    """The piece after the one in which the bracket that opens at `start` closes."""
    depth = 0
    for at in range(start, min(start + LONGEST_NOTE, len(pieces))):
        for line in pieces[at].lines:
            depth += line.count("[") - line.count("]")
        if depth <= 0:
            return at + 1
    return start + 1


def _sorted_out(piece: Piece, skip: SkipKind, *, first: bool) -> list[Piece]:
    """The skipped piece; text behind the bracket, and a chapter's heading that a picture holds, are set free."""
    if skip is SkipKind.IMAGE and not first and piece.is_short:
        mark = parse(piece.text.rstrip("] "))
        if mark and mark.rank is Rank.CHAPTER:
            return [replace(piece, lines=(piece.text.rstrip("] "),))]
    text = piece.text
    behind = text.find("]") + 1
    if (
        not first
        or skip not in (SkipKind.IMAGE, SkipKind.PAGE_FURNITURE)
        or not behind
        or text.count("[", 0, behind) != 1
    ):
        return [piece.skipped(skip)]
    rest = text[behind:].strip()
    if not has_letters(rest):
        return [piece.skipped(skip)]
    return [
        replace(piece, lines=(text[:behind],)).skipped(skip),
        replace(piece, lines=(rest,), gap=0, kind=BlockKind.PARAGRAPH),
    ]
