"""Markup as text: what comes from a book is escaped here and nowhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks nqo ps sd syr ug ur yi".split())
"""Languages that are written from right to left in their usual script."""
IN_XHTML, IN_HTML, IN_XML = ("lang", "xml:lang"), ("lang",), ("xml:lang",)
"""The attributes that name a language."""
XHTML_ELEMENTS = {
    "ordered": "ol",
    "unordered": "ul",
    "plain": "ul",
    "description": "dl",
    "item": "li",
    "term": "dt",
    "definition": "dd",
    "quote": "blockquote",
    "letter": "div",
    "epigraph": "blockquote",
}
"""The element of each kind of group, in the formats whose text is XHTML: EPUB and DAISY 2.02."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, however they are written (XML 1.0, 2.2)."""


def escape(text: str) -> str:
    """Text as it stands between tags."""
    return _NOT_XML.sub("\ufffd", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attributes(values: Iterable[tuple[str, object]]) -> str:
    """Attributes as they stand in a tag, each behind a space; those that are empty or None are left out."""
    return "".join(f' {name}="{_quoted(str(value))}"' for name, value in values if value not in (None, ""))


def tag(name: str, inner: str, *values: tuple[str, object]) -> str:
    """An element with markup inside."""
    return f"<{name}{attributes(values)}>{inner}</{name}>"


def empty(name: str, *values: tuple[str, object]) -> str:
    """An element with nothing inside."""
    return f"<{name}{attributes(values)}/>"


def direction(language: str) -> str:
    """The text direction of a language as HTML's `dir` has it; empty from left to right."""
    return "rtl" if language.partition("-")[0].lower() in RIGHT_TO_LEFT else ""


def in_language(language: str, names: Sequence[str] = IN_XHTML) -> tuple[tuple[str, str], ...]:
    """The attributes that name a language and its direction, where there is one to name; `names` are the format's own."""
    return (*((name, language) for name in names), ("dir", direction(language)))


def _quoted(text: str) -> str:
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")
