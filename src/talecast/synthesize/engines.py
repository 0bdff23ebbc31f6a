"""Finding an engine by its name. An engine is a module (or an object) with the three functions of `EngineModule`.

Somebody's own package adds one through the entry point group `talecast.engines`, its value naming such a module.
"""

from __future__ import annotations

import importlib
from importlib import metadata
from typing import TYPE_CHECKING, Protocol, cast

from talecast.errors import VoiceError

if TYPE_CHECKING:
    from talecast.synthesize.engine import Engine, EngineOrder

GROUP = "talecast.engines"
SHIPPED = {
    "earcon": "talecast.synthesize.earcon",
    "espeak": "talecast.synthesize.espeak",
    "kokoro": "talecast.synthesize.kokoro",
    "piper": "talecast.synthesize.piper",
    "silence": "talecast.synthesize.silence",
}


class EngineModule(Protocol):
    """What an engine's module offers."""

    def open_engine(self, order: EngineOrder) -> Engine:
        """The engine, ready to speak in this process. Raises VoiceError."""
        ...

    def fingerprint(self, order: EngineOrder) -> str:
        """Changes whenever the same words could sound different: the engine's version and the voice's own bytes."""
        ...

    def missing(self, order: EngineOrder) -> str:
        """What this machine lacks for the voice, as a sentence that says what to install; empty where it would work."""
        ...


def find_engine(name: str) -> EngineModule:
    """The module of an engine. Raises VoiceError for a name that nothing installed here answers to."""
    if name in SHIPPED:
        return cast("EngineModule", importlib.import_module(SHIPPED[name]))
    for entry in metadata.entry_points(group=GROUP, name=name):
        return cast("EngineModule", entry.load())
    raise VoiceError(f"There is no engine named {name!r} here.", "Install the package that brings it.")
