"""eSpeak NG, SAPI 5 or NSSpeechSynthesizer through pyttsx3: the voice that pip alone brings. The door of pyttsx3.

Used the obvious way it loses audio, is not repeatable and dies in deep folders; each measure here says against what it is.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import io
import os
import sys
import threading
import time
from ctypes.util import find_library
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talecast.errors import OutputError, SynthesisError, VoiceError, unwritable_tip
from talecast.synthesize.espeak_data import VARIANT, VARIANT_NAME, espeak_data, is_installed, shipped, version
from talecast.synthesize.espeak_voices import espeak_voice, no_such_voice
from talecast.synthesize.marks import marked
from talecast.synthesize.sayable import has_names
from talecast.synthesize.sound_file import read_sound
from talecast.synthesize.trill import Trill, may_be_rolled

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from talecast.synthesize.engine import EngineOrder

SCHEME = "marks-2"
"""Changes with everything in this engine that makes the same words sound different."""
NATURAL_RATE = 165
"""eSpeak's own rate setting for a speaking rate of 1.0. Its words a minute are not real ones: profiles say what they come to."""
LOWEST_RATE, HIGHEST_RATE = 80, 450
"""The range in which eSpeak follows its rate setting."""

FINISH_LIMIT_S = 15.0
"""How long to wait for a file when the driver's loop ended without it."""

BYTES_PER_CHARACTER = 8_000
"""Of a file of speech: 180 ms, more than any language's."""

MOST_IDLE_LOOKS = 100
"""Of 10 ms each. The driver writes the file before eSpeak is idle; where it cannot, it says so to nobody."""

SETTLE_S = 0.0001
"""Between the word that a file is written and the end of the driver's loop lie a few instructions of another thread."""


