"""Names of languages, as headers write them, to BCP 47 tags (RFC 5646; the subtags are those of ISO 639-1)."""

from __future__ import annotations

import re

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
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in others)])  # noqa: PLR2004
