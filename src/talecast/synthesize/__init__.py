"""Words become sound: `synthesize` speaks a script, each utterance once, and keeps the clips in the store."""

from talecast.synthesize.blobs import BlobStore, contents, prune
from talecast.synthesize.speech import clip_keys, speak_to_file, synthesize
from talecast.synthesize.store import ClipStore
from talecast.synthesize.voices import choose_voice, load_voice, missing, voice_names

__all__ = [
    "BlobStore",
    "ClipStore",
    "choose_voice",
    "clip_keys",
    "contents",
    "load_voice",
    "missing",
    "prune",
    "speak_to_file",
    "synthesize",
    "voice_names",
]
