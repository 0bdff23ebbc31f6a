"""Texts in gzip, for clients that take it: a feed of 500 chapters is a tenth of its size. Sound is left as it is."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict

LEAST_BYTES = 1_000
MOST_BYTES = 16_000_000
"""Of a text. More is sent as it is."""
KEPT_BYTES = 16_000_000
LEVEL = 6


def takes_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header names gzip, and does not rule it out (RFC 9110, 12.5.3)."""
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in {"gzip", "x-gzip"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


class Compressor:
    """Keeps what it compressed last, by its ETag."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def compress(self, etag: str, content: bytes) -> bytes:
        """The content in gzip: the same bytes each time."""
        with self._lock:
            if etag not in self._kept:
                self._kept[etag] = gzip.compress(content, LEVEL, mtime=0)
            self._kept.move_to_end(etag)
            compressed = self._kept[etag]
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > KEPT_BYTES:
                self._kept.popitem(last=False)
            return compressed
