"""What an RTF document says before its text: its styles, and of itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talecast.read.office import signs
from talecast.read.office.rtf_words import end_of, plain_text
from talecast.read.office.styles import Style, Styles

if TYPE_CHECKING:
    from collections.abc import Mapping

_STYLE = re.compile(r"\{(?P<words>(?:\\(?:\*|[A-Za-z]{1,32}-?\d{0,10}) ?|[\r\n])*)(?P<name>[^\\{};]{1,100});\}")
_FIELD = r"\{\\(?:\*\\)?%s\b ?(?P<value>(?:[^{}]|\\[{}])*)\}"


def information(text: str) -> Mapping[str, str]:
    """What the document says of itself: title, author and subject, as far as they are there."""
    at = text.find(r"{\info")
    inside = text[at : end_of(text, at + 1)] if at >= 0 else ""
    found = {name: re.search(_FIELD % name, inside) for name in ("title", "author", "doccomm", "keywords")}
    return {name: said for name, one in found.items() if one and (said := plain_text(one["value"]))}


def read_rtf_styles(text: str) -> Styles:
    """The styles of the document's paragraphs."""
    at = text.find(r"{\stylesheet")
    sheet = text[at : end_of(text, at + 1)] if at >= 0 else ""
    found: dict[str, Style] = {}
    for one in _STYLE.finditer(sheet):
        numbers = dict(re.findall(r"\\(s|sbasedon|outlinelevel)(\d{1,4})(?!\d)", one["words"]))
        if not one["words"].startswith(r"\*"):
            level = level_of(int(numbers["outlinelevel"])) if "outlinelevel" in numbers else None
            found[numbers.get("s", "0")] = Style(plain_text(one["name"]), numbers.get("sbasedon", ""), level=level)
    return Styles(found)


def level_of(number: int | None) -> int:
    """1 to 6 for an outline level of 0 to 5; 0 for what is body text, or lies deeper."""
    return number + 1 if number is not None and 0 <= number < len(signs.HEADINGS) else 0
