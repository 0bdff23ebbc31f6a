"""The door of PDFium, run as a program of its own: a PDF on standard input, its lines as JSON on standard output.

It is a script and imports nothing of talecast, so that it starts at once; what a hostile file does to it ends with it. First
comes a line with what the document says of itself, then one for each page:

    {"pages": 199, "title": …, "author": …, "subject": …, "bookmarks": [[level, title, page, y], …]}
    {"width": 420.0, "height": 595.0, "lines": [[text, left, right, baseline, top, size, bold, marks, gaps], …]}

Lengths are points (1/72 inch), y from the bottom edge. `marks` are the places in a line's text of raised digits, `gaps` those of
white space wider than `GAP` letters' height, each as [place in the text, left, right]. A file that cannot be opened gives
{"error": NAME}; a page with more text than any ends the program.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys
from contextlib import suppress
from typing import Any

MEMORY = 440_000_000
"""Bytes that PDFium may take, where the system can limit it."""
MAX_PAGES = 10_000
MAX_CHARACTERS = 200_000
"""Of one page."""
MAX_BOOKMARKS = 5_000
DEEPEST = 6
GAP = 1.4
RAISED = 0.82
"""Of the size of a line's letters: that of a note's mark."""
_ERRORS = {3: "damaged", 4: "locked", 5: "locked"}
"""FPDF_GetLastError: no PDF or damaged, a password, a security scheme that is not known."""
_LINE = re.compile("[^\r\n\ufffe]+\ufffe?|[\r\n\ufffe]")
"""PDFium puts U+FFFE in place of a hyphen at a line's end and of the line's end."""
_CATALOG = re.compile(rb"(\d{1,7}) 0 obj\s*<<(?:[^>]|>(?!>)){0,2000}?/Type\s*/Catalog\b")
_MARK = re.compile(r"(?<=\S)\d{1,3}(?![\d.,]\d)|(?<=\S)[*†‡§]")
_BOLD = re.compile(r"bold|black|heavy|demi|-bd|cmbx|ecbx|sfbx", re.IGNORECASE)
_BOLD_FLAG = 1 << 18
"""ForceBold, of a font's flags (ISO 32000-1, table 123)."""


def main() -> None:
    """Read standard input, write standard output."""
    _limit_memory()
    import pypdfium2.raw as pdfium

    data = _input()
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        error = _ERRORS.get(pdfium.FPDF_GetLastError(), "damaged")
        data = _with_trailer(data) if error == "damaged" else b""
        document = pdfium.FPDF_LoadMemDocument64(data, len(data), None) if data else None
        if not document:
            _say({"error": error})
            return
    pages = pdfium.FPDF_GetPageCount(document)
    if pages > MAX_PAGES:
        _say({"error": "long"})
        return
    said = {name.lower(): _meta(pdfium, document, name) for name in ("Title", "Author", "Subject", "Keywords")}
    _say({"pages": pages, **said, "bookmarks": _bookmarks(pdfium, document)})
    for number in range(pages):
        _say(_page(pdfium, document, number))


def _page(pdfium: Any, document: Any, number: int) -> dict[str, Any]:
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return {"width": 0, "height": 0, "lines": [], "error": "damaged"}
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    text_page = pdfium.FPDFText_LoadPage(page)
    lines = []
    if text_page:
        at = 0
        for text in _LINE.findall(_text(pdfium, text_page)):
            if text.strip("\r\n \0"):
                lines.append(_line(pdfium, text_page, at, text))
            at += len(text.encode("utf-16-le")) // 2
        pdfium.FPDFText_ClosePage(text_page)
    pictures = not lines and _has_pictures(pdfium, page)
    pdfium.FPDF_ClosePage(page)
    return {"width": width, "height": height, "lines": [line for line in lines if line], "pictures": pictures}


def _text(pdfium: Any, text_page: Any) -> str:
    count = pdfium.FPDFText_CountChars(text_page)
    if count > MAX_CHARACTERS:
        raise SystemExit("more text than on any page")
    if count <= 0:
        return ""
    units = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, units)
    return bytes(units)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")


