"""Piper: natural speech with pip alone. What an engine is asked for; see `engine`."""

from talecast.synthesize.piper.engine import fingerprint, missing, open_engine, voice_files, with_files

__all__ = ["fingerprint", "missing", "open_engine", "voice_files", "with_files"]
