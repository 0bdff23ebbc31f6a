"""What a line says when it is a heading: "Chapter IV", "BOOK SECOND.--THE FALL", "Prologue", "II", "I. A Scandal"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from talecast.read.breaks import undecorated
from talecast.read.numbers import leading_number, roman
from talecast.read.piece import TERMINAL, WORD, is_caps, is_title_case

LONGEST_HEADING = 150
"""Characters of one line; nothing longer is tried."""


WRAPPED = 40
"""Characters of a line that may go on in the next one."""
FEW_WORDS = 8
"""Words of a title in lower case behind "Prologue:"."""


class Rank(StrEnum):
    """How a heading is made, which says how far it is to be trusted and how deep it lies."""

    DIVISION = "division"
    """Volume, book, part, act: it holds chapters."""
    CHAPTER = "chapter"
    NAMED = "named"
    """Prologue, preface, epilogue …"""
    WEAK = "weak"
    """A word that also begins sentences ("Day 1", "Number 7") with a number: one alone is nothing, a run of them is."""
    TITLED_NUMBER = "titled-number"
    """"I. A Scandal in Bohemia"."""
    NUMBER = "number"
    """A number alone on its line."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line read as a heading."""

    rank: Rank
    word: str = ""
    """"chapter", "book", "prologue" … in lower case."""
    number: int = 0
    title: str = ""
    """What follows the number."""


_DIVISIONS = (
    "volume vol book part act actus epoch tome livre partie acte buch teil theil band akt aufzug libro parte tomo acto atto "
    "livro tomo boek deel bok del osa część tom księga часть книга том liber μέρος חלק"
)
_CHAPTERS = (
    "chapter chap chapt ch stave canto fit fytte adventure episode letter scene chapitre scène lettre kapitel kap auftritt "
    "szene brief capítulo capitulo cap carta escena capitolo scena hoofdstuk kapitlet luku rozdział kapitola fejezet "
    "глава caput ĉapitro κεφάλαιο פרק"
)
_WEAK = (
    "day night week month year story tale section number no entry round step phase stage track take lesson lecture arc "
    "question dialogue meditation fable legend sketch essay paper log verse idyl idyll movement evening morning hour"
)
_NAMES = (
    "prologue prolog epilogue epilog interlude intermezzo intermission entr'acte preface foreword foreward introduction "
    "introductory afterword postscript preamble prelude postlude proem conclusion coda finale appendix l'envoi envoi "
    "overture exordium induction argument prooemium prefatory aftermath omake explanatory "
    "avant-propos préface préambule épilogue vorwort einleitung vorrede nachwort prólogo epílogo prefacio introducción "
    "introduzione prefazione prefácio introdução voorwoord inleiding naschrift förord inledning epilogi prologi esipuhe "
    "пролог эпилог предисловие"
)
_KEYWORDS = {
    **dict.fromkeys(_WEAK.split(), Rank.WEAK),
    **dict.fromkeys(_CHAPTERS.split(), Rank.CHAPTER),
    **dict.fromkeys(_DIVISIONS.split(), Rank.DIVISION),
}
_ENGLISH = frozenset("volume vol book part act epoch chapter chap chapt ch stave canto fit letter scene".split())
_NAMED = frozenset(_NAMES.split())

