"""The title page: what is the title, what is front matter, and where the story begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from talecast.model import BlockKind, SkipKind
from talecast.read.epigraph import LONGEST_DEDICATION, is_dedication, is_poem, is_quotation, is_source
from talecast.read.fields import read_field
from talecast.read.gutenberg import LICENCE
from talecast.read.metadata import creators, quieter
from talecast.read.piece import WORD, Piece, is_caps, is_prose, normal
from talecast.read.title import by_line, known_title, shaped_title, split_by_line

TOP = 40
"""Pieces within which a title page without chapters ends."""
BY_LINE_WITHIN = 6
"""Pieces under the title."""
LONGEST_CREDIT = 1_500
"""Characters."""
FIELD_LINES = 6
"""Lines: in a larger group half of them have to be fields, since values may be wrapped."""
LEAST_WORDS = 8
"""Words with which a story may begin over the first chapter's heading."""

_COPYRIGHT = re.compile(
    r"[\W_]*(?:copyright\b|©|\(c\)\s*\d{4}|all rights reserved|published by arrangement|isbn\b|printed in\b|"
    r"first (?:published|printed|edition)\b)",
    re.IGNORECASE,
)
_MADE = "prepared|produced|provided|created|scanned|transcribed|typed|converted|edited|posted"
_CREDITS = re.compile(
    r"[\W_]*(?:(?:this )?(?:e-?text|e-?book|project gutenberg \w+|file|edition|text) (?:was |is |has been )?(?:first )?"
    rf"(?:{_MADE})\b|"
    rf"(?:etext |e-text )?(?:{_MADE}|digitized|proofread|html version|proofed|ocr['’]?d?) (?:and \w+ )?(?:by|from|in|at)\b|"
    r"distributed proofread|posted originally on\b|note: (?:project gutenberg|images of)|images of the original pages|"
    r"character set)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"[\W_]*(?:story )?(?:(?:summary|description|synopsis|blurb)|(?P<notes>notes?))[\W_]*", re.IGNORECASE
)


_CAST = re.compile(
    r"(?:the )?(?:dramatis person(?:ae|æ)|(?:persons?|characters?)(?: (?:in|of) the (?:play|drama|story))?|"
    r"persons? represented|cast(?: of characters)?|personnages|personen|personajes|personaggi)\W*",
    re.IGNORECASE,
)
LONGEST_CAST = 80
"""Pieces."""
HALF_TITLES = 3
"""Chapters over which a book may print its title again."""


@dataclass(frozen=True, slots=True)
class Front:
    """What a title page says."""

    pieces: list[Piece]
    title: str = ""
    creators: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)


def read_front(
    pieces: list[Piece], title: str, authors: tuple[str, ...], *, subtitle: str = "", marked_title: int | None = None
) -> Front:
    """The pieces with the title a heading and front matter skipped, and what they say of the book.

    `title` and `authors` are what a header says, or empty. `marked_title`: the place of the heading that the markup gives.
    """
    marked = list(pieces)
    chaptered = _zone(marked) is not None
    _skip_credits(marked, chaptered=chaptered)
    fields = _skip_fields(marked)
    title, authors = title or fields.get("title", ""), authors or creators(fields.get("author", ""))
    places = [marked_title] if marked_title is not None else _title_places(marked, title, subtitle)
    if places:
        marked, named = _with_title(marked, places)
        authors = authors or named
    heading = places[0] if places else None
    found = _skip_by_line(marked, authors, heading)
    if chaptered:
        _skip_cast(marked)
        _skip_title_page(marked, heading)
    printed = marked[heading].text if heading is not None else ""
    if is_caps(printed) and not printed.endswith(".."):
        printed = printed.rstrip(".")
    _skip_half_titles(marked, {normal(title), normal(printed)} - {""})
    return Front(marked, title or printed, authors or found, fields)


def _zone(pieces: list[Piece]) -> int | None:
    """The place of the first chapter's heading."""
    return next((at for at, piece in enumerate(pieces) if piece.depth), None)


