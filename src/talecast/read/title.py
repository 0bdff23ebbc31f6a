"""A story's title and by-line: found by what a header says, or by their shape."""

from __future__ import annotations

import re
from dataclasses import replace

from talecast.model import BlockKind, SkipKind
from talecast.read.headings import parse
from talecast.read.metadata import creators
from talecast.read.piece import SENTENCE_END, SHORT, WORD, Piece, is_caps, is_prose, is_title_case, normal

LONGEST_TITLE = 100
"""Characters of a title that is known by its shape alone."""
MOST_WORDS = 15
FEW_WORDS = 8
"""Words of a title in lower case."""
MOST_LINES = 5
"""Pieces that a title may be spread over."""

_BY_LINE = re.compile(
    r"[\W_]*(?P<lead>(?:[^\W_]+[,.;:]?\s+){0,9}?)(?:by|von|par|de|por|di|door|af|av)\b[:.\s—-]*(?P<name>.{0,100})",
    re.IGNORECASE,
)
_LEADS = frozenset(
    "written told retold narrated edited translated illustrated illustrations pictures drawings illustrator adapted "
    "collected compiled selected rendered pictured drawn done with and as from the into english french german russian "
    "spanish italian original a an preface introduction notes story stories novel novella romance tale fairy play poem "
    "poems comedy tragedy fanfic fic fan fiction short being".split()
)
_TITLE_BY = re.compile(
    r"[\"“\[]?(?P<title>.{2,120}?)[\"”]?,?\s+[-–—]?\s*(?:by|By|BY)\s+(?P<name>[A-Z][\w.'’-]*(?:\s+[A-Za-z][\w.'’-]*){1,4})"
    r"(?:,?\s+(?:\d{4}\]?|\(\d{4}\)))?\]?"
)
_POINT_OF_VIEW = re.compile(r"\bP\.?O\.?V\b|\bflashback\b|point of view", re.IGNORECASE)
_BY_THE_AUTHOR = re.compile(r"[\W_]*by the (?:same )?author\b", re.IGNORECASE)
_MAIN_PART = re.compile(r"[:;(—]|\s+-\s+|,? or,|, (?:complete|illustrated|vol\b|volume|part)", re.IGNORECASE)


def by_line(text: str) -> str | None:
    """The name in a by-line ("" where it stands on the next line), or None where the line is none."""
    found = _BY_LINE.fullmatch(text) if len(text) <= SHORT else None
    if found is None:
        return None
    lead = WORD.findall(found["lead"])
    if lead and lead[0].casefold() in ("a", "an"):  # "A Romance of the Sea by …"
        lead = [word for word in lead if word[0].islower() and len(word) > len("the")]
    if not all(word.casefold() in _LEADS for word in lead):
        return None
    return found["name"] if _names_someone(found["name"], text) else None


def _names_someone(name: str, text: str) -> bool:
    words = len(WORD.findall(name))
    if words == 0:
        return len(WORD.findall(text)) <= 2  # noqa: PLR2004 - "by", "written by"
    if _BY_THE_AUTHOR.match(text):
        return True
    return words <= MOST_WORDS and (not SENTENCE_END.search(name) or is_title_case(name) or is_caps(name))


def known_title(pieces: list[Piece], zone: int, title: str, subtitle: str) -> list[int]:
    """The places before `zone` that, joined, are the title that a header has told (or its main part)."""
    target = normal(f"{title} {subtitle}")
    wanted = {target, normal(title), normal(_MAIN_PART.split(title, maxsplit=1)[0])} - {""}
    for at in range(zone):
        if not _may_be_title(pieces[at]) or (is_prose(pieces[at]) and normal(pieces[at].text) not in wanted):
            continue
        words, places = _title_words(pieces[at]), [at]
        best = list(places) if words in wanted else []
        for after in range(at + 1, min(at + MOST_LINES, zone)):
            if not _may_be_title(pieces[after]) or not target.startswith(f"{words} "):
                break
            words = f"{words} {normal(pieces[after].text)}"
            places.append(after)
            if words in wanted:
                best = list(places)
        if best:
            return best
    return []


def shaped_title(pieces: list[Piece], zone: int) -> int | None:
    """The place of a title that is known by its shape: the first short line, with something under it."""
    for at in range(min(zone, len(pieces))):
        if pieces[at].skip is not None or pieces[at].kind is BlockKind.SCENE_BREAK:
            continue
        below = next((piece for piece in pieces[at + 1 :] if piece.skip is None and piece.lines), None)
        if below is None:
            return None
        named = below.is_short and by_line(below.text) is not None
        return at if _has_title_shape(pieces[at], named=named) else None
    return None


def split_by_line(piece: Piece) -> tuple[list[Piece], tuple[str, ...]]:
    """A title piece as title and by-line, if it holds one, and the authors that this names."""
    lines = tuple(line for line in piece.lines if by_line(line) is None)
    others = piece.lines[len(lines) :]
    if lines and others and piece.lines[: len(lines)] == lines:
        return [replace(piece, lines=lines), _front(piece, others)], creators(by_line(others[0]) or "")
    text = " ".join(piece.lines)
    if inline := _TITLE_BY.fullmatch(text):
        title, rest = text[: inline.end("title")].strip(' "“['), text[inline.end("title") :].strip(' ,"”')
        return [replace(piece, lines=(title,)), _front(piece, (rest,))], creators(inline["name"])
    return [piece], ()


def _front(piece: Piece, lines: tuple[str, ...]) -> Piece:
    return replace(piece, lines=lines, gap=0, kind=BlockKind.PARAGRAPH).skipped(SkipKind.FRONT_MATTER)


def _may_be_title(piece: Piece) -> bool:
    return piece.is_story and piece.is_short


def _title_words(piece: Piece) -> str:
    """The words of a title piece without a by-line."""
    return normal(" ".join(split_by_line(piece)[0][0].lines))


def _has_title_shape(piece: Piece, *, named: bool) -> bool:
    """Does it look like a title? `named`: a by-line stands under it."""
    text = " ".join(piece.lines)
    words = len(WORD.findall(text))
    if piece.length > LONGEST_TITLE or len(piece.lines) > 3 or piece.kind in (BlockKind.LIST, BlockKind.TABLE):  # noqa: PLR2004
        return False
    if words == 0 or parse(text) is not None or by_line(text) is not None or _POINT_OF_VIEW.search(text):
        return False
    if piece.kind is BlockKind.HEADING or named or len(split_by_line(piece)[0]) > 1 or is_caps(text):
        return True
    if words > MOST_WORDS or text[-1] in ",;:—–-" or text[0] in '"“«„—–' or len(piece.lines) > 1:
        return False
    if SENTENCE_END.search(text):
        return is_title_case(text) and text[-1] in "?!…" and words > 1
    return is_title_case(text) or words <= FEW_WORDS
