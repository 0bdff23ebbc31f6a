"""Clips and pauses become files: `arrange` says where everything lies, `write_tracks` makes the sound."""

from talecast.assemble.encode import try_encoders, write_tracks
from talecast.assemble.loudness import book_gain_db
from talecast.assemble.timeline import arrange

__all__ = ["arrange", "book_gain_db", "try_encoders", "write_tracks"]
