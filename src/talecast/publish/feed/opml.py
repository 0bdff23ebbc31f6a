"""The list of feeds that apps import: OPML 2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.publish.feed.xml import child, one_line, root, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable


def opml(title: str, feeds: Iterable[tuple[str, str]]) -> bytes:
    """The list of feeds, each with its title and its address."""
    document = root("opml", {"version": "2.0"})
    child(child(document, "head"), "title", one_line(title))
    body = child(document, "body")
    for name, url in feeds:
        line = one_line(name)
        child(body, "outline", "", {"type": "rss", "text": line, "title": line, "xmlUrl": url})
    return to_bytes(document)
