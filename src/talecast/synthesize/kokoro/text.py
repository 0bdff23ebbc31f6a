"""From words to Kokoro's phonemes and their numbers. The door of kokoro-onnx, of which only this text side is used.

Its tokenizer is phonemizer around eSpeak. Left alone it would take eSpeak's data from where pip put them (a long path kills the
process), and keep a copy of the library in the folder for temporary files.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from talecast.errors import VoiceError
from talecast.synthesize.espeak_data import espeak_data, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Speller:
    """Words to phonemes to numbers, in one language. A function of the words: eSpeak's phonemes carry nothing over."""

    def __init__(self, language: str, cache: Path, scratch: Path) -> None:
        """Load eSpeak. Raises VoiceError where that fails."""
        from kokoro_onnx.config import EspeakConfig
        from kokoro_onnx.tokenizer import Tokenizer

        library, shipped_data = shipped()
        os.environ.pop("PHONEMIZER_ESPEAK_LIBRARY", None)  # it would win over the library that is asked for
        config = EspeakConfig(lib_path=str(library), data_path=str(espeak_data(cache, shipped_data)))
        self._language = language
        self.is_english = language.startswith("en")
        try:
            self._tokenizer: Any = Tokenizer(config)
            with _temporary_folder(scratch):  # it copies the library there, and a killed worker leaves the copy
                self._tokenizer.phonemize("a", language)
        except (RuntimeError, OSError) as error:
            raise VoiceError(
                f"eSpeak does not start for Kokoro: {error}.", "Install espeakng-loader again with pip."
            ) from error

    def phonemes(self, words: str) -> str:
        """What is said, a symbol a character, punctuation at its place; symbols that Kokoro was not taught are left out."""
        return str(self._tokenizer.phonemize(words, self._language))

    def tokens(self, phonemes: str) -> list[int]:
        """Their numbers, one for each."""
        return list(self._tokenizer.tokenize(phonemes, limit=None))


@contextmanager
def _temporary_folder(folder: Path) -> Iterator[None]:
    before = tempfile.tempdir
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
