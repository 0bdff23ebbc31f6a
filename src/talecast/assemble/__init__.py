"""Clips and pauses become files: `arrange` says where everything lies, `write_tracks` makes the sound."""

from talecast.assemble.ahead import Ahead
from talecast.assemble.encode import try_encoders, write_tracks
from talecast.assemble.loudness import voice_gains_db
from talecast.assemble.sections import SectionsOf, counted_samples, finished_mp3, mp3_from
from talecast.assemble.timeline import arrange

__all__ = [
    "Ahead",
    "SectionsOf",
    "arrange",
    "counted_samples",
    "finished_mp3",
    "mp3_from",
    "try_encoders",
    "voice_gains_db",
    "write_tracks",
]
