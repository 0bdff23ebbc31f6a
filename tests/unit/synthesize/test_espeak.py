"""eSpeak through pyttsx3: exact clips, whatever was spoken before and wherever its data lies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from talecast.errors import OutputError, SynthesisError, VoiceError
from talecast.synthesize import ClipStore, espeak, espeak_data, espeak_voices, trill
from talecast.synthesize.pool import Job, LocalPool
from talecast.synthesize.process import Limits
from tests.unit.synthesize.keeping import kept_samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from talecast.synthesize.engine import EngineOrder

    Order = Callable[..., EngineOrder]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere pyttsx3 drives another engine")

SENTENCE = "“It was late,” she said; nobody asked her why…"
OTHERS = ("A short one.", "And here is another sentence, quite a bit longer than the last.", "Why?")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of eSpeak's data for all the tests."""
    return tmp_path_factory.mktemp("e")


def spoken(order: EngineOrder, folder: Path, *words: str, workers: int = 1) -> dict[str, bytes]:
    """The stored bytes of each utterance."""
    jobs = [Job(f"{index:02}-{text}", text, order) for index, text in enumerate(words)]
    with LocalPool(workers, str(folder), Limits()) as pool:
        clips = list(pool.run(jobs))
    store = ClipStore(folder)
    return {clip.key[3:]: kept_samples(store, clip.key).tobytes() for clip in clips}


def test_the_same_words_are_the_same_bytes_whatever_was_spoken_before(
    tmp_path: Path, cache: Path, order: Order
) -> None:
    asked = order("espeak", "en-us", cache_folder=cache)
    alone = spoken(asked, tmp_path / "alone", SENTENCE)[SENTENCE]
    assert len(alone) > 2 * 22_050
    crowded = spoken(asked, tmp_path / "crowded", *OTHERS, SENTENCE)
    many = spoken(asked, tmp_path / "many", *OTHERS, *OTHERS, SENTENCE, workers=3)
    assert crowded[SENTENCE] == alone
    assert many[SENTENCE] == alone
    assert {text: many[text] for text in OTHERS} == {text: crowded[text] for text in OTHERS}


@pytest.mark.parametrize("voice", ["de", "nl", "it", "pl", "pt"])
def test_a_rolled_r_is_the_same_bytes_whatever_was_spoken_before(
    voice: str, tmp_path: Path, cache: Path, order: Order
) -> None:
    words = ("Irma, Perro, terra, Bruder!", "Rrr, Karl.", "Orrore: Sprache, kruiwagen.")
    asked = order("espeak", voice, language=voice, cache_folder=cache)
    alone = {text: spoken(asked, tmp_path / text[:3], text)[text] for text in words}
    for number, ordered in enumerate((words, words[::-1], (words[1], words[0], words[2]))):
        assert spoken(asked, tmp_path / str(number), *ordered) == alone


def test_a_phase_that_was_found_is_found_again_from_each_of_the_four() -> None:
    state = [0]

    def roll(_: str) -> bytes:
        state[0] = (state[0] + 3) % trill.PHASES
        return bytes(state)

    phase = trill.Trill(roll)
    after = set()
    for state[0] in range(trill.PHASES):
        assert phase.reset()
        after.add(state[0])
    assert len(after) == 1


def test_a_voice_that_never_sounds_twice_the_same_has_no_phase() -> None:
    count = iter(range(10_000))
    assert not trill.Trill(lambda _: str(next(count)).encode()).reset()


@pytest.mark.parametrize(
    ("words", "voice", "rolled"),
    [
        ("a naïve river", "en-us", False),
        ("a naïve river", "gmw/en-US", False),
        ("a naïve river", "en-gb-scotland", True),
        ("рыба", "en-us", True),
        ("“Why?” — …", "en-us", False),
        ("Bruder", "de", True),
    ],
)
def test_english_pays_for_no_trill_but_where_one_may_be(words: str, voice: str, rolled: bool) -> None:
    assert trill.may_be_rolled(words, voice) is rolled


def test_a_clip_of_a_voice_with_trills_is_not_that_of_before_they_had_one_phase(order: Order) -> None:
    assert espeak.fingerprint(order("espeak", "de", language="de")).endswith("-trill")
    assert not espeak.fingerprint(order("espeak", "en-us", language="en")).endswith("-trill")