_SURE_WORD = re.compile(
    r"\b(?:volume|book|part|act|chapter|stave|canto|letter|scene|chapitre|kapitel)\b", re.IGNORECASE
)
_KEYWORD = re.compile(
    r"(?P<word>[^\W\d_]+)(?P<between>[.:]?[ ]?(?:(?:No|Nr|Nº|N°)\.?[ ]|[#№(\[–—-][ ]?)?)(?P<rest>[^\W_].*)",
    re.IGNORECASE,
)
_REVERSED = re.compile(r"[.\s]*(?P<word>[^\W\d_]{3,})\b(?P<rest>.*)")
_OF = re.compile(r"\s(?:de|del|des|du|della|do|da|von)\s(?:[^\s.,;:!?]+\s?){1,10}", re.IGNORECASE)
"""What a part is a part of: "Primera parte del ingenioso hidalgo"; in English that begins a sentence as well."""
_SEPARATED = re.compile(r"\s*(?:[.:;)\]|–—−~*•/-]|--)+\s*(?P<title>.*)")
_NAME = re.compile(
    r"(?:(?:The|An?|First|Second|Third|Bonus|Extra|Side|Deleted|Author['’]?s['’]?|Editor['’]?s|Translator['’]?s|Publisher['’]?s|General)\s+)?(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)(?P<rest>.*)",
    re.IGNORECASE,
)
_NAME_TAIL = re.compile(
    r"(?:\s+(?:to|by|of|for|from|in)\b.*|\s+(?:\d{1,3}|[IVXLC]+|one|two|three|four|five)\b.*|\s*[.:;,–—-].*|\s+\(.*\)|\s+(?:note|remarks|essay|chapter|letter|matter|epistle|scene)\W*)?",
    re.IGNORECASE,
)
_EXTRA = re.compile(r"(?:bonus|extra|side|deleted)\s", re.IGNORECASE)
_PAIRS = {"[": "]", "(": ")", "{": "}", "<": ">", '"': '"', "“": "”", "«": "»"}
_CJK = re.compile(r"第\s*[\d一二三四五六七八九十百千零〇两]{1,8}\s*(?P<word>[章回節节話话幕卷部])(?P<title>.*)")
_MARKUP = re.compile(r"(?P<hashes>#{1,6})\s+(?P<title>\S.*?)\s*#*")


def parse(line: str) -> Mark | None:
    """What a folded line says as a heading, or None where it cannot be one. How far to trust it is for the outline to say."""
    if not line or len(line) > LONGEST_HEADING:
        return None
    core = undecorated(line)
    if (inner := _enclosed(core)) and (mark := _keyword(inner) or (_named(inner) if core[0] in "[(" else None)):
        return mark
    return _cjk(core) or _keyword(core) or _reversed(core) or _named(core) or _numbered(core)


def _enclosed(core: str) -> str:
    """What one pair of brackets or quotation marks holds: `[Chapter 1]`, `"Chapter 4: The Storm"`; else ""."""
    if core[-1] != _PAIRS.get(core[0]) or len(core) < 3:  # noqa: PLR2004
        return ""
    inner = core[1:-1]
    return "" if core[0] in inner or core[-1] in inner else inner.strip()


def markup_level(line: str) -> tuple[int, str] | None:
    """The level and the words of a Markdown heading in a plain text, or None."""
    found = _MARKUP.fullmatch(line) if line.startswith("#") and len(line) <= LONGEST_HEADING else None
    return (len(found["hashes"]), found["title"]) if found else None


def splits_paragraph(line: str, before: str = "") -> bool:
    """Is this line a heading for certain, even with text directly above or below it? `before`: the line above, if any."""
    if len(line) > LONGEST_HEADING or not _SURE_WORD.search(line):
        return False
    if len(before) >= WRAPPED and not TERMINAL.search(before):
        return False  # "… as was told in the" / "second chapter."
    mark = parse(line)
    return mark is not None and mark.rank in (Rank.CHAPTER, Rank.DIVISION) and bool(_SURE_WORD.fullmatch(mark.word))


def _cjk(core: str) -> Mark | None:
    found = _CJK.fullmatch(core)
    if found is None:
        return None
    return Mark(Rank.DIVISION if found["word"] in "卷部幕" else Rank.CHAPTER, found["word"], 1, found["title"].strip())


