"""`voices install`: what a voice needs and pip does not bring is fetched; one of Piper's published voices is given a profile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talecast.errors import OutputError, SynthesisError, VoiceError, unwritable_tip
from talecast.model import Event
from talecast.synthesize.blends import is_blend
from talecast.synthesize.file_hash import sha256_of
from talecast.synthesize.installing.download import Remote, download, is_whole
from talecast.synthesize.installing.pace import NUMBERS, measured_ms, scaled
from talecast.synthesize.installing.piper_catalogue import EXAMPLE, find_piper_voice, is_piper_name, piper_profile
from talecast.synthesize.voice_table import profile_toml
from talecast.synthesize.voices import absent_files, installed_folder, load_voice, missing, voice_names
from talecast.synthesize.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from talecast.model import Pace, VoiceProfile

    Tell = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class InstalledVoice:
    """A voice that works now."""

    name: str
    fetched_bytes: int
    """0 where there was nothing to fetch."""


@dataclass(frozen=True, slots=True)
class NewVoices:
    """What is needed to install a voice that has no profile yet."""

    piper_address: str
    """Where Piper's published voices lie."""
    model_pace: Pace
    """Of a Piper voice that was measured well: the new voice's is this one, scaled."""
    model_ms: Callable[[str], float]
    """How long that voice takes for a sentence, in milliseconds."""


def install(name: str, folders: Sequence[Path], cache: Path, new: NewVoices, tell: Tell) -> InstalledVoice:
    """Fetch what the voice of that name lacks; it works afterwards.

    Raises VoiceError, also where it needs more than files, and OutputError where the cache cannot be written.
    """
    if name not in voice_names(folders) and is_piper_name(name):
        fetched_bytes = _install_piper_voice(name, cache, new, tell)
    else:
        profile = _known(name, folders)
        remotes = [
            Remote(file.name, file.url, file.bytes, "sha256", file.sha256) for file in absent_files(profile, cache)
        ]
        fetched_bytes = _fetch(profile.name, remotes, cache, tell)
    profile = load_voice(name, folders)
    if reason := missing(profile, cache):
        rest = "Its own files are here, and stay." if profile.files else "It needs nothing else."
        raise VoiceError(f"The voice {profile.name} does not work yet. {reason}", rest)
    return InstalledVoice(profile.name, fetched_bytes)


def _known(name: str, folders: Sequence[Path]) -> VoiceProfile:
    try:
        return load_voice(name, folders)
    except VoiceError as error:
        if is_blend(name) or name in voice_names(folders):
            raise
        raise VoiceError(
            error.message, f"{error.tip} Piper's published voices go by Piper's own names, such as {EXAMPLE}."
        ) from error


def _fetch(voice: str, remotes: Sequence[Remote], cache: Path, tell: Tell) -> int:
    """Bring the files here, one after the other; gives their bytes."""
    total = sum(remote.bytes for remote in remotes)
    if remotes:
        names = [remote.name for remote in remotes]
        tell(Event("start", {"voice": voice, "files": names, "bytes": total, "folder": str(installed_folder(cache))}))
    before = 0
    for remote in remotes:

        def progress(done: int, name: str = remote.name, before: int = before) -> None:
            fields = {"voice": voice, "file": name, "done": before + done, "total": total}
            tell(Event("progress", {"stage": "fetch", **fields}))

        def waiting(name: str = remote.name) -> None:
            tell(Event("warning", {"message": f"Another run is fetching {name}: waiting for it."}))

        download(remote, installed_folder(cache), progress, waiting)
        before += remote.bytes
    return total


def _install_piper_voice(name: str, cache: Path, new: NewVoices, tell: Tell) -> int:
    """Fetch a published voice and write its profile, last: until then it has no name here. Gives the bytes fetched."""
    voice, folder = find_piper_voice(name, new.piper_address), installed_folder(cache)
    remotes = [file for file in voice.files if not is_whole(folder / file.name, file)]
    fetched_bytes = _fetch(name, remotes, cache, tell)
    profile = piper_profile(voice, tuple(sha256_of(folder / file.name, cache) for file in voice.files), new.model_pace)
    if reason := missing(profile, cache):
        raise VoiceError(
            f"The voice {name} is fetched, and its pace cannot be measured yet. {reason}",
            "Then run the same command again: what was fetched stays.",
        )
    tell(Event("progress", {"stage": "measure", "voice": name, "done": 0, "total": 1}))
    try:
        pace = scaled(new.model_pace, measured_ms(profile, cache), new.model_ms)
    except SynthesisError as error:
        _require_speech(profile, cache)
        message = f"The pace of {name} could not be measured, so --wpm will be less exact: {error.message}"
        tell(Event("warning", {"message": message}))
        pace = new.model_pace
    path = folder / f"{name}.toml"
    try:
        write_whole(path, profile_toml(replace(profile, pace=pace)).encode())
    except OSError as error:
        raise OutputError(
            f"The voice's profile {path} cannot be written: {error.strerror}.",
            unwritable_tip(error, "set TALECAST_CACHE to another folder"),
        ) from error
    return fetched_bytes


def _require_speech(profile: VoiceProfile, cache: Path) -> None:
    """A voice may not be made for English, in which it is measured. Raises VoiceError where it says nothing at all."""
    try:
        measured_ms(profile, cache, NUMBERS)
    except SynthesisError as error:
        raise VoiceError(
            f"The voice {profile.name} is fetched, and does not speak. {error.message}",
            "Its model and its .json may not fit each other. Both stay, and are fetched again when they change there.",
        ) from error
