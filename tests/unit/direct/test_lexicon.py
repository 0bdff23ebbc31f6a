"""Respellings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talecast.direct import Lexicon
from talecast.model import BlockKind
from talecast.places import shipped_voices
from talecast.settings import load_lexicon
from tests.unit.direct.making import PAUSES, block, book, script


def respelled(text: str, **entries: str) -> str:
    return Lexicon([(words, respelling, False) for words, respelling in entries.items()]).respell(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cat", "dog"),
        ("a cat.", "a dog."),
        ("the CAT sat", "the dog sat"),
        ("“Cat!”", "“dog!”"),
        ("cat-like", "dog-like"),
        ("cat's", "dog's"),
        ("cat’s", "dog’s"),
        ("the cat'll come", "the dog'll come"),
        ("‘cat’ and 'cat'", "‘dog’ and 'dog'"),
        ("cat, cat; cat", "dog, dog; dog"),
        ("cats", "cats"),
        ("concat", "concat"),
        ("cat2", "cat2"),
        ("scat cat scatter", "scat dog scatter"),
        ("cat'tle", "cat'tle"),
        ("O'cat", "O'cat"),
        ("ŝcat", "ŝcat"),
    ],
)
def test_only_whole_words_are_respelled(text: str, expected: str) -> None:
    assert respelled(text, cat="dog") == expected


@pytest.mark.parametrize("text", ["I'm here", "they’re here", "we'll", "don't", "it's"])
def test_the_end_of_a_contraction_is_no_word(text: str) -> None:
    assert respelled(text, m="metres", re="about", e="x", ll="x", l="x", t="tons", s="south") == text


def test_a_contraction_is_a_word_of_its_own() -> None:
    assert respelled("I can and I can't", can="kan") == "I kan and I can't"
    assert Lexicon([("can't", "cahnt", False)]).respell("I can’t and can't") == "I cahnt and cahnt"


def test_of_several_entries_that_fit_the_longest_wins_wherever_it_stands() -> None:
    entries = [("St.", "Saint", False), ("St. Paul", "Sent Paul", False), ("St. Paul's Cathedral", "the dome", False)]
    for given in (entries, entries[::-1]):
        lexicon = Lexicon(given)
        assert lexicon.respell("St. Paul's Cathedral") == "the dome"
        assert lexicon.respell("St. Paul's school") == "Sent Paul's school"
        assert lexicon.respell("St. Pauline") == "Saint Pauline"


def test_of_equal_entries_the_one_given_earlier_wins() -> None:
    assert Lexicon([("Lead", "leed", False), ("lead", "led", False)]).respell("lead Lead") == "leed leed"


def test_case_matters_where_an_entry_says_so() -> None:
    lexicon = Lexicon([("US", "U.S.", True), ("Polish", "Poh-lish", True)])
    assert lexicon.respell("They gave us the US Polish polish.") == "They gave us the U.S. Poh-lish polish."


def test_an_entry_without_case_stands_in_for_the_forms_that_a_case_entry_leaves() -> None:
    lexicon = Lexicon([("Reading", "Redding", True), ("reading", "reeding", False)])
    assert lexicon.respell("Reading reading READING") == "Redding reeding reeding"


def test_phrases_are_found_across_their_blanks_and_marks() -> None:
    assert Lexicon([("a/n", "author's note", False)]).respell("A/N: hello") == "author's note: hello"
    assert Lexicon([("e.g.", "for example", False)]).respell("fruit, e.g. apples") == "fruit, for example apples"


def test_respellings_are_not_respelled_again() -> None:
    assert respelled("one two", one="two", two="one") == "two one"


def test_an_empty_lexicon_changes_nothing() -> None:
    assert Lexicon([]).respell("A cat’s life…") == "A cat’s life…"


def test_an_entry_without_a_letter_at_its_beginning_is_passed_over() -> None:
    assert Lexicon([("***", "stars", False), ("", "nothing", False)]).respell("*** and") == "*** and"


def test_the_text_that_is_shown_is_never_changed() -> None:
    made = script(
        book((block("Siobhan’s cat. The cat."),)), PAUSES, ("Siobhan", "Shivawn", False), ("cat", "dog", False)
    )
    assert [(utterance.text, utterance.spoken) for utterance in made.utterances()] == [
        ("Siobhan’s cat.", "Shivawn's dog."),
        ("The cat.", "The dog."),
    ]


def test_what_is_put_otherwise_for_the_ear_is_said_as_given_and_respelled() -> None:
    row = replace(block("Gray 12", BlockKind.TABLE), spoken="Name: Gray. Cats: 12.")
    made = script(book((row, block("A man."))), PAUSES, ("cats", "dogs", False))
    first = next(made.utterances())
    assert (first.text, first.spoken) == ("Gray 12", "Name: Gray. dogs: 12.")


def test_headings_are_respelled_like_everything_else() -> None:
    made = script(book((block("The cat", BlockKind.HEADING), block("A man."))), PAUSES, ("cat", "dog", False))
    assert [utterance.spoken for utterance in made.utterances()] == ["The dog", "A man."]


def test_the_shipped_lexicon_says_what_readers_say() -> None:
    lexicon = Lexicon(load_lexicon(shipped_voices() / "lexicon.toml"))
    assert lexicon.respell("Lt. Gray met Capt. Hook, etc. i.e. Hermione's friends") == (
        "Lieutenant Gray met Captain Hook, et cetera that is Her-my-oh-nee's friends"
    )


def test_a_long_text_takes_time_in_proportion() -> None:
    text = "word " * 200_000
    assert respelled(text, word="sword") == "sword " * 200_000
