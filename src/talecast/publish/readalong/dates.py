"""The one date that a format demands: the source's own, else SOURCE_DATE_EPOCH, else the first that a zip archive can hold."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime

FIRST = "1980-01-01"

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def is_date(text: str) -> bool:
    """Is it a year, or year-month, or year-month-day that the calendar has, as EPUB wants a date?"""
    match = _DATE.fullmatch(text)
    return match is not None and _day(match) is not None


def day_of(said: str) -> str:
    """Year-month-day of a source's date; what it leaves out is the first. Never the day on which the program runs."""
    match = _DATE.match(said)
    if match and (day := _day(match)):
        return day.isoformat()
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdecimal() and len(epoch) < 12:  # noqa: PLR2004 - up to the year 5138
        return datetime.fromtimestamp(int(epoch), tz=UTC).date().isoformat()
    return FIRST


def _day(match: re.Match[str]) -> date | None:
    """The day that was said; None for the 31st of April, which is as good as no date."""
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
