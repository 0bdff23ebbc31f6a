"""Voice profiles and engines: found, read, and refused in a sentence; and what a voice lacks here."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from talecast.errors import VoiceError
from talecast.places import shipped_voices
from talecast.synthesize import absent_files, choose_voice, list_voices, load_voice, missing, voice_names
from talecast.synthesize.engines import find_engine, fingerprint_of
from talecast.synthesize.file_hash import sha256_of
from talecast.synthesize.voice_table import profile_toml
from talecast.synthesize.voices import order_for

if TYPE_CHECKING:
    from collections.abc import Callable
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
        assert profile.slowest_rate < 1 <= profile.fastest_rate
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


@pytest.mark.parametrize("name", ["an\nna", "anna\x1b[31m"])
def test_a_name_that_would_move_the_cursor_is_no_voices(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path, name)
    assert voice_names([folder]) == ()
    with pytest.raises(VoiceError, match="There is no voice named"):
        load_voice(name, [folder])


@pytest.mark.parametrize("name", ["../anna", "lexicon", "", ".", "anna.toml"])
def test_only_a_profiles_own_name_finds_it(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "voices", "anna")
    write(tmp_path, "anna")
    with pytest.raises(VoiceError):
        load_voice(name, [folder])


@pytest.mark.parametrize("text", ["no toml at all", "engine = \xe9", "a = [" * 5_000, "rate = " + "9" * 5_000])
def test_a_profile_that_is_no_toml_is_told_in_a_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "anna.toml").write_text(text, encoding="latin-1")
    with pytest.raises(VoiceError, match=r"The voice profile .*anna\.toml cannot be read: ") as caught:
        load_voice("anna", [tmp_path])
    assert caught.value.tip == "Mend the file or move it away."


FILE = 'name = "a.bin"\nurl = "https://voices.example/a.bin"\nbytes = 4\nsha256 = "' + "0a" * 32 + '"\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", 'colour = "blue"\n', "has an unknown key: colour."),
        ("", '"two\\nlines" = 1\n', "has an unknown key: 'two\\nlines'."),
        ("", "k" * 9_000 + " = 1\n", "has an unknown key: '" + "k" * 59 + "…."),
        ('engine = "silence"\n', "", "lacks the key engine."),
        ('engine = "silence"', 'engine = ""', "engine should name one."),
        ('engine_voice = ""', "engine_voice = 7", "engine_voice should be a text of one line."),
        (
            'engine_voice = ""',
            f'engine_voice = "{"v" * 256}"',
            "engine_voice is longer than any voice's or file's name.",
        ),
        (
            'engine_voice = ""',
            f'engine_voice = "{"/v" * 2_001}"',
            "engine_voice is longer than any voice's or file's name.",
        ),
        ('engine_voice = ""\n', "", "lacks the key engine_voice."),
        ('description = "A voice."', 'description = "A\\nvoice."', "description should be a text of one line."),
        ('language = "en"', 'language = "../en"', "language should be a tag such as en or en-GB."),
        ("ms_per_letter = 50\n", 'ms_per_letter = "fast"\n', "pace should be a number."),
        ("ms_per_letter = 50\n", "ms_per_letter = nan\n", "pace should be a number."),
        ("ms_per_letter = 50\n", "ms_per_letter = -1\n", "pace should lie between 0 and 10000."),
        ("ms_per_letter = 50\n", "", "pace should be a table with ms_per_clause, "),
        ("[pace]", "[speed]", "has an unknown key: speed."),
        ("", "rate = 0\n", "rate should lie between 0.1 and 10."),
        ("", "rate = true\n", "rate should be a number."),
        ("", "pitch = 50.5\n", "pitch should be a whole number between 0 and 100."),
        ("", "pitch = 101\n", "pitch should be a whole number between 0 and 100."),
        ("", "gain_db = inf\n", "gain_db should be a number."),
        ("", "gain_db = 31\n", "gain_db should lie between -30 and 30."),
        ("", "slowest_rate = 2\n", "slowest_rate should lie between 0.1 and 1."),
        ("", "files = 3\n", "files should be tables, each under [[files]]."),
        ("", "files = [3]\n", "files should have name, url, bytes and sha256 in each table, and nothing else."),
    ],
)
def test_a_wrong_key_is_told_in_a_sentence(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = PROFILE.format(engine="silence", voice="")
    assert old in text
    (tmp_path / "anna.toml").write_text(text.replace(old, new, 1) if old else new + text)
    with pytest.raises(VoiceError) as caught:
        load_voice("anna", [tmp_path])
    assert said in caught.value.message
    assert "anna.toml" in caught.value.message
    assert caught.value.tip == "Mend the file or move it away."


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", '"../a.bin"'),
        ("name", '"a/b.bin"'),
        ("name", "'a\\b.bin'"),
        ("name", '".a.bin"'),
        ("name", '".."'),
        ("name", '"C:a.bin"'),
        ("name", '"espeak.TOML"'),
        ("name", '""'),
        ("name", "7"),
        ("url", '"http://voices.example/a.bin"'),
        ("url", '"file:///etc/passwd"'),
        ("url", '"a.bin"'),
        ("bytes", "0"),
        ("bytes", "-4"),
        ("bytes", "true"),
        ("bytes", "4.5"),
        ("bytes", "99999999999"),
        ("sha256", '"abc"'),
        ("sha256", '"' + "0g" * 32 + '"'),
        ("md5", '"abc"'),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(key: str, value: str, tmp_path: Path) -> None:
    lines = [line for line in FILE.splitlines() if not line.startswith(key)]
    write(tmp_path, "anna")
    with (tmp_path / "anna.toml").open("a") as file:
        file.write("\n".join(["[[files]]", *lines, f"{key} = {value}"]))
    with pytest.raises(VoiceError, match=r"anna\.toml, files (has the|should have)"):
        load_voice("anna", [tmp_path])


def test_a_wrong_value_is_not_quoted_to_its_end(tmp_path: Path) -> None:
    write(tmp_path, "anna")
    with (tmp_path / "anna.toml").open("a") as file:
        file.write("[[files]]\n" + FILE.replace("a.bin", "a" * 90_000, 1))
    with pytest.raises(VoiceError, match="aaa…: it should be a plain file's name") as caught:
        load_voice("anna", [tmp_path])
    assert len(caught.value.message) < 400


def test_a_file_is_named_once(tmp_path: Path) -> None:
    write(tmp_path, "anna")
    with (tmp_path / "anna.toml").open("a") as file:
        file.write(f"[[files]]\n{FILE}[[files]]\n{FILE.replace('a.bin', 'A.bin')}")
    with pytest.raises(VoiceError, match="files has a name twice"):
        load_voice("anna", [tmp_path])


def test_everything_that_a_profile_may_say_is_read_and_written_again(tmp_path: Path) -> None:
    more = "rate = 0.9\npitch = 40\ngain_db = -1.5\nslowest_rate = 0.6\nfastest_rate = 2\n"
    write(tmp_path, "anna", more=more)
    with (tmp_path / "anna.toml").open("a") as file:
        file.write(f"[[files]]\n{FILE.replace('0a', '0A')}")
    profile = load_voice("anna", [tmp_path])
    assert (profile.rate, profile.pitch, profile.gain_db) == (0.9, 40, -1.5)
    assert (profile.slowest_rate, profile.fastest_rate) == (0.6, 2.0)
    assert [(file.name, file.bytes, file.sha256) for file in profile.files] == [("a.bin", 4, "0a" * 32)]
    profile = replace(profile, description='A "voice" – tugão\\', narrator="Ünn")
    (tmp_path / "anna.toml").write_text(profile_toml(profile), encoding="utf-8")
    assert load_voice("anna", [tmp_path]) == profile


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "anna.toml").write_text("\ufeff" + PROFILE.format(engine="silence", voice=""), encoding="utf-8")
    assert load_voice("anna", [tmp_path]).engine == "silence"


def test_the_rate_of_a_profile_is_part_of_every_order(tmp_path: Path) -> None:
    profile = load_voice("anna", [write(tmp_path, "anna", more="rate = 0.8\n")])
    assert order_for(profile, "en", 1.5, tmp_path, tmp_path).rate == pytest.approx(1.2)


def test_a_voices_own_file_beside_the_profile_is_named_by_its_whole_path(tmp_path: Path) -> None:
    write(tmp_path, "anna", engine="piper", voice="my.onnx")
    assert load_voice("anna", [tmp_path]).engine_voice == "my.onnx"
    (tmp_path / "my.onnx").touch()
    assert load_voice("anna", [tmp_path]).engine_voice == str(tmp_path / "my.onnx")
    with (tmp_path / "anna.toml").open("a") as file:
        file.write(f"[[files]]\n{FILE.replace('a.bin', 'my.onnx')}")
    assert load_voice("anna", [tmp_path]).engine_voice == "my.onnx"  # as it is installed, the engine finds it


# --- the list -----------------------------------------------------------------------------------------------------


def test_a_broken_profile_is_listed_with_what_is_wrong_and_the_others_as_ever(tmp_path: Path) -> None:
    write(write(tmp_path, "anna"), "carl")
    (tmp_path / "bert.toml").write_text("no toml at all")
    (tmp_path / ".half-written.toml").write_text("")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "a=1,b=2.toml").write_text("")
    listed = {voice.name: voice for voice in list_voices([tmp_path], tmp_path / "cache")}
    assert list(listed) == ["anna", "bert", "carl"]
    assert listed["anna"].missing == listed["carl"].missing == ""
    assert listed["bert"].profile is None
    assert "bert.toml cannot be read: " in listed["bert"].missing


# --- files --------------------------------------------------------------------------------------------------------

BYTES = b"1234"


def with_file(folder: Path, name: str, engine: str = "silence") -> Path:
    write(folder, name, engine=engine)
    with (folder / f"{name}.toml").open("a") as file:
        file.write(f"[[files]]\n{FILE.replace('0a' * 32, hashlib.sha256(BYTES).hexdigest())}")
    return folder


@pytest.mark.parametrize("content", [None, b"", b"123", b"12345", b"1235"])
def test_a_voice_lacks_a_file_that_is_not_here_or_is_another(content: bytes | None, tmp_path: Path) -> None:
    profile = load_voice("anna", [with_file(tmp_path / "own", "anna")])
    if content is not None:
        (tmp_path / "voices").mkdir()
        (tmp_path / "voices" / "a.bin").write_bytes(content)
    assert absent_files(profile, tmp_path) == profile.files
    assert missing(profile, tmp_path) == "The voice anna is not installed: run `talecast voices install anna`."
    with pytest.raises(VoiceError) as caught:
        choose_voice("anna", [tmp_path / "own"], tmp_path)
    assert caught.value.message == missing(profile, tmp_path)


def test_a_voice_whose_files_are_here_works(tmp_path: Path) -> None:
    own = with_file(tmp_path / "own", "anna")
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "a.bin").write_bytes(BYTES)
    assert missing(load_voice("anna", [own]), tmp_path) == ""
    assert choose_voice("anna", [own], tmp_path).name == "anna"
    (listed,) = list_voices([own], tmp_path)
    assert (listed.missing, listed.installed_bytes) == ("", 4)


def test_what_the_engine_lacks_is_told_too(tmp_path: Path, faulty: str) -> None:
    profile = load_voice("anna", [with_file(tmp_path / "own", "anna", engine=faulty)])
    told = missing(replace(profile, engine_voice="mute"), tmp_path)
    assert told.endswith("install anna`. Its tongue is missing.")


def test_what_the_engine_says_of_the_same_file_is_not_said_twice(
    tmp_path: Path, faulty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = load_voice("anna", [with_file(tmp_path / "own", "anna", engine=faulty)])
    monkeypatch.setattr("tests.unit.synthesize.faulty_engine.missing", lambda _order: "Its voice a is not there.")
    assert missing(profile, tmp_path).count(".") == 1


def test_a_hash_is_remembered_until_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(BYTES)
    with pytest.raises(FileNotFoundError):
        sha256_of(tmp_path / "none", tmp_path)
    first = sha256_of(path, tmp_path / "cache")
    assert first == hashlib.sha256(BYTES).hexdigest()
    with monkeypatch.context() as context:
        context.setattr("hashlib.file_digest", None)
        assert sha256_of(path, tmp_path / "cache") == first
    path.write_bytes(b"12345")
    assert sha256_of(path, tmp_path / "cache") != first


# --- the default, and engines -------------------------------------------------------------------------------------


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


def test_a_voice_to_be_installed_says_what_else_it_lacks(tmp_path: Path, faulty: str) -> None:
    folder = write(tmp_path / "own", "anna", engine=faulty, voice="mute")
    with (folder / "anna.toml").open("a") as file:
        file.write("[[files]]\n" + FILE)
    said = "The voice anna is not installed: run `talecast voices install anna`. Its tongue is missing."
    with pytest.raises(VoiceError) as caught:
        choose_voice("anna", [folder], tmp_path)
    assert caught.value.message == said


def test_an_engine_of_somebodys_own_package_is_found_by_its_entry_point(faulty: str) -> None:
    assert find_engine(faulty).__name__ == "tests.unit.synthesize.faulty_engine"  # type: ignore[attr-defined]


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Installs a package with a module of that code, which brings the engine `harp`."""

    def install(code: str, module: str) -> None:
        site = tmp_path / f"site-{module}"
        package = site / f"{module}-1.0.dist-info"
        package.mkdir(parents=True)
        (package / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (package / "entry_points.txt").write_text(f"[talecast.engines]\nharp = {module}\n")
        (site / f"{module}.py").write_text(code)
        monkeypatch.syspath_prepend(str(site))
        monkeypatch.delitem(sys.modules, module, raising=False)

    return install


WHOLE = "open_engine = fingerprint = None\ndef missing(order): return ''\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise RuntimeError('a string broke\\x1b[2J')", "is broken: RuntimeError: a string broke\ufffd[2J."),
        ("raise SystemExit(5)", "is broken: SystemExit: 5."),
        (
            "import strings_that_nobody_has",
            "is broken: ModuleNotFoundError: No module named 'strings_that_nobody_has'.",
        ),
        ("def (", "is broken: SyntaxError: "),
        ("open_engine = fingerprint = None", "is broken: AttributeError: "),
        (WHOLE + "def missing(order): return 1 / 0", "is broken: ZeroDivisionError: division by zero."),
        (WHOLE + "def missing(order): return None", "is broken: TypeError: it gives None where a text is expected."),
        (WHOLE + "def missing(order): return 'Its strings are missing.'", "Its strings are missing."),
    ],
)
def test_a_broken_engine_is_told_of_and_spoils_no_other_voice(
    code: str, said: str, tmp_path: Path, packaged: Callable[..., None]
) -> None:
    packaged(code, "harp_engine")
    folder = write(write(tmp_path / "own", "anna", engine="harp"), "bert")
    anna, bert = list_voices([folder], tmp_path)
    assert said in anna.missing
    assert anna.missing.isprintable()
    assert bert.missing == ""


@pytest.mark.parametrize("code", ["return 1 / 0", "return None"])
def test_a_fingerprint_that_is_none_is_told_in_a_sentence(
    code: str, tmp_path: Path, packaged: Callable[..., None]
) -> None:
    packaged(f"{WHOLE}def fingerprint(order): {code}", "harp_engine")
    profile = load_voice("anna", [write(tmp_path / "own", "anna", engine="harp")])
    with pytest.raises(VoiceError, match="The engine harp is broken: "):
        fingerprint_of(order_for(profile, "en", 1.0, tmp_path, tmp_path))


def test_of_two_packages_with_one_name_for_their_engines_neither_is_taken(packaged: Callable[..., None]) -> None:
    packaged(WHOLE, "one_harp")
    packaged(WHOLE, "other_harp")
    with pytest.raises(
        VoiceError, match="More than one package brings an engine named 'harp': one_harp and other_harp"
    ):
        find_engine("harp")


def test_a_voice_whose_engine_is_not_here_lacks_it(tmp_path: Path) -> None:
    profile = load_voice("anna", [write(tmp_path, "anna", engine="harp")])
    assert missing(profile, tmp_path) == "There is no engine named 'harp' here. Install the package that brings it."
