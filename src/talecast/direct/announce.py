"""Finding one's way by ear: what is said of a book and its chapters that is not in them, and what marks notes and pictures.

An announcement is a block of its own, of sentences without text: words added for the ear are in `spoken` only, so that every
letter of the content stays in exactly one sentence, and transcripts and texts show nothing that the author did not write.
Why it is done this way, and why lengths are estimates: docs/decisions/0024-announcements.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from talecast.direct.phrases import length_phrase, phrases_for
from talecast.direct.rules import roman_value, spoken_form
from talecast.model import BlockKind, ScriptBlock, Utterance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.direct.lexicon import Lexicon
    from talecast.direct.phrases import Phrases
    from talecast.model import Cast, Metadata, ScriptChapter
    from talecast.settings import Settings

_WITH_END = ".?!…:;"


@dataclass(frozen=True, slots=True)
class Announcer:
    """Puts announcements into the chapters of a script."""

    metadata: Metadata
    cast: Cast
    lexicon: Lexicon
    settings: Settings
    outline: tuple[ScriptChapter, ...]
    """All chapters of the book, those that are not narrated too."""

    def mark_notes(self, chapters: Sequence[ScriptChapter]) -> list[ScriptChapter]:
        """The chapters with a word or a tone at each picture, and around each run of notes; without, where none are wanted."""
        mark = self.settings.note_mark()
        if mark == "off":
            return list(chapters)
        return [replace(chapter, blocks=tuple(self._marked(chapter.blocks, mark))) for chapter in chapters]

    def announce(self, chapters: Sequence[ScriptChapter], timed: Sequence[ScriptChapter]) -> list[ScriptChapter]:
        """The chapters with what is said around them. `timed` are the same ones with the estimates that are told."""
        seconds = [chapter.estimate_seconds for chapter in timed]
        counted = sum(not _is_part(chapter) for chapter in chapters)
        told = []
        for index, chapter in enumerate(chapters):
            opening = list(self._book_opening(counted, sum(seconds))) if index == 0 else []
            opening += self._chapter_opening(chapter, seconds[index])
            closing = list(self._closing(chapter))
            blocks = (*self._blocks(opening), *chapter.blocks, *self._blocks(closing))
            told.append(replace(chapter, blocks=blocks))
        return told

    def _book_opening(self, chapters: int, seconds: float) -> Iterator[str]:
        phrases, metadata = self._phrases(), self.metadata
        authors = [*metadata.creators[:-2], f" {phrases.and_} ".join(metadata.creators[-2:])]
        title = metadata.title.rstrip(".")
        yield phrases.by.format(title=title, authors=", ".join(authors)) if metadata.creators else _sentence(title)
        if metadata.narrator:
            yield phrases.narrated.format(narrator=metadata.narrator)
        if chapters > 1:
            yield phrases.chapters.format(count=chapters)
        yield length_phrase(seconds, phrases)

    def _chapter_opening(self, chapter: ScriptChapter, seconds: float) -> Iterator[str]:
        """Part, number, title where no heading says it, and length. Nothing for a part, whose heading is all there is of it."""
        numbers = self._numbers()
        if len(numbers) == 1 or _is_part(chapter):
            return
        phrases = self._phrases()
        if part := _part_of(chapter, self.outline):
            yield _sentence(spoken_form(part, BlockKind.HEADING))
        number = numbers.index(chapter.number) + 1
        phrase = phrases.place if _brings_another(chapter.title, number, phrases) else phrases.chapter
        yield phrase.format(number=number, count=len(numbers))
        if not _says_title(chapter):
            yield _sentence(spoken_form(chapter.title, BlockKind.HEADING))
        yield length_phrase(seconds, phrases)

    def _closing(self, chapter: ScriptChapter) -> Iterator[str]:
        phrases = self._phrases()
        if len(self._numbers()) > 1 and not _is_part(chapter):
            yield phrases.end_of_chapter
        if chapter.number == self.outline[-1].number:
            yield phrases.end_of_book

    def _numbers(self) -> list[int]:
        """The numbers of the chapters that are counted for a listener: all but the parts."""
        return [chapter.number for chapter in self.outline if not _is_part(chapter)]

    def _marked(self, blocks: Sequence[ScriptBlock], mark: str) -> Iterator[ScriptBlock]:
        phrases = self._phrases()
        words = {"note": phrases.note, "end of note": phrases.end_of_note, "picture": phrases.picture}
        earcon = self.cast.earcon.name if self.cast.earcon else ""

        def sign(name: str) -> ScriptBlock:
            if mark == "earcon":
                return self._block((Utterance("", name, earcon, self.settings.pause_sentence),))
            return next(self._blocks([words[name]]))

        for kind, run in groupby(blocks, key=lambda block: block.kind):
            if kind is BlockKind.NOTE:
                yield from (sign("note"), *run, sign("end of note"))
            elif kind is BlockKind.IMAGE:
                for block in run:
                    yield from (sign("picture"), block)
            else:
                yield from run

    def _blocks(self, sentences: Sequence[str]) -> Iterator[ScriptBlock]:
        """One block of these sentences; none of none."""
        voice = self.cast.voice_of(BlockKind.ANNOUNCEMENT).name
        if sentences:
            pause_ms = self.settings.pause_sentence
            yield self._block(
                tuple(
                    Utterance("", self.lexicon.respell(spoken_form(sentence, BlockKind.ANNOUNCEMENT)), voice, pause_ms)
                    for sentence in sentences
                )
            )

    def _block(self, utterances: tuple[Utterance, ...]) -> ScriptBlock:
        return ScriptBlock(BlockKind.ANNOUNCEMENT, utterances)

    def _phrases(self) -> Phrases:
        return phrases_for(self.metadata.language)


def _is_part(chapter: ScriptChapter) -> bool:
    """Whether it is headings alone: "PART ONE", with its chapters behind it."""
    return all(block.kind is BlockKind.HEADING for block in chapter.blocks if block.utterances)


def _part_of(chapter: ScriptChapter, outline: Sequence[ScriptChapter]) -> str:
    """The title of the chapter under which this one stands in the contents; empty where it stands at the top."""
    before = [one for one in outline if one.number < chapter.number and one.level < chapter.level]
    return before[-1].title if before else ""


def _says_title(chapter: ScriptChapter) -> bool:
    """Whether the chapter begins with headings that say its title."""
    headings = ""
    for block in chapter.blocks:
        if block.kind is BlockKind.HEADING:
            headings += " ".join(utterance.text for utterance in block.utterances)
        elif block.utterances:
            break
    return _letters(chapter.title) in _letters(headings)


def _brings_another(title: str, number: int, phrases: Phrases) -> bool:
    """Whether a title has a number of its own that is another one, or is in words: "Chapter One" as the third of all."""
    printed = _printed_number(title)
    if printed is None:
        return phrases.chapter.partition(" ")[0].casefold() in title.casefold().replace(":", " ").split()[:2]
    return printed != number


def _printed_number(title: str) -> int | None:
    """The number that a title brings, such as 4 in "CHAPTER IV. The Sea" and in "4"; None where it brings none."""
    for word in title.replace(".", " ").replace(":", " ").split()[:2]:
        if word.isdecimal():
            return int(word)
        if word.isupper() and (value := roman_value(word)):
            return value
    return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _sentence(text: str) -> str:
    return text if text.endswith(tuple(_WITH_END)) else f"{text}."