def _keyword(core: str) -> Mark | None:
    found = _KEYWORD.fullmatch(core)
    rank = _KEYWORDS.get(found["word"].lower()) if found else None
    if found is None or rank is None:
        return None
    word = found["word"].lower()
    if found["between"] == "" and not found["rest"][0].isdigit():
        return None
    number = leading_number(found["rest"], foreign=word not in _ENGLISH)
    if number is None:
        return None
    value, end = number
    tail = found["rest"][end:]
    if (title := _title(tail, strict=rank is not Rank.CHAPTER)) is None:
        return None
    return Mark(rank, word, value, title)


def _reversed(core: str) -> Mark | None:
    """The number first: "First Part", "ERSTES KAPITEL", "The Last Chapter"."""
    if core[0].islower():
        return None  # "second chapter." is the end of a sentence
    number = leading_number(core, foreign=True)
    found = _REVERSED.fullmatch(core[number[1] :]) if number else None
    if number is None or found is None:
        return None
    word = found["word"].lower()
    rank = _KEYWORDS.get(word)
    if rank is Rank.DIVISION and _OF.fullmatch(found["rest"]):
        return Mark(rank, word, number[0], found["rest"].strip())
    if rank not in (Rank.CHAPTER, Rank.DIVISION) or (title := _title(found["rest"], strict=True)) is None:
        return None
    return Mark(rank, word, number[0], title)


def _named(core: str) -> Mark | None:
    found = _NAME.fullmatch(core)
    if found is None or len(core) > 100:  # noqa: PLR2004 - "Preface to the second edition, with …" and no longer
        return None
    word = found["word"].lower().replace("’", "'")
    tail = found["rest"].strip()
    extra = word in ("chapter", "scene", "story") and _EXTRA.match(core) is not None
    if not (word in _NAMED or extra) or not _NAME_TAIL.fullmatch(found["rest"]):
        return None
    plain = tail[:1] in (":", "-", "–", "—") and len(WORD.findall(tail)) <= FEW_WORDS and tail[-1] not in ".,;!?"
    if not (is_caps(core) or is_title_case(core) or plain or not tail.strip(".:-–— ")):
        return None
    if tail.endswith((",", ";")) or (tail[:1] == "," and not is_caps(core)):
        return None
    return Mark(Rank.NAMED, f"extra {word}" if extra else word, 0, tail.strip(" .:;,-–—"))


def _numbered(core: str) -> Mark | None:
    bare = core.strip("()[] .-–—:§")
    number = leading_number(bare)
    if number is None:
        return None
    value, end = number
    if end == len(bare):
        return Mark(Rank.NUMBER, "", value)
    if core[0] in "([":
        return None
    separated = _SEPARATED.fullmatch(bare[end:])
    title = separated["title"].strip() if separated else bare[end:].strip()
    if separated is None and not (is_caps(title) and bare[:end].isupper() and roman(bare[:end])):
        return None  # "II THE RED BOAT", but "TWO BOATS" is a title
    if not (is_caps(title) or is_title_case(title)) or title[-1:] in ",;":
        return None
    if bare[0].isdigit() and title[0].isdigit():
        return None
    return Mark(Rank.TITLED_NUMBER, "", value, title)


def _title(tail: str, *, strict: bool) -> str | None:
    """What follows the number as a title; None where the line goes on like a sentence."""
    tail = tail.strip()
    if not tail.strip(" .:;,)]|–—-*"):
        return ""
    separated = _SEPARATED.fullmatch(tail)
    if separated:
        title = separated["title"].strip()
        loose = not strict and len(WORD.findall(title)) <= 20  # noqa: PLR2004 - chapter titles of old are long
        bare = not any(map(str.isalpha, title))  # "BOOK ONE: 1805"
        return title if loose or bare or is_caps(title) or is_title_case(title) else None
    if tail[0] == ",":
        title = tail.lstrip(", ")
        named = is_title_case(title) and len(WORD.findall(title)) <= 3  # noqa: PLR2004
        return title if named or not any(map(str.islower, title)) else None
    if tail[0].islower() or (tail[-1] in ".;," and not is_caps(tail)):
        return None
    return tail if is_caps(tail) or is_title_case(tail) else None
