"""Nothing is lost without a word: the letters that go in are the letters that come out, counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from talecast.errors import LostTextError
from talecast.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from talecast.model import Block, Book, Chapter, Script


def require_nothing_lost(book: Book, chosen: Iterable[Chapter], script: Script) -> None:
    """Every letter and digit of the content is in a block, and of the chosen chapters in a sentence or a skipped entry.

    An ornament belongs to its scene break. Raises LostTextError; it is a fault of the program and never of the text.
    """
    blocks = [block for chapter in book.chapters for block in chapter.blocks]
    _require_equal(_letters([book.content]), _letters(block.text for block in blocks), "while the text was read")
    chosen_blocks = [block for chapter in chosen for block in chapter.blocks]
    told = [utterance.text for utterance in script.utterances()] + [skipped.text for skipped in script.skipped]
    _require_equal(
        _letters(block.text for block in chosen_blocks if not _is_ornament(block)),
        _letters(told),
        "while the script was written",
    )


def _is_ornament(block: Block) -> bool:
    return block.kind is BlockKind.SCENE_BREAK and block.skip is None


def _letters(texts: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    return Counter({character: count for character, count in counts.items() if character.isalnum()})


def _require_equal(before: Counter[str], after: Counter[str], when: str) -> None:
    if before == after:
        return
    lost, gained = before - after, after - before
    raise LostTextError(
        f"The text changed {when}: {lost.total()} letters were lost and {gained.total()} came up twice.",
        "This is a fault of talecast: please report it with the text.",
    )
