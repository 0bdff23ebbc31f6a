"""Kokoro: the most natural speech, in six voices and their blends. What an engine is asked for; see `engine`."""

from talecast.synthesize.kokoro.engine import fingerprint, missing, open_engine, voice_files

__all__ = ["fingerprint", "missing", "open_engine", "voice_files"]
