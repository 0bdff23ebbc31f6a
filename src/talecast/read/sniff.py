"""What bytes are that come without a name that says it, as standard input does."""

from __future__ import annotations

import codecs
import re

_HEAD = 4_096
"""Bytes that are looked at."""
_EPUB_HEAD = b"mimetypeapplication/epub+zip"
"""At byte 30 of every EPUB (OCF 3.3, 4.3)."""
_HTML = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*|<!--(?:(?!-->).){0,1000}-->\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|article|main|section|div|h[1-6]|p)(?=[\s>]))",
    re.IGNORECASE | re.DOTALL,
)


def sniff(data: bytes) -> str:
    """The suffix, with its dot, of what begins like an EPUB or like HTML; "" for anything else."""
    if data.startswith(b"PK\x03\x04") and (data[30:].startswith(_EPUB_HEAD) or b"META-INF/container.xml" in data):
        return ".epub"
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return ".html" if _HTML.match(data[:_HEAD].decode(encoding, errors="replace")) else ""
