"""EPUB 3.3 with Media Overlays."""

from talecast.publish.readalong.epub.book import write_epub

__all__ = ["write_epub"]
