"""What stands after the story: lists of books, advertisements, an index, the last words of an archive."""

from __future__ import annotations

import re

from talecast.model import SkipKind
from talecast.read.gutenberg import LICENCE
from talecast.read.piece import Piece, is_prose, normal

TAIL = 12
"""Pieces of the last page."""
LONGEST_LICENCE = 800
"""Characters of a paragraph of it."""
LONGEST_SECTION = 6_000
"""Characters of a page about the author, or of other books."""
LAST_PAGES = 40
"""Pieces after "THE END"."""
AFTER_THE_END = 0.03
"""Of a book: what is longer may be story."""

_BACK = re.compile(
    r"(?:(?:other |some )?(?:books|works|novels|stories|titles|volumes) by (?:the )?(?:same )?\w[\w. ]{0,60}|by the same author|"
    r"advertisements?|books to read|also by [\w. ]{2,60}|about the author|popular copyright novels)\W*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"about (?:the )?authors?|a note (?:about|on) the author|connect with (?:me|us|the author|[\w. ]{2,40}?)(?: online)?|"
    r"discover (?:other|more) (?:titles|books) by [\w. ]{2,60}|(?:other |more )?(?:books|titles) by [\w. ]{2,60}|"
    r"also by [\w. ]{2,60}|(?:join|sign up (?:for|to)) (?:my|our|the) (?:newsletter|mailing list)",
    re.IGNORECASE,
)
"""Lines over what a self-published book says of its author, whatever is under them."""
_IMPRINT = re.compile(r"(?:copyright(?: (?:notice|page|information))?|colophon|imprint)\W*", re.IGNORECASE)
_FOOTNOTES = re.compile(r"(?:foot|end)notes\W*", re.IGNORECASE)
_NOTES = re.compile(r"notes(?: to [\w ]{1,60})?\W*", re.IGNORECASE)
_NOTE = re.compile(r"[\[({]?\*?\d{1,4}[\])}.:]?\s")
_LAST_WORDS = frozenset({"the end", "finis", "end", "fin", "ende"})
_INDEX = re.compile(r"(?:general |alphabetical )?index(?: of [\w ]{2,40})?\W*", re.IGNORECASE)


def skip_back(pieces: list[Piece], *, from_archive: bool = False) -> list[Piece]:
    """The pieces with what follows the story skipped. `from_archive`: a licence follows the book, so that it is whole."""
    marked = _without_sections(pieces)
    last = max((at for at, piece in enumerate(marked) if piece.depth), default=0)
    for at in range(max(last + 1, len(marked) - TAIL), len(marked)):
        if marked[at].is_story and marked[at].length < LONGEST_LICENCE and LICENCE.search(marked[at].text):
            marked[at] = marked[at].skipped(SkipKind.LICENCE)
    rest = prose = length = 0
    found: tuple[int, SkipKind] | None = None
    for at in range(len(marked) - 1, max(last, len(marked) // 2 - 1), -1):
        kind = _kind(marked[at])
        if kind and prose <= 0.5 * rest:
            found = at, kind  # the first such line of the book, seen from its end
        if kind is None and length <= LONGEST_SECTION and _is_about(marked[at]):
            found = at, SkipKind.BACK_MATTER
        rest += marked[at].is_story
        length += marked[at].length if marked[at].is_story else 0
        prose += marked[at].is_story and is_prose(marked[at])
    if found:
        return _skipped_from(marked, *found)
    return _after_the_end(marked, last) if from_archive else marked


def _without_sections(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the chapters of the last part of a book that are none: "About the Author", "Copyright"."""
    marked = list(pieces)
    starts = [at for at, piece in enumerate(pieces) if piece.depth]
    for start, stop in zip(starts, [*starts[1:], len(pieces)], strict=False):
        text = " ".join(pieces[start].lines)
        length = sum(piece.length for piece in pieces[start:stop])
        if start != starts[0] and _holds_notes(text, pieces[start + 1 : stop]):
            marked[start:stop] = [
                piece.skipped(SkipKind.FOOTNOTE) if piece.lines else piece for piece in marked[start:stop]
            ]
        if start != starts[0] and length <= LONGEST_SECTION and (_BACK.fullmatch(text) or _IMPRINT.fullmatch(text)):
            kind = SkipKind.COPYRIGHT if _IMPRINT.fullmatch(text) else SkipKind.BACK_MATTER
            for at in range(start, stop):
                if marked[at].skip is None and marked[at].lines:
                    marked[at] = marked[at].skipped(kind)
    return marked


def _holds_notes(title: str, pieces: list[Piece]) -> bool:
    """Is it the chapter "Footnotes", or one called "Notes" whose paragraphs are numbered?"""
    if _FOOTNOTES.fullmatch(title):
        return True
    numbered = sum(_NOTE.match(piece.lines[0][:20]) is not None for piece in pieces if piece.lines)
    return _NOTES.fullmatch(title) is not None and numbered > 0.5 * len(pieces)


def _after_the_end(pieces: list[Piece], last: int) -> list[Piece]:
    """What a printed book has behind its last words are advertisements, as long as it is little and no footnote."""
    for at in range(max(last + 1, len(pieces) - LAST_PAGES), len(pieces)):
        if not pieces[at].is_short or normal(pieces[at].text) not in _LAST_WORDS:
            continue
        rest = [piece for piece in pieces[at + 1 :] if piece.is_story]
        length = sum(piece.length for piece in rest)
        if rest and length <= max(LONGEST_LICENCE, AFTER_THE_END * sum(piece.length for piece in pieces)):
            return _skipped_from(pieces, at + 1, SkipKind.BACK_MATTER)
    return pieces


def _skipped_from(pieces: list[Piece], start: int, kind: SkipKind) -> list[Piece]:
    return pieces[:start] + [
        piece.skipped(kind) if piece.skip is None else piece for piece in pieces[start:] if piece.lines
    ]


def _is_about(piece: Piece) -> bool:
    return piece.is_story and piece.is_short and _ABOUT.fullmatch(piece.text.strip(" .:*#—-")) is not None


def _kind(piece: Piece) -> SkipKind | None:
    if not piece.is_story or not piece.is_short or piece.gap < 1:
        return None
    text = " ".join(piece.lines)
    if _INDEX.fullmatch(text):
        return SkipKind.INDEX
    return SkipKind.BACK_MATTER if _BACK.fullmatch(text) else None
