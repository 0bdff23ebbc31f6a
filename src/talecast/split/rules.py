"""What Punkt gets wrong, as small rules: each looks at one mark and says "a sentence ends here", "none does", or nothing.

The first rule that speaks decides; where none does, Punkt's own word stands. Read RULES from top to bottom.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talecast.split.fullstops import (
    abbreviation,
    acronym,
    before_a_number,
    clock_time,
    end_of_a_list,
    enumerator,
    initial,
    is_abbreviation,
    is_clause_before,
    is_pronoun_i,
    onward,
    title,
)
from talecast.split.marks import CLOSING_BRACKETS, DASHES, OPENING_DOUBLES, QUOTES
from talecast.split.speech import is_attribution, is_tagged_thought
from talecast.split.words import WORD, abbreviations, is_starter, plain, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from talecast.split.marks import Context, Mark

    Rule = Callable[[Mark, Context], bool | None]

_STAMMER = re.compile(r"(?:^|[^\w-])([^\W\d_])-(?:\1-)*\1\w*$", re.IGNORECASE)
_STAMMERED = re.compile(r"^([^\W\d_])-(?:\1-)*(?=\1)")
_LONGEST_RESTART = 60
"""Characters."""
_LONGEST_TITLE = 60
"""Characters, on either side of its mark."""
_LONG_WORD = 4
"""Letters: shorter words may be small in a title."""
_OPENING = re.compile(r"(?<!\w)[\"“‘'*_][^\W\d_][^\"“”*_.!?,]*$")
_REST_OF_TITLE = re.compile(r"[^\"“”’*_.!?,;:]{1,60}[\"”’'*_](?=[\s.,;:)])")
_SHOUTS = re.compile(r"(?:[^\W\d_]{1,20}! )*[^\W\d_]{1,20}")
_CHORUS = re.compile(r"(?:[^\W\d_]{1,20}! ){1,9}went ")
_CITATION = re.compile(r"[(\[](?=[^)\]]{0,80}\d)[^)\].!?]{0,80}(?:\.[^)\].!?]{1,20}){0,3}[)\]][.,;:]")


# --- what is around the mark ---------------------------------------------------------------------------------------


def nothing_said_yet(mark: Mark, _: Context) -> bool | None:
    """A mark before the sentence's first word opens it: "… and then"."""
    return False if mark.start <= mark.speaks else None


def within_an_aside(mark: Mark, context: Context) -> bool | None:
    """Brackets in the middle of a sentence hold their full stops: "science (He was good. Very good.) at the school"."""
    aside = context.asides.around(mark.start)
    if aside is None:
        return None
    if mark.end <= aside[1]:
        return False
    shouted = mark.is_question_or_shout and not is_starter(mark.following)
    return False if shouted or mark.is_ellipsis else None  # "his friend (of all people!) Tom", "the end [...] The"


def omission_in_brackets(mark: Mark, _: Context) -> bool | None:
    """What "[…]" stands for are words of the sentence."""
    inside = mark.is_ellipsis and mark.text[mark.start - 1 : mark.start] in tuple("([{")
    return False if inside and mark.text[mark.end - 1] in CLOSING_BRACKETS else None


def citation(mark: Mark, _: Context) -> bool | None:
    """A source in brackets with the full stop after it belongs to the quotation: "… stairways." (Smith 55)."""
    return False if mark.quote and _CITATION.match(mark.text, mark.resume) else None


def goes_on_with_a_sign(mark: Mark, _: Context) -> bool | None:
    """No sentence begins with a comma or an ampersand: "Bros. & Sons"."""
    return False if mark.lead[:1] in tuple(",;:&+/=%|") else None


# --- quotations ----------------------------------------------------------------------------------------------------


def change_of_speaker(mark: Mark, _: Context) -> bool | None:
    """A quotation right after a quotation is somebody else's: "Where?" "There."."""
    return True if mark.quote and mark.lead[:1] in tuple(OPENING_DOUBLES) else None


def attribution(mark: Mark, _: Context) -> bool | None:
    """A name and a verb of speech belong to the quotation before them: "Run!" Tom shouted."""
    if not mark.quote or not mark.before_upper or mark.lead.strip(DASHES + "- \u2060"):
        return None
    place = mark.resume + len(mark.lead)
    return False if is_attribution(mark.text, place, after_full_stop=mark.is_full_stop) else None


def tagged_thought(mark: Mark, _: Context) -> bool | None:
    """A question that somebody thinks, with no quotation marks: Where is he? Tom wondered."""
    if not mark.is_question_or_shout or mark.quote or mark.lead:
        return None
    return False if is_tagged_thought(mark.text, mark.resume) else None


def broken_off(mark: Mark, _: Context) -> bool | None:
    """A dash ends a sentence where the quotation ends with it, or where a new start is made: "Wait— What was that?"."""
    if not mark.is_broken_off:
        return None
    if mark.quote:
        return not mark.before_lower
    return mark.before_upper and not mark.lead and is_starter(mark.following) and not is_pronoun_i(mark)


def quoted_abbreviation(mark: Mark, _: Context) -> bool | None:
    """Quotation marks around nothing but an abbreviation change nothing: the "Dr." Hale we knew."""
    if not (mark.quote and mark.is_full_stop and mark.before_upper and is_abbreviation(mark)):
        return None
    before = mark.text[max(0, mark.start - len(mark.word) - 1) : mark.start - len(mark.word)]
    return False if before in tuple(QUOTES) and not is_starter(mark.following) else None


