"""Which bytes a request asks for (RFC 9110, section 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

MOST_RANGES = 10
"""In one request: no player asks for two. A longer list is answered with the whole, as the RFC allows."""

_HEADER = re.compile(r"bytes=(.*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_PLAIN = re.compile(r"bytes=(\d{1,18})-(\d{1,18})", re.ASCII)
_ONE = re.compile(r"(\d{1,18})-(\d{0,18})|-(\d{1,18})", re.ASCII)
"""Longer numbers than any file has bytes are not asked in earnest."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Some of a file's bytes: at least one."""

    start: int
    end: int
    """Exclusive."""

    def __len__(self) -> int:
        """How many bytes."""
        return self.end - self.start


def asked_ranges(header: str, size: int) -> tuple[ByteRange, ...] | None:
    """What a Range header asks of something of `size` bytes, in its order; None for all of it.

    An empty tuple says that nothing of what is asked is there (416). A header that is malformed, counts in other units, overlaps
    itself or has more than a few ranges is taken as if it were not there.
    """
    if (plain := _PLAIN.fullmatch(header)) is not None:  # what players ask for
        start, end = int(plain[1]), min(size, int(plain[2]) + 1)
        if start < end:
            return (ByteRange(start, end),)
    header_match = _HEADER.fullmatch(header)
    if header_match is None:
        return None
    specifiers = [part.strip(" \t") for part in header_match[1].split(",", MOST_RANGES)]
    if len(specifiers) > MOST_RANGES:
        return None
    found: list[ByteRange] = []
    for specifier in specifiers:
        match = _ONE.fullmatch(specifier)
        if match is None:
            return None
        first, last, suffix = match.groups()
        if last and int(last) < int(first):
            return None
        start = max(0, size - int(suffix)) if suffix else int(first)
        end = min(size, int(last) + 1) if last else size
        if start < end:
            found.append(ByteRange(start, end))
    in_order = sorted(found, key=lambda span: span.start)
    if any(later.start < earlier.end for earlier, later in pairwise(in_order)):
        return None
    return tuple(found)
