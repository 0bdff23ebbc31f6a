"""An engine whose voice is two files, and which knows only those in its own cache; it notes there which process spoke.

`TALECAST_TEST_PACE` in its environment makes it slow, in seconds an utterance.
"""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.unit.synthesize.faulty_engine import tone

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talecast.synthesize.engine import EngineOrder


class CarriedEngine:
    sample_rate = 24_000

    def __init__(self, order: EngineOrder) -> None:
        self._length = sum(len(path.read_bytes()) for path in voice_files(order)) % 7
        (Path(order.cache) / f"spoke-{os.getpid()}").touch()

    def speak(self, spoken: str) -> NDArray[np.int16]:
        time.sleep(float(os.environ.get("TALECAST_TEST_PACE", "0")))
        return tone(spoken + "x" * self._length)


def open_engine(order: EngineOrder) -> CarriedEngine:
    return CarriedEngine(order)


def voice_files(order: EngineOrder) -> tuple[Path, Path]:
    return Path(order.engine_voice), Path(order.cache) / "voices" / "common.bin"


def with_files(order: EngineOrder, files: tuple[Path, ...]) -> EngineOrder:
    return replace(order, engine_voice=str(files[0]))


def fingerprint(order: EngineOrder) -> str:
    return "-".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in voice_files(order))


def missing(order: EngineOrder) -> str:
    absent = [path for path in voice_files(order) if not path.is_file()]
    far = not Path(order.engine_voice).is_relative_to(order.cache) and "TALECAST_TEST_PACE" in os.environ
    return f"Its file {Path(order.engine_voice).name} is far away." if absent or far else ""
