"""Whether the client has it already (RFC 9110, section 13)."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OK, NOT_MODIFIED, PRECONDITION_FAILED = 200, 304, 412

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')


@lru_cache(maxsize=1_000)
def http_date(seconds: int) -> str:
    """The form of Last-Modified; `seconds` since 1970."""
    return formatdate(seconds, usegmt=True)


def verdict(headers: Mapping[str, str], etag: str, modified: int) -> int:
    """The status that a GET or HEAD comes to: 200, 304 or 412.

    `headers` by their names in small letters; `etag` strong, with its quotes; `modified` in seconds since 1970.
    """
    if (wanted := headers.get("if-match")) is not None:
        if not _names(wanted, etag, weakly=False):
            return PRECONDITION_FAILED
    elif (since := _seconds(headers.get("if-unmodified-since"))) is not None and modified > since:
        return PRECONDITION_FAILED
    if (known := headers.get("if-none-match")) is not None:
        return NOT_MODIFIED if _names(known, etag, weakly=True) else OK
    since = _seconds(headers.get("if-modified-since"))
    return NOT_MODIFIED if since is not None and modified <= since else OK


def range_holds(if_range: str | None, etag: str, modified: int) -> bool:
    """Whether a range may be cut from what is here now: no If-Range, or one that is this very version."""
    return if_range is None or if_range.strip() in {etag, http_date(modified)}


def _names(header: str, etag: str, *, weakly: bool) -> bool:
    return header.strip() == "*" or any(tag == etag and (weakly or not weak) for weak, tag in _TAG.findall(header))


def _seconds(date: str | None) -> float | None:
    """None where there is no date, or none that can be read."""
    if date is None:
        return None
    try:
        moment = parsedate_to_datetime(date)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
