"""Values out of a record that anybody may have written: each is of its kind, or it is an error."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT_CHARS = 10_000
"""Of a title or a description: more is cut."""

UNWRITABLE = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
"""Characters that XML 1.0 does not allow (2.2) or discourages: controls, halves of surrogates, and what is no character."""


def record_id(entry: Mapping[str, Any], whose: str) -> str:
    """The entry's id in its one spelling: episodes are known by it. Raises ValueError."""
    value = entry.get("id")
    try:
        return str(uuid.UUID(value if isinstance(value, str) else ""))
    except ValueError as error:
        raise ValueError(f"{whose} id is no UUID") from error


def count_of(entry: Mapping[str, Any], name: str) -> int:
    """The whole number under that name, 0 or more. Raises ValueError."""
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise ValueError(f"its {name} is {str(value)[:40]!r} where a count should stand")
    return value


def text_of(value: object) -> str:
    """Text that can be written anywhere."""
    return UNWRITABLE.sub(" ", value[:MAX_TEXT_CHARS]) if isinstance(value, str) else ""


def line_of(value: object) -> str:
    """The text in one line, its white space folded; empty for what is no text."""
    return " ".join(text_of(value).split())


def lines_of(value: object) -> tuple[str, ...]:
    """Each text of a list in one line, the empty ones left out."""
    return tuple(line for item in value if (line := line_of(item))) if isinstance(value, list) else ()


def dicts_of(value: object) -> list[dict[str, Any]]:
    """The objects of a list. Raises ValueError for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError("a list of it is damaged")
    return value
