"""Who a book and its chapters are: ids given at first sight, and kept when the words have changed a little since.

An id is a UUIDv5 (RFC 9562, 5.5) of the words, so that the same text gets the same ids in every folder and under every
title. When a book is narrated again, its words are compared with those of the narration before: sets of word 3-grams
("shingles"; Broder, "On the resemblance and containment of documents", 1997), as a share of the smaller set.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from talecast.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from talecast.model import Script

NAMESPACE = uuid.UUID("6d1f8f0e-4c27-5a53-9b0a-5d6f0a6c2f11")
"""Of all ids by this program. It never changes, or every book would become another."""
SAME_SHARE = 0.25
"""At least so many of the smaller text's shingles are in the other. Measured: two novels share 4 %, and 80 words of one are
to be found in the other up to 13 %."""
SHINGLE_WORDS = 3
FEW_WORDS = 8
"""A shorter text has too few shingles to tell; its words and its title are compared instead."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
"""A kana or a Han character is a word, since nothing parts them; else letters and digits that stand together."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a book and of its chapters, in the order of the script's chapters; UUIDs as text."""

    book: str
    chapters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What is compared of a book or chapter."""

    title: str
    words: tuple[str, ...]
    number: int = 0


def assign_ids(script: Script, previous: Mapping[str, Any] | None, chapters: tuple[Words, ...] | None = None) -> Ids:
    """Ids for the script: those of `previous`, a narration of the same book, where its chapters are the same.

    `chapters` are the script's words, where somebody has them. Raises nothing for an odd `previous`: what it lacks is given anew.
    """
    chapters = tuple(script_words(script)) if chapters is None else chapters
    kept_book = _uuid_or_none(previous.get("id")) if previous else None
    book = kept_book or _first_id(NAMESPACE, _book_words(script, chapters))
    kept = _kept_chapters(chapters, previous) if kept_book and previous else {}
    taken = set(_old_ids(previous)) if kept_book and previous else set()
    ids = []
    alike: Counter[tuple[str, ...]] = Counter()
    for index, chapter in enumerate(chapters):
        chapter_id = kept.get(index) or _new_id(book, chapter, taken, alike)
        taken.add(chapter_id)
        ids.append(chapter_id)
    return Ids(str(book), tuple(map(str, ids)))


def same_book(script: Script, previous: Mapping[str, Any]) -> bool:
    """Is the narration `previous` one of this book, maybe with another title or some other words?"""
    return likeness(script.metadata.title, script_words(script), previous) >= SAME_SHARE


def likeness(title: str, chapters: Iterable[Words], previous: Mapping[str, Any]) -> float:
    """The share of the smaller text's shingles that the other has too, 0 to 1. Headings count if nothing else does."""
    ours = Words(title, _joined(chapters))
    theirs = Words(str(previous.get("title", "")), _joined(previous_words(previous)))
    return _share(ours, theirs)


def is_narration(document: object) -> bool:
    """Is this the object of a `narration.json`, as far as this module goes?"""
    if not isinstance(document, dict) or document.get("version") != 1:
        return False
    if _uuid_or_none(document.get("id")) is None:
        return False
    chapters = document.get("chapters")
    return isinstance(chapters, list) and all(isinstance(chapter, dict) for chapter in chapters)


# --- words --------------------------------------------------------------------------------------------------------


def script_words(script: Script) -> Iterator[Words]:
    """The words of each chapter of a script."""
    known: dict[str, str] = {}
    for chapter in script.chapters:
        blocks = [(block.kind.value, [utterance.text for utterance in block.utterances]) for block in chapter.blocks]
        yield Words(chapter.title, _story_words(blocks, known), chapter.number)


def previous_words(previous: Mapping[str, Any]) -> Iterator[Words]:
    """The words of each chapter of a narration; chapters that it holds in no shape we know have none."""
    known: dict[str, str] = {}
    for number, chapter in enumerate(_dicts(previous.get("chapters")), start=1):
        blocks = [
            (block.get("kind"), [str(sentence.get("text", "")) for sentence in _dicts(block.get("sentences"))])
            for block in _dicts(chapter.get("blocks"))
        ]
        yield Words(str(chapter.get("title", "")), _story_words(blocks, known), number)


def _story_words(blocks: Iterable[tuple[object, list[str]]], known: dict[str, str]) -> tuple[str, ...]:
    """The words outside headings; the headings' own where there are no others: a title is no part of who a text is.

    Equal words are one string, that of `known`: of 500,000 words a few thousand differ, and all of them would take 30 MB.
    """
    story: list[str] = []
    headings: list[str] = []
    for kind, texts in blocks:
        words = (known.setdefault(word, word) for text in texts for word in words_of(text))
        (headings if kind == BlockKind.HEADING else story).extend(words)
    return tuple(story or headings)


def words_of(text: str) -> list[str]:
    """The words of `text` in one case, apostrophes and hyphens parting them."""
    return _WORD.findall(text.casefold())


def _joined(chapters: Iterable[Words]) -> tuple[str, ...]:
    return tuple(word for chapter in chapters for word in chapter.words)


def _shingles(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(*(words[offset:] for offset in range(SHINGLE_WORDS)), strict=False))


