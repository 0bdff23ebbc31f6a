"""Kokoro's voices: style vectors, one for each number of tokens; alone, or several mixed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from talecast.errors import VoiceError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROWS, WIDTH = 510, 256
"""A vector's file is float32, little-endian, of shape (510, 1, 256): a row for each number of tokens from 1 on."""
FILE_BYTES = ROWS * WIDTH * 4
LANGUAGES = {"a": "en-us", "b": "en-gb", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br"}
"""By the first letter of a voice's name, eSpeak's name of its language. Japanese and Chinese were not taught with eSpeak."""


def parts(engine_voice: str) -> dict[str, float]:
    """The vectors of a voice and their weights, which sum to 1: "af_heart", or "af_heart:0.6,af_bella:0.4".

    Raises VoiceError for weights that cannot be meant.
    """
    weights: dict[str, float] = {}
    for part in engine_voice.split(","):
        name, weight = _name_and_weight(part.strip())
        weights[name] = weights.get(name, 0.0) + weight
    total = sum(weights.values())
    if not all(name and weight > 0 for name, weight in weights.items()) or not total < float("inf"):
        raise VoiceError(
            f"Kokoro cannot mix the voices of {engine_voice!r}.", 'Write them as in "af_heart:0.6,af_bella:0.4".'
        )
    return {name: weight / total for name, weight in weights.items()}


def _name_and_weight(part: str) -> tuple[str, float]:
    name, colon, weight = part.rpartition(":")
    try:
        return (name, float(weight)) if colon else (part, 1.0)
    except ValueError:  # the colon is one of a path
        return part, 1.0


def vector_path(name: str, cache: Path) -> Path:
    """A vector's file: of an installed voice in the cache's folder `voices`, of a user's own where the name is its path."""
    return Path(cache, "voices", name if name.endswith(".bin") else f"{name}.bin")


def missing(engine_voice: str, cache: Path) -> str:
    """Which vector is not installed, is no vector, or speaks a language that cannot be had, as a sentence; else empty."""
    try:
        names = list(parts(engine_voice))
    except VoiceError as error:
        return f"{error.message} {error.tip}"
    for name in names:
        path = vector_path(name, cache)
        stem = path.stem
        if not path.is_file():
            return f"Its voice {stem} is not installed: `talecast voices install` followed by the profile's name fetches it."
        if path.stat().st_size != FILE_BYTES:
            return f"Its voice {stem} is damaged ({path} should have {FILE_BYTES} bytes): remove that file and install it again."
        if stem[:1] not in LANGUAGES:
            return f"Its voice {stem} is of a language that Kokoro does not speak through eSpeak."
    return ""


def language(engine_voice: str) -> str:
    """eSpeak's name of the language of a voice; of a blend, that of its heaviest part."""
    weights = parts(engine_voice)
    heaviest = max(weights, key=lambda name: weights[name])
    return LANGUAGES[Path(heaviest).stem[:1]]


def style(engine_voice: str, cache: Path) -> NDArray[np.float32]:
    """The vectors of a voice, mixed where it is a blend: float32 of shape (510, 256). Raises VoiceError."""
    import numpy as np

    mixed = np.zeros((ROWS, WIDTH), dtype=np.float32)
    for name, weight in parts(engine_voice).items():
        path = vector_path(name, cache)
        try:
            vectors = np.fromfile(path, dtype="<f4").reshape(ROWS, WIDTH)
        except (OSError, ValueError) as error:
            raise VoiceError(
                f"The voice's file {path} cannot be read.", "Remove it and install the voice again."
            ) from error
        mixed += np.float32(weight) * vectors
    return mixed
