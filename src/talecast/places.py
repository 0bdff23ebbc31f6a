"""Where the program keeps what is its own, settings, voices and clips, and where voices come from. The door of platformdirs."""

from __future__ import annotations

import os
from pathlib import Path

CACHE_VARIABLE = "TALECAST_CACHE"
PIPER_VOICES_VARIABLE = "TALECAST_PIPER_VOICES"
PIPER_VOICES = "https://huggingface.co/rhasspy/piper-voices/resolve/v1.0.0"


def cache_folder() -> Path:
    """The cache: TALECAST_CACHE where it is set, else the user's cache folder. It need not exist."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named).absolute()
    from platformdirs import user_cache_path

    return user_cache_path("talecast", appauthor=False)


def config_folder() -> Path:
    """The user's config folder, with `config.toml` and `voices/`. It need not exist."""
    from platformdirs import user_config_path

    return user_config_path("talecast", appauthor=False)


def shipped_voices() -> Path:
    """The profiles and the lexicon that come with the program: beside the code where it is installed, else the checkout's."""
    package = Path(__file__).parent
    installed = package / "voices"
    return installed if installed.is_dir() else package.parent.parent / "voices"


def voice_folders() -> tuple[Path, ...]:
    """Where voice profiles lie: the user's own first, then the shipped ones, then those that `voices install` wrote."""
    return (config_folder() / "voices", shipped_voices(), cache_folder() / "voices")


def piper_voices_address() -> str:
    """Where Piper's published voices are fetched from: TALECAST_PIPER_VOICES where it is set, else their public address."""
    return os.environ.get(PIPER_VOICES_VARIABLE) or PIPER_VOICES
