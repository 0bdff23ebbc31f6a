"""Finding an engine by its name. An engine is a module (or an object) with the three functions of `EngineModule`.

Somebody's own package adds one through the entry point group `talecast.engines`, its value naming such a module.
"""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from importlib import metadata
from typing import TYPE_CHECKING, Protocol, cast

from talecast.errors import TalecastError, VoiceError, in_a_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.synthesize.engine import Engine, EngineOrder

GROUP = "talecast.engines"
SHIPPED = {
    "earcon": "talecast.synthesize.earcon",
    "espeak": "talecast.synthesize.espeak",
    "kokoro": "talecast.synthesize.kokoro",
    "piper": "talecast.synthesize.piper",
    "silence": "talecast.synthesize.silence",
}

FUNCTIONS = ("open_engine", "fingerprint", "missing")


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
    """The module of an engine. Raises VoiceError where nothing here has that name, more than one does, or it is broken."""
    if name in SHIPPED:
        return cast("EngineModule", importlib.import_module(SHIPPED[name]))
    entries = {entry.value: entry for entry in metadata.entry_points(group=GROUP, name=name)}
    if not entries:
        raise VoiceError(f"There is no engine named {name!r} here.", "Install the package that brings it.")
    if len(entries) > 1:
        modules = " and ".join(sorted(entries))
        raise VoiceError(f"More than one package brings an engine named {name!r}: {modules}.", "Uninstall all but one.")
    (entry,) = entries.values()
    with _faults_told(name):
        module = entry.load()
        for function in FUNCTIONS:
            getattr(module, function)
        return cast("EngineModule", module)


def fingerprint_of(order: EngineOrder) -> str:
    """See `EngineModule.fingerprint`. Raises VoiceError, also where the engine has a fault of its own there."""
    engine = find_engine(order.engine)
    with _faults_told(order.engine):
        return _text(engine.fingerprint(order))


def missing_for(order: EngineOrder) -> str:
    """See `EngineModule.missing`. Raises VoiceError, also where the engine has a fault of its own there."""
    engine = find_engine(order.engine)
    with _faults_told(order.engine):
        return _text(engine.missing(order))


@contextmanager
def _faults_told(name: str) -> Iterator[None]:
    """Somebody's package may raise anything: it is named, and spoils no other voice. The shipped engines raise what is ours."""
    try:
        yield
    except TalecastError:
        raise
    except (Exception, SystemExit) as error:
        if name in SHIPPED:
            raise
        raise VoiceError(
            f"The engine {name} is broken: {_reason(error)}.",
            "Mend, update or uninstall the package that brings it.",
        ) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"it gives {value!r} where a text is expected")
    return value


def _reason(error: BaseException) -> str:
    words = in_a_line(str(error)).rstrip(" .")
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
