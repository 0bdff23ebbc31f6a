"""DAISY 3 (ANSI/NISO Z39.86-2005): full text and full audio."""

from talecast.publish.readalong.daisy3.book import write_daisy3

__all__ = ["write_daisy3"]
