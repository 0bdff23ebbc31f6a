"""A chapter as a whole document of XHTML, and its media overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.publish.readalong.epub.walk import Rendered, Walk, file_stem
from talecast.publish.readalong.markup import DECLARATION, attributes, direction, escape, tag
from talecast.publish.readalong.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talecast.publish.readalong.sections import Section

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
SMIL = "http://www.w3.org/ns/SMIL"


def render(  # noqa: PLR0913 - a chapter, and what it has to know of the others
    section: Section,
    language: str,
    sample_rate: int,
    images: Mapping[str, str],
    notes: Mapping[int, str],
    pages_before: int,
) -> Rendered:
    """A chapter's document and overlay.

    `images` has the address of each picture, `notes` the stem of the file that each note is in; `pages_before` pages of the
    printed book begin in the chapters before it.
    """
    walk = Walk(section, sample_rate, images, notes, pages_before=pages_before)
    body = walk.group(tree_of(section))
    name = file_stem(section)
    labelled = () if walk.has_title else (("aria-label", section.title),)
    whole = tag(
        "section", f"\n{body.text}", ("id", "chapter"), ("epub:type", "chapter"), ("role", "doc-chapter"), *labelled
    )
    walk.result.document = (
        f"{DECLARATION}<!DOCTYPE html>\n"
        f'<html xmlns="{XHTML}" xmlns:epub="{OPS}"'
        + attributes((("lang", language), ("xml:lang", language), ("dir", direction(language))))
        + f'>\n<head>\n<meta charset="utf-8"/>\n<title>{escape(section.title) or "–"}</title>\n'
        + '<link rel="stylesheet" type="text/css" href="../style.css"/>\n</head>\n'
        + f'<body epub:type="bodymatter">\n{whole}\n</body>\n</html>\n'
    )
    walk.result.overlay = (
        f'{DECLARATION}<smil xmlns="{SMIL}" xmlns:epub="{OPS}" version="3.0">\n'
        f'<body id="overlay" epub:textref="../text/{name}.xhtml#chapter" epub:type="bodymatter chapter">\n'
        f"{body.sound}</body>\n</smil>\n"
    )
    return walk.result