def test_rate_pitch_and_language_are_heard(tmp_path: Path, cache: Path, order: Order) -> None:
    natural = spoken(order("espeak", "en-us", cache_folder=cache), tmp_path / "a", SENTENCE)[SENTENCE]
    fast = spoken(order("espeak", "en-us", rate=1.5, cache_folder=cache), tmp_path / "b", SENTENCE)[SENTENCE]
    french = spoken(order("espeak", "en-us", language="fr", cache_folder=cache), tmp_path / "c", SENTENCE)[SENTENCE]
    assert len(fast) == pytest.approx(len(natural) / 1.5, rel=0.12)
    assert french != natural


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "en-us"),
        ("en-GB", "en-us"),
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("pt-BR", "pt-br"),
        ("de-AT", "de"),
        ("zh", "cmn"),
        ("zh-Hans-CN", "cmn"),
        ("no", "nb"),
        ("tlh-x", "en-us"),
        ("", "en-us"),
    ],
)
def test_a_book_in_another_language_is_read_by_that_languages_voice(language: str, voice: str, cache: Path) -> None:
    data = espeak._make_library_available(cache)
    assert data is not None
    assert espeak_voices.espeak_voice("en-us", language, data) == voice


@pytest.mark.parametrize("language", ["en", "", "tlh"])
def test_a_voice_named_by_its_language_keeps_the_variant_whatever_the_books_language(
    language: str, cache: Path
) -> None:
    data = espeak._make_library_available(cache)
    assert data is not None
    assert espeak_voices.espeak_voice("en-gb", language, data) == "gmw/en"


def test_markup_in_the_words_is_read_and_obeyed_by_nobody(tmp_path: Path, cache: Path, order: Order) -> None:
    words = ("-f /etc/passwd", "<audio src='x.wav'/> tail", "[[h@l'oU]]")
    clips = spoken(order("espeak", "en-us", cache_folder=cache), tmp_path / "a", *words)
    assert all(len(clips[text]) > 22_050 // 2 for text in words)


def test_words_without_a_sound_are_silent_or_short_and_never_an_error(
    tmp_path: Path, cache: Path, order: Order
) -> None:
    words = ("", "…", "—", "😀", "ዓ", "\ufffd")
    assert len(spoken(order("espeak", "en-us", cache_folder=cache), tmp_path / "a", *words)) == len(words)


@pytest.mark.parametrize("marks", ["!", '"!"', "“?!”", "!!!", "…!", ":—", "* * *", "&"])
def test_of_marks_alone_none_is_read_out(marks: str, tmp_path: Path, cache: Path, order: Order) -> None:
    assert spoken(order("espeak", "en-us", cache_folder=cache), tmp_path / "a", marks)[marks] == b""


def test_a_sign_that_has_a_name_is_said(tmp_path: Path, cache: Path, order: Order) -> None:
    clips = spoken(order("espeak", "en-us", cache_folder=cache), tmp_path / "a", "∞", "+")
    assert all(len(samples) > 2 * 22_050 // 5 for samples in clips.values())


@pytest.mark.parametrize(
    ("printed", "said"),
    [("red!—and blue", "red! and blue"), ("red—and blue", "red, and blue"), ("red:--it is", "red: it is")],
)
def test_a_mark_is_a_pause_and_is_not_read_out(
    printed: str, said: str, tmp_path: Path, cache: Path, order: Order
) -> None:
    clips = spoken(order("espeak", "en-us", cache_folder=cache), tmp_path / "a", printed, said)
    assert clips[printed] == clips[said]


def test_nothing_stays_behind_but_the_data(tmp_path: Path, order: Order) -> None:
    asked = order("espeak", "en-us")
    spoken(asked, tmp_path / "clips", SENTENCE)
    (data,) = Path(asked.cache).glob("[!.]*")
    assert data.name.startswith("espeak-")
    assert {path.name for path in Path(asked.cache).glob(".*")} <= {f".{data.name}.lock"}
    assert {path.suffix for path in Path(asked.scratch).iterdir()} <= {".wav"}


def test_data_lies_in_the_cache_where_its_path_is_short(tmp_path: Path) -> None:
    shipped = shipped_data(tmp_path)
    data = espeak_data.espeak_data(tmp_path / "cache", shipped)
    assert data.parent == tmp_path / "cache"
    assert (data / "phontab").read_bytes() == b"phonemes"
    variant = (data / "voices" / "!v" / "talecast").read_text()
    assert "flutter 0" in variant
    assert "roughness 0" in variant
    assert espeak_data.espeak_data(tmp_path / "cache", shipped) == data
    assert {path.name for path in data.parent.iterdir()} <= {data.name, f".{data.name}.lock"}


def test_a_copy_of_the_data_that_was_cut_short_is_no_copy_and_goes(tmp_path: Path) -> None:
    shipped = shipped_data(tmp_path)
    data = espeak_data.espeak_data(tmp_path / "cache", shipped)
    unfinished = data.with_name(f".{data.name}.part")
    data.rename(unfinished)
    (unfinished / "phontab").unlink()
    assert (espeak_data.espeak_data(tmp_path / "cache", shipped) / "phontab").read_bytes() == b"phonemes"
    assert not unfinished.exists()


def test_a_disk_with_room_for_one_copy_of_the_data_is_enough_for_many_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    copy = espeak_data._copy

    def slowly(shipped: Path, data: Path) -> None:
        made.append(data)
        time.sleep(0.05)
        copy(shipped, data)

    monkeypatch.setattr(espeak_data, "_copy", slowly)
    arguments = (tmp_path / "cache", shipped_data(tmp_path))
    workers = [threading.Thread(target=espeak_data.espeak_data, args=arguments) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(made) == 1


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="users have no numbers here")
def test_nothing_is_written_into_a_temporary_folder_that_somebody_else_has_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = os.getuid() + 1
    theirs = tmp_path / f"talecast-{other}"
    theirs.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("os.getuid", lambda: other)
    with pytest.raises(VoiceError, match="this machine offers none"):
        espeak_data.espeak_data(deep(tmp_path), shipped_data(tmp_path))
    assert list(theirs.iterdir()) == []


def test_data_goes_to_the_temporary_folder_where_the_caches_path_is_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data = espeak_data.espeak_data(deep(tmp_path), shipped_data(tmp_path))
    assert tmp_path in data.parents
    assert len(str(data)) <= espeak_data.MAX_DATA_PATH_BYTES
    assert not deep(tmp_path).exists()


def test_no_folder_with_a_short_path_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(deep(tmp_path)))
    with pytest.raises(VoiceError, match="shorter than 160 letters") as caught:
        espeak_data.espeak_data(deep(tmp_path), shipped_data(tmp_path))
    assert "TALECAST_CACHE" in caught.value.tip


def test_a_path_of_159_bytes_is_used_and_one_of_160_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(deep(tmp_path)))
    name_length = len(espeak_data.espeak_data(tmp_path / "a", shipped_data(tmp_path)).name)
    room = espeak_data.MAX_DATA_PATH_BYTES - len(str(tmp_path)) - name_length - 2
    fits = tmp_path / ("x" * room)
    assert len(str(espeak_data.espeak_data(fits, shipped_data(tmp_path)))) == 159
    with pytest.raises(VoiceError):
        espeak_data.espeak_data(tmp_path / ("x" * (room + 1)), shipped_data(tmp_path))


def test_data_that_cannot_be_copied_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(VoiceError, match=r"data.* cannot be copied to .*cache"):
        espeak_data.espeak_data(tmp_path / "cache", shipped_data(tmp_path))


def test_a_deep_cache_speaks_the_same_bytes(tmp_path: Path, cache: Path, order: Order) -> None:
    near = spoken(order("espeak", "en-us", cache_folder=cache), tmp_path / "near", SENTENCE)
    far = spoken(order("espeak", "en-us", cache_folder=deep(tmp_path)), tmp_path / "far", SENTENCE)
    assert near == far


