"""Where the program keeps what is its own: settings, voices and clips. The door of platformdirs."""

from __future__ import annotations

import os
from pathlib import Path

CACHE_VARIABLE = "TALECAST_CACHE"


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
    """Where voice profiles lie: the user's own first, then the shipped ones."""
    return (config_folder() / "voices", shipped_voices())
