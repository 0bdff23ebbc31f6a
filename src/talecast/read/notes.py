"""Disclaimers, author's notes, transcriber's notes and footnotes: which pieces are one, and how far each goes."""

from __future__ import annotations

import re

from talecast.model import READABLE_NOTES, BlockKind, SkipKind
from talecast.read.headings import parse
from talecast.read.piece import OPENING_QUOTE, SHORT, Piece, has_letters

_DISCLAIMER = re.compile(
    r"[\W_]*(?:(?:(?:standard|usual|obligatory|legal|general|the) )?disclaimers?\b(?=\s*(?:$|[:;.,–—*~-]|\())"
    r"|disclaim(?:er)?s? (?:apply|applies|as usual|in)\b)",
    re.IGNORECASE,
)
_SOMEHOW = r"(?:(?:still|sadly|unfortunately|obviously|definitely|most certainly|certainly|clearly) )?"
_CLAIM = re.compile(
    rf"[\W_]*(?:(?:i|we) {_SOMEHOW}(?:do not|don['’]?t|does not|did not) (?:own|claim to own|hold the rights)\b"
    rf"|(?:i|we) {_SOMEHOW}own (?:nothing|none of|neither|no (?:rights|part)|only (?:the|my) (?:plot|ocs?|original))\b"
    r"|(?:all|these|the) (?:recogni[sz]able )?characters\b.{0,80}\b(?:belong to|(?:are )?property of|owned by)\b)",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"\b(?:rights?|characters?|copyright|series|franchise|show|anime|manga|belongs?|property)\b|\bown [A-Z]|\bown nothing\W*$"
)
_LABELS = (
    r"A\s?/\s?[Nn][sS]?|a/n",
    r"(?:AN|A\.N\.?)(?=\s*(?:$|[:;,–—*~)\]>=(-]))",  # "AN ENCOUNTER" is a title
    r"(?i:author(?:ess)?['’`]?s?['’]? ?(?:notes?|ramblings?|comments?))",
    r"(?i:notes? from (?:the )?author)",
    r"(?i:review(?:er)?s?(?:['’]s?)? ?(?:responses|replies|answers|corner|thanks))",
    r"(?i:(?:replies|responses|answers|thanks|thank yous?|shout-?outs) to (?:my |the |all )*review(?:er)?s)",
    r"(?:[Cc]hapter )?(?:[Ee]nd|[Cc]hapter|[Bb]eginning|[Oo]pening|[Cc]losing|[Ss]tory|[Pp]ost)(?: of [Cc]hapter)?[ -][Nn]otes?",
)
_AUTHOR = re.compile(
    rf"[\W_]*(?:{'|'.join(_LABELS)})(?:\s+\d+)?(?P<after>\s*(?:$|[:;.,–—*~)\]>|=-].*|\(.*|\s+[A-Z].*))"
)
_PLAIN_NOTES = re.compile(r"[\W_]*notes?\s*:?[\W_]*", re.IGNORECASE)
_PLAIN_NOTE = re.compile(r"[\W_]*notes?\s*:\s*\S", re.IGNORECASE)
_SUMMARY = re.compile(r"[\W_]*(?:chapter )?(?:summary|description)[\W_]*", re.IGNORECASE)
_TRANSCRIBER = re.compile(
    r"[\W_]*(?:original |e-?text )?(?:transcriber|transcription|proofreader|digitizer|typist|scanner|producer)['’`]?s?['’`]? ?"
    r"(?:end)?notes?\b|[\W_]*notes? (?:of|by|from) (?:the )?transcribers?\b",
    re.IGNORECASE,
)
_SEE_NOTES = re.compile(
    r"[\W_]*(?:see|look at) the end of (?:the |this )?(?:work|chapter|story|fic) for (?:more |the |my |some )*"
    r"(?:notes?|translations?|warnings?)[\W_]*",
    re.IGNORECASE,
)
_END = re.compile(
    r"[\W_]*end (?:of )?(?:the )?(?:a\s?/\s?n|an|author['’]?s? notes?|notes?|disclaimer)[\W_]*", re.IGNORECASE
)
_FOOTNOTES = re.compile(r"(?:foot|end)notes?\W*", re.IGNORECASE)
_THE_END = re.compile(r"[\W_]*(?:the )?(?:end|fin|finis|fine|owari|tbc|to be continued)[\W_]*", re.IGNORECASE)
_CUES = re.compile(
    r"\b(?:reviews?|reviewers?|chapters?|updat\w+|fics?|fanfics?|fanfiction|stor(?:y|ies)|readers?|reading|enjoy\w*|thank\w*|"
    r"thanx|comments?|kudos|favou?rit\w+|follow(?:s|ers|ing)?|beta\w*|hope you|post(?:ed|ing)?|word count|AU|canon|"
    r"one-?shots?|sequel|prompt|feedback|critique|constructive|flames?|plot bunn\w+|discord|tumblr|wattpad|ao3|please|"
    r"anyway|sorry|disclaimer|author|next time|let me know|read and|R&R|wrote|writing|written|on with)\b",
    re.IGNORECASE,
)
_NUMBERED_NOTE = re.compile(r"[\[({]?\s*(?:\*?\d{1,4}|[A-Z*†‡§]|[ivxlc]{1,6})\s*[\])}.:]|[*†‡§]{1,3}\s*\w")
MOST_BETWEEN = 3
"""Pieces of a footnote after the one that has its number."""
MOST_AFTER = 12
"""Paragraphs: a note that seems to go on for longer does not."""
_AUTHORS = SkipKind.AUTHORS_NOTE
_QUOTES = "\"“‘'«„"


