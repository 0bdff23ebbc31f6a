"""QR codes of addresses, drawn for a page or for a terminal. The door of segno."""

from __future__ import annotations

import io

from talecast.publish.site.markup import Html, element

QUIET_ZONE = 4
"""Modules of light around the code, as ISO/IEC 18004 asks for."""


def qr_svg(address: str, label: str) -> Html:
    """The code as an SVG element, dark on light whatever the page's colours: cameras want it so."""
    import segno

    drawn = segno.make(address, error="m", micro=False)
    side = drawn.symbol_size(border=QUIET_ZONE)[0]
    picture = io.BytesIO()
    drawn.save(picture, kind="svg", border=QUIET_ZONE, xmldecl=False, svgns=False, nl=False, omitsize=True, dark="#000")
    path = picture.getvalue().decode("ascii")
    inner = path[path.index(">") + 1 : path.rindex("</svg>")]
    whole = {"class": "qr", "viewBox": f"0 0 {side} {side}", "role": "img", "aria-label": label}
    light = Html(f'<rect width="{side}" height="{side}" fill="#fff"/>')
    return element("svg", whole, light, Html(inner))


def qr_terminal(address: str) -> str:
    """The code in half blocks, for a terminal that writes light on dark. Most cameras read it the other way round too."""
    import segno

    lines = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(lines, border=2, compact=True)
    return lines.getvalue()
