"""Values out of the entries of a record: each is of its kind, or a TypeError or a ValueError says what stands there."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any


def of(kind: type, value: Any) -> Any:
    """The value, where it is of that kind."""
    if not isinstance(value, kind):
        raise TypeError(f"{_shown(value)} stands where a {kind.__name__} should")
    return value


def list_of(value: Any) -> list[Any]:
    """A list of whatever."""
    entries: list[Any] = of(list, value)
    return entries


def count_of(value: Any) -> int:
    """A whole number, 0 or more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{_shown(value)} stands where a count should")
    return value


def seconds_of(value: Any) -> float:
    """A number of seconds."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{_shown(value)} stands where seconds should")
    return float(value)


def line_of(value: Any) -> str:
    """Text on one line."""
    return " ".join(of(str, value).split())


def lines_of(value: Any) -> tuple[str, ...]:
    """Those of a list that say something, each on one line."""
    return tuple(filter(None, map(line_of, list_of(value))))


def path_of(value: Any) -> str:
    """A path that stays in the book's folder: a record from elsewhere must not make us read other files."""
    path = str(of(str, value))
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path or ":" in path or "\0" in path:
        raise ValueError(f"the path {path!r} leads out of the folder")
    return path


def _shown(value: Any) -> str:
    return repr(str(value)[:40])
