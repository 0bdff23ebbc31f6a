"""A chapter as a whole document of XHTML, and its media overlay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.publish.readalong.epub.walk import EpubWalk, file_stem
from talecast.publish.readalong.markup import DECLARATION, attributes, escape, in_language, tag
from talecast.publish.readalong.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from talecast.publish.readalong.parts import Heading, PagePlace
    from talecast.publish.readalong.sections import Section

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
SMIL = "http://www.w3.org/ns/SMIL"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document, its overlay, and what the navigation needs to know of it."""

    document: str
    overlay: str
    headings: Sequence[Heading]
    """Those below the chapter's own."""
    pages: Sequence[PagePlace]


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
    walk = EpubWalk(section, sample_rate, images, notes, pages_before)
    body = walk.walk(tree_of(section))
    name = file_stem(section)
    label = "" if walk.has_title else section.title
    values = (("id", "chapter"), ("epub:type", "chapter"), ("role", "doc-chapter"), ("aria-label", label))
    document = (
        f"{DECLARATION}<!DOCTYPE html>\n"
        f'<html xmlns="{XHTML}" xmlns:epub="{OPS}"'
        + attributes(in_language(language))
        + f'>\n<head>\n<meta charset="utf-8"/>\n<title>{escape(section.title)}</title>\n'
        '<link rel="stylesheet" type="text/css" href="../style.css"/>\n</head>\n'
        f'<body epub:type="bodymatter">\n{tag("section", f"{chr(10)}{body.text}", *values)}\n</body>\n</html>\n'
    )
    overlay = (
        f'{DECLARATION}<smil xmlns="{SMIL}" xmlns:epub="{OPS}" version="3.0">\n'
        f'<body epub:textref="../text/{name}.xhtml#chapter" epub:type="bodymatter chapter">\n'
        f"{body.sound}</body>\n</smil>\n"
    )
    return Rendered(document, overlay, walk.headings, walk.pages)
