"""A Markdown text before it is parsed: what CommonMark does not know, or would drop, made into what it does."""

from __future__ import annotations

import re

from talecast.read.piece import has_letters

_TILDES = re.compile(r"^[ ]{0,3}~{3,}[ \t]*$", re.MULTILINE)
_NOTE = re.compile(r"[ ]{0,3}\[\^([^\]\s]{1,40})\]:[ \t]*")
_ANCHOR = re.compile(r"\[\^([^\]\s]{1,40})\]")
NOTE_MARK = "\x0e"
"""Begins a paragraph of a footnote: no such character is left in a decoded text."""
_MARKER = re.compile(r"[ ]{0,3}(?:>|[-*+][ ])")
DEEPEST = 12
"""Markers of quotes and lists on one line that are kept: the parser drops what lies too deep."""


def prepared(text: str) -> str:
    """The text with rows of tildes as breaks, no marker too deep for the parser, and its footnotes marked."""
    return _with_notes_marked("\n".join(map(_shallow, _TILDES.sub("***", text).split("\n"))))


def _shallow(line: str) -> str:
    """A line without the markers of quotes and lists beyond the twelfth."""
    ends: list[int] = []
    while found := _MARKER.match(line, ends[-1] if ends else 0):
        ends.append(found.end())
    if len(ends) <= DEEPEST or not has_letters(line[ends[-1] :]):
        return line
    return f"{line[: ends[DEEPEST - 1]]} {line[ends[-1] :]}"


def _with_notes_marked(source: str) -> str:
    """The text without the anchors of its footnotes, and with each paragraph of those marked."""
    if "[^" not in source:
        return source
    lines = source.split("\n")
    defined = {found.group(1) for line in lines if (found := _NOTE.match(line))}
    if not defined:
        return source
    marked: list[str] = []
    in_note = False
    for line in lines:
        if found := _NOTE.match(line):
            in_note = True
            marked += (
                ["", NOTE_MARK + line[found.end() :]] if marked and marked[-1] else [NOTE_MARK + line[found.end() :]]
            )
        elif in_note and line.startswith(("    ", "\t")) and marked and not marked[-1].strip():
            marked.append(NOTE_MARK + line.strip())
        else:
            in_note = in_note and (not line.strip() or bool(marked[-1].strip()))
            marked.append(line)
    return _ANCHOR.sub(lambda found: "" if found.group(1) in defined else found.group(), "\n".join(marked))
