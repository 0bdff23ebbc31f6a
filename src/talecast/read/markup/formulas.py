"""Formulas in MathML: the words that are said for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.read.piece import fold, has_letters
from talecast.read.xml import attribute

if TYPE_CHECKING:
    from talecast.read.xml import Element

_TYPESET = frozenset("\\{}^_$&")
"""Signs of TeX, which is an alternative for programs."""
MAX_NAME = 2_000
"""Characters of an alternative text."""


def name_of_formula(formula: Element) -> str:
    """The alternative text that its author wrote, in words; "" where there is none and its own signs are read."""
    for name in ("alttext", "aria-label"):
        words = fold(attribute(formula, name))
        if has_letters(words) and len(words) <= MAX_NAME and _TYPESET.isdisjoint(words):
            return words
    return ""
