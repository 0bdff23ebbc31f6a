"""Voice profiles and engines: found, read, and refused in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from talecast.errors import VoiceError
from talecast.places import shipped_voices
from talecast.synthesize import choose_voice, load_voice, missing, voice_names
from talecast.synthesize.engines import find_engine

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = """
engine = "{engine}"
engine_voice = "{voice}"
language = "en"
description = "A voice."
licence = "CC0-1.0"
narrator = "Nobody"
[pace]
ms_per_letter = 50
ms_per_word = 60.5
ms_per_digit = 250
ms_per_clause = 270
ms_per_sentence = 150
"""


def write(folder: Path, name: str, engine: str = "silence", voice: str = "", more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(more + PROFILE.format(engine=engine, voice=voice), encoding="utf-8")
    return folder


def test_the_shipped_voices_are_whole() -> None:
    names = voice_names([shipped_voices()])
    assert {"espeak", "silence"} <= set(names)
    assert "lexicon" not in names
    for name in names:
        profile = load_voice(name, [shipped_voices()])
        assert profile.name == name
        assert profile.slowest_rate < 1 < profile.fastest_rate
        assert all((profile.engine, profile.language, profile.description, profile.licence, profile.narrator))


def test_a_profile_is_read_with_its_defaults(tmp_path: Path) -> None:
    profile = load_voice("anna", [write(tmp_path, "anna")])
    assert (profile.pitch, profile.slowest_rate, profile.fastest_rate) == (50, 0.5, 2.5)
    assert profile.pace.ms_per_letter == 50.0
    assert profile.pace.ms_per_word == 60.5


def test_the_users_own_profile_wins_over_the_shipped_one(tmp_path: Path) -> None:
    own = write(tmp_path, "espeak", engine="silence")
    assert load_voice("espeak", [own, shipped_voices()]).engine == "silence"
    assert load_voice("espeak", [tmp_path / "none", shipped_voices()]).engine == "espeak"


def test_an_unknown_voice_names_those_that_are_there(tmp_path: Path) -> None:
    folder = write(write(tmp_path, "anna"), "bert")
    with pytest.raises(VoiceError, match="no voice named 'carl'") as caught:
        load_voice("carl", [folder])
    assert caught.value.tip == "These are there: anna, bert."


@pytest.mark.parametrize("name", ["../anna", "lexicon", "", ".", "anna.toml"])
def test_only_a_profiles_own_name_finds_it(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "voices", "anna")
    write(tmp_path, "anna")
    with pytest.raises(VoiceError):
        load_voice(name, [folder])


@pytest.mark.parametrize(
    "text",
    ["no toml at all", 'engine = "silence"', PROFILE.format(engine="silence", voice="").replace("50\n", '"fast"\n', 1)],
)
def test_a_profile_that_cannot_be_read_is_told_in_a_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "anna.toml").write_text(text)
    with pytest.raises(VoiceError, match=r"The voice profile .*anna\.toml cannot be read"):
        load_voice("anna", [tmp_path])


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="unknown key: colour"):
        load_voice("anna", [write(tmp_path, "anna", more='colour = "blue"\n')])


def test_the_default_voice_is_the_first_preferred_one_that_works(tmp_path: Path) -> None:
    folders = [write(tmp_path / "own", "joe", engine="harp"), shipped_voices()]
    assert choose_voice("", folders, tmp_path).name == "espeak"
    write(tmp_path / "own", "joe", engine="silence")
    assert choose_voice("", folders, tmp_path).name == "joe"


def test_where_no_voice_works_the_error_says_what_is_missing(tmp_path: Path, faulty: str) -> None:
    folder = write(tmp_path / "own", "espeak", engine=faulty, voice="mute")
    with pytest.raises(VoiceError, match=r"No voice works on this machine. Its tongue is missing."):
        choose_voice("", [folder], tmp_path)


def test_a_voice_that_was_asked_for_must_work(tmp_path: Path, faulty: str) -> None:
    folder = write(write(tmp_path / "own", "anna", engine=faulty, voice="mute"), "bert", engine=faulty)
    with pytest.raises(VoiceError, match=r"The voice anna does not work here. Its tongue is missing."):
        choose_voice("anna", [folder], tmp_path)
    assert choose_voice("bert", [folder], tmp_path).engine == faulty


def test_an_engine_of_somebodys_own_package_is_found_by_its_entry_point(faulty: str) -> None:
    assert find_engine(faulty).__name__ == "tests.unit.synthesize.faulty_engine"  # type: ignore[attr-defined]


def test_a_voice_whose_engine_is_not_here_lacks_it(tmp_path: Path) -> None:
    profile = load_voice("anna", [write(tmp_path, "anna", engine="harp")])
    assert missing(profile, tmp_path) == "There is no engine named 'harp' here. Install the package that brings it."
