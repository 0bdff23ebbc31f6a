"""Where a voice's file may be fetched from."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def is_allowed(url: str) -> bool:
    """Whether a file may be fetched from there: https, or http on this machine's own loopback address."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it is the asking that finds a port out of range
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or not (url.isascii() and url.isprintable()) or " " in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts))


def _is_loopback(parts: SplitResult) -> bool:
    import ipaddress

    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
