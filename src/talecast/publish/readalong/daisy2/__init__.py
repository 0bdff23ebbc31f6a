"""DAISY 2.02 (Recommendation of 28 February 2001): full text and full audio, for hardware players."""

from talecast.publish.readalong.daisy2.book import write_daisy2

__all__ = ["write_daisy2"]