def end_of_quotation(mark: Mark, _: Context) -> bool | None:
    """With no attribution after it, a quotation that ends with a mark ends its sentence: "So…" He looked away."""
    return True if mark.quote and (mark.before_upper or mark.before_digit) else None


# --- marks other than the full stop --------------------------------------------------------------------------------


def ellipsis_going_on(mark: Mark, _: Context) -> bool | None:
    """Three dots end a sentence before a capital, unless what stands before them cannot be one: "the… Captain"."""
    if not mark.is_ellipsis or mark.is_question_or_shout or mark.quote:
        return None
    if not mark.before_upper:
        return False if mark.before_digit and not mark.lead else None  # a countdown: "Three... 2... 1..."
    before = plain(mark.word)
    hanging = before in words("unfinished") and not (before in words("unfinished_or_object") and is_clause_before(mark))
    if is_pronoun_i(mark):
        return not (hanging or mark.text[mark.start - 1].isspace())
    return not (hanging and (not is_starter(mark.following) or before == plain(mark.following)))


def chorus(mark: Mark, _: Context) -> bool | None:
    """Noises in a row that a verb follows are its subject: Splish! Splash! went the puddle."""
    shout = mark.stops == "!" and not mark.quote and mark.before_upper
    return False if shout and _CHORUS.match(mark.text, mark.resume) and _SHOUTS.fullmatch(mark.sentence) else None


def full_stop_after_brackets(mark: Mark, _: Context) -> bool | None:
    """What is in brackets has had its own mark: "(the house, the boat, etc.). He sold it."."""
    signs = mark.text[mark.start : mark.end]
    return True if signs.endswith((").", "].")) and mark.before_upper else None


def restart(mark: Mark, _: Context) -> bool | None:
    """A speaker who begins again, or stammers, goes on: "I thought... I thought so", "B-but… I locked it!".

    Only before "I", whose capital is no sign: "Oh... Oh, no." is two.
    """
    if not mark.is_ellipsis or mark.is_question_or_shout or mark.quote or not is_pronoun_i(mark):
        return None
    if _STAMMER.search(mark.sentence):
        return False
    said = _fluent(mark.sentence[-_LONGEST_RESTART:])
    again = _fluent(mark.text[mark.resume : mark.resume + _LONGEST_RESTART])
    return False if any(said[-size:] == again[:size] for size in (1, 2, 3)) else None


def _fluent(text: str) -> list[str]:
    """The words of a text, lower case, without what is stammered before them."""
    return [_STAMMERED.sub("", plain(word)) for word in WORD.findall(text)]


def title_in_quotation_marks(mark: Mark, _: Context) -> bool | None:
    """A title keeps its mark: "Hey! Look Me Over" is a song. Its long words have capitals, and no mark ends it."""
    if mark.quote or mark.stops not in ("!", "?") or not mark.before_upper:
        return None
    opening = _OPENING.search(mark.text, max(mark.since, mark.start - _LONGEST_TITLE), mark.start)
    closing = _REST_OF_TITLE.match(mark.text, mark.resume)
    if not (opening and closing) or opening.start() == mark.since:
        return None
    named = WORD.findall(opening[0]) + WORD.findall(closing[0])
    long = [word for word in named if len(word) >= _LONG_WORD]
    return False if long and all(word[0].isupper() for word in long) else None


def shouting_name(mark: Mark, _: Context) -> bool | None:
    """Some names carry a mark of their own: "Yahoo! Japan"."""
    if mark.stops not in ("!", "?") or mark.quote or not mark.before_upper:
        return None
    named = plain(mark.word) in abbreviations("shouting_names") and mark.word[:1].isupper()
    return False if named and not is_starter(mark.following) else None


def small_letter(mark: Mark, context: Context) -> bool | None:
    """A sentence does not go on with a small letter, unless nothing in the text has a capital: Punkt decides there."""
    if not mark.before_lower:
        return None
    if mark.lead[:1] in tuple(OPENING_DOUBLES) and not (mark.is_ellipsis or is_abbreviation(mark)):
        return True
    if not mark.quote and mark.is_full_stop and not context.has_capitals:
        return None
    return False


def unknown_to_punkt(mark: Mark, _: Context) -> bool | None:
    """Marks of other scripts, and the number of a note after a full stop: "He ran.[1] She hid."."""
    noted = mark.text[mark.end - 1] == "]" and mark.text[mark.end - 2].isdigit() and mark.start < mark.end - 2
    foreign = any(stop not in ".!?…‽" for stop in mark.stops)
    return True if foreign or noted else None


RULES: tuple[Rule, ...] = (
    nothing_said_yet,
    within_an_aside,
    omission_in_brackets,
    citation,
    goes_on_with_a_sign,
    change_of_speaker,
    attribution,
    tagged_thought,
    broken_off,
    quoted_abbreviation,
    end_of_quotation,
    full_stop_after_brackets,
    chorus,
    restart,
    ellipsis_going_on,
    title_in_quotation_marks,
    shouting_name,
    small_letter,
    unknown_to_punkt,
    enumerator,
    title,
    before_a_number,
    clock_time,
    onward,
    end_of_a_list,
    initial,
    acronym,
    abbreviation,
)


def decide(mark: Mark, context: Context, *, punkt: bool) -> bool:
    """Whether a sentence ends at the mark; `punkt` is what Punkt says."""
    for rule in RULES:
        verdict = rule(mark, context)
        if verdict is not None:
            return verdict
    return punkt
