"""What can be asked of voices apart from a book: to be tried, described and installed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.model import VoiceFile, VoiceProfile
    from talecast.progress import Tell
    from talecast.synthesize import InstalledVoice


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """A voice, and how it stands with it on this machine."""

    profile: VoiceProfile
    missing: str
    """What it lacks here, as a sentence; empty where it works."""
    absent: tuple[VoiceFile, ...]
    """Those of its files that are not installed."""
    folder: Path
    """Where its files lie."""
    paces_wpm: tuple[int, int, int]
    """How fast it can be asked to read, in words a minute as `--wpm` counts: slowest, as it comes, fastest."""


def try_voice(name: str, text: str, path: Path) -> float:
    """Let a voice say a text into a WAV file; gives its length in seconds."""
    from talecast.places import cache_folder, voice_folders
    from talecast.synthesize import speak_to_file, working_voice

    return speak_to_file(text, working_voice(name, voice_folders(), cache_folder()), cache_folder(), path)


def install_voice(name: str, tell: Tell) -> InstalledVoice:
    """Fetch what a voice needs and pip does not bring; it works afterwards. Nothing else here reaches the network."""
    from talecast.direct.pace import natural_ms
    from talecast.places import cache_folder, piper_voices_address, shipped_voices, voice_folders
    from talecast.synthesize import NewVoices, install, load_voice

    pace = load_voice("joe", (shipped_voices(),)).pace
    new = NewVoices(piper_voices_address(), pace, partial(natural_ms, pace=pace))
    return install(name, voice_folders(), cache_folder(), new, tell)


def voice_facts(name: str) -> VoiceFacts:
    """Everything about the voice of that name, whether it works or not."""
    from talecast.direct.pace import fastest_rate, natural_ms
    from talecast.places import cache_folder, voice_folders
    from talecast.settings import FASTEST_WPM, Settings
    from talecast.synthesize import absent_files, load_voice, missing, words_a_minute

    profile, cache = load_voice(name, voice_folders()), cache_folder()
    wpm = partial(words_a_minute, partial(natural_ms, pace=profile.pace), pause_ms=Settings().pause_sentence)
    paces_wpm = (wpm(profile.slowest_rate), wpm(1.0), min(wpm(fastest_rate(profile)), FASTEST_WPM))
    return VoiceFacts(profile, missing(profile, cache), absent_files(profile, cache), cache / "voices", paces_wpm)
