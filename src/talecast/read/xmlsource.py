"""Bytes to the text of a document of markup, with nothing left in it that a parser would expand, fetch or choke on."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from talecast.errors import SourceError
from talecast.read.decode import decode
from talecast.read.references import resolve, split_doctype

ELSEWHERE = "Get the book from another place."
MAX_BYTES = 16_000_000
"""Of one document. The longest chapters seen, whole books in one file, have 5 MB."""
MAX_TAGS = 250_000
"""Start and end tags of one document: an element and its text take libxml2 240 bytes, however short they are."""
MAX_ELEMENTS = 125_000
"""Start tags of one document: many end by themselves, as items and pictures do."""
DENSE_TAGS = 100_000
"""From so many on there has to be something between them."""
LEAST_BYTES = 8
"""Of a document for each of its tags, the tag counted: "<p>a</p>" has 4, a novel 40, a span for each word 30."""
DENSE_LINES = 200_000
LEAST_LINE = 8
"""Bytes of a line, from so many on."""
MAX_REFERENCES = 2_000_000
"""Signs of "&": a novel in Russian whose every letter is a reference has a million and a half."""
MAX_ATTRIBUTES = 1_000
"""Of one element: libxml2 compares each with all others."""
_DECLARED = re.compile(
    rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w.:-]+)"
    rb"|<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)",
    re.IGNORECASE,
)
HEAD = 2_048
"""Bytes in which a document says its encoding; HTML allows 1,024."""
_ENCODINGS = tuple("ascii big5 cp euc gb iso johab koi8 mac shift_jis tis utf".split())
"""How the names of encodings begin, in Python's spelling, that documents are in."""
_DECLARATION = re.compile(r"<\?xml\b[^<>]*>", re.IGNORECASE)
_OVERLOADED = re.compile(
    r"<[A-Za-z][^\s<>]*+(?:\s++[^\s\"'>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]*+))?+)"
    f"{{{MAX_ATTRIBUTES}}}"
)
"""A start tag with too many attributes. Nothing in it is tried twice."""


def source_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The document's text with nothing in it that a parser would have to look up, and a sentence for each fault.

    `name` is for messages. Raises SourceError for an entity bomb and for what is far larger than any book.
    """
    if len(data) > MAX_BYTES:
        raise SourceError(f"“{name}” is too large: {len(data) / 1_000_000:,.1f} MB in one document.", ELSEWHERE)
    tags = data.count(b"<")
    if (
        tags > MAX_TAGS
        or tags - data.count(b"</") > MAX_ELEMENTS
        or (tags > DENSE_TAGS and len(data) < LEAST_BYTES * tags)
    ):
        raise SourceError(f"“{name}” is no text: there are {tags:,} tags in {len(data):,} bytes.", ELSEWHERE)
    lines = data.count(b"\n")
    if lines > DENSE_LINES and len(data) < LEAST_LINE * lines:
        raise SourceError(f"“{name}” is no text: there are {lines:,} lines in {len(data):,} bytes.", ELSEWHERE)
    if data.count(b"&") > MAX_REFERENCES:
        raise SourceError(f"“{name}” is no text: there are more than {MAX_REFERENCES:,} references in it.", ELSEWHERE)
    text, warnings = _decoded(data, name)
    if _OVERLOADED.search(text):
        raise SourceError(f"“{name}” has an element with more than {MAX_ATTRIBUTES:,} attributes.", ELSEWHERE)
    text, own = split_doctype(_DECLARATION.sub("", text, count=1), name)
    return _clean(resolve(text, own, name)).lstrip(), warnings


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text by what its bytes say, then by what it says of itself: UTF-8 is a thing that bytes are not by chance."""
    declared = _declared_encoding(data[:HEAD])
    if declared.startswith("iso2022"):  # seven bits, so it looks like ASCII
        return data.decode(declared, errors="replace"), ()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    else:
        if "\0" not in text:
            said = declared not in ("", "utf-8", "ascii") and not text.isascii()
            return text, ((f"“{name}” is in UTF-8, not in the encoding that it says.",) if said else ())
    if declared and not declared.startswith(("utf", "ascii")):
        with suppress(UnicodeDecodeError):
            return data.decode(declared), ()
    try:
        text, faults = decode(data)
    except SourceError:
        return "", (f"“{name}” holds no text.",)
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        faults = (f"“{name}” is not in {(declared or 'utf-8').upper()} as it says; its encoding was guessed.",)
    return text, tuple(fault if name in fault else f"“{name}”: {fault}" for fault in faults)


def _declared_encoding(head: bytes) -> str:
    """Python's name of the encoding that a document says; "" where it says none, or one that nobody knows."""
    found = _DECLARED.search(head)
    if found is None:
        return ""
    try:
        said = codecs.lookup((found[1] or found[2]).decode("ascii", errors="replace"))
    except LookupError:
        return ""
    if said.name == "iso8859-1":  # whoever says Latin-1 means what Windows made of it (WHATWG Encoding, 4.2)
        return "cp1252"
    return said.name if said.name.startswith(_ENCODINGS) else ""


def _clean(text: str) -> str:
    """The text without control characters and typesetters' marks, as every text is read."""
    with suppress(SourceError):
        return decode(b"<" + text.encode(errors="replace"))[0][1:]
    return ""
