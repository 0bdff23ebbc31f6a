"""What errors say: a stranger's words do no harm in them, and tips go by the cause."""

from __future__ import annotations

import errno

import pytest

from talecast.errors import in_a_line, printable, unwritable_tip


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Straße “so” — 日本語, שלום\u00a0!", "Straße “so” — 日本語, שלום\u00a0!"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("one\ntwo", "one\ntwo"),
        ("\x1b[2J\a\r\x9b1m\x7f", "\ufffd[2J\ufffd\ufffd\ufffd1m\ufffd"),
        ("\u202egpj.exe\u2066\u2028\u2029\ufeff", "\ufffdgpj.exe\ufffd\ufffd\ufffd\ufffd"),
        ("na\udcefve \ue000", "na\ufffdve \ufffd"),
    ],
)
def test_what_moves_the_cursor_or_turns_a_line_around_is_not_shown(words: str, shown: str) -> None:
    assert printable(words) == shown


def test_in_a_sentence_words_are_on_one_line_and_not_too_many() -> None:
    assert in_a_line(" it\r\n\tbroke\x1b[1A ") == "it broke\ufffd[1A"
    assert in_a_line("a" * 1_000) == "a" * 120 + "…"


@pytest.mark.parametrize(
    ("number", "tip"),
    [
        (errno.ENOSPC, "Make room there, or go elsewhere."),
        (errno.EDQUOT, "Make room there, or go elsewhere."),
        (errno.EPERM, "Make it writable, or go elsewhere."),
        (errno.ENOTDIR, "Look at what is wrong there, or go elsewhere."),
        (None, "Look at what is wrong there, or go elsewhere."),
    ],
)
def test_what_to_do_about_a_place_that_cannot_be_written_goes_by_the_cause(number: int | None, tip: str) -> None:
    assert unwritable_tip(OSError(number, "no"), "go elsewhere") == tip
