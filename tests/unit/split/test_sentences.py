"""Where sentences end: the public golden rules, variants of them, and fiction."""

from __future__ import annotations

from pathlib import Path

import pytest

from talecast.split import sentence_spans
from tests.unit.split.golden_rules import GOLDEN_RULES
from tests.unit.split.rows import read_rows, sentences_of

HERE = Path(__file__).parent


@pytest.mark.parametrize(("text", "expected"), GOLDEN_RULES)
def test_the_public_golden_rules_hold(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


def test_the_golden_rules_are_all_there() -> None:
    assert len(GOLDEN_RULES) == 48
    assert len(read_rows(HERE / "variants.txt")) % 48 == 0


@pytest.mark.parametrize(("text", "expected"), read_rows(HERE / "variants.txt"))
def test_the_golden_rules_hold_with_other_names_numbers_and_abbreviations(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


@pytest.mark.parametrize(("text", "expected"), read_rows(HERE / "fiction.txt"))
def test_sentences_of_fiction_end_where_a_reader_hears_them_end(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


@pytest.mark.parametrize(("text", "expected"), read_rows(HERE / "abbreviations.txt"))
def test_abbreviations_and_lists_end_sentences_only_where_they_end(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


@pytest.mark.xfail(strict=True, reason="known misses, named in docs/explanation/sentences.md")
@pytest.mark.parametrize(("text", "expected"), read_rows(HERE / "known_misses.txt"))
def test_what_the_documentation_calls_a_known_miss_is_one(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


@pytest.mark.parametrize(
    "text",
    ["He ran.\nShe ran.", "He ran.\tShe ran.", "He ran.   She ran.", "He ran. \n\n She ran.", "He ran.\u00a0She ran."],
)
def test_any_white_space_lies_between_sentences(text: str) -> None:
    assert sentences_of(text) == ["He ran.", "She ran."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t"])
def test_white_space_has_no_sentences(text: str) -> None:
    assert sentence_spans(text) == []


@pytest.mark.parametrize("text", [".", "* * *", "— — —", '"', "?! ...", "🙂 🙂"])
def test_a_text_of_nothing_but_marks_is_one_sentence(text: str) -> None:
    assert sentences_of(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He ran. "', ['He ran. "']),
        ("He ran. — !", ["He ran. — !"]),
        ("! ! He ran.", ["! ! He ran."]),
        ("He ran. 🙂 She ran.", ["He ran.", "🙂 She ran."]),
        ("“He ran.” ” She ran.", ["“He ran.” ”", "She ran."]),
    ],
)
def test_a_stray_mark_clings_to_its_neighbour(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他来了。她走了。", ["他来了。", "她走了。"]),
        ("« Bonjour. » Il sortit.", ["« Bonjour. »", "Il sortit."]),
        ("„Halt!“ Er blieb stehen.", ["„Halt!“", "Er blieb stehen."]),
        ("הוא רץ. היא נשארה.", ["הוא רץ.", "היא נשארה."]),
        ("هل جاء؟ لا أدري.", ["هل جاء؟", "لا أدري."]),
        ("Он ушёл. Она осталась.", ["Он ушёл.", "Она осталась."]),
        ("he ran. she hid. nobody saw.", ["he ran.", "she hid.", "nobody saw."]),
        ("He ran.[1] She hid.[12] Nobody saw.", ["He ran.[1]", "She hid.[12]", "Nobody saw."]),
        ('"Where?""There."', ['"Where?"', '"There."']),
        ("“Where?”“There.”", ["“Where?”", "“There.”"]),
        ("I like iOS. iPhones are dear.", ["I like iOS.", "iPhones are dear."]),
    ],
)
def test_other_scripts_and_styles_have_sentences_too(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected
