"""Kokoro: the most natural of the voices, through kokoro-onnx's phonemes and a model that is run here.

How the model is run, and why that way: docs/decisions/0009-kokoro.md. What the engine is kept from: rules.py.
"""

from __future__ import annotations

import contextlib
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talecast.errors import SynthesisError, VoiceError
from talecast.synthesize import sayable
from talecast.synthesize.file_hash import sha256_of
from talecast.synthesize.kokoro import model as kokoro_model
from talecast.synthesize.kokoro import rules
from talecast.synthesize.kokoro import voice as kokoro_voice
from talecast.synthesize.kokoro.graph import with_matrix_products
from talecast.synthesize.kokoro.pieces import joined, pieces
from talecast.synthesize.kokoro.text import Speller
from talecast.synthesize.onnx.session import Model, multiplies_signed_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from talecast.synthesize.engine import EngineOrder

SAMPLE_RATE = 24_000
SCHEME = "1"
"""Changes with everything in this engine that makes the same words sound different: the rules, the pauses, the speed's table."""
FULL_SCALE, LOUDEST = 32767, 2.0
"""The voices pass the model's full scale (puck reaches 1.19), so all are made half as loud: none comes near `LOUDEST`."""
PACKAGES = ("kokoro-onnx", "phonemizer", "espeakng-loader", "onnxruntime")
"""What makes the phonemes and the sound."""
NEWEST_PYTHON = (3, 13)
"""kokoro-onnx has no release for a newer one that runs this model."""
SPEEDS = (
    (0.5, 0.473), (0.55, 0.514), (0.6, 0.583), (0.65, 0.615), (0.7, 0.679), (0.75, 0.72), (0.8, 0.806), (0.82, 0.849),
    (0.84, 0.866), (0.86, 0.888), (0.88, 0.912), (0.9, 0.927), (0.95, 0.965), (1.0, 1.0), (1.05, 1.025), (1.1, 1.051),
    (1.15, 1.085), (1.2, 1.13), (1.25, 1.178), (1.3, 1.215), (1.32, 1.24), (1.33, 1.291), (1.34, 1.403), (1.35, 1.42),
    (1.4, 1.47), (1.5, 1.534), (1.6, 1.577), (1.75, 1.66), (2.0, 1.817),
)  # fmt: skip
"""Kokoro's speed, and the rate that comes of it: a sound lasts two or three frames of 25 ms, and their number is rounded.

Measured with heart over 15 sentences of a novel (59 s). At 4/3 many sounds fall from two frames to one.
"""


class KokoroEngine:
    """One voice, its model loaded, single-threaded: the pool has a worker for each core."""

    sample_rate = SAMPLE_RATE

    def __init__(self, order: EngineOrder) -> None:
        """Load model and voice. Raises VoiceError where a part of them is missing or damaged."""
        cache = Path(order.cache)
        self._speller = Speller(kokoro_voice.language(order.engine_voice), cache, Path(order.scratch))
        self._style = kokoro_voice.style(order.engine_voice, cache)
        try:
            self._model = _fastest_model(cache)
        except ValueError as error:
            raise VoiceError(f"Kokoro's model cannot be loaded: {error}.", "Install talecast[kokoro] anew.") from error
        self._rate = order.rate

    def speak(self, spoken: str) -> NDArray[np.int16]:
        """The words, at 24,000 Hz; silence alone where there is no word. Raises SynthesisError where the model fails."""
        import numpy as np

        parts = pieces(self.phonemes(spoken))
        if not parts:
            return np.zeros(SAMPLE_RATE // 10, dtype=np.int16)
        samples = joined([self._run(part) for part in parts], parts, SAMPLE_RATE) * np.float32(FULL_SCALE / LOUDEST)
        return samples.round().clip(-FULL_SCALE, FULL_SCALE).astype(np.int16)

    def phonemes(self, spoken: str) -> str:
        """What is said of the words, a symbol a character; empty where there is no word."""
        if not sayable.has_words(spoken):
            return ""
        for word_rule in rules.WORD_RULES + (sayable.ENGLISH_RULES if self._speller.is_english else ()):
            spoken = word_rule(spoken)
        phonemes = self._speller.phonemes(spoken)
        for phoneme_rule in rules.PHONEME_RULES:
            phonemes = phoneme_rule(phonemes)
        return phonemes

    def _run(self, phonemes: str) -> NDArray[np.float32]:
        """The sound of one piece, full scale being 1."""
        import numpy as np

        tokens = self._speller.tokens(phonemes)
        inputs: dict[str, NDArray[Any]] = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": self._style[len(tokens) - 1 : len(tokens)],
            "speed": np.array([speed(self._rate)], dtype=np.float32),
        }
        try:
            samples: NDArray[np.float32] = self._model.run(inputs).reshape(-1)
        except ValueError as error:
            raise SynthesisError(f"Kokoro's model failed: {error}.") from error
        if rules.is_swallowed(samples, SAMPLE_RATE, phonemes, self._rate):
            raise SynthesisError("Kokoro left words out.")
        return samples


def _fastest_model(cache: Path) -> Model:
    """The model in the form that is fastest here; every form gives the same sound. Raises ValueError."""
    model = kokoro_model.read_model(cache)
    signed = multiplies_signed_bytes()
    if signed:
        model = with_matrix_products(model)  # the bytes before are let go here, since they are 92 MB
    return Model(model, frugal=True, unsigned=not signed)


def speed(rate: float) -> float:
    """The speed that brings the voice to `rate` times its natural pace; beyond what was measured, the nearest."""
    import numpy as np

    speeds, rates = zip(*SPEEDS, strict=True)
    return float(np.interp(rate, rates, speeds))


def open_engine(order: EngineOrder) -> KokoroEngine:
    """The engine that an order describes. Raises VoiceError."""
    if reason := missing(order):
        raise VoiceError(reason)
    return KokoroEngine(order)


def fingerprint(order: EngineOrder) -> str:
    """The packages that make the phonemes and the sound, this engine's own scheme, the model and the voice's bytes."""
    versions = "-".join(metadata.version(package) for package in PACKAGES)
    cache = Path(order.cache)
    hashes = (sha256_of(path, cache) for path in _vectors(order))
    return "-".join([SCHEME, versions, kokoro_model.MODEL_SHA256, *hashes])


def missing(order: EngineOrder) -> str:
    """What to install, as a sentence; empty where the voice would work. Nothing heavy is imported."""
    if sys.version_info[:2] > NEWEST_PYTHON:
        newest = ".".join(map(str, NEWEST_PYTHON))
        return f"Kokoro works up to Python {newest}: kokoro-onnx has nothing for a newer one."
    cache = Path(order.cache)
    with contextlib.suppress(metadata.PackageNotFoundError):
        for package in PACKAGES:
            metadata.version(package)
        if kokoro_model.is_there(cache):
            return kokoro_voice.missing(order.engine_voice, cache)
    return "Kokoro is missing: install talecast[kokoro] with pip."


def voice_files(order: EngineOrder) -> tuple[Path, ...]:
    """The model, joined, and the voice's vectors: what a machine needs besides the packages. Raises VoiceError."""
    return (kokoro_model.joined_model(Path(order.cache)), *_vectors(order))


def _vectors(order: EngineOrder) -> Sequence[Path]:
    return [kokoro_voice.vector_path(name, Path(order.cache)) for name in kokoro_voice.parts(order.engine_voice)]
