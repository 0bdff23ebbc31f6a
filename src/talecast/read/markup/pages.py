"""Pages of the printed book: what an element says where one begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talecast.read.markup.kinds import folded
from talecast.read.markup.notes import text_of
from talecast.read.piece import fold
from talecast.read.xml import attribute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talecast.read.markup.where import Where
    from talecast.read.xml import Element

LONGEST_LABEL = 12
"""Characters of a page's number."""

_CLASSES = frozenset("pagenum pageno pagenumber pgnum pagebreaknumber folio".split())
_LABEL = re.compile(
    r"[\s\[({]*(?:page|pg|p)?[\s.:_-]*([A-Za-z]?-?\d{1,5}[a-z]?|[ivxlcdm]{1,9})[\s\])}.]*", re.IGNORECASE
)
_ID = re.compile(r"(?:page|pg|p)[-_.:]*0*(\d{1,5}|[ivxlcdm]{1,9})", re.IGNORECASE)


def page_label(element: Element, where: Where, listed: Mapping[str, str]) -> str:
    """The number of the page that begins at an element; "" where none does.

    `listed` are the numbers that the book's own list of pages gives to ids of the document.
    """
    for one in where.own_ids:
        if one in listed:
            return clean_label(listed[one])
    if "pagebreak" not in where.own_roles and not any(folded(one) in _CLASSES for one in where.own_classes):
        return ""
    said = (
        attribute(element, "title"),
        attribute(element, "aria-label"),
        attribute(element, "value"),
        text_of(element),
    )
    for text in said:
        if match := _LABEL.fullmatch(text[: 3 * LONGEST_LABEL]):
            return match[1]
    ids = (_ID.fullmatch(one) for one in where.own_ids)
    return next((match[1] for match in ids if match), "")


def clean_label(text: str) -> str:
    """The number alone of "Page 12" or "[12]"; of anything else its first letters."""
    match = _LABEL.fullmatch(text)
    return match[1] if match else fold(text)[:LONGEST_LABEL].strip()
