"""An engine that fails as it is told to: `hang2 …` hangs twice and speaks the third time; also die, crash, short, refuse.

A voice may fail too, when it is opened: `dead`, `asleep`, `wild`, or `dead2`, which opens the third time.
The tries are counted in files of the run's scratch folder, since each try may have a process of its own.
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from talecast.errors import SynthesisError, VoiceError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from talecast.synthesize.engine import EngineOrder

FOREVER_S = 3_600


class FaultyEngine:
    sample_rate = 24_000

    def __init__(self, order: EngineOrder) -> None:
        self._scratch = Path(order.scratch)
        (self._scratch / f"process-{os.getpid()}").touch()

    def speak(self, spoken: str) -> NDArray[np.int16]:
        told = re.match(r"([a-z]+?)(\d+)\b", spoken)
        if told and count_try(self._scratch, spoken) <= int(told[2]):
            return self._fail(told[1])
        return tone(spoken)

    def _fail(self, how: str) -> NDArray[np.int16]:
        if how == "hang":
            time.sleep(FOREVER_S)
        if how == "die":
            os._exit(3)
        if how == "crash":
            raise RuntimeError("the engine's own fault")
        if how == "refuse":
            raise SynthesisError("the engine wrote no file")
        if how == "slow":
            time.sleep(0.4)
            return tone("words " * 40)
        return tone("words")[:30]  # short


def count_try(scratch: Path, words: str) -> int:
    count = scratch / f"tries-{hashlib.sha256(words.encode()).hexdigest()[:8]}"
    with count.open("ab") as file:
        file.write(b".")
    return count.stat().st_size


def tone(spoken: str) -> NDArray[np.int16]:
    samples = 24 * 50 * len(spoken)
    return (9_000 * np.sin(2 * np.pi * 500 * np.arange(samples) / 24_000)).astype(np.int16)


def open_engine(order: EngineOrder) -> FaultyEngine:
    if order.engine_voice == "mute":
        raise VoiceError("This voice lost its tongue.", "Find it.")
    told = re.fullmatch(r"(dead|asleep|wild)(\d+)?", order.engine_voice)
    if told and (not told[2] or count_try(Path(order.scratch), told[0]) <= int(told[2])):
        fail_to_open(told[1])
    if order.engine_voice == "loud":
        print("I am talking on standard output", flush=True)  # noqa: T201 - what engines do
        os.write(2, b"and on standard error\n")
    return FaultyEngine(order)


def fail_to_open(how: str) -> None:
    if how == "dead":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "asleep":
        time.sleep(FOREVER_S)
    raise RuntimeError("nobody knows why")


def fingerprint(order: EngineOrder) -> str:
    return f"faulty {order.engine_voice}"


def missing(order: EngineOrder) -> str:
    return "Its tongue is missing." if order.engine_voice == "mute" else ""