def _end(pieces: list[Piece]) -> int:
    """The first place that no title page reaches."""
    zone = _zone(pieces)
    return min(len(pieces), TOP) if zone is None else zone


def _skip_credits(marked: list[Piece], *, chaptered: bool) -> None:
    for at in range(_end(marked)):
        piece = marked[at]
        if not piece.is_story or piece.kind is BlockKind.HEADING:
            continue
        head = piece.text[:LONGEST_CREDIT]
        if piece.length <= LONGEST_CREDIT and LICENCE.search(head):
            marked[at] = piece.skipped(SkipKind.LICENCE)
        elif piece.length <= LONGEST_CREDIT and _CREDITS.match(head):
            marked[at] = piece.skipped(SkipKind.FRONT_MATTER)
        elif piece.length <= LONGEST_CREDIT and _COPYRIGHT.match(head):
            marked[at] = piece.skipped(SkipKind.COPYRIGHT)
        elif is_prose(piece) and not chaptered:
            return


def _skip_fields(marked: list[Piece]) -> dict[str, str]:
    """Skip the header fields before the first prose; the first of each kind."""
    fields: dict[str, str] = {}
    end = min(_end(marked), TOP)
    for at in range(end):
        piece = marked[at]
        if not piece.is_story or piece.kind is BlockKind.HEADING:
            continue
        if piece.is_short and at + 1 < end and marked[at + 1].is_story and (label := _LABEL.fullmatch(piece.text)):
            kind = SkipKind.AUTHORS_NOTE if label["notes"] else SkipKind.FRONT_MATTER
            if not label["notes"]:
                fields.setdefault("description", marked[at + 1].text)
            marked[at : at + 2] = [one.skipped(kind) for one in marked[at : at + 2]]
            continue
        read = [found for line in piece.lines if (found := read_field(line))]
        if read_field(piece.lines[0]) and (len(read) * 2 >= len(piece.lines) or len(piece.lines) <= FIELD_LINES):
            for key, value in read:
                fields.setdefault(key, value)
            marked[at] = piece.skipped(SkipKind.FRONT_MATTER)
        elif is_prose(piece):
            break
    return fields


def _title_places(pieces: list[Piece], title: str, subtitle: str) -> list[int]:
    if title:
        return known_title(pieces, _end(pieces), title, subtitle)
    shaped = shaped_title(pieces, min(_end(pieces) + 1, TOP))
    return [] if shaped is None else [shaped]


def _with_title(pieces: list[Piece], places: list[int]) -> tuple[list[Piece], tuple[str, ...]]:
    """The pieces with those of the title made one heading, a by-line in it cut off, and the authors that this names."""
    first = pieces[places[0]]
    parts, named = split_by_line(first) if len(places) == 1 and first.kind is not BlockKind.HEADING else ([first], ())
    lines = tuple(line for at in places[1:] for line in pieces[at].lines)
    head = replace(parts[0], lines=(*parts[0].lines, *lines), kind=BlockKind.HEADING, level=1, depth=0)
    taken = set(places[1:])
    rest = [piece for at, piece in enumerate(pieces) if at > places[0] and at not in taken]
    return [*pieces[: places[0]], head, *parts[1:], *rest], named


def _skip_by_line(marked: list[Piece], authors: tuple[str, ...], title: int | None) -> tuple[str, ...]:
    """Skip the by-line and what stands between it and the title; the authors that it names."""
    start = 0 if title is None else title + 1
    names = {normal(name) for name in authors}
    for at in range(start, min(_end(marked), start + BY_LINE_WITHIN)):
        piece = marked[at]
        if not piece.is_story:
            continue
        if not piece.is_short or piece.kind is BlockKind.HEADING:
            break
        text = " ".join(piece.lines)
        name = by_line(text)
        if name is None and normal(text) not in names:
            if is_prose(piece):
                break
            continue
        last = at
        if name is not None and not WORD.search(name) and at + 1 < len(marked) and marked[at + 1].is_short:
            last, name = at + 1, " ".join(marked[at + 1].lines)
        for place in range(start, last + 1):
            if marked[place].is_story:
                marked[place] = marked[place].skipped(SkipKind.FRONT_MATTER)
        return tuple(map(quieter, creators(name or "")))
    return ()


