"""From a script to its clips: what the store has is taken from there, the rest is spoken by a pool."""

from __future__ import annotations

import tempfile
import threading
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Self

from talecast.errors import OutputError, SynthesisError
from talecast.synthesize.engines import fingerprint_of
from talecast.synthesize.keys import ClipKeys
from talecast.synthesize.pool import Job, LocalPool
from talecast.synthesize.scratch import scratch_folder
from talecast.synthesize.spoken import SpokenClips
from talecast.synthesize.store import ClipStore, clip_key
from talecast.synthesize.trim import CLIP_VERSION, write_wave
from talecast.synthesize.voices import order_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from talecast.model import Clip, Script, VoiceProfile
    from talecast.synthesize.engine import EngineOrder
    from talecast.synthesize.pool import Pool

    MakePool = Callable[[int], Pool]
    """A pool for so many utterances."""


class Speaker:
    """Speaks a script, equal utterances once. Use it as a context: the workers start on entering and end on leaving."""

    def __init__(
        self,
        script: Script,
        keys: ClipKeys,
        orders: Mapping[str, EngineOrder],
        store: ClipStore,
        make_pool: MakePool,
    ) -> None:
        """`keys` are the script's `clip_keys`; `orders` has one for each voice of the script, all with one scratch folder."""
        self._keys = keys
        self._script = script
        self._orders = orders
        self._store = store
        self._make_pool = make_pool
        self._pool: Pool | None = None
        self._made: Iterator[Clip] = iter(())
        self._again = threading.Lock()
        self.spoken = SpokenClips(keys, Path(next(iter(orders.values())).scratch))
        """The clips that `clips` has given so far. On leaving they are gone."""
        self.to_speak = 0
        """Utterances that are not in the store, known on entering."""

    def __enter__(self) -> Self:
        wanted = array("L")
        for number in self.spoken.firsts():
            if clip := self._store.get(self._keys[number]):
                self.spoken.keep(number, clip)
            else:
                wanted.append(number)
        if wanted:
            self._pool = self._make_pool(len(wanted))
            self._made = self._pool.run(self._jobs(wanted))
            self.to_speak = len(wanted)
        return self

    def __exit__(self, *_: object) -> None:
        self._end_work()
        self.spoken.close()

    def clips(self) -> Iterator[Clip]:
        """The clips of the script's utterances, in order, each as soon as it is there. The workers end when the last one is.

        Raises SynthesisError where words cannot be spoken, VoiceError where the engine does not start.
        """
        missing = self.to_speak
        for number in range(len(self._keys)):
            if not self.spoken.has(number):  # then it is the first of those that are still to come
                self.spoken.keep(number, next(self._made))
                missing -= 1
                if not missing:  # nobody may ask for more than the last clip, and then this is not gone on with
                    self._end_work()
            yield self.spoken.grow()

    def samples(self, key: str) -> NDArray[np.int16]:
        """The samples of one of the clips, mono at its own rate. From any thread.

        What is damaged in the store, or gone from it, is spoken again. Raises OutputError where it comes out differently then.
        """
        kept = self._store.samples(key)
        if kept is not None:
            return kept
        with self._again:
            kept = self._store.samples(key)
            if kept is None:
                clip, kept = _spoken_apart(next(self._jobs([self._keys.index(key)])))
                if not self.spoken.is_alike(clip):
                    raise OutputError(
                        "A clip vanished from the cache, and its words came out differently when they were spoken again.",
                        "Run the same command again.",
                    )
                self._store.put(clip, kept)
        return kept

    def _jobs(self, numbers: Iterable[int]) -> Iterator[Job]:
        """What is to be said of the utterances of these numbers, which rise."""
        utterances = enumerate(self._script.utterances())
        for wanted in numbers:
            utterance = next(utterance for number, utterance in utterances if number == wanted)
            yield Job(self._keys[wanted], utterance.spoken, self._orders[utterance.voice])

    def _end_work(self) -> None:
        if self._pool is not None:
            self._pool.close()
            self._pool = None


def orders_for(
    script: Script, voices: Mapping[str, VoiceProfile], cache: Path, scratch: Path
) -> dict[str, EngineOrder]:
    """What the engine of each voice of the script must know. The folders make no difference to what is heard."""
    return {
        name: order_for(voices[name], script.metadata.language, rate, cache, scratch)
        for name, rate in script.rates().items()
    }


def clip_keys(script: Script, orders: Mapping[str, EngineOrder]) -> ClipKeys:
    """The name of each utterance's clip, in order. Raises VoiceError where the engine is not here."""
    identities = {voice: _identity(order) for voice, order in orders.items()}
    return ClipKeys(clip_key(*identities[utterance.voice], utterance.spoken) for utterance in script.utterances())


def _identity(order: EngineOrder) -> tuple[object, ...]:
    fingerprint = fingerprint_of(order)
    # The bytes of a voice that is a file are in the fingerprint: where it lies makes no difference.
    voice = Path(order.engine_voice).name
    tempo = () if order.tempo == 1 else (order.tempo,)
    return (CLIP_VERSION, order.engine, fingerprint, voice, order.language, order.rate, order.pitch, *tempo)


def speak_to_file(text: str, profile: VoiceProfile, cache: Path, path: Path) -> float:
    """Let a voice say a text, at its natural pace, into a WAV file; gives its length in seconds. The clip store is left alone.

    Raises VoiceError, SynthesisError, OutputError; SynthesisError also where nothing is to be heard, and no file is written then.
    """
    with scratch_folder(cache) as scratch:
        order = order_for(profile, profile.language, 1.0, cache, scratch)
        clip, samples = _spoken_apart(Job(clip_key(text), text, order))
    if not clip.samples:
        raise SynthesisError(
            f"The voice {profile.name} makes no sound of these words, so nothing was written.", "Give it a sentence."
        )
    write_wave(path, samples, clip.sample_rate)
    return clip.samples / clip.sample_rate


def _spoken_apart(job: Job) -> tuple[Clip, NDArray[np.int16]]:
    """One clip, and its samples, by an engine of its own and past the store, from which others may drop it at any time.

    One clip is not worth a cluster. Raises VoiceError, SynthesisError, OutputError.
    """
    with tempfile.TemporaryDirectory(prefix="apart-", dir=job.order.scratch) as folder:
        store = ClipStore(Path(folder))
        with LocalPool(1, folder) as pool:
            clip = next(pool.run([job]))
        samples = store.samples(job.key)
    if samples is None:
        raise OutputError(f"The folder {job.order.scratch} loses what is written to it.")
    return clip, samples