def _line(pdfium: Any, text_page: Any, at: int, text: str) -> list[Any] | None:
    """A line of a page, given its text and its place; None for one that stands on no line: turned words."""
    skip = len(text) - len(text.lstrip())
    text, at = text.strip(), at + skip
    boxes = _boxes(pdfium, text_page, at, len(text))
    if not boxes:
        return [text, 0, 0, 0, 0, 0, False, [], []]
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, at, x, y)
    size = _size(pdfium, text_page, at, len(text))
    marks = [
        [found.start(), found.end()]
        for found in _MARK.finditer(text)
        if 0 < _size(pdfium, text_page, at + found.start(), 1) <= RAISED * size
    ]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    top = max(box[1] for box in boxes)
    turned = abs(pdfium.FPDFText_GetCharAngle(text_page, at)) > 0.1  # noqa: PLR2004 - radians
    return [
        text,
        round(left, 1),
        round(right, 1),
        round(y.value, 1),
        round(top, 1),
        0 if turned else round(size, 1),
        _is_bold(pdfium, text_page, at + len(text) // 2),
        marks,
        _gaps(pdfium, text_page, at, text, size) if len(boxes) > 1 and _has_gap(boxes, size) else [],
    ]


def _boxes(pdfium: Any, text_page: Any, at: int, length: int) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each run of letters in one font."""
    sides = [ctypes.c_double() for _ in range(4)]
    return [
        (sides[0].value, sides[1].value, sides[2].value, sides[3].value)
        for number in range(min(pdfium.FPDFText_CountRects(text_page, at, length), MAX_CHARACTERS))
        if pdfium.FPDFText_GetRect(text_page, number, *sides)
    ]


def _size(pdfium: Any, text_page: Any, at: int, length: int) -> float:
    """The size of most letters, by three of them."""
    places = (at, at + length // 2, at + max(0, length - 1))
    return float(
        sorted(pdfium.FPDFText_GetFontSize(text_page, place) * _scale(pdfium, text_page, place) for place in places)[1]
    )


def _scale(pdfium: Any, text_page: Any, at: int) -> float:
    """How much larger letters are drawn than their font's size says."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text_page, at, matrix):
        return 1.0
    return float(max(abs(matrix.d), abs(matrix.b)) or 1.0)


def _is_bold(pdfium: Any, text_page: Any, at: int) -> bool:
    flags = ctypes.c_int()
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text_page, at, name, 128, flags)
    return bool(_BOLD.search(name.value.decode("utf-8", "replace"))) or bool(flags.value & _BOLD_FLAG)


def _has_gap(boxes: list[tuple[float, float, float, float]], size: float) -> bool:
    ordered = sorted(boxes)
    right = ordered[0][2]
    for box in ordered[1:]:
        if box[0] - right > GAP * size:
            return True
        right = max(right, box[2])
    return False


def _gaps(pdfium: Any, text_page: Any, at: int, text: str, size: float) -> list[list[float]]:
    sides = [ctypes.c_double() for _ in range(4)]
    found: list[list[float]] = []
    right = None
    for place, letter in enumerate(text):
        if letter.isspace() or not pdfium.FPDFText_GetCharBox(text_page, at + place, *sides):
            continue
        if right is not None and sides[0].value - right > GAP * size:
            found.append([place, round(right, 1), round(sides[0].value, 1)])
        right = sides[1].value
    return found


def _has_pictures(pdfium: Any, page: Any) -> bool:
    for number in range(min(pdfium.FPDFPage_CountObjects(page), 100)):
        if pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, number)) == pdfium.FPDF_PAGEOBJ_IMAGE:
            return True
    return False


def _bookmarks(pdfium: Any, document: Any) -> list[list[Any]]:
    """Level, title, page and height of each line of the outline, in its order."""
    found: list[list[Any]] = []
    waiting = [(pdfium.FPDFBookmark_GetFirstChild(document, None), 1)]
    while waiting and len(found) < MAX_BOOKMARKS:
        bookmark, level = waiting.pop()
        if not bookmark:
            continue
        waiting.append((pdfium.FPDFBookmark_GetNextSibling(document, bookmark), level))
        page, height = _target(pdfium, document, bookmark)
        found.append([level, _bookmark_title(pdfium, bookmark), page, height])
        if level < DEEPEST:
            waiting.append((pdfium.FPDFBookmark_GetFirstChild(document, bookmark), level + 1))
    return found


def _target(pdfium: Any, document: Any, bookmark: Any) -> tuple[int, float | None]:
    target = pdfium.FPDFBookmark_GetDest(document, bookmark)
    if not target:
        action = pdfium.FPDFBookmark_GetAction(bookmark)
        target = pdfium.FPDFAction_GetDest(document, action) if action else None
    if not target:
        return -1, None
    has_x, has_y, has_zoom = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    x, y, zoom = ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFDest_GetLocationInPage(target, has_x, has_y, has_zoom, x, y, zoom)
    return pdfium.FPDFDest_GetDestPageIndex(document, target), round(y.value, 1) if has_y.value else None


def _bookmark_title(pdfium: Any, bookmark: Any) -> str:
    size = min(pdfium.FPDFBookmark_GetTitle(bookmark, None, 0), 4_000)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFBookmark_GetTitle(bookmark, buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _meta(pdfium: Any, document: Any, name: str) -> str:
    size = min(pdfium.FPDF_GetMetaText(document, name.encode(), None, 0), 8_000)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, name.encode(), buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _input() -> bytes:
    return sys.stdin.buffer.read()


def _with_trailer(data: bytes) -> bytes:
    """A file that was cut off with a trailer that names its catalog; empty where none is in it."""
    found = _CATALOG.search(data)
    return data + b"\nendobj\ntrailer<</Root %s 0 R>>\nstartxref\n0\n%%%%EOF\n" % found[1] if found else b""


def _limit_memory() -> None:
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    main()
