"""What is answered to a request for something that is here: status, head, and which of its bytes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.serve.conditions import NOT_MODIFIED, OK, http_date, range_holds, verdict
from talecast.serve.ranges import ByteRange, asked_ranges

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTIAL, UNSATISFIABLE = 206, 416

BOUNDARY = "talecast-range-5d1e8a0c7f3b4926"
"""Between the parts of an answer with several ranges: always the same, as the same question has the same answer."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Representation:
    """Something that can be sent: a file's bytes, or a page's."""

    media_type: str
    size: int
    """Bytes."""
    etag: str
    """Strong, with its quotes: another one as soon as a byte is another."""
    modified: int
    """Seconds since 1970."""
    caching: str = "private, no-cache"
    """Cache-Control. What has an address with a token is no shared cache's business, and a book may be narrated again."""
    more: Headers = ()
    """Further headers of this one kind of thing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a head, and a body of bytes given here and of ranges of the representation."""

    status: int
    headers: Headers
    body: tuple[bytes | ByteRange, ...] = ()


def answer(method: str, asked: Mapping[str, str], here: Representation) -> Answer:
    """The answer to a GET or HEAD; `asked` are the request's headers by their names in small letters.

    HEAD has the head that GET would have, that of a range too: so do nginx and Apache, and so people ask whether a server
    knows ranges.
    """
    status, headers, body = _answer(asked, here)
    return Answer(status, headers, () if method == "HEAD" else body)


def _answer(asked: Mapping[str, str], here: Representation) -> tuple[int, Headers, tuple[bytes | ByteRange, ...]]:
    validators = (
        ("etag", here.etag),
        ("last-modified", http_date(here.modified)),
        ("cache-control", here.caching),
        *here.more,
    )
    status = verdict(asked, here.etag, here.modified)
    if status == NOT_MODIFIED:
        return status, validators, ()
    if status != OK:
        return status, (("content-length", "0"), *validators), ()
    head = (("accept-ranges", "bytes"), *validators)
    ranges = _ranges(asked, here)
    if ranges is None:
        whole = (ByteRange(0, here.size),) if here.size else ()
        return OK, (("content-type", here.media_type), ("content-length", str(here.size)), *head), whole
    if not ranges:
        return UNSATISFIABLE, (("content-range", f"bytes */{here.size}"), ("content-length", "0"), *head), ()
    if len(ranges) == 1:
        span = ranges[0]
        some = (("content-type", here.media_type), ("content-range", _content_range(span, here.size)))
        return PARTIAL, (*some, ("content-length", str(len(span))), *head), (span,)
    body = _parts(ranges, here)
    length = sum(map(len, body))
    several = (("content-type", f"multipart/byteranges; boundary={BOUNDARY}"), ("content-length", str(length)))
    return PARTIAL, (*several, *head), body


def _ranges(asked: Mapping[str, str], here: Representation) -> tuple[ByteRange, ...] | None:
    header = asked.get("range")
    if header is None or not range_holds(asked.get("if-range"), here.etag, here.modified):
        return None
    return asked_ranges(header, here.size)


def _content_range(span: ByteRange, size: int) -> str:
    return f"bytes {span.start}-{span.end - 1}/{size}"


def _parts(ranges: tuple[ByteRange, ...], here: Representation) -> tuple[bytes | ByteRange, ...]:
    body: list[bytes | ByteRange] = []
    for span in ranges:
        lines = (
            f"\r\n--{BOUNDARY}",
            f"Content-Type: {here.media_type}",
            f"Content-Range: {_content_range(span, here.size)}",
            "\r\n",
        )
        body += ["\r\n".join(lines).encode("ascii"), span]
    return (*body, f"\r\n--{BOUNDARY}--\r\n".encode("ascii"))
