"""The smallest PDFs: words at places, in the fonts that every reader has."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 420, 595
"""Of a page, in points: A5."""
LEADING = 14

Words = tuple[float, float, str] | tuple[float, float, str, float] | tuple[float, float, str, float, str]
"""Left edge, baseline, text, size (11), font (F1; F2 is bold). In the text "^3^" is a raised, smaller 3."""

_LOCK = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"0b" * 32, b"a7" * 32)
"""A lock of the first kind (ISO 32000-1, 7.6.3) that was made with no password."""


def pdf(
    pages: Sequence[Sequence[Words]],
    *,
    info: Mapping[str, str] | None = None,
    outline: Sequence[tuple[str, int]] = (),
    scanned: bool = False,
    locked: bool = False,
) -> bytes:
    """A document of these pages. `outline` has titles and pages, from 0.

    `scanned`: a picture of one pixel fills every page. `locked`: it asks for a password, and no empty one opens it.
    """
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    catalog, tree = add(b""), add(b"")
    fonts = [
        add(b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name)
        for name in (b"Times-Roman", b"Times-Bold")
    ]
    pixel = add(
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n"
        b"\x80\nendstream"
    )
    resources = b"<</Font<</F1 %d 0 R/F2 %d 0 R>>/XObject<</P %d 0 R>>>>" % (*fonts, pixel)
    kids = []
    for words in pages:
        picture = [b"q %d 0 0 %d 0 0 cm /P Do Q" % (WIDTH, HEIGHT)] if scanned else []
        data = zlib.compress(b"\n".join([*picture, *map(_show, words)]))
        content = add(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(data), data))
        page = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %d %d]/Resources %s/Contents %d 0 R>>"
        kids.append(add(page % (tree, WIDTH, HEIGHT, resources, content)))
    objects[tree - 1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    entry = b""
    if outline:
        root = add(b"")
        first = len(objects) + 1
        for number, (title, page_number) in enumerate(outline):
            following = b"/Next %d 0 R" % (first + number + 1) if number + 1 < len(outline) else b""
            add(
                b"<</Title(%s)/Parent %d 0 R/Dest[%d 0 R/Fit]%s>>"
                % (_escaped(title), root, kids[page_number], following)
            )
        objects[root - 1] = b"<</Type/Outlines/First %d 0 R/Last %d 0 R>>" % (first, len(objects))
        entry = b"/Outlines %d 0 R" % root
    objects[catalog - 1] = b"<</Type/Catalog/Pages %d 0 R%s>>" % (tree, entry)
    said = b"".join(b"/%s(%s)" % (name.encode(), _escaped(value)) for name, value in (info or {}).items())
    properties = add(b"<<%s>>" % said)
    return _file(objects, catalog, properties, _LOCK if locked else b"")


def column(
    text: str, *, left: float = 60, top: float = 520, characters: int = 50, size: float = 11, indent: float = 0
) -> list[Words]:
    """A paragraph, broken into lines of about so many characters."""
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= characters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [(left + (indent if at == 0 else 0), top - at * LEADING, line, size) for at, line in enumerate(lines)]


def _show(words: Words) -> bytes:
    left, baseline, text = words[:3]
    size = words[3] if len(words) > 3 else 11
    font = words[4] if len(words) > 4 else "F1"
    before, mark, after = f"{text}^^".split("^")[:3]
    raised = b"/F1 6 Tf 4 Ts (%s) Tj 0 Ts" % _escaped(mark) if mark else b""
    begin = b"BT /%s %g Tf %g %g Td (%s) Tj" % (str(font).encode(), size, left, baseline, _escaped(before))
    return begin + b" %s /%s %g Tf (%s) Tj ET" % (raised, str(font).encode(), size, _escaped(after))


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes], catalog: int, info: int, more: bytes) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        out
        + b"trailer<</Size %d/Root %d 0 R/Info %d 0 R%s>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, catalog, info, more, start)
    )
