"""Whatever the book, nothing is lost and every pause is one that was asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from talecast.direct import Lexicon
from talecast.direct.rules import spoken_form
from talecast.errors import SourceError
from talecast.model import READABLE_NOTES, Block, BlockKind, Book, SkipKind
from talecast.settings import NOTES, Settings
from tests.unit.direct.making import BREAK, block, book, script

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(lambda text: " ".join(text.split()))
WORDS = TEXT.filter(bool)
ASKED = Settings(pause_sentence=401, pause_paragraph=802, pause_scene=2003, pause_heading=1204, pause_chapter=2505)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    if draw(st.integers(0, 5)) == 0:
        return BREAK
    skip = draw(st.one_of(st.none(), st.none(), st.sampled_from(SkipKind)))
    if skip is not None and skip not in READABLE_NOTES:
        return Block(BlockKind.PARAGRAPH, draw(WORDS), skip=skip)
    kind = draw(st.sampled_from([BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.VERSE, BlockKind.QUOTE]))
    return block(". ".join(draw(st.lists(WORDS, min_size=1, max_size=4))), kind, skip)


BOOKS = st.lists(st.lists(blocks(), max_size=6).map(tuple), min_size=1, max_size=4).map(
    lambda chapters: book(*chapters)
)


def letters(texts: list[str]) -> Counter[str]:
    return Counter(character for text in texts for character in text if character.isalnum())


@given(source=BOOKS, notes=st.sampled_from(NOTES), per_chapter=st.booleans())
def test_every_letter_is_in_one_sentence_or_one_skipped_entry(source: Book, notes: str, per_chapter: bool) -> None:
    try:
        made = script(source, replace(ASKED, notes=notes, per_chapter=per_chapter))
    except SourceError:
        story = [part for chapter in source.chapters for part in chapter.blocks]
        assert not any(
            part.sentences for part in story if part.skip is None or (notes != "skip" and part.skip in READABLE_NOTES)
        )
        return
    told = [utterance.text for utterance in made.utterances()] + [skipped.text for skipped in made.skipped]
    assert letters(told) == letters([source.content])
    assert all(list(chapter.utterances()) for chapter in made.chapters)
    assert [chapter.number for chapter in made.chapters] == list(range(1, len(made.chapters) + 1))
    for chapter in made.chapters:
        *others, last = chapter.utterances()
        ends_file = per_chapter or chapter is made.chapters[-1]
        assert last.pause_after_ms == (0 if ends_file else ASKED.pause_chapter)
        assert {utterance.pause_after_ms for utterance in others} <= {401, 802, 2003, 1204}


@given(text=TEXT, kind=st.sampled_from(BlockKind))
def test_what_is_spoken_is_one_line_and_keeps_every_letter_outside_headings(text: str, kind: BlockKind) -> None:
    spoken = spoken_form(text, kind)
    assert "\n" not in spoken
    if kind is not BlockKind.HEADING:
        assert letters([spoken]) == letters([text])
        assert spoken_form(spoken, kind) == spoken


@given(text=TEXT, entries=st.lists(st.tuples(TEXT, TEXT, st.booleans()), max_size=5))
def test_a_lexicon_never_fails_and_respells_nothing_that_it_does_not_hold(
    text: str, entries: list[tuple[str, str, bool]]
) -> None:
    respelled = Lexicon(entries).respell(text)
    folded = text.lower().replace("’", "'").replace("‘", "'")
    if not any(words.strip().lower().replace("’", "'").replace("‘", "'") in folded for words, _, _ in entries):
        assert respelled == text


@given(words=st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=20), target=st.integers(0, 19))
def test_a_word_of_the_lexicon_is_respelled_everywhere_and_no_other_is(words: list[str], target: int) -> None:
    word = words[target % len(words)]
    respelled = Lexicon([(word, "X", False)]).respell(" ".join(words))
    assert respelled.split(" ") == ["X" if each == word else each for each in words]
