"""Tables of contents: found so that they do not become chapters, and used to know the chapters' headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.model import BlockKind, SkipKind
from talecast.read.headings import parse
from talecast.read.piece import Piece, is_prose, normal

if TYPE_CHECKING:
    from collections.abc import Iterable

_TITLE = re.compile(
    r"(?:the\s+|table\s+of\s+|list\s+of\s+|brief\s+)?(?:contents(?:\s+of\s+(?:the\s+)?(?:volume|vol|part|book)\b.*)?|chapters|"
    r"list of (?:chapters|stories|tales))|index of chapters|table des? (?:matières|matieres|chapitres)|inhalt|inhaltsverzeichnis|"
    r"inhaltsübersicht|contenido|tabla de contenidos|índice|indice|inhoud|inhoudsopgave|innehåll|indhold|sisällys|sisältö|"
    r"содержание|оглавление|toc",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    r"(?:list of |the )?(?:illustrations|plates|maps|maps and illustrations)|(?:table|liste) des gravures",
    re.IGNORECASE,
)
_PAGE = re.compile(r"[\s.·…_–—-]*(?<=[\s.·…_–—-])(?:page |p\. ?)?(?:\d{1,4}|[ivxlc]{1,6})$", re.IGNORECASE)
_COLUMN_HEADS = frozenset(
    {"page", "chapter", "chapter page", "chap", "chap page", "chapters", "pages", "title page", "no page"}
)

_CHAPTER_WORDS = frozenset({"part", "book", "volume", "chapter", "act", "letter"})
"""What is left of "Part 1" where its number is taken for a page."""
LONGEST_LINE = 150
REACH = 2_000
"""Pieces in which the lines of a table are looked for."""
WIDEST_GAP = 3
"""Blank lines: as much white space as this ends a table where nothing else does."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What the tables of contents of a book list."""

    lines: frozenset[str]
    """Whole lines, as words (see `normal`)."""
    titles: frozenset[str]
    """The same without chapter words and numbers, where something is left."""

    def __bool__(self) -> bool:
        """Is there a table at all?"""
        return bool(self.lines)

    def lists(self, text: str) -> bool:
        """Is this heading one of the lines, whole or by its title?"""
        words = normal(text)
        if words in self.lines:
            return True
        mark = parse(text)
        title = normal(mark.title) if mark else words
        return len(title) >= 4 and title in self.titles  # noqa: PLR2004 - a title of three letters proves nothing

    def and_lines(self, lines: Iterable[str]) -> Entries:
        """These and more lines, as words."""
        more = frozenset(filter(None, lines))
        return Entries(self.lines | more, self.titles | frozenset(map(_bare_title, more)))


def mark_contents(pieces: list[Piece]) -> tuple[list[Piece], Entries]:
    """The pieces with tables of contents and lists of pictures skipped, and what the former list."""
    marked = list(pieces)
    lines: set[str] = set()
    index = 0
    told = False
    while index < len(marked):
        piece = marked[index]
        if not told and piece.is_story and _is_list_of_headings(piece):
            lines |= {words for line in piece.lines for words in _readings(line)}
            piece = marked[index] = piece.skipped(SkipKind.CONTENTS)
        told = told or (piece.is_story and is_prose(piece))
        title = piece.text.strip(" .:*") if piece.is_short and piece.skip is None else ""
        is_table = bool(_TITLE.fullmatch(title))
        if not is_table and not _PICTURES.fullmatch(title):
            index += 1
            continue
        stop = _end(marked, index)
        if stop > index + 1:
            for at in range(index, stop):
                if is_table and at > index:
                    lines |= {words for line in marked[at].lines for words in _readings(line)}
                    lines |= _readings(" ".join(_PAGE.sub("", line) for line in marked[at].lines))
                    lines |= _wrapped(marked, at, stop)
                if marked[at].skip is None:
                    marked[at] = marked[at].skipped(SkipKind.CONTENTS)
        index = max(stop, index + 1)
    lines -= {""} | _COLUMN_HEADS | _CHAPTER_WORDS
    return marked, Entries(frozenset(lines), frozenset(filter(None, map(_bare_title, lines))))


def _is_list_of_headings(piece: Piece) -> bool:
    """Three and more lines in one group, nearly all of them headings."""
    short = all(len(line) <= LONGEST_LINE for line in piece.lines)
    return len(piece.lines) > 2 and short and sum(map(bool, map(parse, piece.lines))) >= 0.8 * len(piece.lines)  # noqa: PLR2004


def _bare_title(line: str) -> str:
    """A line of the contents, as words, without its number and its chapter word."""
    found = re.fullmatch(
        r"(?:(?:chapter|book|part|stave|canto|story|letter|volume) )?(?:[ivxlc]+|\d+) (?P<title>.+)", line
    )
    return found["title"] if found else line


