"""Small books for the tests of `direct`: a sentence ends at each full stop that a blank follows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from talecast.direct import Lexicon, direct
from talecast.model import Block, BlockKind, Book, Cast, Chapter, Metadata, Pace, Sentence, VoiceProfile
from talecast.settings import Settings

if TYPE_CHECKING:
    from talecast.model import Script, SkipKind

PROFILE = VoiceProfile(
    name="even",
    engine="silence",
    engine_voice="",
    language="en",
    description="",
    licence="",
    narrator="Even Voice",
    pace=Pace(ms_per_letter=50, ms_per_word=60, ms_per_digit=250, ms_per_clause=270, ms_per_sentence=150),
)

CAST = Cast(PROFILE)
PAUSES = Settings(pause_sentence=400, pause_paragraph=800, pause_scene=2000, pause_heading=1200, pause_chapter=2500)
BREAK = Block(BlockKind.SCENE_BREAK, "* * *")


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH, skip: SkipKind | None = None) -> Block:
    sentences = tuple(
        Sentence(found.start(), found.end()) for found in re.finditer(r"\S.*?(?:\.(?=\s|$)|$)", text, re.DOTALL)
    )
    return Block(kind, text, skip=skip, sentences=sentences)


def heading(text: str) -> Block:
    return replace(block(text, BlockKind.HEADING), level=1)


def book(*chapters: tuple[Block, ...], title: str = "A Title") -> Book:
    content = "\n\n".join(part.text for chapter in chapters for part in chapter)
    named = (Chapter(f"Chapter {number}", blocks) for number, blocks in enumerate(chapters, start=1))
    return Book(Metadata(title, creators=("An Author",)), tuple(named), "book.txt", content)


def script(source: Book, settings: Settings = PAUSES, *entries: tuple[str, str, bool], cast: Cast = CAST) -> Script:
    return direct(source, cast, Lexicon(entries), settings)


def pauses(made: Script) -> list[tuple[str, int]]:
    """Each sentence with the pause after it."""
    return [(utterance.text, utterance.pause_after_ms) for utterance in made.utterances()]
