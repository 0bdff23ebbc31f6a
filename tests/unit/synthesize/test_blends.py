"""Blends: a voice between others, by a profile or by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from talecast.errors import VoiceError
from talecast.synthesize import load_voice

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = """
engine = "{engine}"
engine_voice = "{voice}"
language = "{language}"
description = "{name}, a voice."
licence = "{licence}"
narrator = "{name} (Kokoro)"
rate = {rate}
gain_db = {gain}
slowest_rate = {slowest}
fastest_rate = 2.0
[pace]
ms_per_letter = {letter}
ms_per_word = 50
ms_per_digit = 250
ms_per_clause = 270
ms_per_sentence = 150
[[files]]
name = "{voice}.bin"
url = "https://voices.example/{voice}.bin"
bytes = {bytes}
sha256 = "{sha256}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "heart", "af_heart")
    write(tmp_path, "bella", "af_bella", letter=60, gain=2, slowest=0.7, licence="MIT")
    write(tmp_path, "emma", "bf_emma", language="en-GB", rate=0.8)
    write(tmp_path, "stone", "stone", engine="silence")
    return tmp_path


def write(folder: Path, name: str, voice: str, **changes: object) -> None:
    values = {"engine": "kokoro", "language": "en-US", "licence": "Apache-2.0", "rate": 1, "gain": 0, "slowest": 0.5}
    sizes = {"letter": 50, "bytes": 522_240, "sha256": "0a" * 32}
    text = PROFILE.format(**{**values, **sizes, "name": name, "voice": voice, **changes})
    (folder / f"{name}.toml").write_text(text)


def blend(folder: Path, name: str, weights: str, own: str = "") -> None:
    (folder / f"{name}.toml").write_text(f"{own}\n[blend]\n{weights}\n")


def refused(name: str, folder: Path) -> str:
    with pytest.raises(VoiceError) as caught:
        load_voice(name, [folder])
    assert caught.value.message.endswith(".")
    assert caught.value.tip
    return caught.value.message


@pytest.mark.parametrize(
    "name",
    [
        "heart = 0.6, bella = 0.4",
        "heart=0.6,bella=0.4",
        '"heart = 0.6, bella = 0.4"',
        "\"heart\" = 3, 'bella' = 2",
        " heart=6e300 , bella=4e300 ",
    ],
)
def test_a_name_describes_a_blend_however_it_is_written(name: str, folder: Path) -> None:
    profile = load_voice(name, [folder])
    assert profile.name == "heart = 0.6, bella = 0.4"
    assert (profile.engine, profile.engine_voice) == ("kokoro", "af_heart:0.6,af_bella:0.4")


def test_a_blend_lies_between_its_parts(folder: Path) -> None:
    profile = load_voice("heart=1,bella=3,emma=1", [folder])
    assert profile.engine_voice == "af_heart:0.2,af_bella:0.6,bf_emma:0.2"
    assert profile.pace.ms_per_letter == 56
    assert profile.pace.ms_per_word == 50
    assert (profile.rate, profile.gain_db, profile.pitch) == (0.96, 1.2, 50)
    assert (profile.slowest_rate, profile.fastest_rate) == (0.7, 2.0)
    assert [file.name for file in profile.files] == ["af_heart.bin", "af_bella.bin", "bf_emma.bin"]
    assert profile.language == "en-US"
    assert profile.licence == "Apache-2.0 and MIT"
    assert profile.description == "A blend of heart (0.2), bella (0.6) and emma (0.2)."
    assert profile.narrator == "heart (Kokoro), bella (Kokoro) and emma (Kokoro)"


def test_the_language_is_that_of_the_heaviest_part(folder: Path) -> None:
    assert load_voice("heart=1,emma=2", [folder]).language == "en-GB"


def test_a_profile_may_be_a_blend_and_say_something_of_its_own(folder: Path) -> None:
    blend(
        folder,
        "duet",
        "heart = 0.6\nbella = 0.4",
        'engine = "kokoro"\nnarrator = "A duet"\nlanguage = "en-GB"\npitch = 40',
    )
    profile = load_voice("duet", [folder])
    assert (profile.name, profile.engine_voice) == ("duet", "af_heart:0.6,af_bella:0.4")
    assert (profile.narrator, profile.language, profile.pitch) == ("A duet", "en-GB", 40)
    assert profile.description == "A blend of heart (0.6) and bella (0.4)."


def test_a_blend_of_blends_is_one_of_the_engines_own_voices(folder: Path) -> None:
    blend(folder, "duet", "heart = 1\nbella = 1")
    profile = load_voice("duet=0.5,heart=0.25,emma=0.25", [folder])
    assert profile.engine_voice == "af_heart:0.5,af_bella:0.25,bf_emma:0.25"
    assert len(profile.files) == 3


