"""eSpeak NG, SAPI 5 or NSSpeechSynthesizer through pyttsx3: the voice that pip alone brings. The door of pyttsx3.

Used the obvious way it loses audio, is not repeatable and dies in deep folders; each measure here says against what it is.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import io
import os
import shutil
import sys
import tempfile
import threading
from ctypes.util import find_library
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talecast.errors import SynthesisError, VoiceError
from talecast.synthesize.sound_file import read_sound

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talecast.synthesize.engine import EngineOrder

MAX_DATA_PATH_BYTES = 159
"""eSpeak NG copies its data path into a buffer of 160 bytes and calls exit() where it does not fit."""

NATURAL_RATE = 165
"""eSpeak's own rate setting for a speaking rate of 1.0. Its words a minute are not real ones: profiles say what they come to."""
LOWEST_RATE, HIGHEST_RATE = 80, 450
"""The range in which eSpeak follows its rate setting."""

OWN_NAMES = {"zh": "cmn", "no": "nb"}
"""Languages that eSpeak files under another name than books give them."""

FINISH_LIMIT_S = 15.0
"""How long to wait for a file when the driver's loop ended without it."""

VARIANT_NAME = "talecast"
VARIANT = "language variant\nname talecast\n\nflutter 0\nroughness 0\n"
"""Flutter and roughness carry a random state from one utterance to the next; without both, equal words sound equal."""


class EspeakEngine:
    """pyttsx3's default driver, one utterance at a time. One of them a process: eSpeak keeps its state in the library."""

    def __init__(self, order: EngineOrder, data: Path | None) -> None:
        """Open the driver. Raises VoiceError where this machine has no library, or the library lacks the voice."""
        import pyttsx3

        self.sample_rate = 22_050
        try:
            self._engine: Any = pyttsx3.init()
        except (ImportError, RuntimeError, OSError) as error:
            raise VoiceError(
                f"The speech engine of this machine does not start: {error}.",
                "Install the package espeakng-loader with pip, or the system's espeak-ng.",
            ) from error
        if sys.platform.startswith("linux"):
            voice = _espeak_voice(order.engine_voice, order.language, data)
            self._engine.setProperty("voice", f"{voice}+{VARIANT_NAME}")
        elif order.engine_voice in {voice.id for voice in self._engine.getProperty("voices")}:
            self._engine.setProperty("voice", order.engine_voice)
        self._rate = round(min(max(NATURAL_RATE * order.rate, LOWEST_RATE), HIGHEST_RATE))
        self._engine.setProperty("rate", self._rate)
        if order.pitch != 50:  # noqa: PLR2004 - 50 is the voice as it comes, and SAPI 5 has no pitch at all
            self._engine.setProperty("pitch", order.pitch)
        self._path = Path(order.scratch) / f"utterance-{os.getpid()}.wav"
        self._finished = threading.Event()
        self._engine.connect("finished-utterance", self._on_finished)

    def speak(self, spoken: str) -> NDArray[np.int16]:
        """The words at 22,050 Hz (SAPI 5 and NSS: at their own rate), with the engine's silence around them.

        One file and one loop an utterance: of several queued files pyttsx3 writes only the last. Raises SynthesisError.
        """
        self._path.unlink(missing_ok=True)
        self._finished.clear()
        with contextlib.redirect_stdout(io.StringIO()):  # pyttsx3 prints "Audio saved to …"
            self._engine.save_to_file(spoken, str(self._path))
            if sys.platform.startswith("linux"):
                self._loop()
            else:
                self._engine.runAndWait()
        samples, self.sample_rate = read_sound(self._path)
        return samples

    def _loop(self) -> None:
        """Let the driver speak what is queued, and come back when it has.

        Not by `runAndWait`: that first stops what eSpeak is still at, and drops with it a rate that was set and not yet taken, or
        the next utterance. The driver's own loop ends by itself when the file is written.
        """
        self._engine.proxy.startLoop(True)  # noqa: FBT003 - pyttsx3's own name for it is useDriverLoop
        if not self._finished.wait(FINISH_LIMIT_S):
            raise SynthesisError("pyttsx3 came back before the words were spoken")

    def _on_finished(self, name: object, *, completed: bool) -> None:
        """Told by the driver once the file is written and closed."""
        del name
        if completed:
            self._finished.set()


