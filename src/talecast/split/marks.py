"""Every place where a sentence might end: a mark, what closes with it, and the white space after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.split.words import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.split.brackets import Asides

STOPS = ".!?…‽؟۔।॥。！？｡⁇⁈⁉"
"""Marks that end a sentence, in the scripts that have capitals or need none."""
WIDE_STOPS = "。！？｡"
"""Marks after which no space is written."""
QUOTES = "\"'”’“‘»«›‹」』*_"
"""What closes a quotation or a thought, when it follows a stop: after a stop and before a space, “ closes too (German)."""
OPENING_DOUBLES = '"“„«「『'
CLOSING_BRACKETS = ")]}"
DASHES = "—–―"

_CLOSERS = QUOTES + CLOSING_BRACKETS
_STOP, _CLOSER = re.escape(STOPS), re.escape(_CLOSERS)

# Each alternative begins where a run begins, and runs are possessive: one pass over any text.
_MARK = re.compile(
    rf"(?<![{_STOP}])[{_STOP}]++[\"”](?=[\"“][^\W_])"  # "Where?""There.": two speakers and no space
    rf"|(?<![{_STOP}])[{_STOP}][{_STOP}{_CLOSER}]*+"  # a run of stops with quotation marks and brackets among them …
    rf"(?:\s[.!?](?=[\s{_STOP}{_CLOSER}]|$)[{_STOP}{_CLOSER}]*+)*+"  # … and the dots of a spaced ellipsis
    rf"(?:\s[»”\])}}](?=\s|$))?+"  # … and a French closing mark
    rf"(?:\[\d{{1,3}}\])*+"  # … and the number of a note
    rf"|(?:[{DASHES}]|--)\u2060?+[\"”’'](?=\s)"  # speech that is broken off
    rf"|(?<=\w)\u2060?+(?:—|--)(?=\s)"
)
_STOP_THEN_OMISSION = re.compile(rf"[{_STOP}][{_CLOSER}]*\s(?:\.\s?)+\.$")
_DOTS = re.compile(r"…|\.\s?\.")
_LEAD = re.compile(r"[\W_]{0,24}")
_SPACE = re.compile(r"\s*")
_TOKEN = re.compile(r"\S{1,48}")
_LAST_WORD = re.compile(r"[^\s—–…/]+$")

WORD_REACH = 48
"""Characters: a longer run before a mark is neither a word nor an abbreviation."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a sentence might end: `text[start:end]` is the mark, `text[resume:]` what comes after it."""

    text: str
    since: int
    """Where the sentence that might end here began, in characters into the text."""
    speaks: int
    """Where its first letter or digit is; the text's length where none follows."""
    start: int
    end: int
    resume: int
    """The next character that is no white space; equal to `end` where there is none between."""
    stops: str
    """The mark without quotation marks and brackets."""
    quote: bool
    """Whether a quotation or a thought closes with the mark."""
    word: str
    """The word right before the mark, with inner full stops ("U.S"); empty where a space or nothing is there."""
    lead: str
    """What stands between the white space and the next word: opening quotation marks, dashes, currency signs …"""
    following: str
    """The next word ("He'd", "J", "5"), empty where none is near."""
    token: str
    """The next word with all that clings to it ("J.", "5th,")."""

    @property
    def is_full_stop(self) -> bool:
        """Whether the mark is a single full stop: the only one that an abbreviation may have."""
        return self.stops == "."

    @property
    def is_ellipsis(self) -> bool:
        """Whether three dots are in the mark, more or fewer; ".)." is none."""
        return _DOTS.search(self.text, self.start, self.end) is not None

    @property
    def is_question_or_shout(self) -> bool:
        """Whether there is a mark of its own meaning in it."""
        return any(stop in "!?‽" for stop in self.stops)

    @property
    def is_broken_off(self) -> bool:
        """Whether the mark is a dash."""
        return not self.stops

    @property
    def before_lower(self) -> bool:
        """Whether the next word is written small throughout; iPhone is not."""
        return self.following[:1].islower() and not any(letter.isupper() for letter in self.following)

    @property
    def before_upper(self) -> bool:
        """Whether the next word has a capital (and is no number, and of no script without them)."""
        return any(letter.isupper() for letter in self.following)

    @property
    def before_digit(self) -> bool:
        """Whether a number follows."""
        return self.following[:1].isdigit()

    @property
    def before_initial(self) -> bool:
        """Whether an initial follows: "J." or "J.-P." or "J.R.R."."""
        return len(self.following) >= 1 and self.token[1:2] == "." and self.following[0].isupper()

    @property
    def sentence(self) -> str:
        """The sentence so far, the mark left out; no more than its last 300 characters."""
        return self.text[max(self.since, self.start - 300) : self.start]


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may ask about the whole text."""

    asides: Asides
    has_capitals: bool


def find_places(text: str) -> Iterator[tuple[int, int, int]]:
    """The (start, end, resume) of every mark that has something after it, in order."""
    for match in _MARK.finditer(text):
        start, end = match.span()
        if start and not text[start - 1].isspace() and _STOP_THEN_OMISSION.match(match[0]):
            # "compounds. . . . The practice": the first full stop ends the sentence, the dots open the next one.
            end = start + len(match[0].split()[0])
        resume = _SPACE.match(text, end).end()  # type: ignore[union-attr]  # matches anything
        if resume < len(text) and (resume > end or _needs_no_space(text, start, end)):
            yield start, end, resume


def mark_at(text: str, since: int, speaks: int, place: tuple[int, int, int]) -> Mark:
    """The mark at a place that `find_places` gave, in a sentence that began at `since` and says something at `speaks`."""
    start, end, resume = place
    signs = text[start:end]
    before = _LAST_WORD.search(text[max(since, start - WORD_REACH) : start])
    word = before[0].lstrip("([{\"“‘'*_-") if before else ""
    lead = _LEAD.match(text, resume)[0]  # type: ignore[index]  # matches anything
    token = _TOKEN.match(text, resume + len(lead))
    following = WORD.match(token[0]) if token else None
    return Mark(
        text=text,
        since=since,
        speaks=speaks,
        start=start,
        end=end,
        resume=resume,
        stops="".join(sign for sign in signs if sign in STOPS),
        quote=any(sign in QUOTES for sign in signs),
        word=word,
        lead=lead,
        following=following[0] if following else "",
        token=token[0] if token else "",
    )


def _needs_no_space(text: str, start: int, end: int) -> bool:
    return text[start] in WIDE_STOPS or (text[end - 1] in '"”' and text[end] in '"“')
