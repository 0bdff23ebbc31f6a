"""Choosing who reads: the book's voice, and others for some kinds of blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.errors import SettingsError
from talecast.model import BlockKind, Cast
from talecast.synthesize.voices import choose_voice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EARCON = "earcon"
"""The profile whose tones mark notes and pictures."""
SPOKEN_KINDS = tuple(kind for kind in BlockKind if kind is not BlockKind.SCENE_BREAK)


def choose_cast(
    voice: str, voice_for: Sequence[str], folders: Sequence[Path], cache: Path, *, earcon: bool = False
) -> Cast:
    """The voice of that name (the default one for an empty name), one for each "kind=name", and tones where asked for.

    All must work here. Raises SettingsError for a kind that is none, VoiceError.
    """
    others = []
    for entry in voice_for:
        kind, _, name = (part.strip() for part in entry.partition("="))
        if kind not in set(SPOKEN_KINDS) or not name:
            kinds = ", ".join(SPOKEN_KINDS)
            raise SettingsError(
                f"--voice-for is KIND=NAME, not {entry!r}.", f"Such as heading=NAME. Kinds are: {kinds}."
            )
        others.append((BlockKind(kind), choose_voice(name, folders, cache)))
    tones = choose_voice(EARCON, folders, cache) if earcon else None
    return Cast(choose_voice(voice, folders, cache), tuple(dict(others).items()), tones)
