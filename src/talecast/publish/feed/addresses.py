"""Addresses: the one that everything is under, and those made from it. RFC 3986, with nothing but ASCII in them."""

from __future__ import annotations

import re
import uuid
from urllib.parse import quote, urlsplit, urlunsplit

from talecast.errors import FeedError

PODCAST_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Of `podcast:guid`s (Podcasting 2.0, "guid")."""
VERSION_DIGITS = 12
"""Of the SHA-256 in an address: enough that no two renderings of a file agree by chance."""

_SAFE = "!$&'()*+,;=:@-._~/%"
"""What a path may hold unescaped (RFC 3986, 3.3), and the percent sign of what is escaped already."""
_TIP = "It is where your web server shows the folder, such as https://example.org/books."


def base_address(text: str) -> str:
    """The address as it goes into feeds: http or https, ASCII, with a slash at its end. Raises FeedError."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise FeedError(f"--base-url is no address: {text[:80]!r}.", _TIP) from error
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s<>\"\\^`{|}]", text.strip()):
        raise FeedError(f"--base-url is an address that begins with https:// or http://, not {text[:80]!r}.", _TIP)
    if parts.username is not None or parts.password is not None:
        raise FeedError("--base-url holds a user's name or password, which every reader of the feed would see.", _TIP)
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise FeedError("--base-url ends with its path: no question mark and nothing behind it.", _TIP)
    try:
        host = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise FeedError(f"--base-url names a host that cannot be: {host[:80]!r}.", _TIP) from error
    place = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme, place, quote(parts.path, safe=_SAFE).rstrip("/") + "/", "", ""))


def address(base_url: str, path: str) -> str:
    """The address of a file of the shelf; `path` is relative, with forward slashes."""
    return base_url + quote(path, safe=_SAFE.replace("%", ""))


def versioned(base_url: str, path: str, sha256: str, suffix: str) -> str:
    """The address of a file with its rendering in the query, so that a new one is fetched again.

    It ends in a suffix: programs (the W3C's feed validator among them) judge a file by what stands behind the last dot.
    """
    return f"{address(base_url, path)}?v={sha256[:VERSION_DIGITS]}.{suffix}"


def podcast_guid(feed_url: str) -> str:
    """The `podcast:guid` of a feed that is first seen at this address: of the address without scheme and last slashes."""
    return str(uuid.uuid5(PODCAST_NAMESPACE, feed_url.partition("://")[2].rstrip("/")))
