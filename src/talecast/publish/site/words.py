"""Lengths, sizes and addresses as a reader of the pages wants them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from talecast.publish.shelf import ShelfBook
    from talecast.publish.site.markup import Attribute

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

SCHEMES = (("podcast", "Apple Podcasts"), ("pcast", "AntennaPod and other apps"), ("itpc", "iTunes and older apps"))
"""In the place of http or https, each opens another kind of podcast app."""

NAMES_OF_TYPES = {
    "mp3": "MP3",
    "m4b": "M4B",
    "opus": "Opus",
    "flac": "FLAC",
    "wav": "WAV",
    "vtt": "Transcript (WebVTT)",
    "srt": "Transcript (SRT)",
    "jpg": "Cover",
    "epub": "EPUB with sound",
}


def spoken_length(seconds: float) -> str:
    """Such as "12 h 5 min", "4 min" or "35 s": to the minute from one minute on."""
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


def clock(seconds: float) -> str:
    """Such as "1:02:05" or "4:09"."""
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def size(count: int) -> str:
    """Of a file, in decimal units."""
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1e3))} kB"  # noqa: PLR2004 - a tenth of a MB


def type_name(suffix: str) -> str:
    """What a reader calls a file of that suffix."""
    return NAMES_OF_TYPES.get(suffix, suffix.upper())


def many(count: int, noun: str) -> str:
    """Such as "1 book" or "3 books"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def quoted(path: str) -> str:
    """A path as it stands in an address."""
    return quote(path, safe="/-._~")


def link(path: str) -> str:
    """A path inside the shelf as a relative reference: never taken for a scheme or for another host."""
    return f"./{quoted(path)}"


def in_language(book: ShelfBook) -> dict[str, Attribute]:
    """The attribute for text in the book's language; none where what the record says is no tag."""
    return {"lang": book.language if _LANGUAGE.fullmatch(book.language) else None}


def is_local(address: str) -> bool:
    """Whether only the machine itself reaches the address."""
    return urlsplit(address).hostname in {"127.0.0.1", "::1", "localhost"}


def subscribe_links(feed_url: str) -> tuple[tuple[str, str], ...]:
    """Addresses that open a podcast app at the feed, each with the name of the app."""
    _, _, rest = feed_url.partition("://")
    return tuple((f"{scheme}://{rest}", name) for scheme, name in SCHEMES)