def open_engine(order: EngineOrder) -> EspeakEngine:
    """The engine that an order describes; the process must not have opened another one.

    Raises VoiceError where it cannot be had.
    """
    return EspeakEngine(order, _make_library_available(Path(order.cache)))


def fingerprint(order: EngineOrder) -> str:
    """The versions of pyttsx3 and of the library with its data, and the variant."""
    del order  # one library serves every voice
    return f"{_version()}-{hashlib.sha256(VARIANT.encode()).hexdigest()[:8]}"


def missing(order: EngineOrder) -> str:
    """Empty: pip brings everything. On a platform without a wheel of espeakng-loader, what to install."""
    del order
    if not sys.platform.startswith("linux") or find_spec("espeakng_loader") or find_library("espeak-ng"):
        return ""
    return "eSpeak NG is missing: install the package espeakng-loader with pip, or the system's espeak-ng."


def _version() -> str:
    versions = [metadata.version("pyttsx3")]
    with contextlib.suppress(metadata.PackageNotFoundError):
        versions.append(metadata.version("espeakng-loader"))
    return "-".join(versions)


def _make_library_available(cache: Path) -> Path | None:
    """Let pyttsx3, which looks for the library by name, find the one that espeakng-loader brings; gives its data folder.

    None where the platform's own speech serves, or the system's library.
    """
    if not sys.platform.startswith("linux") or find_spec("espeakng_loader") is None:
        return None
    import espeakng_loader

    data = espeak_data(cache, Path(espeakng_loader.get_data_path()))
    os.environ["ESPEAK_DATA_PATH"] = str(data)
    # The same SONAME as the one that pyttsx3 asks the linker for: loaded once, it is found. Not for all to see, since the eSpeak
    # inside piper-tts would then call this one, and die.
    ctypes.CDLL(espeakng_loader.get_library_path())
    return data


def espeak_data(cache: Path, shipped: Path) -> Path:
    """eSpeak's data in a folder with a short path, the program's own variant added. Made once.

    Raises VoiceError where neither the cache nor the folder for temporary files has a short enough path.
    """
    name = "espeak-" + hashlib.sha256(f"{_version()}\0{VARIANT}".encode()).hexdigest()[:12]
    for base in (cache, Path(tempfile.gettempdir()) / f"talecast-{_user()}"):
        data = base / name
        if len(os.fsencode(data)) > MAX_DATA_PATH_BYTES:
            continue
        if not data.is_dir():
            _copy_data(shipped, data)
        if _is_mine(data):  # a folder for temporary files is everybody's
            return data
    raise VoiceError(
        "eSpeak needs a folder for its data whose path is shorter than 160 letters, and this machine offers none.",
        "Set TALECAST_CACHE to a folder with a short path.",
    )


def _copy_data(shipped: Path, data: Path) -> None:
    try:
        data.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half_made = Path(tempfile.mkdtemp(prefix=f".{data.name}-", dir=data.parent))
        try:
            shutil.copytree(shipped, half_made / "data", copy_function=shutil.copyfile)
            (half_made / "data" / "voices" / "!v" / VARIANT_NAME).write_text(VARIANT, encoding="ascii")
            with contextlib.suppress(OSError):  # another process was first: its copy is as good
                (half_made / "data").rename(data)
        finally:
            shutil.rmtree(half_made, ignore_errors=True)
    except OSError as error:
        raise VoiceError(
            f"eSpeak's data, 19 MB, cannot be copied to {data.parent}.",
            "Make room there, or set TALECAST_CACHE to another folder with a short path.",
        ) from error


def _is_mine(data: Path) -> bool:
    return not hasattr(os, "getuid") or data.stat().st_uid == os.getuid()


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _espeak_voice(engine_voice: str, language: str, data: Path | None) -> str:
    """The engine's name of the voice: the profile's, but the book's language where that is another one and eSpeak has it."""
    tag = language.lower()
    primary = tag.partition("-")[0]
    if data is None or engine_voice.partition("-")[0] == primary:
        return engine_voice
    primary = OWN_NAMES.get(primary, primary)
    spoken = {path.name.lower() for path in data.glob("lang/*/*")} | {path.name.lower() for path in data.glob("lang/*")}
    return next((candidate for candidate in (tag, primary) if candidate in spoken), engine_voice)
