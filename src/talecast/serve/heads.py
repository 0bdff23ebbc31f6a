"""Heads of requests that were read before: a client asks for one range after the other in the same words. Pure.

Reading a head takes h11 a fifth of the time that a small range takes altogether. Two heads that differ in the digits of their
range alone, which are digits in both, are read alike: so the second one is the first one with other digits.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, replace

KEPT = 64
KEPT_BYTES = 2_048
"""Of a head: longer ones are read each time."""
_END = b"\r\n\r\n"
_RANGE = re.compile(rb"\r\nRange: bytes=(\d{1,18}-\d{0,18})\r\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What a request's head says."""

    method: bytes
    target: bytes
    http_version: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    """Names in small letters."""


class Heads:
    """Those that came last."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, tuple[Head, int]] = OrderedDict()
        """By their bytes without the digits; with the place of the range among the headers."""

    def known(self, data: bytes) -> Head | None:
        """What the bytes say, which are one head and nothing else; None for one whose like was not read lately."""
        key, digits = _without_digits(data)
        head, place = self._known.get(key, (None, 0))
        if head is None:
            return None
        self._known.move_to_end(key)
        asked = (b"range", b"bytes=" + digits)
        return replace(head, headers=(*head.headers[:place], asked, *head.headers[place + 1 :]))

    def remember(self, data: bytes, head: Head) -> None:
        """The bytes were read, and say that. They are one head and nothing else, and nothing but it belongs to the request."""
        key, digits = _without_digits(data)
        places = [place for place, (name, _) in enumerate(head.headers) if name == b"range"]
        if not key or len(places) != 1 or head.headers[places[0]][1] != b"bytes=" + digits:
            return
        self._known[key] = (head, places[0])
        if len(self._known) > KEPT:
            self._known.popitem(last=False)


def _without_digits(data: bytes) -> tuple[bytes, bytes]:
    """The head without the digits of its range, and these; twice nothing for what is not one short head with one range."""
    found = _RANGE.search(data)
    if found is None or len(data) > KEPT_BYTES or data.find(_END) != len(data) - len(_END):
        return b"", b""
    # No head that can be read has a zero in it: so no other one is taken for this one.
    return data[: found.start(1)] + b"\0" + data[found.end(1) :], found[1]
