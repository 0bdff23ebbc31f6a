"""Scripts for tests of what lies beside the sound."""

from __future__ import annotations

import hashlib

from talecast.model import BlockKind, Metadata, Script, ScriptBlock, ScriptChapter, SkipKind, Skipped, Utterance

WORDS = (
    "harbour lantern gravel willow mirror copper basket thunder ribbon saddle orchard candle pepper marble anchor velvet "
    "kettle feather hammer garden winter button needle shadow pocket silver engine butter dragon window"
).split()


def prose(seed: int, words: int = 60) -> str:
    """Words that are the same for the same seed, in another order for another."""
    picks = (hashlib.sha256(f"{seed} {place}".encode()).digest()[0] for place in range(words))
    return " ".join(WORDS[pick % len(WORDS)] for pick in picks) + "."


def script_of(
    *chapters: tuple[str, str],
    title: str = "A Book",
    creators: tuple[str, ...] = ("Ann Other",),
    source: str = "book.txt",
    first_number: int = 1,
) -> Script:
    """A script of chapters, each a heading and one paragraph of sentences that end in full stops."""
    return Script(
        Metadata(title, creators),
        source,
        "espeak",
        1.0,
        tuple(
            ScriptChapter(name, (_heading(name), _paragraph(text)), number)
            for number, (name, text) in enumerate(chapters, start=first_number)
        ),
        (Skipped(SkipKind.DISCLAIMER, "I own nothing."),),
        500,
        1_000,
        201.5,
    )


def _heading(title: str) -> ScriptBlock:
    return ScriptBlock(BlockKind.HEADING, (Utterance(title, title, "espeak", 1_200),))


def _paragraph(text: str) -> ScriptBlock:
    sentences = [part.strip() + "." for part in text.split(".") if part.strip()]
    return ScriptBlock(BlockKind.PARAGRAPH, tuple(Utterance(part, part, "espeak", 400) for part in sentences))