LONGEST_CLAIM = 400
"""Characters: "I own nothing" and the like, without the word disclaimer."""
EDGE = 6
"""Pieces from the top and the end of a text within which such a claim may stand."""


def mark_beginnings(pieces: list[Piece], *, from_markup: bool = False) -> list[Piece]:
    """The pieces that say themselves what they are: "Disclaimer: …", "A/N: …", "Transcriber's Note: …".

    In markup a paragraph is a paragraph: no white space has to be waited for that ends a transcriber's note.
    """
    marked: list[Piece] = []
    for at, piece in enumerate(pieces):
        kind = _beginning(piece) if piece.skip is None and piece.lines else None
        at_edge = at < EDGE or at >= len(pieces) - EDGE // 2 or (at > 0 and marked[-1].skip in READABLE_NOTES)
        if kind is None and at_edge and piece.is_story and piece.length <= LONGEST_CLAIM and _is_claim(piece.text):
            kind = SkipKind.DISCLAIMER
        marked.append(piece.skipped(kind) if kind else piece)
    return _with_transcribers(marked, labels_alone=from_markup)


def _is_claim(text: str) -> bool:
    return text[0] not in _QUOTES and bool(_CLAIM.match(text)) and bool(_CLAIMED.search(text))


def _beginning(piece: Piece) -> SkipKind | None:
    head = piece.lines[0][:LONGEST_CLAIM]
    if _TRANSCRIBER.match(head):
        return SkipKind.TRANSCRIBERS_NOTE
    if found := _AUTHOR.match(head):
        label = head[: found.start("after")]
        is_sentence = found["after"].strip()[:1].isalpha() and "/" not in label and not label.strip().isupper()
        return None if is_sentence else _AUTHORS
    if _SEE_NOTES.fullmatch(head):
        return _AUTHORS
    if head[0] in _QUOTES:
        return None  # "Disclaimer," he said.
    return SkipKind.DISCLAIMER if _DISCLAIMER.match(head) else None