def _end(pieces: list[Piece], start: int) -> int:
    """The first piece after the table that begins at `start`."""
    if pieces[start].kind is BlockKind.HEADING:
        return _end_of_section(pieces, start)
    stop = start + 1
    while stop < len(pieces) and _is_entry(pieces[stop]):
        stop += 1
    if stop == start + 1:
        return stop if stop == len(pieces) and start > len(pieces) // 2 else start
    top = next((at for at in range(start + 1, stop) if normal(pieces[at].text) not in _COLUMN_HEADS), start + 1)
    firsts = _first_lines(pieces, top, stop)
    for at in range(top + 1, stop):
        words = normal(pieces[at].text)
        if words and (words in firsts or (" " in words and any(first.startswith(f"{words} ") for first in firsts))):
            return _before_what_comes_between(pieces, start, at)
    if stop == len(pieces):
        return stop if start > len(pieces) // 2 else start
    return _end_by_layout(pieces, start, stop)


def _before_what_comes_between(pieces: list[Piece], start: int, stop: int) -> int:
    """The end of a table before `stop`, where its first line comes again: a motto may stand between them, after white space."""
    later = {normal(piece.text) for piece in pieces[stop : stop + REACH] if piece.is_short}
    last = stop - 1
    while last > start and not any(parse(line) or not later.isdisjoint(_readings(line)) for line in pieces[last].lines):
        last -= 1
    end = last + 1
    return end if start + 1 < end < stop and pieces[end].gap >= WIDEST_GAP else stop


def _wrapped(pieces: list[Piece], at: int, stop: int) -> set[str]:
    """A line of a table together with the one that goes on with it, which is no heading and no line by itself."""
    if at + 1 >= stop or pieces[at + 1].gap or not pieces[at].lines or not pieces[at + 1].lines:
        return set()
    first, second = pieces[at].lines[-1], pieces[at + 1].lines[0]
    return set() if parse(second) or not parse(first) else _readings(f"{first} {second}")


def _readings(line: str) -> set[str]:
    """A line of a table as words, with and without what may be a page number."""
    return {normal(line), normal(_PAGE.sub("", line))}


def _first_lines(pieces: list[Piece], top: int, stop: int) -> set[str]:
    """The first line of a table, as words, and the same with the second: "Part One" over "The Old Quay"."""
    lines = [line for piece in pieces[top : min(top + 5, stop)] for line in piece.lines]
    lines = [line for line in lines if normal(_PAGE.sub("", line)) not in _COLUMN_HEADS]
    if not lines:
        return set()
    joined = (
        _readings(f"{lines[0]} {lines[1]}") if len(lines) > 1 and parse(lines[0]) and not parse(lines[1]) else set()
    )
    return (_readings(lines[0]) | joined) - {""} - {word for word in _readings(lines[0]) if word in _CHAPTER_WORDS}


def _end_by_layout(pieces: list[Piece], start: int, stop: int) -> int:
    """Where the first line does not come again: after white space, or before the headings that stand over the first prose."""
    listed: set[str] = set()
    for at in range(start + 1, stop):
        words = normal(pieces[at].text)
        if at > start + 1 and len(words) > 8 and words in listed:  # noqa: PLR2004 - "book i" may come twice in the table
            return at
        listed |= {normal(_PAGE.sub("", line)) for line in pieces[at].lines}
    for at in range(stop - 1, start + 1, -1):
        if pieces[at].gap >= WIDEST_GAP and pieces[at].gap > pieces[start + 1].gap:
            return at
    if pieces[stop].gap >= WIDEST_GAP:
        return stop
    for at in range(stop - 1, start + 1, -1):
        mark = parse(pieces[at].text)
        if mark is None:
            break
        if mark.number == 1:
            return at
    return stop


def _end_of_section(pieces: list[Piece], start: int) -> int:
    """Under a heading of the markup: as far as the next heading, as long as there is no prose."""
    stop = start + 1
    while stop < len(pieces) and pieces[stop].kind is not BlockKind.HEADING and not is_prose(pieces[stop]):
        stop += 1
    return stop


def _is_entry(piece: Piece) -> bool:
    if piece.skip is not None:
        return piece.skip in (SkipKind.PAGE_FURNITURE, SkipKind.IMAGE)
    if piece.kind in (BlockKind.SCENE_BREAK, BlockKind.HEADING):
        return False
    if any(len(line) > LONGEST_LINE for line in piece.lines):
        return False
    if piece.kind in (BlockKind.VERSE, BlockKind.LIST):
        return True
    if len(piece.lines) > 2:  # noqa: PLR2004 - a title of three lines is rarer than a paragraph of three
        return not is_prose(piece) or any(map(parse, piece.lines))
    return parse(piece.lines[0]) is not None or not is_prose(piece)
