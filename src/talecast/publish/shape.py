"""What a page shows of a block besides its words, as keys of `narration.json`. A key is there only where there is something."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from talecast.model import Cell, Script, ScriptBlock, ScriptChapter


def told_notes(script: Script) -> frozenset[int]:
    """The numbers of the notes that are told: the marks of others lead nowhere."""
    return frozenset(block.structure.note for chapter in script.chapters for block in chapter.blocks) - {0}


def block_keys(block: ScriptBlock, images: Mapping[str, str], *, begins_table: bool) -> dict[str, Any]:
    """The keys of a block. `images` has the path in the book's folder of each picture that is kept there.

    A table stands on the first of its blocks that is told; the others only say which row they are.
    """
    structure = block.structure
    keys = {
        "level": block.level,
        "language": block.language,
        "list": [{"kind": place.kind, "number": place.number, "item": place.item} for place in structure.lists],
        "table": [[_cell(cell) for cell in row] for row in structure.table] if begins_table else [],
        "image": images.get(structure.image, ""),
        "note": structure.note,
    }
    row = {"row": structure.row} if structure.table and structure.row is not None else {}
    return {**{name: value for name, value in keys.items() if value}, **row}


def sentence_keys(block: ScriptBlock, notes: frozenset[int]) -> list[dict[str, Any]]:
    """The keys of each sentence of a block: pages and marks with their place in characters, and what parts it from the next."""
    keys: list[dict[str, Any]] = [{"joint": one.joint} if one.joint != " " else {} for one in block.utterances]
    structure = block.structure
    if not keys:
        return keys
    for page in structure.pages:
        at, place = _sentence_at(block, page.letters, before=True)
        keys[at].setdefault("pages", []).append({"label": page.label, "at": place})
    for at, tongue in _tongues(block):
        keys[at].setdefault("languages", []).append(tongue)
    for mark in structure.marks:
        if mark.note in notes:
            at, place = _sentence_at(block, mark.letters, before=False)
            keys[at].setdefault("marks", []).append({"label": mark.label, "at": place, "note": mark.note})
    return keys


def tables_begun(chapter: ScriptChapter) -> Iterator[bool]:
    """For each block of a chapter whether it is the first of a table that is told."""
    last: tuple[tuple[Cell, ...], ...] = ()
    for block in chapter.blocks:
        table = block.structure.table
        yield bool(table) and table is not last
        last = table or last  # a note may stand between two rows


def _tongues(block: ScriptBlock) -> Iterator[tuple[int, dict[str, Any]]]:
    """The words in another language, cut at the edges of sentences: the sentence, and from which to which of its characters."""
    tongues = block.structure.tongues
    if not tongues:
        return
    places = [[at for at, sign in enumerate(one.text) if sign.isalnum()] for one in block.utterances]
    starts = list(accumulate(map(len, places), initial=0))
    for tongue in tongues:
        at = bisect_right(starts, tongue.start) - 1
        while at < len(places) and starts[at] < tongue.end:
            own = places[at][tongue.start - starts[at] if tongue.start > starts[at] else 0 : tongue.end - starts[at]]
            if own:
                yield at, {"language": tongue.language, "start": own[0], "end": own[-1] + 1}
            at += 1


def _sentence_at(block: ScriptBlock, letters: int, *, before: bool) -> tuple[int, int]:
    """The sentence that has the place behind that many letters of the block, and the characters of it that stand before.

    `before` a word where a page begins, or behind one, where a mark stands, with the punctuation that clings to it.
    """
    for at, utterance in enumerate(block.utterances):
        own = sum(map(str.isalnum, utterance.text))
        if letters < own or (letters == own and not before) or at == len(block.utterances) - 1:
            return at, _place(utterance.text, letters, before=before)
        letters -= own
    raise ValueError("a block with a place in it has no sentence")


def _place(text: str, letters: int, *, before: bool) -> int:
    seen = 0
    end = 0
    for at, character in enumerate(text):
        if character.isalnum():
            if seen == letters:
                return _back_to_word(text, at, end) if before else _past_marks(text, end)
            seen, end = seen + 1, at + 1
    return len(text)


def _back_to_word(text: str, at: int, end: int) -> int:
    """Before the quotation marks that open the word at `at`; after the white space behind `end`."""
    return max((place + 1 for place in range(end, at) if text[place].isspace()), default=at if end else 0)


def _past_marks(text: str, end: int) -> int:
    """Behind the punctuation that clings to the word that ends at `end`."""
    while end < len(text) and not text[end].isspace() and not text[end].isalnum():
        end += 1
    return end


def _cell(cell: Cell) -> dict[str, Any]:
    header = {"header": True} if cell.is_header else {}
    columns = {"columns": cell.columns} if cell.columns > 1 else {}
    rows = {"rows": cell.rows} if cell.rows > 1 else {}
    return {"text": cell.text, **header, **columns, **rows}
