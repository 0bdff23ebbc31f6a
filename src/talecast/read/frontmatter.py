"""YAML front matter: the one place that imports yaml."""

from __future__ import annotations

import re
from typing import Any

_FENCE = re.compile(r"---[ \t]*\n(?P<body>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
LONGEST = 20_000
"""Characters; a text that begins with a line of dashes is not searched to its end."""


def split_front_matter(text: str) -> tuple[dict[str, Any], str, str]:
    """The values of a leading YAML block, its text between the fences, and what follows it.

    Where there is none, or it is no mapping: no values, no text, and `text` as it came.
    """
    found = _FENCE.match(text[:LONGEST]) if text.startswith("---") else None
    if found is None or ":" not in found["body"]:
        return {}, "", text
    import yaml

    try:
        values = yaml.safe_load(found["body"])
    except (yaml.YAMLError, ValueError, RecursionError):  # a date such as 2024-99-99 is a ValueError
        return {}, "", text
    if not isinstance(values, dict):
        return {}, "", text
    return {str(key).casefold(): value for key, value in values.items()}, found["body"], text[found.end() :]


def as_text(value: Any) -> str:
    """A value as one line: a list is joined with commas, a mapping gives its `name` or `title`."""
    if isinstance(value, dict):
        return as_text(value.get("name") or value.get("title") or value.get("text") or "")
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(as_text, value)))
    return "" if value is None or isinstance(value, bool) else " ".join(str(value).split())


def as_list(value: Any) -> tuple[str, ...]:
    """A value as several: a list's members, else the one."""
    members = value if isinstance(value, (list, tuple)) else [value]
    return tuple(filter(None, map(as_text, members)))
