"""EPUB 2 and 3: from the file to a `Container`. What its chapters say is read elsewhere."""

from talecast.read.epub.container import read_container

__all__ = ["read_container"]
