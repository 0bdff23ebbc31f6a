"""`narration.json` read back: the one reader of it for whoever needs every sentence of a book."""

from talecast.publish.narrated.reading import load_narrated, narrated_of
from talecast.publish.narrated.values import (
    ListedFile,
    Narrated,
    ToldBlock,
    ToldChapter,
    ToldMark,
    ToldPage,
    ToldSentence,
    ToldTongue,
    ToldTrack,
)

__all__ = [
    "ListedFile",
    "Narrated",
    "ToldBlock",
    "ToldChapter",
    "ToldMark",
    "ToldPage",
    "ToldSentence",
    "ToldTongue",
    "ToldTrack",
    "load_narrated",
    "narrated_of",
]