def _skip_title_page(marked: list[Piece], title: int | None) -> None:
    """Everything before the first chapter that is no prose: front matter, a dedication, an epigraph."""
    opening = _end(marked) if _zone(marked) is None else _zone(marked) or 0
    contents = max((at + 1 for at in range(opening) if marked[at].skip is SkipKind.CONTENTS), default=0)
    story = next((at for at in range(contents, opening) if _is_opening(marked, at, opening)), opening)
    for at in range(story):
        piece = marked[at]
        if not piece.is_story or at == title or piece.kind is BlockKind.EPIGRAPH:
            continue  # an epigraph that the markup gives is one
        following = marked[at + 1] if at + 1 < story else None
        under = at > 0 and marked[at - 1].kind is BlockKind.EPIGRAPH and is_source(piece)
        if under or is_quotation(piece, following):
            marked[at] = replace(piece, kind=BlockKind.EPIGRAPH)
        elif is_dedication(piece):
            marked[at] = piece.skipped(SkipKind.DEDICATION)
        elif at == story - 1 < opening - 1 and _heads_a_note(piece):
            marked[at] = replace(piece, kind=BlockKind.HEADING, level=2)
        else:
            marked[at] = piece.skipped(SkipKind.FRONT_MATTER)


def _heads_a_note(piece: Piece) -> bool:
    """A line in capitals, set off, over the first prose: "A WORD TO THE READER", and no publisher's address."""
    text = " ".join(piece.lines)
    return piece.is_short and piece.gap > 1 and is_caps(text) and "," not in text and not any(map(str.isdigit, text))


def _skip_cast(marked: list[Piece]) -> None:
    """Skip the persons of a play, from their title to the first heading after it."""
    openings = [at for at, piece in enumerate(marked) if piece.depth]
    for at in range(openings[:HALF_TITLES][-1] if openings else 0):
        piece = marked[at]
        if not piece.is_story or not piece.is_short or not _CAST.fullmatch(piece.text):
            continue
        stop = at + 1
        while stop < len(marked) and not _ends_cast(marked[stop]):
            stop += 1
        if stop - at <= LONGEST_CAST and all(one.length <= LONGEST_DEDICATION for one in marked[at:stop]):
            marked[at:stop] = [one.skipped(SkipKind.FRONT_MATTER) if one.is_story else one for one in marked[at:stop]]


def _ends_cast(piece: Piece) -> bool:
    return piece.depth > 0 or piece.kind is BlockKind.HEADING or piece.skip is SkipKind.CONTENTS


def _skip_half_titles(marked: list[Piece], names: set[str]) -> None:
    """Skip the title where it is printed once more, over one of the first chapters."""
    openings = [at for at, piece in enumerate(marked) if piece.depth][:HALF_TITLES]
    for at in openings:
        above = next((place for place in range(at - 1, -1, -1) if marked[place].skip is None), None)
        if above is None or above < openings[0] or marked[above].kind is BlockKind.HEADING:
            continue
        piece = marked[above]
        if piece.is_story and piece.is_short and piece.lines and normal(" ".join(piece.lines)) in names:
            marked[above] = piece.skipped(SkipKind.FRONT_MATTER)


def _is_opening(marked: list[Piece], at: int, opening: int) -> bool:
    """Does the story begin with this piece, before the first chapter has its heading?"""
    piece = marked[at]
    following = marked[at + 1] if at + 1 < opening else None
    if not piece.is_story or piece.kind is BlockKind.HEADING or is_quotation(piece, following):
        return False
    if piece.kind is BlockKind.VERSE:
        return is_poem(piece)
    if is_dedication(piece) and piece.is_short and len(piece.lines) == 1:
        return False
    return is_prose(piece) and len(WORD.findall(piece.text[:1000])) >= LEAST_WORDS