def _with_transcribers(pieces: list[Piece], *, labels_alone: bool) -> list[Piece]:
    """A transcriber's note without brackets goes on to white space, a rule or a heading; at the end of the book to its end.

    With `labels_alone`, only one that is nothing but the words "Transcriber's Note".
    """
    marked = list(pieces)
    tail = len(pieces) - max(60, len(pieces) // 20)
    for at, piece in enumerate(pieces):
        if piece.skip is not SkipKind.TRANSCRIBERS_NOTE or piece.lines[0].startswith("["):
            continue
        if labels_alone and not _is_label(piece):
            continue
        at_end = at > tail and at > len(pieces) // 2
        for after in range(at + 1, len(pieces)):
            following = pieces[after]
            if following.skip is not None:
                if at_end:
                    continue
                break
            label = after == at + 1 and _is_label(piece)
            bounded = following.kind is BlockKind.SCENE_BREAK or (following.gap > 2 and not label)  # noqa: PLR2004
            if not at_end and (
                bounded or after > at + MOST_AFTER or (following.is_short and parse(following.lines[0]))
            ):
                break
            if following.lines:
                marked[after] = following.skipped(SkipKind.TRANSCRIBERS_NOTE)
    return marked


def extend(pieces: list[Piece]) -> list[Piece]:
    """Author's notes of several paragraphs, chapter summaries and rows of footnotes, once the chapters are known."""
    marked = list(pieces)
    ends = _nothing_after(pieces)
    told = fields = False
    for at in range(len(marked)):
        piece = marked[at]
        if piece.depth:
            told, fields = False, True
        fields = fields or piece.skip is SkipKind.FRONT_MATTER
        if piece.skip is _AUTHORS and _AUTHOR.match(piece.lines[0][:LONGEST_CLAIM]):
            for after in range(at + 1, _note_end(marked, at, starts=not told, ends=ends)):
                if marked[after].lines and marked[after].skip is None:
                    marked[after] = marked[after].skipped(_AUTHORS)
        elif piece.skip is None and piece.is_short and _FOOTNOTES.fullmatch(piece.text) and not piece.depth:
            _skip_footnotes(marked, at)
        elif piece.skip is None and piece.is_short and fields and not told:
            _skip_label(marked, at)
        elif piece.skip is None and piece.is_short and _PLAIN_NOTES.fullmatch(piece.text) and not piece.depth:
            _skip_last_notes(marked, at, ends)
        told = told or (marked[at].is_story and piece.kind is not BlockKind.HEADING)
    return marked


def _nothing_after(pieces: list[Piece]) -> list[bool]:
    """For each place, and for the end: is nothing read from here to the chapter's end?"""
    ends = [True]
    for piece in reversed(pieces):
        silent = not piece.is_story or bool(_THE_END.fullmatch(piece.text[:60]))
        ends.append(piece.depth > 0 or (silent and ends[-1]))
    return ends[::-1]


def _skip_label(marked: list[Piece], at: int) -> None:
    """Skip "Notes" or "Summary" on a line of its own and the paragraph under it, as archives print them over a chapter."""
    text = marked[at].text
    if at + 2 >= len(marked) or marked[at + 1].depth or not marked[at + 1].is_story:
        return
    if _PLAIN_NOTES.fullmatch(text) or _SUMMARY.fullmatch(text):
        kind = _AUTHORS if _PLAIN_NOTES.fullmatch(text) else SkipKind.FRONT_MATTER
        marked[at], marked[at + 1] = marked[at].skipped(kind), marked[at + 1].skipped(kind)
    elif _PLAIN_NOTE.match(text):
        marked[at] = marked[at].skipped(_AUTHORS)


def _skip_last_notes(marked: list[Piece], at: int, ends: list[bool]) -> None:
    """Skip "Notes" on a line of its own and the last paragraphs of a chapter under it, when those speak to readers."""
    stop = at + 1
    while stop < len(marked) and not _bounds(marked[stop]) and stop <= at + MOST_AFTER:
        stop += 1
    following = [piece for piece in marked[at + 1 : stop] if piece.is_story]
    if following and ends[stop] and all(map(_sounds_like_note, following)):
        for place in range(at, stop):
            if marked[place].is_story:
                marked[place] = marked[place].skipped(_AUTHORS)


def _skip_footnotes(marked: list[Piece], at: int) -> None:
    """Skip the notes under "FOOTNOTES:": as far as the last one with a number or a sign before it, if there is one.

    In the middle of a chapter the story goes on after them; only at the end of a book do they have no end.
    """
    stop = last = at + 1
    while stop < len(marked) and not marked[stop].depth and marked[stop].kind is not BlockKind.HEADING:
        head = marked[stop].lines[0][:SHORT] if marked[stop].lines else ""
        if marked[stop].skip is SkipKind.FOOTNOTE or _NUMBERED_NOTE.match(head):
            last = stop + 1
        elif stop - last > MOST_BETWEEN and last > at + 1:
            break
        stop += 1
    if last == at + 1:
        last = stop if stop - at <= MOST_AFTER else at
    for place in range(at, last):
        if marked[place].lines and marked[place].skip is None:
            marked[place] = marked[place].skipped(SkipKind.FOOTNOTE)


def _note_end(pieces: list[Piece], at: int, *, starts: bool, ends: list[bool]) -> int:
    """The piece after the last one of the author's note that begins at `at`, with nothing read before it if `starts`."""
    bound = at + 1
    while bound < len(pieces) and not _bounds(pieces[bound]) and bound <= at + 2 * MOST_AFTER:
        if pieces[bound].is_short and _END.fullmatch(pieces[bound].text):
            return bound + 1
        if pieces[bound].skip is _AUTHORS and _AUTHOR.match(pieces[bound].lines[0][:LONGEST_CLAIM]):
            break  # the next note: where this one ends, it says nothing about
        bound += 1
    if pieces[at].level:
        return bound  # a heading of the markup: its section is the note
    following = [piece for piece in pieces[at + 1 : bound] if piece.is_story]
    least = at + 2 if _is_label(pieces[at]) and at + 1 < bound else at + 1
    if not following or len(following) > MOST_AFTER:
        return least
    set_off = at > 0 and (pieces[at - 1].kind is BlockKind.SCENE_BREAK or bool(_THE_END.fullmatch(pieces[at - 1].text)))
    if ends[bound] and not starts and (set_off or len(following) <= 4 or all(map(_sounds_like_note, following))):  # noqa: PLR2004
        return bound
    closed = bound < len(pieces) and pieces[bound].kind is BlockKind.SCENE_BREAK
    if closed and (starts or set_off) and all(map(_sounds_like_note, following)):
        return bound
    return least


def _bounds(piece: Piece) -> bool:
    if piece.kind is BlockKind.SCENE_BREAK or piece.kind is BlockKind.HEADING or piece.depth > 0:
        return True
    return piece.skip in (SkipKind.LICENCE, SkipKind.TRANSCRIBERS_NOTE, SkipKind.CONTENTS, SkipKind.BACK_MATTER)


def _is_label(piece: Piece) -> bool:
    """Is it only the words "Author's note", with the note itself in the next paragraph?"""
    head = piece.lines[0][:LONGEST_CLAIM]
    found = _AUTHOR.match(head) or _TRANSCRIBER.match(head)
    if found is None or len(piece.lines) > 1:
        return False
    return not has_letters(found["after"] if found.re is _AUTHOR else head[found.end() :])


def _sounds_like_note(piece: Piece) -> bool:
    """Does it speak of chapters, readers and reviews, and not in a character's voice?"""
    text = piece.text[:4000]
    return not OPENING_QUOTE.match(text) and bool(_CUES.search(text))
