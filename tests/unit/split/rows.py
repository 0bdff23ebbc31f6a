"""Tables of sentences: one case a line, " |" where a sentence ends, "\\n" for a new line of verse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.split import split_text

if TYPE_CHECKING:
    from pathlib import Path


def read_rows(path: Path) -> list[tuple[str, list[str]]]:
    """The (text, sentences) of every row; lines that begin with a number sign and a space are comments."""
    lines = [line.replace("\\n", "\n") for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [line for line in lines if line and not line.startswith("# ")]
    return [(row.replace(" |", ""), [sentence.strip() for sentence in row.split("|")]) for row in rows]


def sentences_of(text: str, max_chars: int = 5_000) -> list[str]:
    """What `split_text` makes of a text, as strings."""
    return [text[sentence.start : sentence.end] for sentence in split_text(text, max_chars)]
