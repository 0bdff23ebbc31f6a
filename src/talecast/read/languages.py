"""Names of languages, as headers write them, to BCP 47 tags (RFC 5646; the subtags are those of ISO 639-1)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.read.piece import Piece

_NAMES = {
    "en": "english anglais englisch inglés",
    "fr": "french français francais",
    "de": "german deutsch",
    "es": "spanish español espanol castilian",
    "it": "italian italiano",
    "pt": "portuguese português portugues",
    "nl": "dutch nederlands flemish",
    "sv": "swedish svenska",
    "no": "norwegian norsk",
    "da": "danish dansk",
    "fi": "finnish suomi",
    "is": "icelandic",
    "pl": "polish polski",
    "cs": "czech čeština",
    "sk": "slovak",
    "hu": "hungarian magyar",
    "ro": "romanian",
    "bg": "bulgarian",
    "sr": "serbian",
    "hr": "croatian",
    "sl": "slovenian slovene",
    "el": "greek",
    "ru": "russian русский",
    "uk": "ukrainian",
    "la": "latin",
    "eo": "esperanto",
    "ca": "catalan català",
    "gl": "galician",
    "eu": "basque",
    "cy": "welsh cymraeg",
    "ga": "irish gaeilge",
    "gd": "gaelic",
    "he": "hebrew",
    "yi": "yiddish",
    "ar": "arabic",
    "fa": "persian farsi",
    "tr": "turkish türkçe",
    "hi": "hindi",
    "sa": "sanskrit",
    "zh": "chinese 中文",
    "ja": "japanese 日本語",
    "ko": "korean 한국어",
    "tl": "tagalog filipino",
    "id": "indonesian",
    "ms": "malay",
    "vi": "vietnamese",
    "th": "thai",
    "af": "afrikaans",
    "et": "estonian",
    "lv": "latvian",
    "lt": "lithuanian",
    "mi": "maori",
    "fy": "frisian",
    "oc": "occitan",
    "br": "breton",
}
_TAGS = {name: tag for tag, names in _NAMES.items() for name in names.split()}
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_LONG = dict(
    pair.split("-")
    for pair in (
        "afr-af ara-ar bul-bg cat-ca ces-cs cym-cy cze-cs dan-da deu-de dut-nl ell-el eng-en epo-eo est-et eus-eu fas-fa fin-fi "
        "fra-fr fre-fr ger-de gle-ga glg-gl gre-el heb-he hin-hi hrv-hr hun-hu ice-is ind-id isl-is ita-it jpn-ja kor-ko "
        "lat-la lav-lv lit-lt may-ms mri-mi msa-ms nld-nl nor-no per-fa pol-pl por-pt ron-ro rum-ro rus-ru san-sa slk-sk slo-sk "
        "slv-sl spa-es srp-sr swe-sv tgl-tl tha-th tur-tr ukr-uk vie-vi wel-cy yid-yi zho-zh chi-zh"
    ).split()
)
"""Three letters that library catalogues write where BCP 47 has two (RFC 5646, 2.2.1: the shortest is the tag)."""
NO_LANGUAGES = frozenset({"und", "mul", "zxx", "mis"})
"""Tags of text in an unknown language, in several, in none, or in one without a tag."""
DEFAULT = "en"
_SCRIPTS = (
    ("ja", "\u3041", "\u30ff"),  # before Chinese, whose signs Japanese uses too
    ("zh", "\u4e00", "\u9fff"),
    ("ko", "\uac00", "\ud7a3"),
    ("ru", "\u0400", "\u04ff"),
    ("el", "\u0370", "\u03ff"),
    ("he", "\u0590", "\u05ff"),
    ("ar", "\u0600", "\u06ff"),
    ("hi", "\u0900", "\u097f"),
    ("th", "\u0e00", "\u0e7f"),
    ("ka", "\u10a0", "\u10ff"),
    ("hy", "\u0530", "\u058f"),
)
"""The first and last letter of a script, and the language that is mostly written in it."""
_FOREIGN_SHARE = 0.2
"""Share of a text's letters from which on it is not a quotation in an English book."""


def language_of_script(text: str) -> str:
    """The language that the letters alone give away, or "" where they are Latin."""
    letters = [letter for letter in text[:20_000] if letter.isalpha()]
    for tag, first, last in _SCRIPTS:
        if sum(first <= letter <= last for letter in letters) > _FOREIGN_SHARE * len(letters) > 0:
            return tag
    return ""


def language_tag(name: str) -> str:
    """The BCP 47 tag of a name ("French", "English (British)") or of a tag as it came ("en_GB"); "" for anything else."""
    words = re.findall(r"[^\W\d_]+", name.casefold())
    for word in words:
        if word in _TAGS:
            return _TAGS[word]
    if not _TAG.fullmatch(name.strip()):
        return ""
    first, *others = re.split(r"[-_]", name.strip())
    parts = (part.upper() if len(part) == 2 else part.title() for part in others)  # noqa: PLR2004 - a region has two letters
    return "-".join((_LONG.get(first.lower(), first.lower()), *parts))


def mark_foreign(pieces: Sequence[Piece], book: str) -> list[Piece]:
    """The pieces with a language only where it is not the book's; `book` is its tag.

    A region makes no difference. The language of most of the text is the book's too, whatever its package says: programs that
    make books write a tag of their own into every document.
    """
    if not any(piece.language or piece.structure.tongues for piece in pieces):
        return list(pieces)
    letters: Counter[str] = Counter()
    for piece in pieces:
        letters[_primary(piece.language)] += piece.length
    own = {"", _primary(book), letters.most_common(1)[0][0]}
    marked = []
    for piece in pieces:
        language = "" if _primary(piece.language) in own else piece.language
        around = {_primary(language)} if language else own
        tongues = tuple(one for one in piece.structure.tongues if _primary(one.language) not in around)
        structure = piece.structure if tongues == piece.structure.tongues else replace(piece.structure, tongues=tongues)
        marked.append(replace(piece, language=language, structure=structure))
    return marked


def _primary(tag: str) -> str:
    return tag.partition("-")[0]
