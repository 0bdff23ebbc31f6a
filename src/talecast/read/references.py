"""Document types, entities, character references, comments and CDATA: made into plain text before a parser sees them.

A parser that is handed no document type has no entity to expand and no file to fetch, whatever it would do with one.
"""

from __future__ import annotations

import re
from html import escape, unescape
from html.entities import html5

from talecast.errors import SourceError

MAX_DOCTYPE = 64_000
"""Characters of a document type; the largest that books have are the two lines that name XHTML 1.1."""
MAX_ENTITY = 10_000
"""Characters that one entity may stand for."""
MAX_EXPANDED = 1_000_000
"""Characters that all references to a document's own entities together may become."""

_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_DOCTYPE_TOKEN = re.compile(r"<!--|[\"'\[\]>]")
_ENTITY = re.compile(r"<!ENTITY\s+([^\s%\"'>]+)\s+(?:\"([^\"]*)\"|'([^']*)'|(?=SYSTEM\b|PUBLIC\b))")
_OWN_REFERENCE = re.compile(r"&([^\s&;<>#]{1,200});")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[^\s&;<>#]{1,200});|&")
_OPENING = re.compile(r"<!--|<!\[CDATA\[")
_OF_XML = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"})


def split_doctype(text: str, name: str) -> tuple[str, dict[str, str]]:
    """The text without its document type, and the entities that this declares; one that lies in a file is "".

    Raises SourceError for a bomb: an entity, or a document type, that is far longer than any book needs.
    """
    found = _DOCTYPE.search(text)
    if found is None or re.search(r"<[A-Za-z]", text[: found.start()]):
        return text, {}
    end = _doctype_end(text, found.end(), name)
    declared: dict[str, str] = {}
    for entity in _ENTITY.finditer(text, found.end(), end):
        declared.setdefault(entity[1], entity[2] or entity[3] or "")
    return text[: found.start()] + text[end:], _expanded(declared, name)


def _doctype_end(text: str, start: int, name: str) -> int:
    """Where the document type that begins before `start` is over; for one that never ends, its first ">"."""
    position, subset = start, False
    while found := _DOCTYPE_TOKEN.search(text, position, start + MAX_DOCTYPE):
        sign, position = found.group(), found.end()
        if sign == ">" and not subset:
            return position
        if sign in "[]":
            subset = sign == "["
        elif sign != ">":
            closing = text.find("-->" if sign == "<!--" else sign, position)
            position = closing + 1 if closing >= 0 else position
    if len(text) - start > MAX_DOCTYPE:
        raise _bomb(name)
    return text.find(">", start) + 1 or len(text)


def _expanded(declared: dict[str, str], name: str) -> dict[str, str]:
    """The entities with those that they name put in. One that names itself is ""."""
    done: dict[str, str] = {}
    for first in declared:
        waiting = [first]
        while waiting:
            entity = waiting[-1]
            named = [inner for inner in _OWN_REFERENCE.findall(declared[entity]) if inner in declared]
            missing = [inner for inner in named if inner not in done and inner not in waiting]
            if missing:
                waiting.append(missing[0])
                continue
            if sum(len(done.get(inner, "")) for inner in named) + len(declared[entity]) > MAX_ENTITY:
                raise _bomb(name)
            done[entity] = _OWN_REFERENCE.sub(
                lambda found: done.get(found[1], "") if found[1] in declared else found[0], declared[entity]
            )
            waiting.pop()
    return done


def resolve(text: str, own: dict[str, str], name: str) -> str:
    """The text with every reference as its character but those to the five signs of markup; a stray "&" as "&amp;".

    References are the document's own, HTML's (HTML5's table; numbers 128 to 159 are meant as Windows-1252) and numbers.
    Comments are left out, CDATA becomes escaped text. Raises SourceError where the document's own entities grow to a bomb.
    """
    if own:
        text = _with_own(text, own, name)
    parts: list[str] = []
    position = 0
    while found := _OPENING.search(text, position):
        parts.append(_REFERENCE.sub(_resolved, text[position : found.start()]))
        closing = "-->" if found.group() == "<!--" else "]]>"
        end = text.find(closing, found.end())
        if end < 0:  # the rest would be lost, so the sign is text
            parts.append(escape(found.group()))
            position = found.end()
            if text.find("-->", position) < 0 and text.find("]]>", position) < 0:
                parts.append(_REFERENCE.sub(_resolved, _OPENING.sub(_escaped, text[position:])))
                return "".join(parts)
            continue
        if closing == "]]>":
            parts.append(escape(text[found.end() : end], quote=False))
        position = end + len(closing)
    parts.append(_REFERENCE.sub(_resolved, text[position:]))
    return "".join(parts)


def _with_own(text: str, own: dict[str, str], name: str) -> str:
    grown = sum(len(own.get(entity, "")) for entity in _OWN_REFERENCE.findall(text))
    if grown > MAX_EXPANDED:
        raise _bomb(name)
    return _OWN_REFERENCE.sub(lambda found: own.get(found[1], found[0]), text)


def _escaped(found: re.Match[str]) -> str:
    return escape(found.group())


def _resolved(found: re.Match[str]) -> str:
    reference = found.group()
    if reference in _OF_XML:
        return reference
    if reference[1:2] != "#" and reference[1:] not in html5:
        return f"&amp;{reference[1:]}"
    return escape(unescape(reference))


def _bomb(name: str) -> SourceError:
    return SourceError(
        f"“{name}” is an entity bomb: it declares entities that grow without need.",
        "No book needs them. Get the book from another place.",
    )
