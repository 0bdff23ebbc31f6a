"""Kokoro's rules: each known fault of the engine is kept from the listener, and ordinary prose is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from talecast.synthesize.kokoro import pieces as kokoro_pieces
from talecast.synthesize.kokoro import rules as kokoro_rules
from talecast.synthesize.kokoro.pieces import joined, pieces

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = kokoro_rules.WORD_RULES


# --- on the words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text", "said"),
    [
        ("with_dashes_that_pause", "one - two -- three – four--five―six", "one — two — three — four—five—six"),
        ("with_dashes_that_pause", "half-hearted 1914–18", "half-hearted 1914–18"),
        ("with_whole_ellipses", "Wait. . . what... … so.", "Wait… what… … so."),
    ],
)  # fmt: skip
def test_what_the_engine_would_misread_is_rewritten_for_it(rule: str, text: str, said: str) -> None:
    assert getattr(kokoro_rules, rule)(text) == said


@pytest.mark.parametrize("rule", RULES)
def test_rules_on_words_leave_ordinary_prose_alone_and_are_quick(rule: Callable[[str], str]) -> None:
    prose = "“Wait!” she said — naïvely? [1] It's 日本 (a − b): NASA, I think; W. H. said so… no."
    assert rule(prose).replace("W H", "W. H.") == prose
    for piece in (".", ". ", "A ", "A.", "-", "mm", "h", "' ", "AB'", "…", "t-"):
        assert isinstance(rule(piece * 20_000), str)


def test_every_rule_on_words_is_applied() -> None:
    names = {name for name in vars(kokoro_rules) if name.startswith("with")}
    applied = {rule.__name__ for rule in (*RULES, *kokoro_rules.PHONEME_RULES)}
    assert applied == names


# --- on the phonemes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "phonemes", "said"),
    [
        ("without_language_flags", "həlˈoʊ (ko)hˈɐnqu(enus) (hiː) (ɐsˈaɪd)", "həlˈoʊ  hˈɐnqu  (hiː) (ɐsˈaɪd)"),
        ("without_lone_marks", "wˈeɪt ! wˌʌt  ?", "wˈeɪt! wˌʌt?"),
        ("without_lone_marks", 'hiː sˈɛd " ænd lˈɛft. "?" … sˈoʊ', "hiː sˈɛd ænd lˈɛft.… sˈoʊ"),
        ("without_lone_marks", "!, nˈoʊ", "nˈoʊ"),
        ("without_lone_marks", "“nˈoʊ!” ʃiː sˈɛd", "“nˈoʊ!” ʃiː sˈɛd"),
        ("with_one_mark_at_a_place", "wˌʌt?!! nˈoʊ… . jˈɛs, —wˈɛl", "wˌʌt? nˈoʊ… jˈɛs—wˈɛl"),
        ("without_inner_stops", "pˈiː.ˈɛm. tˈɛn:θˈɜːɾi, “nˈoʊ.” sˈoʊ: ænd", "pˈiːˈɛm. tˈɛnθˈɜːɾi, “nˈoʊ.” sˈoʊ: ænd"),
    ],
)
def test_phonemes_that_would_be_heard_as_noise_are_rewritten(rule: str, phonemes: str, said: str) -> None:
    assert getattr(kokoro_rules, rule)(phonemes) == said


@pytest.mark.parametrize("rule", kokoro_rules.PHONEME_RULES)
def test_rules_on_phonemes_are_quick(rule: Callable[[str], str]) -> None:
    for piece in (".", '" ', '"', "(ko)", " ", ". ", "ə", ".ə"):
        assert isinstance(rule(piece * 20_000), str)


def test_sounds_are_what_is_heard() -> None:
    assert kokoro_rules.sounds("“nˈoʊ,” hiː. (1)…—") == 3 + 2 + 1 + 0
    assert kokoro_rules.sounds(' .,"—') == 0


@pytest.mark.parametrize(
    ("samples", "swallowed"),
    [
        (np.zeros(0), True),
        (np.zeros(24_000), True),
        (np.pad(np.full(600, 0.3), 10_000), True),
        (np.full(24_000, 0.3), False),
    ],
)
def test_sound_too_short_for_its_phonemes_is_noticed(
    samples: np.ndarray[tuple[int], np.dtype[np.float64]], *, swallowed: bool
) -> None:
    assert kokoro_rules.is_swallowed(samples.astype(np.float32), 24_000, "nˈoʊ nˈoʊ", 1.0) is swallowed


# --- pieces -------------------------------------------------------------------------------------------------------


def long_phonemes(clauses: int) -> str:
    return " ".join(f"wˈʌn tˈuː θɹˈiː fˈɔːɹ fˈaɪv sˈɪks{mark}" for mark in (",", ";", ".", "") * (clauses // 4))


@pytest.mark.parametrize("clauses", [4, 8, 16, 40, 400])
def test_no_sound_is_lost_where_phonemes_are_cut(clauses: int) -> None:
    phonemes = long_phonemes(clauses)
    parts = pieces(phonemes)
    assert " ".join(parts) == phonemes
    assert max(map(len, parts)) <= kokoro_pieces.MOST_PHONEMES
    assert (len(parts) > 1) is (len(phonemes) > kokoro_pieces.MOST_PHONEMES)


def test_a_cut_is_made_behind_a_sentence_or_a_clause_where_there_is_one() -> None:
    assert all(part[-1] in ",;." for part in pieces(long_phonemes(40))[:-1])
    first, second = pieces("ɑː " * 55 + "ɑː, " + "ɑː " * 30)
    assert first.endswith(",")
    assert len(second) > 80
    quoted, _ = pieces("ɑː " * 40 + "“ɑː ɑː.” " + "ɑː " * 40)
    assert quoted.endswith(".”")


def test_a_word_longer_than_the_model_reads_is_cut_and_loses_nothing() -> None:
    word = "ɑːbə" * 300
    assert "".join(pieces(word)) == word
    assert max(map(len, pieces(word))) <= kokoro_pieces.MOST_PHONEMES


def test_what_has_no_sound_is_no_piece() -> None:
    assert pieces("") == []
    assert pieces(' . "…" — ') == []
    assert pieces("nˈoʊ.") == ["nˈoʊ."]


def test_one_piece_stays_as_it_came() -> None:
    clip = np.linspace(-1, 1, 1_000, dtype=np.float32)
    assert np.array_equal(joined([clip], ["nˈoʊ."], 24_000), clip)


@pytest.mark.parametrize(("mark", "pause_ms"), [(",", 150), (";", 250), (".”", 350), ("", 30)])
def test_pieces_are_joined_by_the_pause_of_the_mark_between_them(mark: str, pause_ms: int) -> None:
    silence, speech = np.zeros(9_600, np.float32), np.full(12_000, 0.5, np.float32)
    clip = np.concatenate([silence, speech, silence])
    sound = joined([clip, clip], [f"nˈoʊ{mark}", "jˈɛs."], 24_000)
    (gap,) = np.flatnonzero(np.diff(np.flatnonzero(sound)) > 1)
    between = np.diff(np.flatnonzero(sound))[gap] - 1
    assert between == 24 * (pause_ms + 2 * kokoro_pieces.MARGIN_MS)
    assert np.count_nonzero(sound) == 2 * len(speech)
    assert np.flatnonzero(sound)[0] == len(silence)
    assert len(sound) == 4 * 12_000 - 4_800 + 24 * (pause_ms + 2 * kokoro_pieces.MARGIN_MS)


def test_silent_and_tiny_pieces_are_joined_too() -> None:
    assert len(joined([np.zeros(240, np.float32), np.zeros(3, np.float32)], ["a,", "b"], 24_000)) >= 3
