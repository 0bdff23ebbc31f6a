"""Words become sound: `synthesize` speaks a script, each utterance once, and keeps the clips in the store."""

from talecast.synthesize.speech import count_cached, speak_to_file, synthesize
from talecast.synthesize.store import ClipStore
from talecast.synthesize.voices import choose_voice, load_voice, missing, voice_names

__all__ = [
    "ClipStore",
    "choose_voice",
    "count_cached",
    "load_voice",
    "missing",
    "speak_to_file",
    "synthesize",
    "voice_names",
]
