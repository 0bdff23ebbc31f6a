"""What of a book is no story by its semantics, its landmarks, its title in the contents, or its place before the story."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind
from talecast.read.epigraph import is_poem
from talecast.read.gutenberg import find_extent
from talecast.read.headings import parse
from talecast.read.markup.kinds import ROLE_SKIPS
from talecast.read.piece import is_prose, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from talecast.read.combine.sections import Section
    from talecast.read.combine.text import Text
    from talecast.read.documents import Landmark
    from talecast.read.piece import Piece

LONGEST_PAGE = 6_000
"""Characters of a title page, a page about the author and the like: what is longer may be story."""
LONGEST_FRONT = 4_000
"""Characters of what stands before the story under a title that says nothing."""
MOST_PROSE = 0.3
"""Share of running text in a list of any length."""

_TITLES = (
    (SkipKind.FRONT_MATTER, r"(?:half[ -]?)?title[ -]?page|half[ -]?title|(?:front |back )?cover(?: page| image)?"),
    (SkipKind.FRONT_MATTER, r"series page|(?:advance )?praise(?: (?:for|from) .{1,80})?|acclaim(?: for .{1,80})?"),
    (SkipKind.COPYRIGHT, r"(?:un)?copyrights?(?: (?:page|notice|information))?|imprint|legal(?: notice| notes)?"),
    (SkipKind.COPYRIGHT, r"(?:rights and )?permissions|edition notice|impressum|mentions légales|créditos"),
    (
        SkipKind.CONTENTS,
        r"(?:table of |detailed |brief )?contents|toc|table des matières|inhalt(?:sverzeichnis)?|índice",
    ),
    (SkipKind.CONTENTS, r"list of (?:illustrations|figures|plates|maps|tables|charts|chapters)|inhoud|sommaire"),
    (SkipKind.CONTENTS, r"illustrations|landmarks|page list"),
    (SkipKind.DEDICATION, r"dedication|widmung|dédicace|dedicatoria|dedica"),
    (SkipKind.INDEX, r"(?:general |subject |alphabetical )?index(?: of (?:names|first lines|titles|places))?"),
    (SkipKind.LICENCE, r"(?:the )?(?:full )?project gutenberg(?:-?tm|™)? licen[sc]e|licen[sc]e"),
    (SkipKind.BACK_MATTER, r"about (?:the )?(?:authors?|publishers?|illustrators?|translators?|editors?|typeface)"),
    (SkipKind.BACK_MATTER, r"(?:also|(?:other |more )?(?:books|works|titles|novels)) (?:by|from) .{1,80}"),
    (SkipKind.BACK_MATTER, r"by the same author|colophon|back matter|newsletters?(?: sign[ -]?up)?|advertisements?"),
    (SkipKind.BACK_MATTER, r"bibliography|works cited|credits|about this (?:digital |electronic )?(?:edition|e-?book)"),
    (
        SkipKind.BACK_MATTER,
        r"sign[ -]?up(?: .{1,80})?|(?:join|subscribe to) .{1,80}(?:mailing list|newsletter)|feedbooks",
    ),
    (
        SkipKind.BACK_MATTER,
        r"(?:über )?(?:den|die|der|zum|zur) autor(?:in|en)?|(?:über das|zum) buch|(?:à propos )?(?:de )?l['’]auteure?",
    ),
    (
        SkipKind.BACK_MATTER,
        r"du même auteur|(?:sobre|acerca de)l?(?: (?:el|la|los|las|o|a))? autor(?:a|es|as)?|(?:sul)?l['’]aut(?:ore|rice)",
    ),
    (SkipKind.FRONT_MATTER, r"about"),
    (SkipKind.BACK_MATTER, r"(?:an? )?(?:sneak peek|preview|teaser|excerpt from)(?: .{1,80})?"),
    (SkipKind.FOOTNOTE, r"(?:foot|end)[ -]?notes"),
    (SkipKind.FRONT_MATTER, r"表紙|カバー|本扉|封面|扉页|표지"),
    (SkipKind.CONTENTS, r"目\s?次|目\s?录|目錄|차례|목차|содержание|оглавление"),
    (SkipKind.COPYRIGHT, r"奥\s?付け?|版权(?:页|信息)?|版權(?:頁|資訊)?|판권(?:지| 페이지)?|выходные данные"),
    (
        SkipKind.BACK_MATTER,
        r"著者(?:紹介|略歴|プロフィール)|作者简介|об авторе",
    ),
)
"""Titles, in the contents or as headings, of what no narrator reads."""
_PATTERNS = tuple((kind, re.compile(rf"\W*(?:{titles})\W*", re.IGNORECASE)) for kind, titles in _TITLES)
SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", ".”", "!”", "?”", ".»", "!»", "?»")
"""A last chapter may be a single short sentence; what stands over notes is none."""
_IN_SEVERAL = frozenset({SkipKind.INDEX, SkipKind.CONTENTS, SkipKind.FOOTNOTE, SkipKind.LICENCE})
"""What may go on in documents that the contents leave out."""
_OF_LANDMARKS = frozenset(
    {SkipKind.FRONT_MATTER, SkipKind.COPYRIGHT, SkipKind.CONTENTS, SkipKind.INDEX, SkipKind.DEDICATION}
)
_READ_ROLES = frozenset(
    "bodymatter chapter part volume division foreword preface introduction prologue preamble epigraph dedication "
    "acknowledgments acknowledgements".split()
)
_READ_TITLE = re.compile(
    r"\b(?:notes?|letter|word|to the reader|to my|acknowledge?ments|apology|argument|epigraph|prologue|preface|"
    r"foreword|introduction|maps?|cast|dramatis|characters)\b",
    re.IGNORECASE,
)


def skip_matter(text: Text, sections: Sequence[Section], landmarks: Sequence[Landmark]) -> None:
    """Leave out what is no story; what the markup itself left out stays as it is."""
    placed = [(place, mark.role) for mark in landmarks if (place := place_of(text, mark)) is not None]
    body = next((place for place, role in placed if role == "bodymatter"), 0)
    roles = {place: role for place, role in placed if role in ROLE_SKIPS}
    last: SkipKind | None = None
    for section in sections:
        story = section.story()
        if not story:
            continue
        name = section.name() or (story[0].text if story[0].is_short else "")
        goes_on = last in _IN_SEVERAL and section.opening is None and not section.headings()
        kind = _by_title(name) or (last if goes_on else None) or _by_landmark(roles.get(section.start, ""), section)
        last = kind if kind is not None and _may_be(kind, section) else None
        if last is not None:
            _leave_out(section, last)
        elif _is_message(section):
            _leave_out(section, SkipKind.PAGE_FURNITURE)
        elif (rest := _is_rest_of(section)) is not None:
            _leave_out(section, rest)
        elif text.owners[section.start] in text.apart and section.opening is None:
            _leave_out(section, SkipKind.OTHER)
        elif section.stop <= body and _is_front(section, name):
            _leave_out(section, SkipKind.FRONT_MATTER)


def skip_archive(text: Text) -> None:
    """Leave out Project Gutenberg's header and licence where no class says what they are, as its older books have them."""
    extent = find_extent([piece.text for piece in text.pieces])
    for at in (*range(extent.start), *range(extent.stop, len(text.pieces))):
        if text.pieces[at].skip is None and text.pieces[at].lines:
            text.pieces[at] = text.pieces[at].skipped(SkipKind.LICENCE)


