"""SVG without anything that acts, loads or leads elsewhere: shapes, text and paint alone, written anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from talecast.read.xml import name_of, parse_xml, walk

if TYPE_CHECKING:
    from talecast.read.xml import Element

MAX_ELEMENTS = 50_000

_HEAD = 1_024
"""Bytes within which a drawing says that it is one."""
_START = re.compile(rb"<(?:\w+:)?svg[\s>]")
_SHAPES = frozenset(
    "svg g defs symbol title desc path rect circle ellipse line polyline polygon text tspan linearGradient radialGradient stop "
    "clipPath mask pattern use".split()
)
"""Elements of SVG 1.1 that are kept with what is in them."""
_ATTRIBUTES = frozenset(
    "id viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform gradientTransform gradientUnits offset "
    "patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits preserveAspectRatio fill "
    "fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray "
    "stroke-dashoffset stroke-opacity opacity stop-color stop-opacity clip-path clip-rule mask font-family font-size font-style "
    "font-weight text-anchor dx dy rotate textLength display visibility color spreadMethod".split()
)
_ELSEWHERE = re.compile(r"url\(\s*[\"']?(?!#)|javascript:|expression\(|@import|\\", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def is_drawing(data: bytes) -> bool:
    """Does a file begin as SVG does?"""
    return _START.search(data[:_HEAD]) is not None


def clean_drawing(data: bytes, name: str) -> bytes:
    """The drawing with its shapes alone; b"" where there is none. Raises SourceError as `parse_xml` does."""
    root = parse_xml(data, name).root
    if name_of(root) != "svg":
        return b""
    parts = []
    dropped: Element | None = None
    count = 0
    for event, element in walk(root):
        tag = element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""
        if dropped is not None:
            dropped = None if event == "end" and element is dropped else dropped
        elif event == "start":
            count += 1
            if tag not in _SHAPES or count > MAX_ELEMENTS:
                dropped = element
            else:
                parts.append(f"<{tag}{_attributes(element, is_root=element is root)}>{escape(element.text or '')}")
        else:
            parts.append(f"</{tag}>")
        if event == "end" and element is not root and dropped is None:
            parts.append(escape(element.tail or ""))
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(parts).encode() + b"\n"


def _attributes(element: Element, *, is_root: bool) -> str:
    """Those that are kept, as they are written in a tag; a reference only to the drawing itself."""
    said = [' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'] if is_root else []
    for name, value in element.items():
        local = str(name).rpartition("}")[2]
        if local == "href" and str(value).startswith("#") and _ID.fullmatch(str(value)[1:]):
            said.append(f" xlink:href={quoteattr(str(value))}")
        elif local == "id" and not _ID.fullmatch(str(value)):
            continue
        elif name in _ATTRIBUTES and not _ELSEWHERE.search(str(value)):
            said.append(f" {local}={quoteattr(str(value))}")
    return "".join(said)
