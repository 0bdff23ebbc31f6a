"""Make src/talecast/data/punkt/english.json: Punkt's parameters for English fiction.

    python tools/train_punkt.py BOOK... [--out FILE]

The books are plain texts in the public domain; a Project Gutenberg header and licence are left out. Punkt's own trainer
learns from them how words are written at the beginning of sentences and inside them. Its abbreviations are those of
src/talecast/data/punkt/abbreviations.toml: two novels are too few to learn them from (the trainer took "joy" and "toy" for
abbreviations, and missed all but three). The same books give the same bytes.

The shipped file was made from "Alice's Adventures in Wonderland" and "The Time Machine".
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from pathlib import Path

from nltk.tokenize.punkt import PunktTrainer

DATA = Path(__file__).resolve().parent.parent / "src" / "talecast" / "data" / "punkt"
NAMED_TABLES = ("titles", "anywhere", "list_ends", "clock", "onward")

_FRAME = re.compile(r"\*\*\* ?(?:START|END) OF TH(?:IS|E) PROJECT GUTENBERG EBOOK[^\n]*\n")
_STRAIGHT = str.maketrans("“”‘’…", "\"\"''.")  # as talecast.split.punkt hands text to Punkt


def main() -> None:
    """Train on the books of the command line and write the parameters."""
    parser = argparse.ArgumentParser(description="Make Punkt's parameters for English fiction.")
    parser.add_argument("books", nargs="+", type=Path, metavar="BOOK", help="a plain text in the public domain")
    parser.add_argument("--out", type=Path, default=DATA / "english.json", help="the file to write")
    arguments = parser.parse_args()
    stored = train([book.read_text(encoding="utf-8-sig") for book in arguments.books])
    arguments.out.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def train(books: list[str]) -> dict[str, object]:
    """What Punkt learns from the texts, and our abbreviations, as sorted JSON values."""
    trainer = PunktTrainer()
    for book in books:
        trainer.train(prose(book), finalize=False)
    trainer.finalize_training()
    learned = trainer.get_params()
    tables = tomllib.loads((DATA / "abbreviations.toml").read_text(encoding="utf-8"))
    named = {word for name in NAMED_TABLES for word in tables[name].split()}
    contexts: dict[str, list[str]] = {}
    for word, flags in sorted(learned.ortho_context.items()):
        contexts.setdefault(str(flags), []).append(word)
    return {
        "abbreviations": sorted(named),
        "collocations": sorted(map(list, learned.collocations)),
        "orthographic_contexts": dict(sorted(contexts.items(), key=lambda item: int(item[0]))),
        "sentence_starters": sorted(learned.sent_starters),
    }


def prose(book: str) -> str:
    """The book without header and licence, one paragraph a line, its marks as Punkt knows them."""
    parts = _FRAME.split(book.replace("\r\n", "\n"))
    body = parts[1] if len(parts) > 1 else book
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", body))
    return "\n\n".join(paragraph.translate(_STRAIGHT) for paragraph in paragraphs if paragraph)


if __name__ == "__main__":
    main()
