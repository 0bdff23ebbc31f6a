"""What pandoc made of a document, with the signs taken out of its text and put into its markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.read.office import signs
from talecast.read.office.lists import Item, make_lists
from talecast.read.office.looks import Look, find_headings
from talecast.read.piece import fold, has_letters
from talecast.read.xml import attribute, elements, name_of, parse_html, to_bytes, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.read.xml import Element

MAX_BLOCKS = 80_000
"""Paragraphs, lines of lists and cells: an omnibus of a million words has 50,000."""
FIRST = 20
"""Blocks of a title page."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INSIDE = frozenset({"table", "li", "blockquote", "aside", "section", "dl"})
"""What no heading is in that only its looks show."""
_BOLD = frozenset({"strong", "b"})
_BETWEEN = re.compile(rf"{signs.HIDDEN}([^{signs.HIDDEN}{signs.SHOWN}]*){signs.SHOWN}")
_FAR = re.compile(rf"{signs.FAR}([0-9a-f]{{5,6}}){signs.NEAR}")
_LABELS = re.compile(rf"{signs.LABEL}([^{signs.LABEL}{signs.LABELLED}]*){signs.LABELLED}")
_PICTURES = re.compile(rf"{signs.PICTURE}([^{signs.PICTURE}{signs.NAMED}]*){signs.NAMED}")


@dataclass(slots=True)
class Page:
    """A document of XHTML, and what its own title page says."""

    data: bytes
    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    first_words: tuple[str, ...] = ()
    """Of its first blocks."""


def make_page(html: str, name: str) -> Page:
    """The document of XHTML that a fragment of pandoc's is. Raises SourceError for what is far larger than any book."""
    marked = _BETWEEN.sub(r'<span hidden="hidden">\1</span>', html)
    marked = _PICTURES.sub(lambda found: f'<img src="" alt="{found[1].replace(chr(34), "&quot;")}"/>', marked)
    marked = _FAR.sub(lambda found: f"&#x{found[1]};", marked)
    marked = _LABELS.sub(r"<data>\1</data>", marked)
    root = parse_html(f"<html><body>{marked}</body></html>".encode(), name).root
    blocks = [one for one in elements(root, "p", "li", "td", "th", *_HEADINGS) if _is_innermost(one)]
    require_few(len(blocks), name)
    signed = [(block, _take_signs(block)) for block in blocks]
    titles, subtitles, authors = [], [], []
    for block, said in signed:
        if signs.TITLE in said:
            titles.append(_words(block))
        elif signs.SUBTITLE in said:
            subtitles.append(_words(block))
        elif signs.AUTHOR in said:
            authors.append(_words(block))
        _mark(block, said)
    make_lists(
        [Item(block, said.count(signs.ITEM), _take_label(block)) for block, said in signed if signs.ITEM in said]
    )
    if not any(name_of(block) in _HEADINGS and signs.TITLE not in said for block, said in signed):
        _mark_by_looks(signed)
    return Page(
        to_bytes(root),
        " ".join(titles[:2]),
        " ".join(subtitles[:1]),
        tuple(filter(None, authors)),
        tuple(_words(block) for block, _ in signed[:FIRST]),
    )


def require_few(paragraphs: int, name: str) -> None:
    """Raise SourceError where a document has more paragraphs than any book."""
    if paragraphs > MAX_BLOCKS:
        raise SourceError(f"“{name}” holds more paragraphs than any book.", "Cut it into parts.")


def _is_innermost(element: Element) -> bool:
    """Has a block words of its own? A list's item may hold paragraphs."""
    return not any(name_of(child) in ("p", "ul", "ol", "table") for child in element.iterchildren())


def _take_signs(block: Element) -> str:
    """The signs in a block, which is left without them."""
    found: list[str] = []
    for inner in elements(block):
        if inner.text and (some := signs.ANY.findall(inner.text)):
            found += some
            inner.text = signs.without_signs(inner.text)
        if inner is not block and inner.tail and (some := signs.ANY.findall(inner.tail)):
            found += some
            inner.tail = signs.without_signs(inner.tail)
    return "".join(found)


def _take_label(block: Element) -> str:
    """The number before an item, which is left without it."""
    first = next(elements(block, "data"), None)
    around = None if first is None else first.getparent()
    if first is None or around is None:
        return ""
    label, rest = fold(first.text or ""), first.tail or ""
    before = first.getprevious()
    if before is None:
        around.text = (around.text or "") + rest
    else:
        before.tail = (before.tail or "") + rest
    around.remove(first)
    return label


def _mark(block: Element, said: str) -> None:
    """Give a block what its signs say."""
    level = next((signs.HEADINGS.index(sign) + 1 for sign in said if sign in signs.HEADINGS), 0)
    is_paragraph = name_of(block) == "p"
    if signs.TITLE in said and is_paragraph:
        block.tag = "h1"
    elif level and is_paragraph:
        block.tag = f"h{level}"
    if signs.SUBTITLE in said or signs.AUTHOR in said:
        block.set("class", "titlepage")
    elif name := next((signs.CLASSES[sign] for sign in said if sign in signs.CLASSES), ""):
        block.set("class", name)
        if name == "quote" and is_paragraph:
            block.tag = "blockquote"
    if is_paragraph and not len(block) and not (block.text or "").strip():
        block.append(block.makeelement("br"))


def _mark_by_looks(signed: list[tuple[Element, str]]) -> None:
    """Make headings of what only looks like them, in a document that marks none."""
    rows = [
        Look(
            words=_words(block),
            bold=_is_bold(block),
            centred=signs.CENTRED in said,
            large=signs.LARGE in said,
            new_page=signs.NEW_PAGE in said,
            is_plain=name_of(block) == "p" and not attribute(block, "class") and not _is_inside(block),
        )
        for block, said in signed
    ]
    for at in find_headings(rows):
        signed[at][0].tag = "h2"


def _is_inside(block: Element) -> bool:
    return any(name_of(around) in _INSIDE for around in block.iterancestors())


def _is_bold(block: Element) -> bool:
    """Are all of its words in bold?"""
    return has_letters(_words(block)) and not any(has_letters(text) for text in _light(block))


def _light(block: Element) -> Iterator[str]:
    """The words of a block that are not in bold."""
    yield block.text or ""
    for child in block.iterchildren():
        if name_of(child) not in _BOLD:
            yield from _light(child) if len(child) < 100 else [_words(child)]  # noqa: PLR2004 - no line of a heading
        yield child.tail or ""


def _words(element: Element) -> str:
    parts: list[str] = []
    for event, inner in walk(element):
        if event == "start":
            parts.append(" " if name_of(inner) == "br" else inner.text or "")
        elif inner is not element:
            parts.append(inner.tail or "")
    return fold("".join(parts))
