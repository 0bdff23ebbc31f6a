"""The shelf: the books of a folder, each from its `narration.json`, with nothing in them that leads out of their folders."""

from talecast.publish.shelf.book import read_book, read_sentences, safe_path
from talecast.publish.shelf.books import read_shelf
from talecast.publish.shelf.record import UNWRITABLE
from talecast.publish.shelf.values import Shelf, ShelfBook, ShelfChapter, ShelfFile, ShelfSentence, ShelfTrack

__all__ = [
    "UNWRITABLE",
    "Shelf",
    "ShelfBook",
    "ShelfChapter",
    "ShelfFile",
    "ShelfSentence",
    "ShelfTrack",
    "read_book",
    "read_sentences",
    "read_shelf",
    "safe_path",
]
