"""Defaults < config file < flags, and what cannot be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from talecast.errors import SettingsError
from talecast.places import shipped_voices
from talecast.settings import Settings, lexicon_entries, load_config, load_lexicon, merge, respellings

if TYPE_CHECKING:
    from pathlib import Path


def config(folder: Path, text: str) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_the_defaults_are_those_of_the_contract() -> None:
    default = Settings()
    assert (default.out, default.format, default.per_chapter, default.wpm, default.notes) == (
        "out",
        ("mp3",),
        False,
        155,
        "skip",
    )
    pauses = (default.pause_sentence, default.pause_paragraph, default.pause_scene, default.pause_heading)
    assert (*pauses, default.pause_chapter) == (400, 800, 2000, 1200, 2500)


def test_without_a_config_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_config(tmp_path / "none.toml") == Settings()
    assert load_config(tmp_path) == Settings()


def test_the_long_options_names_are_the_keys(tmp_path: Path) -> None:
    text = """
        out = "books"
        voice = "espeak"
        format = ["m4b", "flac"]
        wpm = 170
        pause-sentence = 300
        pause_scene = 1500
        max-chars = 300
        series-part = "3"
        notes = "end"
        workers = 1
    """
    assert config(tmp_path, text) == Settings(
        out="books",
        voice="espeak",
        format=("m4b", "flac"),
        wpm=170,
        pause_sentence=300,
        pause_scene=1500,
        max_chars=300,
        series_part="3",
        notes="end",
        workers=1,
    )


def test_a_single_format_may_stand_alone(tmp_path: Path) -> None:
    assert config(tmp_path, 'format = "opus"').format == ("opus",)


@pytest.mark.parametrize(
    ("text", "per_chapter"),
    [("single = true", False), ("single = false", True), ("per-chapter = true", True), ("per-chapter = false", False)],
)
def test_single_and_per_chapter_are_one_choice(text: str, per_chapter: bool, tmp_path: Path) -> None:
    assert config(tmp_path, text).per_chapter is per_chapter


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert config(tmp_path, "\ufeffwpm = 170").wpm == 170


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "unknown key: colour"),
        ("lexicon_entries = []", "unknown key: lexicon_entries"),
        ("lexicon-entries = []", "unknown key: lexicon-entries"),
        ('wpm = "fast"', "wpm should be a int"),
        ("wpm = 155.5", "wpm should be a int"),
        ("workers = true", "workers should be a int"),
        ("out = 5", "out should be a str"),
        ('single = "yes"', "unknown key: single"),
        ("format = 3", "format should be a tuple"),
        ("format = [1]", "--format is one of mp3, m4b, opus, flac, wav, epub, daisy, daisy3, html, not 1"),
        ('format = ["ogg"]', "not 'ogg'"),
        ("format = []", "--format names none"),
        ('notes = "maybe"', "--notes is one of skip, read, end, not 'maybe'"),
        ("wpm = [", "cannot be read"),
        ("wpm = " + "9" * 5_000, "cannot be read"),
        ("wpm = " + "[" * 5_000, "cannot be read"),
        ("wpm = 1\nwpm = 2", "cannot be read"),
    ],
)
def test_what_a_config_file_cannot_mean_is_told_with_exit_code_2(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        config(tmp_path, text)
    assert said in caught.value.message
    assert caught.value.exit_code == 2


def test_a_config_file_in_another_encoding_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes('author = "Müller"'.encode("latin-1"))
    with pytest.raises(SettingsError, match="cannot be read"):
        load_config(path)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("wpm", 40, 600),
        ("max_chars", 40, 5_000),
        ("workers", 0, 256),
        *((f"pause_{name}", 0, 60_000) for name in ("sentence", "paragraph", "scene", "heading", "chapter")),
    ],
)
def test_numbers_have_limits_and_both_ends_belong_to_them(name: str, low: int, high: int) -> None:
    for value in (low, high):
        assert getattr(merge(Settings(), {name: value}), name) == value
    for value in (low - 1, high + 1):
        with pytest.raises(
            SettingsError, match=f"--{name.replace('_', '-')} lies between {low} and {high}, not at {value}"
        ):
            merge(Settings(), {name: value})


def test_flags_win_over_the_config_and_what_is_not_given_stays(tmp_path: Path) -> None:
    base = config(tmp_path, 'wpm = 170\nvoice = "espeak"\nper-chapter = true\npause-sentence = 300')
    changes: dict[str, Any] = {"wpm": 140, "voice": None, "per_chapter": False, "pause_sentence": 0}
    merged = merge(base, changes)
    assert (merged.wpm, merged.voice, merged.per_chapter, merged.pause_sentence) == (140, "espeak", False, 0)


def test_a_lexicon_has_respellings_with_and_without_case() -> None:
    table = {"Siobhan": "Shivawn", "US": {"say": "U.S.", "case": True}, "us": {"say": "uss"}}
    assert lexicon_entries(table, "x") == (("Siobhan", "Shivawn", False), ("US", "U.S.", True), ("us", "uss", False))


def test_a_whole_lexicon_may_mind_case() -> None:
    table = {"case": True, "US": "U.S.", "us": {"say": "uss", "case": False}}
    assert lexicon_entries(table, "x") == (("US", "U.S.", True), ("us", "uss", False))


def test_case_is_a_word_like_any_other() -> None:
    assert lexicon_entries({"case": "kayss"}, "x") == (("case", "kayss", False),)


@pytest.mark.parametrize("entry", [5, True, ["a"], {}, {"say": 5}, {"says": "x"}])
def test_an_entry_without_a_respelling_is_named(entry: object) -> None:
    with pytest.raises(SettingsError, match=r"In the lexicon x, the entry 'word' has no respelling") as caught:
        lexicon_entries({"word": entry}, "x")
    assert "word =" in caught.value.tip


@pytest.mark.parametrize("data", [b"no toml", b'"\xff" = "x"', b"a = ", b"a = " + b"9" * 5_000])
def test_a_file_that_is_no_lexicon_is_told_in_a_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lexicon.toml"
    path.write_bytes(data)
    with pytest.raises(SettingsError, match=r"The lexicon .*lexicon\.toml cannot be read"):
        load_lexicon(path)


def test_a_lexicon_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read: .*No such file"):
        load_lexicon(tmp_path / "none.toml")


def test_the_files_entries_go_before_the_configs_and_those_before_the_shipped_ones(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('"Hermione" = "first"', encoding="utf-8")
    settings = merge(config(tmp_path, '[lexicon]\nHermione = "second"\nRon = "Ronn"'), {"lexicon": str(path)})
    found = respellings(settings, shipped_voices())
    assert found[:3] == (("Hermione", "first", False), ("Hermione", "second", False), ("Ron", "Ronn", False))
    assert found[3:] == load_lexicon(shipped_voices() / "lexicon.toml")


def test_a_config_may_name_a_lexicon_file(tmp_path: Path) -> None:
    assert config(tmp_path, 'lexicon = "names.toml"').lexicon == "names.toml"


@pytest.mark.parametrize("address", ["tcp://192.168.1.10:8786", "tls://big-box.local:8786", "tcp://[fe80::1]:8786", ""])
def test_a_cluster_is_named_by_its_schedulers_address(address: str) -> None:
    assert merge(Settings(), {"cluster": address}).cluster == address


@pytest.mark.parametrize(
    "address", ["192.168.1.10:8786", "tcp://192.168.1.10", "http://big-box:8787", "tcp://:8786", "tcp://a b:1"]
)
def test_what_is_no_schedulers_address_is_told_with_exit_code_2(address: str) -> None:
    with pytest.raises(SettingsError, match=r"--cluster is a scheduler's address such as") as caught:
        merge(Settings(), {"cluster": address})
    assert caught.value.exit_code == 2
