"""From a script to its clips: what the store has is taken from there, the rest is spoken by the pool."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.synthesize.engines import find_engine
from talecast.synthesize.pool import Job, LocalPool
from talecast.synthesize.store import ClipStore, clip_key
from talecast.synthesize.trim import CLIP_VERSION, write_wave
from talecast.synthesize.voices import order_for

if TYPE_CHECKING:
    from collections.abc import Generator

    from talecast.model import Clip, Script, VoiceProfile
    from talecast.synthesize.engine import EngineOrder

WORKERS_A_CORE = {"espeak": 2}
"""pyttsx3 sleeps for most of its 11 ms an utterance: two of its workers keep one core busy. One a core for the others."""


def synthesize(  # noqa: PLR0913 - what to say, in which voice, where clips are kept, where to work, with how many
    script: Script,
    profile: VoiceProfile,
    store: ClipStore,
    cache: Path,
    scratch: Path,
    cores: int,
    *,
    quiet: bool = True,
) -> Generator[Clip]:
    """The clips of the script's utterances, in order; equal utterances are spoken once.

    Raises SynthesisError where words cannot be spoken, VoiceError where the engine does not start. Let the iterator run to its
    end or close it: the workers end with it.
    """
    order = order_for(profile, script.metadata.language, script.speaking_rate, cache, scratch)
    keys = _keys(script, order)
    known = {key: clip for key in dict.fromkeys(keys) if (clip := store.get(key))}
    spoken = dict(zip(keys, (utterance.spoken for utterance in script.utterances()), strict=True))
    jobs = [Job(key, words, order) for key, words in spoken.items() if key not in known]
    workers = min(cores * WORKERS_A_CORE.get(profile.engine, 1), len(jobs))
    if not jobs:
        yield from (known[key] for key in keys)
        return
    with LocalPool(workers, str(store.folder), quiet=quiet) as pool:
        made = pool.run(jobs)
        for key in keys:
            while key not in known:
                clip = next(made)
                known[clip.key] = clip
            yield known[key]


def clip_keys(script: Script, profile: VoiceProfile, cache: Path) -> list[str]:
    """The name of each utterance's clip, in order. Raises VoiceError where the engine is not here."""
    return _keys(script, order_for(profile, script.metadata.language, script.speaking_rate, cache, cache))


def _keys(script: Script, order: EngineOrder) -> list[str]:
    fingerprint = find_engine(order.engine).fingerprint(order)
    identity = (CLIP_VERSION, order.engine, fingerprint, order.engine_voice, order.language, order.rate, order.pitch)
    return [clip_key(*identity, utterance.spoken) for utterance in script.utterances()]


def speak_to_file(text: str, profile: VoiceProfile, cache: Path, path: Path) -> float:
    """Let a voice say a text, at its natural pace, into a WAV file; gives its length in seconds. The clip store is left alone.

    Raises VoiceError, SynthesisError, OutputError.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="try-", dir=cache) as scratch:
        order = order_for(profile, profile.language, 1.0, cache, Path(scratch))
        store = ClipStore(Path(scratch) / "clips")
        with LocalPool(1, str(store.folder)) as pool:
            clip = next(pool.run([Job(clip_key(text), text, order)]))
        write_wave(path, store.samples(clip.key), clip.sample_rate)
    return clip.samples / clip.sample_rate