def _share(one: Words, other: Words) -> float:
    if min(len(one.words), len(other.words)) < FEW_WORDS:
        return float(_few_words_agree(one, other))
    if one.words == other.words:
        return 1.0
    ours, theirs = _shingles(one.words), _shingles(other.words)
    return len(ours & theirs) / min(len(ours), len(theirs))


def _few_words_agree(one: Words, other: Words) -> bool:
    """For texts of a line: the same words, or the same title and texts that are both short."""
    if one.words and one.words == other.words:
        return True
    both_short = max(len(one.words), len(other.words)) < 2 * FEW_WORDS
    return both_short and words_of(one.title) == words_of(other.title)


# --- chapters -----------------------------------------------------------------------------------------------------


def _kept_chapters(chapters: tuple[Words, ...], previous: Mapping[str, Any]) -> dict[int, uuid.UUID]:
    """The old id for each chapter that was there before: best overlap first, then short ones by title, by number."""
    old = tuple(previous_words(previous))
    old_ids = dict(enumerate(_uuid_or_none(chapter.get("id")) for chapter in _dicts(previous.get("chapters"))))
    pairs = [(-share, abs(ours - theirs), ours, theirs) for (ours, theirs), share in _overlaps(chapters, old).items()]
    candidates = [(ours, theirs) for *_, ours, theirs in sorted(pairs)]
    candidates += _short_pairs(chapters, old)
    kept: dict[int, uuid.UUID] = {}
    used: set[uuid.UUID] = set()
    for ours, theirs in candidates:
        old_id = old_ids[theirs]
        if old_id is not None and ours not in kept and old_id not in used:
            kept[ours] = old_id
            used.add(old_id)
    return kept


def _overlaps(ours: tuple[Words, ...], theirs: tuple[Words, ...]) -> dict[tuple[int, int], float]:
    """The share for every pair of chapters that may be the same one: equal ones, the others through an index of shingles."""
    long_ones = [number for number, chapter in enumerate(ours) if len(chapter.words) >= FEW_WORDS]
    by_words: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, chapter in enumerate(theirs):
        if len(chapter.words) >= FEW_WORDS:
            by_words[chapter.words].append(number)
    shares = {(number, old): 1.0 for number in long_ones for old in by_words.get(ours[number].words, ())}
    changed = [number for number in long_ones if ours[number].words not in by_words]
    equal = {old for _, old in shares}
    shingles = {old: _shingles(theirs[old].words) for olds in by_words.values() for old in olds if old not in equal}
    index: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for old, theirs_of_it in shingles.items():
        for shingle in theirs_of_it:
            index[shingle].append(old)
    for number in changed:
        ours_of_it = _shingles(ours[number].words)
        common = Counter(old for shingle in ours_of_it for old in index.get(shingle, ()))
        for old, count in common.items():
            share = count / min(len(ours_of_it), len(shingles[old]))
            if share >= SAME_SHARE:
                shares[number, old] = share
    return shares


def _short_pairs(ours: tuple[Words, ...], theirs: tuple[Words, ...]) -> list[tuple[int, int]]:
    """Pairs in which a chapter is too short to have shingles: the same words, then the same title, then number."""
    short = [
        (one, other)
        for one in _short(ours)
        for other in _short(theirs)
        if min(len(ours[one].words), len(theirs[other].words)) < FEW_WORDS
    ]
    by_words = [pair for pair in short if ours[pair[0]].words == theirs[pair[1]].words]
    by_title = [pair for pair in short if words_of(ours[pair[0]].title) == words_of(theirs[pair[1]].title)]
    by_number = [pair for pair in short if ours[pair[0]].number == theirs[pair[1]].number]
    return by_words + by_title + by_number


def _short(chapters: tuple[Words, ...]) -> list[int]:
    return [index for index, chapter in enumerate(chapters) if len(chapter.words) < 2 * FEW_WORDS]


# --- ids ----------------------------------------------------------------------------------------------------------


def _book_words(script: Script, chapters: tuple[Words, ...]) -> str:
    creators = "\n".join(" ".join(words_of(creator)) for creator in script.metadata.creators)
    return f"{creators}\n\n{' '.join(_joined(chapters))}"


def _first_id(namespace: uuid.UUID, text: str) -> uuid.UUID:
    return uuid.uuid5(namespace, text.encode("utf-8", "replace").decode("utf-8"))


def _new_id(book: uuid.UUID, chapter: Words, taken: set[uuid.UUID], alike: Counter[tuple[str, ...]]) -> uuid.UUID:
    """The id of a chapter's words within its book; a count tells equal chapters apart, `alike` is how far it has come."""
    text = " ".join(chapter.words)
    while True:
        alike[chapter.words] += 1
        count = alike[chapter.words]
        chapter_id = _first_id(book, text if count == 1 else f"{text}\n{count}")
        if chapter_id not in taken:
            return chapter_id


def _old_ids(previous: Mapping[str, Any]) -> Iterator[uuid.UUID]:
    for chapter in _dicts(previous.get("chapters")):
        if (old_id := _uuid_or_none(chapter.get("id"))) is not None:
            yield old_id


def _uuid_or_none(value: object) -> uuid.UUID | None:
    if not isinstance(value, str):
        return None
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def _dicts(value: object) -> list[dict[str, Any]]:
    """The objects of a JSON list; nothing where it is something else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
