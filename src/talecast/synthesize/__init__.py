"""Words become sound: a `Speaker` speaks a script, equal utterances once, and keeps the clips in the store."""

from talecast.synthesize.blobs import BlobStore, contents, prune
from talecast.synthesize.cast import choose_cast
from talecast.synthesize.installing import InstalledVoice, NewVoices, install, words_a_minute
from talecast.synthesize.keys import ClipKeys
from talecast.synthesize.pools import open_pool, prepare_pool
from talecast.synthesize.speech import Speaker, clip_keys, orders_for, speak_to_file
from talecast.synthesize.store import ClipStore
from talecast.synthesize.voices import (
    ListedVoice,
    absent_files,
    choose_voice,
    list_voices,
    load_voice,
    missing,
    voice_names,
    working_voice,
)

__all__ = [
    "BlobStore",
    "ClipKeys",
    "ClipStore",
    "InstalledVoice",
    "ListedVoice",
    "NewVoices",
    "Speaker",
    "absent_files",
    "choose_cast",
    "choose_voice",
    "clip_keys",
    "contents",
    "install",
    "list_voices",
    "load_voice",
    "missing",
    "open_pool",
    "orders_for",
    "prepare_pool",
    "prune",
    "speak_to_file",
    "voice_names",
    "words_a_minute",
    "working_voice",
]
