"""The full stop after an abbreviation, an initial or a number: rules about what it belongs to.

Each looks at one mark and says "a sentence ends here", "none does", or nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from talecast.split.speech import is_clause
from talecast.split.words import WORD, abbreviations, is_finite_verb, is_starter, plain, words

if TYPE_CHECKING:
    from talecast.split.marks import Context, Mark

_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.){1,}[^\W\d_]{1,2}")
_ENUMERATOR = re.compile(r"\d{1,3}|[IVXLC]+|[A-Z]")
_ROMAN = re.compile(r"[IVXLC]+|[ivxlc]+")
_OLD_MONEY = re.compile(r"£?\d+[lsd]")
_LAST_TWO = re.compile(r"(\S{1,48})\s+\S{1,48}$")
_LONGEST_ENUMERATOR = 8  # characters: "(XXVIII"
_LONGEST_INTRODUCTION = 6  # words: "On the morning of May 5 at 6 a.m. …" is rare
_LONGEST_INTRODUCTION_CHARS = 120  # more has more than six words, or no words at all


def enumerator(mark: Mark, _: Context) -> bool | None:
    """A number or a letter that opens the text counts it: "3. The Crossing"."""
    opens = mark.start < _LONGEST_ENUMERATOR and mark.text[: mark.start].strip(" (") == mark.word
    return False if opens and _may_be_abbreviated(mark) and _ENUMERATOR.fullmatch(mark.word) else None


def title(mark: Mark, _: Context) -> bool | None:
    """A title waits for its name: "Mr. Smith", "St. Paul's", "Mt. Etna"; a street may be the end: "on 5th St. He …"."""
    key = plain(mark.word)
    if not _may_be_abbreviated(mark) or key not in abbreviations("titles"):
        return None
    if not mark.before_upper:
        return None
    if mark.before_initial:
        return False
    if key in ("st", "dr", "sr", "pt", "ft", "mt") and _follows_a_name_or_number(mark):
        return _ends_with_abbreviation(mark) if is_starter(mark.following) or key in ("st", "sr", "ft") else False
    return plain(mark.following) in words("pronouns") or (mark.word.islower() and is_starter(mark.following))


def before_a_number(mark: Mark, _: Context) -> bool | None:
    """What is counted has its number after it: "p. 5", "no. 7", "Vol. II", "2s. 6d."; "No. I won't." is something else."""
    key = plain(mark.word)
    if not _may_be_abbreviated(mark) or not (key in abbreviations("before_number") or _OLD_MONEY.fullmatch(key)):
        return None
    if mark.before_digit:
        return False
    counted = _ROMAN.fullmatch(mark.following) or (len(mark.following) == 1 and mark.following.isupper())
    numeral = counted and key != "no" and (mark.word[0].isupper() or not is_pronoun_i(mark))
    return False if numeral else None


def clock_time(mark: Mark, _: Context) -> bool | None:
    """A time of day that opens the sentence goes on: "At 5 a.m. Mr. Smith went …"; "He left at 6 p.m. Mr. Smith …" is two."""
    if not _may_be_abbreviated(mark) or plain(mark.word) not in abbreviations("clock") or not mark.before_upper:
        return None
    if plain(mark.following) in words("time_zones"):
        return False
    return not _is_introduction(mark)


def onward(mark: Mark, _: Context) -> bool | None:
    """Something always follows "e.g." and "vs."."""
    return False if _may_be_abbreviated(mark) and plain(mark.word) in abbreviations("onward") else None


def end_of_a_list(mark: Mark, _: Context) -> bool | None:
    """Before any capital "etc." ends a sentence."""
    found = _may_be_abbreviated(mark) and plain(mark.word) in abbreviations("list_ends")
    return mark.before_upper if found else None


def initial(mark: Mark, _: Context) -> bool | None:
    """An initial waits for its name: "J. R. Smith", "Albert I. Jones"; but "you and I." and "plan B." end sentences."""
    if not _may_be_abbreviated(mark) or not _INITIALS.fullmatch(mark.word) or not mark.before_upper:
        return None
    if not mark.word[0].isupper() or (len(mark.word) > 1 and mark.word.upper() != mark.word):
        return None
    if mark.before_initial and len(mark.word) == 1:
        return False
    before = _word_before(mark)
    if len(mark.word) > 1 and "-" not in mark.word:
        return None  # "J.R.R." may as well be "U.S.A."
    if mark.word == "I" and before[:1].islower() and before not in ("by", "of", "from", "with", "to", "for"):
        return True
    if is_starter(mark.following) and plain(mark.following) not in words("starters_and_names"):
        return True
    return plain(before) in words("lettered")


def acronym(mark: Mark, _: Context) -> bool | None:
    """What is written with initials may be an adjective: "U.S. Navy"; and may be the end: "in the U.S. How …"."""
    if not _may_be_abbreviated(mark) or not _ACRONYM.fullmatch(mark.word) or not mark.before_upper:
        return None
    if plain(mark.following) in words("institutions"):
        return False
    return _ends_with_abbreviation(mark)


def abbreviation(mark: Mark, _: Context) -> bool | None:
    """Any other abbreviation: "Pitt & Co. at noon", "asked Jane and co. They …", "Jan. 5"."""
    if not _may_be_abbreviated(mark) or not is_abbreviation(mark):
        return None
    if mark.before_digit:
        return None if plain(mark.word) in abbreviations("clock") else False
    return _ends_with_abbreviation(mark) if mark.before_upper else None


# --- what the rules ask -------------------------------------------------------------------------------------------


def _may_be_abbreviated(mark: Mark) -> bool:
    return mark.is_full_stop and not mark.quote


def is_pronoun_i(mark: Mark) -> bool:
    """Whether "I" follows, whose capital says nothing."""
    return plain(mark.following) in ("i", "i'm", "i've", "i'd", "i'll") and not mark.before_initial


def is_abbreviation(mark: Mark) -> bool:
    """Whether the word is a known abbreviation in its place: months have a capital, units a number before them."""
    key = plain(mark.word)
    if any(key in abbreviations(name) for name in ("titles", "anywhere", "list_ends", "clock", "onward")):
        return True
    if key in abbreviations("dates"):
        return mark.word[0].isupper()
    if key in abbreviations("units"):
        return _word_before(mark)[-1:].isdigit()
    if key in abbreviations("states"):
        return mark.word[0].isupper() and _word_before(mark).endswith(",")
    return key == "al" and _word_before(mark) == "et"


def _word_before(mark: Mark) -> str:
    """The word before the abbreviation, with all that clings to it; empty at the sentence's beginning."""
    match = _LAST_TWO.search(mark.sentence[-100:])
    return match[1].lstrip("([{\"“‘'") if match else ""


