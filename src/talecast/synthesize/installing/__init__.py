"""Fetching what a voice needs and pip does not bring: the only room that reaches a network, and only when it is asked to."""

from talecast.synthesize.installing.pace import words_a_minute
from talecast.synthesize.installing.voices import InstalledVoice, NewVoices, install

__all__ = ["InstalledVoice", "NewVoices", "install", "words_a_minute"]
