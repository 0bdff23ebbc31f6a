"""The table of contents: everything that the command line can ask of several stages."""

from talecast.pipeline.feeds import Feeding, feed, secret_name
from talecast.pipeline.kept import CACHE_LIMIT_BYTES, cache_contents, clear_cache
from talecast.pipeline.line import Narration, Plan, make_read_alongs, narrate, plan
from talecast.pipeline.voices import VoiceFacts, install_voice, try_voice, voice_facts

__all__ = [
    "CACHE_LIMIT_BYTES",
    "Feeding",
    "Narration",
    "Plan",
    "VoiceFacts",
    "cache_contents",
    "clear_cache",
    "feed",
    "install_voice",
    "make_read_alongs",
    "narrate",
    "plan",
    "secret_name",
    "try_voice",
    "voice_facts",
]
