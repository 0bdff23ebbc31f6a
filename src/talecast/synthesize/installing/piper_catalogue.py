"""Piper's published voices: found by Piper's own names in its catalogue, and described in a profile of ours."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from talecast.errors import VoiceError
from talecast.model import VoiceFile, VoiceProfile
from talecast.synthesize.address import is_allowed
from talecast.synthesize.installing.download import Remote
from talecast.synthesize.installing.fetch import read_small
from talecast.synthesize.voice_table import LARGEST_FILE_BYTES

if TYPE_CHECKING:
    from talecast.model import Pace

CATALOGUE = "voices.json"
LARGEST_CATALOGUE_BYTES = 5_000_000
"""It has 0.2 MB."""
EXAMPLE = "en_US-lessac-medium"

_NAME = re.compile(
    r"(?P<language>[a-z]{2,3})_(?P<region>[A-Z]{2}|[0-9]{3})-(?P<voice>\w{1,40})-(?P<quality>x_low|low|medium|high)"
)
_MD5 = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class PiperVoice:
    """A published voice: its model first, then its configuration."""

    name: str
    files: tuple[Remote, Remote]
    card_url: str
    """Of its MODEL_CARD: the data set, and its licence."""


def is_piper_name(name: str) -> bool:
    """Whether it is a name as Piper gives them: en_US-lessac-medium."""
    return _NAME.fullmatch(name) is not None


def find_piper_voice(name: str, address: str) -> PiperVoice:
    """The voice's files, as the catalogue at that address describes them. Raises VoiceError."""
    parts = _NAME.fullmatch(name)
    if parts is None:
        raise VoiceError(f"{name!r} is no name of a Piper voice.", f"They look like {EXAMPLE}.")
    if not is_allowed(address):
        raise VoiceError(
            f"The address of Piper's voices, {address!r}, does not begin with https://.",
            "TALECAST_PIPER_VOICES names it.",
        )
    base = address.rstrip("/")
    files = _catalogue(f"{base}/{CATALOGUE}").get(name, {}).get("files")
    if files is None:
        raise VoiceError(f"Piper has no voice named {name}.", f"{base}/{CATALOGUE} lists those that it has.")
    language, region, voice, quality = parts.group("language", "region", "voice", "quality")
    folder = f"{language}/{language}_{region}/{voice}/{quality}"
    model, config = (_remote(f"{name}{suffix}", folder, files, base) for suffix in (".onnx", ".onnx.json"))
    return PiperVoice(name, (model, config), _url(base, f"{folder}/MODEL_CARD"))


def piper_profile(voice: PiperVoice, sha256: tuple[str, ...], pace: Pace) -> VoiceProfile:
    """The profile of a published voice whose files have these hashes."""
    language, speaker, quality = voice.name.split("-")
    files = zip(voice.files, sha256, strict=True)
    return VoiceProfile(
        name=voice.name,
        engine="piper",
        engine_voice=voice.files[0].name,
        language=language.replace("_", "-"),
        description=f"A published Piper voice: {speaker}, of {quality.replace('_', ' ')} quality.",
        licence=f"see the voice's MODEL_CARD: {voice.card_url}",
        narrator=f"{speaker.replace('_', ' ').title()} (Piper)",
        pace=pace,
        files=tuple(VoiceFile(file.name, file.url, file.bytes, digest) for file, digest in files),
        fastest_rate=1.4,  # Piper's, as of `joe`
    )


def _catalogue(url: str) -> dict[str, Any]:
    try:
        catalogue = json.loads(read_small(url, LARGEST_CATALOGUE_BYTES))
    except (ValueError, RecursionError) as error:
        raise _unreadable(url) from error
    if not isinstance(catalogue, dict) or not all(isinstance(entry, dict) for entry in catalogue.values()):
        raise _unreadable(url)
    return catalogue


def _remote(name: str, folder: str, files: Any, base: str) -> Remote:
    path = f"{folder}/{name}"
    try:
        size, digest = files[path]["size_bytes"], files[path]["md5_digest"]
        if type(size) is int and 0 < size <= LARGEST_FILE_BYTES and _MD5.fullmatch(digest):
            return Remote(name, _url(base, path), size, "md5", digest)
    except (KeyError, TypeError):
        pass
    raise _unreadable(f"{base}/{CATALOGUE}")


def _url(base: str, path: str) -> str:
    return f"{base}/{quote(path)}"


def _unreadable(url: str) -> VoiceError:
    return VoiceError(
        f"The catalogue of Piper's voices, {url}, is not as expected.", "Is a network's login page in the way?"
    )