def test_a_part_may_name_a_file_or_mix_the_engines_voices_itself(folder: Path) -> None:
    write(folder, "mixed", "af_sky:3,af_sarah:1")
    write(folder, "mine", "/voices/a:b.bin")
    write(folder, "mute", "af_sky:0")
    for name in ("mixed", "mine", "mute"):
        path = folder / f"{name}.toml"
        path.write_text(path.read_text().partition("[[files]]")[0])
    assert load_voice("mixed=1,heart=1", [folder]).engine_voice == "af_sky:0.375,af_sarah:0.125,af_heart:0.5"
    assert load_voice("mine=1,heart=1", [folder]).engine_voice == "/voices/a:b.bin:0.5,af_heart:0.5"
    assert "af_sky weighs too little" in refused("mute=1,heart=1", folder)


def test_weights_sum_to_one_whatever_they_are(folder: Path) -> None:
    profile = load_voice("heart=1,bella=1,emma=1", [folder])
    weights = [float(part.partition(":")[2]) for part in profile.engine_voice.split(",")]
    assert sum(weights) == pytest.approx(1, abs=1e-9)
    assert weights == [0.3334, 0.3333, 0.3333]
    assert load_voice("heart=7", [folder]).engine_voice == "af_heart:1"


@pytest.mark.parametrize(
    "name",
    [
        "heart=0.6,bella=0",
        "heart=0.6,bella=-1",
        "heart=nan,bella=1",
        "heart=inf,bella=1",
        "heart=,bella=1",
        "heart=much,bella=1",
        "heart=0.6;bella=0.4",
        "heart=1=2",
    ],
)
def test_a_weight_that_is_no_number_above_0_is_refused(name: str, folder: Path) -> None:
    assert "is no number above 0: " in refused(name, folder)


@pytest.mark.parametrize("name", ["heart=1,", "=1", "heart=1,heart=2", ",", "=", "heart=1,,bella=1"])
def test_a_part_without_a_name_or_named_twice_is_refused(name: str, folder: Path) -> None:
    if "=" in name:
        assert "a part without a voice, or one voice twice" in refused(name, folder)
    else:
        assert "There is no voice named ','." in refused(name, folder)


def test_a_weight_that_nobody_hears_is_refused(folder: Path) -> None:
    assert "bella weighs too little" in refused("heart=1,bella=0.00001", folder)


def test_unknown_parts_are_named(folder: Path) -> None:
    assert refused("heart=1,carl=1", folder) == "There is no voice named 'carl'."
    assert refused("heart=1,../bella=1", folder) == "There is no voice named '../bella'."


def test_voices_of_two_engines_or_of_one_that_cannot_are_refused(folder: Path) -> None:
    assert "mixes the engines kokoro and silence" in refused("heart=1,stone=1", folder)
    assert "voices of silence, which cannot be blended" in refused("stone=1", folder)
    blend(folder, "duet", "heart = 1", 'engine = "piper"')
    assert "mixes the engines piper and kokoro" in refused("duet", folder)


def test_a_blend_of_itself_is_refused(folder: Path) -> None:
    blend(folder, "one", "two = 1")
    blend(folder, "two", '"heart = 1, one = 1" = 1')
    assert refused("one", folder) == "The voice one is a blend of itself: one, two, one."
    assert refused("heart=1,two=1", folder) == "The voice two is a blend of itself: two, one, two."


def test_a_blend_of_blends_without_end_is_refused(folder: Path) -> None:
    for depth in range(1_000):
        blend(folder, f"deep{depth}", f"deep{depth + 1} = 1")
    assert refused("deep0", folder) == "The voice deep0 is a blend of blends, 20 deep and more."


def test_each_part_of_a_blend_of_blends_is_read_once(folder: Path) -> None:
    """Each by itself, these would be a million."""
    for depth in range(20):
        for side in "ab":
            blend(folder, f"{side}{depth}", f"a{depth + 1} = 1\nb{depth + 1} = 1")
    write(folder, "a20", "af_one")
    write(folder, "b20", "af_two")
    assert load_voice("a0", [folder]).engine_voice == "af_one:0.5,af_two:0.5"


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("heart = 0", "blend has the weight 0 for heart: it should be above 0."),
        ("heart = -1.5", "blend has the weight -1.5 for heart: it should be above 0."),
        ("heart = nan", "blend has the weight nan for heart: it should be a number."),
        ("heart = true", "blend has the weight True for heart: it should be a number."),
        ('heart = "1"', "blend has the weight '1' for heart: it should be a number."),
        ("", "blend should be a table of voices and their weights."),
    ],
)
def test_a_wrong_weight_in_a_profile_is_told(weights: str, said: str, folder: Path) -> None:
    blend(folder, "duet", weights)
    assert refused("duet", folder) == f"In the voice profile {folder / 'duet.toml'}, {said}"


def test_a_blend_has_no_voice_and_no_files_of_its_own(folder: Path) -> None:
    blend(folder, "duet", "heart = 1", 'engine_voice = "af_heart"')
    assert "has both blend and engine_voice" in refused("duet", folder)


def test_parts_whose_files_clash_are_refused(folder: Path) -> None:
    write(folder, "other", "af_heart", bytes=1)
    assert "name different files alike" in refused("heart=1,other=1", folder)
