"""A worker process: one engine, utterances in, clips into the store. It ends when its parent does."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.allocator import share_one_arena
from talecast.errors import SynthesisError, TalecastError
from talecast.synthesize.engines import find_engine
from talecast.synthesize.store import ClipStore
from talecast.synthesize.tempo import faster
from talecast.synthesize.trim import measure, trim

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    import numpy as np
    from numpy.typing import NDArray

    from talecast.model import Clip
    from talecast.synthesize.engine import Engine, EngineOrder

LEAST_MS_PER_LETTER = 4.0
"""No engine speaks faster than this at its natural pace (60 ms is usual): a clip that is shorter lost its words."""


def serve(
    connection: Connection[object, tuple[str, str]], order: EngineOrder, store_folder: str, *, quiet: bool
) -> None:
    """Answer each (key, spoken) with its `Clip`, or with the sentence that says why not, until the connection ends.

    The first message sent is None, the engine is open, or the sentence that says why it is not.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle: it closes the connection
    share_one_arena()
    threading.Thread(target=_end_with_the_parent, name="talecast-parent", daemon=True).start()
    if quiet:
        silence_prints()
    try:
        try:
            engine = find_engine(order.engine).open_engine(order)
        except Exception as error:  # noqa: BLE001 - an engine's own fault is named, and another worker may do better
            connection.send(in_a_sentence(error))
            return
        store = ClipStore(Path(store_folder))
        connection.send(None)
        while True:
            job = connection.recv()
            try:
                connection.send(speak(engine, store, order, *job))
            except Exception as error:  # noqa: BLE001 - an engine's own fault: it is named, and the words are tried again
                connection.send(in_a_sentence(error))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent is gone, or done


def speak(engine: Engine, store: ClipStore, order: EngineOrder, key: str, spoken: str) -> Clip:
    """Speak, trim, measure and keep one utterance. Raises SynthesisError where sound is missing."""
    clip, samples = make_clip(engine, order, key, spoken)
    store.put(clip, samples)
    return clip


def make_clip(engine: Engine, order: EngineOrder, key: str, spoken: str) -> tuple[Clip, NDArray[np.int16]]:
    """The clip of one utterance and its samples, trimmed and measured. Raises SynthesisError where sound is missing."""
    samples = trim(engine.speak(spoken if spoken.strip() else "."), engine.sample_rate)  # engines trip over no words
    samples = faster(samples, engine.sample_rate, order.tempo)
    if len(samples) < least_samples(spoken, engine.sample_rate, order.rate * order.tempo):
        raise SynthesisError(f"The engine gave {len(samples)} samples, too few for these words.")
    return measure(key, samples, engine.sample_rate), samples


def least_samples(spoken: str, sample_rate: int, rate: float) -> int:
    """The fewest samples these words can take.

    Only the letters and digits of ASCII count: every voice can say those, while a word in another script may be silence to it.
    """
    voiced = sum(character.isascii() and character.isalnum() for character in spoken)
    return int(voiced * LEAST_MS_PER_LETTER * sample_rate / 1000 / max(rate, 1.0))


def in_a_sentence(error: Exception) -> TalecastError:
    """What a worker says of an error: the error itself where it is one of ours, else its name, as one to be tried again."""
    return error if isinstance(error, TalecastError) else SynthesisError(f"{type(error).__name__}: {error}")


def _end_with_the_parent() -> None:
    """A thread's work: end this process when its parent is gone, even one whose engine hangs and does not look."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(0)


def silence_prints() -> None:
    """Engines print what they please, also from C: none of it may reach the user's standard output."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    os.close(nothing)