def test_two_processes_that_make_the_data_at_once_both_get_it(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from talecast.synthesize.espeak_data import espeak_data;"
        "print(espeak_data(Path(sys.argv[1]), Path(sys.argv[2])))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "cache"), str(shipped_data(tmp_path))]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = {process.communicate(timeout=60)[0].strip() for process in running}
    assert all(process.returncode == 0 for process in running)
    (data,) = said
    assert [str(path) for path in (tmp_path / "cache").glob("[!.]*")] == [data]


class Mute:
    """pyttsx3 on a bad day: it writes nothing, whatever it tells."""

    says_it_finished = True

    def connect(self, topic: str, listener: Callable[..., None]) -> None:
        assert topic == "finished-utterance"
        self._listener = listener

    def setProperty(self, *_: object) -> None: ...  # noqa: N802 - pyttsx3's name

    def save_to_file(self, *_: object) -> None: ...

    @property
    def proxy(self) -> Mute:
        return self

    def startLoop(self, *_: object) -> None:  # noqa: N802 - pyttsx3's name
        self._listener(None, completed=self.says_it_finished)


class Hasty(Mute):
    """It comes back in the middle of an utterance."""

    says_it_finished = False


@pytest.mark.parametrize(("engine", "reason"), [(Mute, "wrote no file"), (Hasty, "before the words were spoken")])
def test_a_file_that_was_never_written_is_an_error_of_synthesis(
    engine: type[Mute], reason: str, cache: Path, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pyttsx3.init", engine)
    monkeypatch.setattr(espeak, "FINISH_LIMIT_S", 0.01)
    opened = espeak.EspeakEngine(order("espeak", "en-us", cache_folder=cache), None)
    with pytest.raises(SynthesisError, match=reason):
        opened.speak("words")


def test_a_file_that_cannot_be_written_is_told_before_the_limit(tmp_path: Path, cache: Path, order: Order) -> None:
    nowhere = replace(order("espeak", "en-us", cache_folder=cache), scratch=str(tmp_path / "gone"))
    started = time.monotonic()
    with pytest.raises(OutputError, match=r"The folder .*gone cannot be written: No such file or directory"):
        spoken(nowhere, tmp_path / "clips", "words")
    assert time.monotonic() - started < 3 * Limits().utterance_s


@pytest.mark.parametrize("voice", ["nope", "en-us+f3", "de-nope"])
def test_a_voice_that_espeak_does_not_have_is_refused(voice: str, tmp_path: Path, cache: Path, order: Order) -> None:
    with pytest.raises(VoiceError, match="eSpeak has no voice named"):
        spoken(order("espeak", voice, cache_folder=cache), tmp_path / "clips", "words")


@pytest.mark.parametrize("voice", ["nope", "en-us+f3", "de-nope", "", "..", "lang", "gmw", "[[", "/etc/passwd"])
def test_a_voice_that_espeak_does_not_have_is_missing_before_it_is_opened(
    voice: str, cache: Path, order: Order
) -> None:
    assert f"eSpeak has no voice named {voice!r}." in espeak.missing(order("espeak", voice, cache_folder=cache))


@pytest.mark.parametrize("voice", ["en-us", "EN-US", "gmw/en-US", "en-gb", "de", "cmn", "fr-be"])
def test_a_voice_is_named_by_its_file_or_by_a_language_of_it(
    voice: str, tmp_path: Path, cache: Path, order: Order
) -> None:
    asked = order("espeak", voice, language=voice, cache_folder=cache)
    assert espeak.missing(asked) == ""
    assert spoken(asked, tmp_path / "clips", "words")


def test_where_the_voices_of_the_library_are_not_known_none_is_missing(
    tmp_path: Path, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = order("espeak", "nope")
    monkeypatch.setattr(espeak_voices, "shipped", lambda: (tmp_path / "library", tmp_path / "no-data"))
    assert espeak.missing(asked) == ""
    monkeypatch.setattr(espeak, "is_installed", lambda: False)
    monkeypatch.setattr(espeak, "find_library", lambda _: "libespeak-ng.so.1")
    assert espeak.missing(asked) == ""
    monkeypatch.setattr(espeak, "find_library", lambda _: None)
    assert "espeakng-loader" in espeak.missing(asked)


def test_a_library_that_does_not_load_is_told_in_a_sentence(
    cache: Path, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("This means you probably do not have eSpeak or eSpeak-ng installed!")

    monkeypatch.setattr("pyttsx3.init", fail)
    with pytest.raises(VoiceError, match="does not start") as caught:
        espeak.EspeakEngine(order("espeak", "en-us", cache_folder=cache), None)
    assert "espeakng-loader" in caught.value.tip


def shipped_data(tmp_path: Path) -> Path:
    """What espeakng-loader brings, in small."""
    folder = tmp_path / "shipped"
    (folder / "voices" / "!v").mkdir(parents=True, exist_ok=True)
    (folder / "phontab").write_bytes(b"phonemes")
    return folder


def deep(tmp_path: Path) -> Path:
    return tmp_path.joinpath(*(["a-folder-deep-down"] * 8))
