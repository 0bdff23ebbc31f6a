"""What a read-along book says of its text besides words: ranks of headings, where marks of notes lead, languages, ways back."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from talecast.check.readalong.opened import address
from talecast.check.readalong.text import SUBJECT, pointed, said_in
from talecast.check.report import Finding
from talecast.model import BlockKind
from talecast.publish.readalong import depths
from talecast.read.xml import attribute, elements, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.check.readalong.opened import HeardClip, Opened
    from talecast.publish.narrated import Narrated, ToldBlock, ToldSentence
    from talecast.read.xml import Element

_RANKED = re.compile(r"h[1-6]")
DEEPEST = 6

Heard = list[tuple["HeardClip", "ToldBlock", "ToldSentence"]]
"""Each sentence with its block and its clip, in the order in which they are heard."""


def check_structure(path: str, opened: Opened, book: Narrated) -> Iterator[Finding]:
    """Everything about the structure of a book whose text was checked."""
    clips = [clip for overlay in opened.overlays for clip in overlay.clips if not clip.is_page]
    told = [(block, one) for chapter in book.chapters for block in chapter.blocks for one in block.sentences]
    if len(clips) == len(told):  # else it is found with the text
        heard = [(clip, *pair) for clip, pair in zip(clips, told, strict=True)]
        yield from _marks(path, opened, heard)
        yield from _ranks(path, opened, heard)
    yield from _levels(path, opened)
    yield from _ways_back(path, opened)
    yield from _tongues(path, opened)


def _marks(path: str, opened: Opened, heard: Heard) -> Iterator[Finding]:
    """The mark of a note leads to what is heard first of that note, or to something around it."""
    notes: dict[int, Element | None] = {}
    for clip, block, _ in heard:
        if block.note:
            notes.setdefault(block.note, opened.element(clip.document, clip.fragment))
    for (document, fragment), group in groupby(heard, key=lambda one: (one[0].document, one[0].fragment)):
        own = [one for _, _, one in group]
        element = opened.element(document, fragment)
        marks = [mark for one in own for mark in one.marks if mark.note in notes]
        places = [] if element is None else [place for one in elements(element) if (place := _note_place(one))]
        if len(places) != len(marks):
            continue  # a row has its marks in cells that are said otherwise
        for mark, place in zip(marks, places, strict=True):
            target, note = opened.element(*address(document, place)), notes[mark.note]
            if note is not None and target is not None and target not in (note, *note.iterancestors()):
                where = f"{document}#{fragment}"
                expected = f"the mark {mark.label} in {said_in(own[0])} leading to its note"
                yield Finding(SUBJECT, path, where, expected, f"another place, {place}")


def _note_place(element: Element) -> str:
    """Where the mark of a note leads; empty for what is none."""
    if name_of(element) == "noteref":
        return attribute(element, "idref")
    is_mark = attribute(element, "role") == "doc-noteref" or "noteref" in attribute(element, "class").split()
    return attribute(element, "href") if is_mark else ""


def _ranks(path: str, opened: Opened, heard: Heard) -> Iterator[Finding]:
    """The headings of each document that is a chapter's lie as deep under each other as those of the text do."""
    if not opened.contents:
        return  # its documents have ranks of the whole: see `_levels`
    for document, group in groupby(heard, key=lambda one: one[0].document):
        headings = {
            id(block): (clip, block) for clip, block, _ in reversed(list(group)) if block.kind is BlockKind.HEADING
        }
        firsts = list(reversed(headings.values()))
        for (clip, block), depth in zip(firsts, depths([block.level or 1 for _, block in firsts]), strict=True):
            element = opened.element(clip.document, clip.fragment)
            rank = 0 if element is None else _rank(element)
            if rank not in (0, min(depth, DEEPEST)):
                expected = f"{said_in(block.sentences[0])} as h{min(depth, DEEPEST)}"
                yield Finding(SUBJECT, path, f"{document}#{clip.fragment}", expected, f"h{rank}")


def _levels(path: str, opened: Opened) -> Iterator[Finding]:
    """A heading lies as deep in the navigation as in the text."""
    for base, href, rank in opened.ranks:
        element = pointed(opened, base, href)
        printed = 0 if element is None else _rank(element)
        if printed not in (0, rank):
            yield Finding(SUBJECT, path, base, f"a line of level {printed} at {href}, as in the text", f"level {rank}")


def _rank(element: Element) -> int:
    """Of the heading that an element is, or is in; 0 where there is none."""
    names = (name_of(one) for one in (element, *element.iterancestors()))
    return next((int(name[1]) for name in names if _RANKED.fullmatch(name)), 0)


def _ways_back(path: str, opened: Opened) -> Iterator[Finding]:
    """What names its place in the overlay (`smilref`) is named there."""
    for document in opened.documents:
        for one in elements(opened.root(document)):
            href = attribute(one, "smilref")
            back = pointed(opened, document, href) if href else one
            if back is not None and back is not one:
                where = f"{document}#{attribute(one, 'id')}"
                yield Finding(SUBJECT, path, where, f"its own place in the overlay at {href}", "that of something else")


def _tongues(path: str, opened: Opened) -> Iterator[Finding]:
    """Where a language is named twice, for players of XML and of HTML, it is the same."""
    for name in dict.fromkeys((*opened.documents, *(base for base, *_ in (*opened.headings, *opened.contents)))):
        for one in elements(opened.root(name)):
            tongues = {attribute(one, "lang"), attribute(one, "xml:lang")} - {""}
            if len(tongues) > 1:
                where = f"{name}#{attribute(one, 'id') or name_of(one)}"
                yield Finding(SUBJECT, path, where, "one language", " and ".join(sorted(tongues)))
