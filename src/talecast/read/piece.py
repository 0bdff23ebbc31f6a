"""What the passes of `read` hand on: a group of lines that will be one block, and what is known of it so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from talecast.model import PLAIN, Block, BlockKind, SkipKind, Structure

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
TERMINAL = re.compile(r"[.!?…:;,—–-][\"'”’»)\]*_]*$")
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*$")
OPENING_QUOTE = re.compile(r"^[\"'“‘«„—–-]")

SHORT = 200
"""Characters: nothing longer is looked at as a heading, a title line or an ornament."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A group of lines that will be one block."""

    lines: tuple[str, ...]
    """Each with its white space folded; none is empty. No lines at all: a scene break made of white space alone."""
    gap: int = 0
    """Blank lines before it."""
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    """1 to 6 where the markup says that it is a heading."""
    skip: SkipKind | None = None
    depth: int = 0
    """1 and more where a chapter of that depth begins here."""
    indent: int = 0
    """Columns before its leftmost line."""
    continues: bool = False
    """A second line of the heading before it, which a picture parts from it."""
    spoken: str = ""
    """What is said instead of the text, in one sentence, where it must be put otherwise for the ear."""
    label: str = ""
    """What is said before the text: the number of a list's item, which no text of the source says."""
    title: str = ""
    """Of the chapter that begins here, where the contents say it; empty: it is the heading's text."""
    language: str = ""
    """The BCP 47 tag that the markup says; empty where it says none."""
    structure: Structure = PLAIN

    @property
    def text(self) -> str:
        """The block's text: one line, or for verse one for each line."""
        return ("\n" if self.kind is BlockKind.VERSE else " ").join(self.lines)

    @property
    def length(self) -> int:
        """Characters of `text`, without making it."""
        return sum(map(len, self.lines)) + max(0, len(self.lines) - 1)

    @property
    def is_short(self) -> bool:
        """Is it short enough to be a heading, a title or an ornament?"""
        return 0 < len(self.lines) <= 4 and self.length <= SHORT  # noqa: PLR2004 - four lines is the longest title seen

    @property
    def is_story(self) -> bool:
        """Is it read, and more than a break?"""
        return self.skip is None and self.kind is not BlockKind.SCENE_BREAK

    def skipped(self, skip: SkipKind) -> Piece:
        """The same piece, left out for this reason."""
        kind = BlockKind.IMAGE if skip is SkipKind.IMAGE else BlockKind.NOTE if skip in _NOTES else self.kind
        if self.kind in (BlockKind.HEADING, BlockKind.SCENE_BREAK) and kind is self.kind:
            kind = BlockKind.PARAGRAPH
        return replace(self, skip=skip, kind=kind, depth=0)

    def block(self) -> Block:
        """The piece as it leaves `read`."""
        level = self.level if self.kind is BlockKind.HEADING else 0
        return Block(
            self.kind,
            self.text,
            level=level,
            skip=self.skip,
            spoken=self.spoken,
            label=self.label,
            language=self.language,
            structure=self.structure,
        )

    @property
    def letters(self) -> int:
        """Its letters and digits, which is how places in it are counted."""
        return sum(character.isalnum() for line in self.lines for character in line)


_NOTES = frozenset({SkipKind.DISCLAIMER, SkipKind.AUTHORS_NOTE, SkipKind.TRANSCRIBERS_NOTE, SkipKind.FOOTNOTE})


def fold(text: str) -> str:
    """Each run of white space as one space, none at either end."""
    return " ".join(text.split())


def normal(text: str) -> str:
    """The words alone, without case and punctuation: for comparing a heading with its line in the contents."""
    return " ".join(WORD.findall(text.replace("’", "'").casefold()))


def has_letters(text: str) -> bool:
    """Is there anything to say: a letter or a digit?"""
    return any(map(str.isalnum, text))


_EMOJI = re.compile("[\U0001f300-\U0001faff\u2614\u2615\u26a1\u2600-\u2603]")


def has_emoji(text: str) -> bool:
    """Is there a pictograph that tells something, and is no ornament of printers?"""
    return _EMOJI.search(text) is not None


def is_caps(text: str) -> bool:
    """Are all its letters capitals (and are there two of them)?"""
    return text.isupper() and sum(map(str.isalpha, text)) > 1


_SMALL = frozenset(
    "a an the and or but nor of in on at to by for from with without as is into upon over under through than how he his her "
    "le la les de du des et un une au aux der die das den dem und von zu im am el los las y en il lo gli e di da del "
    "della van het een".split()
)


def is_title_case(text: str) -> bool:
    """Do its words begin with capitals, small words such as `of` aside, as in a title?"""
    words = [word for word in WORD.findall(text) if word.casefold() not in _SMALL and _has_case(word[0])]
    capital = sum(not word[0].islower() for word in words)
    return bool(words) and capital >= 0.6 * len(words)


def _has_case(letter: str) -> bool:
    """Digits and the letters of many scripts have none."""
    return letter.lower() != letter.upper()


def is_prose(piece: Piece) -> bool:
    """Does it read as running text: a sentence of some length, not a line of a title page or of a table of contents?"""
    if piece.length > SHORT:
        return True
    text = piece.text
    words = WORD.findall(text)
    small = sum(word[0].islower() for word in words)
    return len(words) >= 5 and small >= 0.5 * len(words) and bool(SENTENCE_END.search(text))  # noqa: PLR2004
