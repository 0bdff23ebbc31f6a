"""eSpeak NG's library and its data, in a folder whose path eSpeak survives. The door of espeakng-loader.

Two engines use them: `espeak` for its voice, `kokoro` for its phonemes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from talecast.errors import VoiceError
from talecast.locks import locked

PACKAGE = "espeakng-loader"
MAX_DATA_PATH_BYTES = 159
"""eSpeak NG copies its data path into a buffer of 160 bytes and calls exit() where it does not fit."""
VARIANT_NAME = "talecast"
VARIANT = "language variant\nname talecast\n\nflutter 0\nroughness 0\n"
"""Flutter and roughness carry a random state from one utterance to the next; without both, equal words sound equal."""


def is_installed() -> bool:
    """Whether the package is there. It is imported by none of these functions but the next."""
    return find_spec("espeakng_loader") is not None


def shipped() -> tuple[Path, Path]:
    """The library's file and the folder of its data, where pip put them."""
    import espeakng_loader

    return Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())


def version() -> str:
    """The package's version, which is that of library and data; empty where it is not installed."""
    with contextlib.suppress(metadata.PackageNotFoundError):
        return metadata.version(PACKAGE)
    return ""


def espeak_data(cache: Path, shipped_data: Path) -> Path:
    """eSpeak's data in a folder with a short path, the program's own variant added. Made once.

    Raises VoiceError where neither the cache nor the folder for temporary files has a short enough path.
    """
    name = "espeak-" + hashlib.sha256(f"{version()}\0{VARIANT}".encode()).hexdigest()[:12]
    temporary = Path(tempfile.gettempdir()) / f"talecast-{_user()}"
    for base in (cache, temporary):
        data = base / name
        if len(os.fsencode(data)) > MAX_DATA_PATH_BYTES:
            continue
        if base == temporary and base.exists() and not _is_mine(base):  # a folder for temporary files is everybody's
            continue
        if not data.is_dir():
            _copy_data(shipped_data, data)
        if _is_mine(data):
            return data
    raise VoiceError(
        "eSpeak needs a folder for its data whose path is shorter than 160 letters, and this machine offers none.",
        "Set TALECAST_CACHE to a folder with a short path.",
    )


def _copy_data(shipped_data: Path, data: Path) -> None:
    """Once, however many workers want it, so that there need be room for one copy alone; nor does a killed one leave another."""
    try:
        data.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(data.with_name(f".{data.name}.lock"), waiting=lambda: None):
            if not data.is_dir():  # else another process was first
                _copy(shipped_data, data)
    except OSError as error:
        raise VoiceError(
            f"eSpeak's data, 19 MB, cannot be copied to {data.parent}.",
            "Make room there, or set TALECAST_CACHE to another folder with a short path.",
        ) from error


def _copy(shipped_data: Path, data: Path) -> None:
    """Under another name first, always the same one: what a killed run left there goes."""
    unfinished = data.with_name(f".{data.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        shutil.copytree(shipped_data, unfinished, copy_function=shutil.copyfile)
        (unfinished / "voices" / "!v" / VARIANT_NAME).write_text(VARIANT, encoding="ascii")
        unfinished.rename(data)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _is_mine(data: Path) -> bool:
    return not hasattr(os, "getuid") or data.lstat().st_uid == os.getuid()


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
