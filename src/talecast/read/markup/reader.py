"""A document of (X)HTML, read: its pieces in order, and all text of its body for the check that nothing is lost."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from talecast.read.documents import Marked, Markup
from talecast.read.markup.archives import skip_around
from talecast.read.markup.flow import Flow
from talecast.read.markup.head import read_head
from talecast.read.markup.kinds import BLOCKS, IGNORED, TOKENS
from talecast.read.markup.notes import survey
from talecast.read.markup.passes import drop_captions_alike, drop_usual_gaps, join_lines, mark_gaps, skip_contents
from talecast.read.markup.styles import read_sheets
from talecast.read.markup.tables import settle
from talecast.read.markup.walker import Walker, language_of
from talecast.read.piece import fold
from talecast.read.xml import attribute, name_of, parse_html, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from talecast.read.documents import Document
    from talecast.read.markup.draft import Draft
    from talecast.read.xml import Element

_EDGE = "\x0b"
"""No such character is left in a decoded document."""


def read_markup(
    document: Document,
    style_sheets: Mapping[str, str] | None = None,
    *,
    images: str = "read",
    pages: Mapping[str, str] | None = None,
) -> Markup:
    """The pieces of a document of XHTML, or of HTML of any kind.

    `style_sheets` are those that it may name, by their paths inside the container, percent-decoded. `images` is read or skip:
    whether pictures are told of by their alternative text. `pages` has the numbers of printed pages that the container gives to
    ids of this document. Raises SourceError for an entity bomb and for what is far larger
    than any book; what is damaged is read as far as it can be.
    """
    tree = parse_html(document.data, document.name)
    body = _body(tree.root)
    found = survey(body, document.name)
    flow = Flow(found, read_images=images == "read", outside=found.story is not None)
    headers = read_head(tree.root)
    sheet = read_sheets(tuple(_sheets(tree.root, document.name, style_sheets or {})))
    listed = pages or {}
    if "" in listed:
        flow.turn_page(listed[""])
    Walker(flow, found, sheet, language_of(tree.root), pages=listed).go(body)
    drafts = join_lines(flow.drafts)
    skip_around(drafts)
    drop_captions_alike(drafts)
    skip_contents(drafts)
    drafts = mark_gaps(drop_usual_gaps(drafts))
    settle(drafts, headers.get("language", ""))
    content = "\n".join(filter(None, [_text(body), *flow.alternatives]))
    marked = tuple(_marked(draft, document.name) for draft in drafts)
    flow.points.close()
    last_anchors = tuple(dict.fromkeys(flow.anchors))
    return Markup(marked, content, headers, tree.warnings, last_anchors, flow.points.take_waiting())


def _marked(draft: Draft, document: str) -> Marked:
    where = draft.where
    piece = replace(draft.piece, language=where.language) if where.language else draft.piece
    if address := piece.structure.image:
        piece = replace(piece, structure=replace(piece.structure, image=_path(document, address)))
    return Marked(
        piece,
        anchors=draft.anchors,
        roles=where.roles,
        classes=where.classes,
        language=where.language,
        links=draft.links,
        references=draft.references,
        note=where.note,
    )


def _path(document: str, address: str) -> str:
    """The path inside the container of what a document names; "" for what lies outside of it."""
    path = unquote(address.partition("#")[0].partition("?")[0])
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(document), path))
    return "" if not path or ":" in path or joined.startswith(("..", "/")) else joined


def _body(root: Element) -> Element:
    """What is shown of the document: its body, or all of it where there is none, or something beside it."""
    shown = [child for child in root.iterchildren() if name_of(child) != "head"]
    is_alone = len(shown) == 1 and name_of(shown[0]) == "body" and not (shown[0].tail or "").strip()
    return shown[0] if is_alone else root


def _sheets(root: Element, document: str, named: Mapping[str, str]) -> Iterator[str]:
    """The text of the style sheets that hold for a document, in their order."""
    folder = posixpath.dirname(document)
    for element in root.iter():
        name = name_of(element)
        if name == "style":
            yield "".join(map(str, element.itertext()))
        elif name == "link" and "stylesheet" in attribute(element, "rel").lower().split():
            path = unquote(attribute(element, "href").partition("#")[0])
            yield named.get(posixpath.normpath(posixpath.join(folder, path)), "")


def _text(body: Element) -> str:
    """All text of a body, on a line for each block. It shares nothing with the walk that makes the pieces: it is its judge."""
    parts: list[str] = []
    ignored: Element | None = None
    for event, element in walk(body):
        if ignored is not None and element is not ignored:
            continue
        name = name_of(element)
        if name in BLOCKS or name in TOKENS or name == "br":
            parts.append(_EDGE)
        if event == "start" and name in IGNORED:
            ignored = element
        elif event == "start":
            parts.append(element.text or "")
        else:
            ignored = None
            parts.append(element.tail or "" if element is not body else "")
    return "\n".join(filter(None, map(fold, "".join(parts).split(_EDGE))))
