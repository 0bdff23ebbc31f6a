"""The frozen values that pass between the stages, every attribute with its unit.

Text is addressed in characters of its block; sound is counted in samples of the track. Seconds exist only at the edges.
"""

from talecast.model.events import Event
from talecast.model.packed import PackedBlocks, pack, unpack
from talecast.model.script import Script, ScriptBlock, ScriptChapter, Skipped, Utterance
from talecast.model.sound import BookFile, Clip, Span, TimedChapter, Timeline, Track
from talecast.model.structure import PLAIN, Cell, ListPlace, NoteMark, PageBreak, Structure, Tongue
from talecast.model.text import READABLE_NOTES, Block, BlockKind, Book, Chapter, Metadata, Picture, Sentence, SkipKind
from talecast.model.voices import Cast, Pace, VoiceFile, VoiceProfile

__all__ = [
    "PLAIN",
    "READABLE_NOTES",
    "Block",
    "BlockKind",
    "Book",
    "BookFile",
    "Cast",
    "Cell",
    "Chapter",
    "Clip",
    "Event",
    "ListPlace",
    "Metadata",
    "NoteMark",
    "Pace",
    "PackedBlocks",
    "PageBreak",
    "Picture",
    "Script",
    "ScriptBlock",
    "ScriptChapter",
    "Sentence",
    "SkipKind",
    "Skipped",
    "Span",
    "Structure",
    "TimedChapter",
    "Timeline",
    "Tongue",
    "Track",
    "Utterance",
    "VoiceFile",
    "VoiceProfile",
    "pack",
    "unpack",
]
