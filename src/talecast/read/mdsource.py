"""A Markdown text before it is parsed: what CommonMark does not know, or would drop, made into what it does."""

from __future__ import annotations

import re

from talecast.read.piece import has_letters

_TILDES = re.compile(r"^[ ]{0,3}~{3,}[ \t]*$", re.MULTILINE)
_NOTE = re.compile(r"[ ]{0,3}\[\^([^\]\s]{1,40})\]:[ \t]*")
_ANCHOR = re.compile(r"\[\^([^\]\s]{1,40})\]")
NOTE_MARK = "\x0e"
"""Begins a paragraph of a footnote, with the note's number: no such character is left in a decoded text."""
NUMBER = re.compile("\x0f([\x10\x11]+)\x0f")
"""The number of a note, in signs that are no words: of the paragraph that it begins, or where the note's mark stands."""
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


def labels_of(text: str) -> list[str]:
    """The labels of the footnotes that a text defines, each once; the place of one is its number less 1."""
    if "[^" not in text:
        return []
    return list(dict.fromkeys(found.group(1) for line in text.split("\n") if (found := _NOTE.match(line))))


def number_of(found: re.Match[str]) -> int:
    """The number that NUMBER has found."""
    return int("".join("01"[sign == "\x11"] for sign in found[1]), 2)


def _number(number: int) -> str:
    return "\x0f" + "".join("\x10\x11"[int(digit)] for digit in f"{number:b}") + "\x0f"


def _with_notes_marked(source: str) -> str:
    """The text with numbers for the anchors of its footnotes, and with each paragraph of those marked."""
    defined = {label: _number(at) for at, label in enumerate(labels_of(source), start=1)}
    if not defined:
        return source
    lines = source.split("\n")
    marked: list[str] = []
    in_note = False
    begins = ""
    for line in lines:
        if found := _NOTE.match(line):
            in_note = True
            begins = NOTE_MARK + defined[found.group(1)]
            marked += [""] if marked and marked[-1] else []
            marked.append(begins + line[found.end() :])
        elif in_note and line.startswith(("    ", "\t")) and marked and not marked[-1].strip():
            marked.append(begins + line.strip())
        else:
            in_note = in_note and (not line.strip() or bool(marked[-1].strip()))
            marked.append(line)
    return _ANCHOR.sub(lambda found: defined.get(found.group(1), found.group()), "\n".join(marked))