def _follows_a_name_or_number(mark: Mark) -> bool:
    before = _word_before(mark).removesuffix("," if plain(mark.word) == "sr" else "")  # "Cole, Sr. Everyone …"
    return before[-1:].isalnum() and (before[0].isdigit() or (before[0].isupper() and not is_starter(before)))


def _ends_with_abbreviation(mark: Mark) -> bool:
    """Whether an abbreviation before a capital ends its sentence: a clause stands before it, and one begins after it."""
    if is_starter(mark.following) and not mark.before_initial:
        return plain(mark.following) not in words("starters_and_names") or is_clause_before(mark)
    return is_clause_before(mark) and not _is_introduction(mark) and is_clause(mark.text, mark.resume + len(mark.lead))


def is_clause_before(mark: Mark) -> bool:
    """Whether the sentence so far has a finite verb."""
    return _has_finite_verb(mark.sentence)


@lru_cache(maxsize=64)  # several rules ask it of one mark
def _has_finite_verb(text: str) -> bool:
    return any(map(is_finite_verb, map(plain, WORD.findall(text))))


def _is_introduction(mark: Mark) -> bool:
    """Whether the sentence so far only says when or where: "At 5 a.m."."""
    said = [plain(word) for word in WORD.findall(mark.sentence[:_LONGEST_INTRODUCTION_CHARS])]
    return (
        0 < len(said) <= _LONGEST_INTRODUCTION
        and said[0] in words("introductions")
        and not any(map(is_finite_verb, said))
    )