class EspeakEngine:
    """pyttsx3's default driver, one utterance at a time. One of them a process: eSpeak keeps its state in the library."""

    def __init__(self, order: EngineOrder, data: Path | None) -> None:
        """Open the driver. Raises VoiceError where this machine has no library, or the library lacks the voice."""
        import pyttsx3

        self.sample_rate = 22_050
        self._voice = order.engine_voice
        try:
            self._engine: Any = pyttsx3.init()
        except (ImportError, RuntimeError, OSError) as error:
            raise VoiceError(
                f"The speech engine of this machine does not start: {error}.",
                "Install the package espeakng-loader with pip, or the system's espeak-ng.",
            ) from error
        if sys.platform.startswith("linux"):
            self._voice = espeak_voice(order.engine_voice, order.language, data)
            self._engine.setProperty("voice", f"{self._voice}+{VARIANT_NAME}")
        elif order.engine_voice in {voice.id for voice in self._engine.getProperty("voices")}:
            self._engine.setProperty("voice", order.engine_voice)
        self._rate = round(min(max(NATURAL_RATE * order.rate, LOWEST_RATE), HIGHEST_RATE))
        self._engine.setProperty("rate", self._rate)
        if order.pitch != 50:  # noqa: PLR2004 - 50 is the voice as it comes, and SAPI 5 has no pitch at all
            self._engine.setProperty("pitch", order.pitch)
        self._path = Path(order.scratch) / f"utterance-{os.getpid()}.wav"
        self._finished = threading.Event()
        self._engine.connect("finished-utterance", self._on_finished)
        if sys.platform.startswith("linux"):
            from pyttsx3.drivers import _espeak as library
            from pyttsx3.drivers import espeak as driver

            driver.time = _Wake(self._finished, library.IsPlaying)
        self._trill: Trill | None = None

    def speak(self, spoken: str) -> NDArray[np.int16]:
        """The words at 22,050 Hz (SAPI 5 and NSS: at their own rate), with the engine's silence around them.

        Silence where there are marks alone. One file and one loop an utterance: of several queued files pyttsx3 writes only the
        last. Raises SynthesisError, and OutputError where the file cannot be written.
        """
        import numpy as np

        if not has_names(spoken):
            return np.zeros(self.sample_rate // 10, dtype=np.int16)
        spoken = marked(spoken)
        if sys.platform.startswith("linux") and may_be_rolled(spoken, self._voice):
            self._reset_trill()
        self._finished.clear()
        try:
            self._path.unlink(missing_ok=True)
            self._speak_to_file(spoken)
            samples, self.sample_rate = read_sound(self._path)
        except (SynthesisError, OSError):
            _require_room(self._path, len(spoken))
            raise
        return samples

    def _speak_to_file(self, spoken: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()):  # pyttsx3 prints "Audio saved to …"
            self._engine.save_to_file(spoken, str(self._path))
            if sys.platform.startswith("linux"):
                self._loop()
            else:
                self._engine.runAndWait()

    def _loop(self) -> None:
        """Let the driver speak what is queued, and come back when it has.

        Not by `runAndWait`: that first stops what eSpeak is still at, and drops with it a rate that was set and not yet taken, or
        the next utterance. The driver's own loop ends by itself when the file is written.
        """
        self._engine.proxy.startLoop(True)  # noqa: FBT003 - pyttsx3's own name for it is useDriverLoop
        if not self._finished.wait(FINISH_LIMIT_S):
            raise SynthesisError("pyttsx3 came back before the words were spoken")

    def _reset_trill(self) -> None:
        """Let the utterance that comes find the library's count of cycles where every other one found it."""
        if self._trill is None:
            self._engine.proxy.setBusy(False)
            self._trill = Trill(_Roller().roll)
        self._trill.reset()

    def _on_finished(self, name: object, *, completed: bool) -> None:
        """Told by the driver once the file is written and closed."""
        del name
        if completed:
            self._finished.set()


class _Wake:
    """Stands for the module `time` in the driver, whose loop sleeps 10 ms after each look: three times what eSpeak takes."""

    def __init__(self, finished: threading.Event, is_playing: Callable[[], int]) -> None:
        """`finished` is set when the file is written; `is_playing` tells whether eSpeak is still at it."""
        self._finished = finished
        self._is_playing = is_playing
        self._idle_looks = 0

    def sleep(self, seconds: float) -> None:
        """Sleep until the file is written, but no longer than that; then let the driver's other thread say so to its loop.

        Raises SynthesisError where eSpeak has long been done and there is no file: the driver would wait for ever.
        """
        if self._finished.wait(seconds) or self._is_playing():
            self._idle_looks = 0
        else:
            self._idle_looks += 1
        if self._idle_looks > MOST_IDLE_LOOKS:
            raise SynthesisError("eSpeak's speech could not be written to a file")
        time.sleep(SETTLE_S)


class _Roller:
    """Speaks eSpeak's phonemes past the driver, which knows of words only."""

    def __init__(self) -> None:
        """The driver must be open. The callback lives on: the library's thread may be in it after its last word."""
        from pyttsx3.drivers import _espeak

        self._library = _espeak
        self._callback = _espeak.t_espeak_callback(self._keep)
        self._samples = bytearray()
        self._finished = threading.Event()

    def roll(self, phonemes: str) -> bytes:
        """The samples, 16 bits each, with the engine's silence around them. Raises SynthesisError."""
        library, drivers_own = self._library, self._library.SynthCallback
        self._samples.clear()
        self._finished.clear()
        library.cSetSynthCallback(self._callback)
        try:
            library.Synth(f"[[{phonemes}]]", flags=library.PHONEMES | library.ENDPAUSE | library.CHARS_UTF8)
            if not self._finished.wait(FINISH_LIMIT_S):
                raise SynthesisError("eSpeak did not finish a single sound")
        finally:
            library.cSetSynthCallback(drivers_own)
        return bytes(self._samples)

    def _keep(self, wave: Any, sample_count: int, events: Any) -> int:
        """Called by the library's thread with the next samples."""
        if sample_count > 0:
            self._samples += ctypes.string_at(wave, sample_count * ctypes.sizeof(ctypes.c_short))
        index = 0
        while events[index].type != self._library.EVENT_LIST_TERMINATED:
            if events[index].type == self._library.EVENT_MSG_TERMINATED:
                self._finished.set()
            index += 1
        return 0


def open_engine(order: EngineOrder) -> EspeakEngine:
    """The engine that an order describes; the process must not have opened another one.

    Raises VoiceError where it cannot be had.
    """
    return EspeakEngine(order, _make_library_available(Path(order.cache)))


def fingerprint(order: EngineOrder) -> str:
    """This engine's scheme, the versions of pyttsx3 and of the library, the variant, and whether trills have one phase."""
    rolled = any(may_be_rolled("", name) for name in (order.engine_voice, order.language) if name)
    versions = "-".join(filter(None, [metadata.version("pyttsx3"), version()]))
    return f"{SCHEME}-{versions}-{hashlib.sha256(VARIANT.encode()).hexdigest()[:8]}{'-trill' if rolled else ''}"


def missing(order: EngineOrder) -> str:
    """What to install on a platform without a wheel of espeakng-loader; or that eSpeak has no such voice. Nothing is loaded.

    Only for the data that pip brings: which voices another library has, it alone can tell.
    """
    if not sys.platform.startswith("linux"):
        return ""
    if is_installed():
        return no_such_voice(order.engine_voice)
    if find_library("espeak-ng"):
        return ""
    return "eSpeak NG is missing: install the package espeakng-loader with pip, or the system's espeak-ng."


def _require_room(path: Path, characters: int) -> None:
    """Raises OutputError where speech of that length cannot be written to the file: the driver tells nobody that it could not."""
    try:
        path.write_bytes(bytes(characters * BYTES_PER_CHARACTER))
        path.unlink()
    except OSError as error:
        raise OutputError(
            f"The folder {path.parent} cannot be written: {error.strerror}.",
            unwritable_tip(error, "choose another folder"),
        ) from error


def _make_library_available(cache: Path) -> Path | None:
    """Let pyttsx3, which looks for the library by name, find the one that espeakng-loader brings; gives its data folder.

    None where the platform's own speech serves, or the system's library.
    """
    if not sys.platform.startswith("linux") or not is_installed():
        return None
    library, shipped_data = shipped()
    data = espeak_data(cache, shipped_data)
    os.environ["ESPEAK_DATA_PATH"] = str(data)
    # The same SONAME as the one that pyttsx3 asks the linker for: loaded once, it is found. Not for all to see, since the eSpeak
    # inside piper-tts would then call this one, and die.
    ctypes.CDLL(str(library))
    return data
