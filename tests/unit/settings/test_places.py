"""Where the program keeps what is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast import places

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_cache_is_where_the_variable_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALECAST_CACHE", str(tmp_path / "here"))
    assert places.cache_folder() == tmp_path / "here"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALECAST_CACHE", "near")
    assert places.cache_folder() == tmp_path / "near"


def test_without_the_variable_the_cache_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALECAST_CACHE", "")
    assert places.cache_folder().name in {"talecast", "Cache"}
    assert places.cache_folder().is_absolute()


def test_the_shipped_voices_and_the_lexicon_are_found() -> None:
    assert (places.shipped_voices() / "espeak.toml").is_file()
    assert (places.shipped_voices() / "lexicon.toml").is_file()


def test_the_users_own_voices_come_before_the_shipped_ones_and_those_before_the_installed_ones() -> None:
    own, shipped, installed = places.voice_folders()
    assert own == places.config_folder() / "voices"
    assert shipped == places.shipped_voices()
    assert installed == places.cache_folder() / "voices"


def test_pipers_voices_are_where_the_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALECAST_PIPER_VOICES", raising=False)
    assert places.piper_voices_address().startswith("https://")
    monkeypatch.setenv("TALECAST_PIPER_VOICES", "http://127.0.0.1:8000")
    assert places.piper_voices_address() == "http://127.0.0.1:8000"
