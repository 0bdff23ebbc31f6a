"""The reader of markup: (X)HTML from an EPUB, from a file of its own, or from what other formats are turned into."""

from talecast.read.markup.reader import read_markup

__all__ = ["read_markup"]
