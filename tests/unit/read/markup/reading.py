"""What the tests of the markup reader share: documents of a few lines, and what became of them, a line for each piece."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from talecast.model import BlockKind
from talecast.read.documents import Document
from talecast.read.markup import read_markup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talecast.read.documents import Marked, Markup

NAMESPACES = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'


def page(body: str, head: str = "", attributes: str = "") -> str:
    """A well-formed document of XHTML."""
    return f"<html {NAMESPACES} {attributes}><head>{head}</head><body>{body}</body></html>"


def read(source: str | bytes, images: str = "read", sheets: Mapping[str, str] | None = None) -> Markup:
    """The markup of a document called text/one.xhtml."""
    data = source.encode() if isinstance(source, str) else source
    return read_markup(Document("text/one.xhtml", data), sheets, images=images)


def shown(source: str | bytes, images: str = "read") -> list[str]:
    """The pieces of a body, or of a whole document, as a person would note them down."""
    is_whole = isinstance(source, bytes) or source.lstrip().startswith(("<html", "<!DOCTYPE"))
    markup = read(source if is_whole else page(str(source)), images)
    assert letters(markup.content) == letters(" ".join(marked.piece.text for marked in markup.pieces))
    return [note_of(marked) for marked in markup.pieces]


def note_of(marked: Marked) -> str:
    piece = marked.piece
    kind = f"{piece.kind} {piece.level}" if piece.kind is BlockKind.HEADING else str(piece.kind)
    kind += "+" if piece.continues else ""
    said = f" = {piece.spoken}" if piece.spoken else ""
    return f"{kind} ({piece.skip}): {piece.text}{said}" if piece.skip else f"{kind}: {piece.text}{said}"


def letters(text: str) -> Counter[str]:
    return Counter(filter(str.isalnum, text))
