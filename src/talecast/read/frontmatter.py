"""Front matter: YAML, TOML, and what was meant to be one of them. The one place that imports yaml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

_YAML = re.compile(r"---[ \t]*\n(?P<body>[ \t]*\S.*\n(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<body>(?:.*\n)*?)\+\+\+[ \t]*(?:\n|\Z)")
_LINE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,30}?)[ \t]*[:=][ \t]*(?P<value>.*)")
_KNOWN = frozenset(
    "title subtitle name author authors creator creators by language lang date year published pubdate publisher series "
    "description summary abstract blurb genre genres tags categories category keywords layout draft slug status rights "
    "license licence copyright cover cover-image narrator identifier isbn fandom rating version permalink weight id".split()
)
"""Keys of which one at least is there: two lines of dialogue between two rows of dashes are story."""
LONGEST = 20_000
"""Characters; a text that begins with a line of dashes is not searched to its end."""
DEEPEST = 8
"""Levels of a value; YAML can make a list that holds itself."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands between the fences at the top of a text."""

    values: dict[str, Any] = field(default_factory=dict)
    """By key, in lower case."""
    body: str = ""
    rest: str = ""
    """The text after it."""
    warnings: tuple[str, ...] = ()


def split_front_matter(text: str) -> FrontMatter:
    """The values of a leading block and what follows it. Where there is none: no values, and `text` as it came."""
    pattern = _YAML if text.startswith("---") else _TOML if text.startswith("+++") else None
    found = pattern.match(text[:LONGEST]) if pattern else None
    if found is None:
        return FrontMatter(rest=text)
    body = found["body"]
    warnings: tuple[str, ...] = ()
    values = _toml(body) if pattern is _TOML else _yaml(body)
    if values is None:
        values = _by_lines(body)
        warnings = ("The front matter is not valid; its lines were read one by one.",)
    values = {str(key).casefold(): value for key, value in values.items()}
    if not _KNOWN & set(values):
        return FrontMatter(rest=text)
    return FrontMatter(values, body, text[found.end() :], warnings)


def _yaml(body: str) -> dict[Any, Any] | None:
    import yaml

    try:
        values = yaml.safe_load(body)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):  # a date such as 2024-99-99 is a ValueError
        return None
    return values if isinstance(values, dict) else {}


def _toml(body: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(body)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _by_lines(body: str) -> dict[str, Any]:
    """The lines `key: value`; where one of two is something else, the block is no front matter at all."""
    lines = [line for line in body.split("\n") if line.strip()]
    found = [pair for line in lines if (pair := _LINE.fullmatch(line.strip()))]
    if len(found) * 2 <= len(lines):
        return {}
    return {pair["key"]: pair["value"].strip(" \t\"'") for pair in reversed(found)}


def as_text(value: Any, depth: int = 0) -> str:
    """A value as one line: a list is joined with commas, a mapping gives its `name`, `title`, or first and last name."""
    if depth > DEEPEST:
        return ""
    if isinstance(value, dict):
        whole = next((value[key] for key in ("name", "title", "text", "literal") if value.get(key)), None)
        parts = [value.get(key) for key in ("given", "first", "middle", "last", "family")]
        return (
            as_text(whole, depth + 1) if whole else " ".join(filter(None, (as_text(one, depth + 1) for one in parts)))
        )
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, (as_text(one, depth + 1) for one in value)))
    return "" if value is None or isinstance(value, bool) else " ".join(str(value).split())


def as_list(value: Any) -> tuple[str, ...]:
    """A value as several: a list's members, else the one."""
    members = value if isinstance(value, (list, tuple)) else [value]
    return tuple(filter(None, map(as_text, members)))