def skip_titled(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the chapters that their headings show to be no story: contents, imprint, "About the Author"."""
    starts = [at for at, piece in enumerate(pieces) if piece.depth]
    marked = list(pieces)
    for start, following in pairwise([*starts, len(pieces)]):
        kind = _by_title(pieces[start].text)
        stop = _stop(pieces, range(start, following), kind)
        if kind is None or not _is_as_short(kind, [piece for piece in pieces[start:stop] if piece.is_story]):
            continue
        for at in range(start, stop):
            if marked[at].skip is None and marked[at].lines:
                marked[at] = marked[at].skipped(kind)
    return marked


def place_of(text: Text, landmark: Landmark) -> int | None:
    """Where a landmark points."""
    if landmark.document not in text.extents:
        return None
    start = text.extents[landmark.document][0]
    return text.anchors.get((landmark.document, landmark.fragment), start) if landmark.fragment else start


def _stop(pieces: Sequence[Piece], places: range, kind: SkipKind | None) -> int:
    """Where matter ends: an imprint before a poem, which is the story's though no heading stands over it."""
    poems = (at for at in places if pieces[at].kind is BlockKind.VERSE and is_poem(pieces[at]))
    return next(poems, places.stop) if kind is SkipKind.COPYRIGHT else places.stop


def _by_title(name: str) -> SkipKind | None:
    return next((kind for kind, pattern in _PATTERNS if len(name) <= 120 and pattern.fullmatch(name)), None)  # noqa: PLR2004 - no title


def _by_landmark(role: str, section: Section) -> SkipKind | None:
    """What a landmark says; many an old one points to the first chapter, which the contents then name."""
    kind = ROLE_SKIPS.get(role)
    if section.opening is not None and _share_of_prose(section) > MOST_PROSE and kind is not SkipKind.COPYRIGHT:
        return None
    return kind if kind in _OF_LANDMARKS else None


def _share_of_prose(section: Section) -> float:
    return _prose_in(section.story())


def _prose_in(story: Sequence[Piece]) -> float:
    return sum(piece.length for piece in story if is_prose(piece)) / max(1, sum(piece.length for piece in story))


def _may_be(kind: SkipKind, section: Section) -> bool:
    return _is_as_short(kind, section.story())


def _is_as_short(kind: SkipKind, story: Sequence[Piece]) -> bool:
    """Is it as short, or as much of a list, as such matter is?"""
    if sum(piece.length for piece in story) <= LONGEST_PAGE or kind in (SkipKind.LICENCE, SkipKind.FOOTNOTE):
        return True
    return kind in (SkipKind.CONTENTS, SkipKind.INDEX) and _prose_in(story) <= MOST_PROSE


def _is_message(section: Section) -> bool:
    """Is nothing left but what an archive says to readers, on a page without notes?"""
    told = (at for at in range(section.start, section.stop) if section.text.pieces[at].is_story)
    return all("message" in section.text.marks[at].classes for at in told)


def _is_rest_of(section: Section) -> SkipKind | None:
    """Is what is left only what stands over contents or notes that are left out already? Then it goes with them."""
    kinds = {piece.skip for piece in section.pieces}
    words = [normal(piece.text) for piece in section.story()]
    if len(words) > 2 or any(map(is_prose, section.story())) or any(map(parse, words)):  # noqa: PLR2004 - title, author
        return None
    if SkipKind.CONTENTS in kinds:
        return SkipKind.CONTENTS
    told = any(not piece.depth and piece.text.endswith(SENTENCE_ENDS) for piece in section.story())
    return SkipKind.BACK_MATTER if SkipKind.FOOTNOTE in kinds and not told else None


def _is_front(section: Section, name: str) -> bool:
    """Before the story, is it short and under a title that is none of a text to be read?"""
    if not name or section.roles() & _READ_ROLES or parse(name) is not None or _READ_TITLE.search(name):
        return False
    story = section.story()
    if any(piece.kind in (BlockKind.EPIGRAPH, BlockKind.VERSE) for piece in story):
        return False
    return any(map(is_prose, story)) and sum(piece.length for piece in story) <= LONGEST_FRONT


def _leave_out(section: Section, kind: SkipKind) -> None:
    stop = _stop(section.text.pieces, range(section.start, section.stop), kind)
    for at in takewhile(lambda place: place < stop, _open(section)):
        section.text.pieces[at] = section.text.pieces[at].skipped(kind)


def _open(section: Section) -> Iterable[int]:
    """The places of what is not left out yet."""
    return [
        at
        for at in range(section.start, section.stop)
        if section.text.pieces[at].skip is None and section.text.pieces[at].lines
    ]
