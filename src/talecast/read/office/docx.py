"""The XML of a Word document (ECMA-376, part 1, 17) made ready for pandoc: what it drops or misreads goes into signs.

It drops the words in text boxes and the looks of paragraphs, reads hidden words, and takes the title out of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.read.office import signs
from talecast.read.office.docx_numbers import Numbers, number
from talecast.read.office.styles import LARGE, Style, Styles
from talecast.read.xml import elements, name_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from talecast.read.xml import Element

DEEPEST_BOX = 8
"""Text boxes in text boxes."""
_OFF = frozenset({"0", "false", "off", "none"})
_TEXTS = ("t", "deltext", "instrtext")
_LIFTED = (signs.TITLE, signs.SUBTITLE, signs.AUTHOR)
_METADATA = re.compile(r"title|subtitle|author|date|abstract", re.IGNORECASE)
"""Styles whose paragraphs pandoc takes out of the text."""


@dataclass(slots=True)
class _Paragraph:
    element: Element
    style: str
    """The key of its style."""
    words: str
    size: float | None


def read_styles(root: Element | None) -> Styles:
    """The styles of `styles.xml`."""
    found: dict[str, Style] = {}
    for element in () if root is None else elements(root, "style"):
        paragraph, run = _child(element, "ppr"), _child(element, "rpr")
        found[value_of(element, "styleid")] = Style(
            _val(element, "name") or "",
            _val(element, "basedon") or "",
            _centred(paragraph),
            _flag(run, "vanish"),
            _flag(paragraph, "pagebreakbefore"),
            _size(run),
            _level(paragraph),
        )
    return Styles(found)


def prepare_docx(root: Element, styles: Styles, numbers: Numbers) -> None:
    """Put the signs into a document, or into its notes."""
    for texts in elements(root, *_TEXTS):
        if texts.text:
            texts.text = signs.without_signs(texts.text)
    for _ in range(DEEPEST_BOX):
        if not _lift_boxes(root):
            break
    paragraphs = list(_paragraphs(root))
    _hide(paragraphs, styles)
    sizes: Counter[float] = Counter()
    for paragraph in paragraphs:
        if paragraph.size is not None:
            sizes[paragraph.size] += len(paragraph.words)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    is_new_page = False
    for paragraph in paragraphs:
        said, is_new_page = _looks(paragraph, styles, usual, is_new_page=is_new_page)
        printed = numbers.number_of(paragraph.element, paragraph.style, is_heading=_is_heading(paragraph, styles))
        if said or printed:
            _say_first(paragraph.element, said + printed)


def _lift_boxes(root: Element) -> bool:
    """Move what text boxes hold behind the paragraph that they are anchored in; of two forms of one the newer."""
    for choice in list(elements(root, "choice")):
        beside = choice.getnext()
        if (
            beside is not None
            and name_of(beside) == "fallback"
            and next(elements(choice, "txbxcontent"), None) is not None
        ):
            beside.clear()
    boxes = list(elements(root, "txbxcontent"))
    for box in boxes:
        anchor = next((one for one in box.iterancestors() if name_of(one) == "p"), None)
        parent = box.getparent()
        if anchor is None or parent is None:
            continue
        for child in reversed(list(box.iterchildren())):
            anchor.addnext(child)
        parent.remove(box)
    return bool(boxes)


def _paragraphs(root: Element) -> Iterator[_Paragraph]:
    for element in elements(root, "p"):
        properties = _child(element, "ppr")
        runs = [run for run in elements(element, "r") if _child(run, "t") is not None]
        words = "".join(text.text or "" for run in runs for text in elements(run, "t"))
        sizes = [size for run in runs if (size := _size(_child(run, "rpr"))) is not None]
        yield _Paragraph(element, _val(properties, "pstyle") or "", words, sizes[0] if sizes else None)


def _hide(paragraphs: Iterable[_Paragraph], styles: Styles) -> None:
    """Put signs around the words that Word does not show."""
    for paragraph in paragraphs:
        in_style = styles.find(paragraph.style).hidden or False
        for run in elements(paragraph.element, "r"):
            properties = _child(run, "rpr")
            own = _flag(properties, "vanish")
            if own is None:
                own = styles.find(_val(properties, "rstyle") or "").hidden
            if in_style if own is None else own:
                for text in elements(run, "t"):
                    text.text = f"{signs.HIDDEN}{text.text or ''}{signs.SHOWN}"


def _looks(paragraph: _Paragraph, styles: Styles, usual: float, *, is_new_page: bool) -> tuple[str, bool]:
    """The signs of a paragraph, and whether the next one begins a page."""
    properties = _child(paragraph.element, "ppr")
    style = styles.find(paragraph.style)
    sign = styles.sign(paragraph.style)
    level = _level(properties)
    level = style.level if level is None else level
    if level and not sign:
        sign = signs.HEADINGS[level - 1]
    if properties is not None and _METADATA.fullmatch(style.name):
        for name in list(elements(properties, "pstyle")):
            properties.remove(name)
    breaks_before, breaks_after = _page_breaks(paragraph.element)
    own = _flag(properties, "pagebreakbefore")
    new_page = is_new_page or breaks_before or bool(style.new_page if own is None else own)
    centred = _centred(properties)
    size = paragraph.size if paragraph.size is not None else style.size
    said = sign
    said += signs.CENTRED if (style.centred if centred is None else centred) else ""
    said += signs.LARGE if size and usual and size >= LARGE * usual else ""
    if not paragraph.words.strip():
        return said if said in _LIFTED else "", new_page or breaks_after
    return said + (signs.NEW_PAGE if new_page else ""), breaks_after


def _is_heading(paragraph: _Paragraph, styles: Styles) -> bool:
    sign = styles.sign(paragraph.style)
    return bool(styles.find(paragraph.style).level) or (sign != "" and sign in signs.HEADINGS)


def _page_breaks(element: Element) -> tuple[bool, bool]:
    """Is there a page break before the words of a paragraph, and one after?"""
    before = after = told = False
    for one in elements(element, "br", "t", "sectpr"):
        if name_of(one) == "t":
            told = told or bool((one.text or "").strip())
        elif name_of(one) == "sectpr":
            after = (_val(one, "type") or "nextPage") != "continuous"
        elif value_of(one, "type") == "page":
            before, after = before or not told, after or told
    return before, after


def _say_first(paragraph: Element, said: str) -> None:
    """Put words before those of a paragraph."""
    uri = str(paragraph.tag).rpartition("}")[0]
    run, text = (paragraph.makeelement(f"{uri}}}{name}" if uri else name) for name in ("r", "t"))
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = said
    run.append(text)
    properties = _child(paragraph, "ppr")
    if properties is None:
        paragraph.insert(0, run)
    else:
        properties.addnext(run)


def _child(element: Element | None, name: str) -> Element | None:
    return None if element is None else next((one for one in element.iterchildren() if name_of(one) == name), None)


def _val(element: Element | None, name: str) -> str | None:
    """The `val` of a child; None where there is no such child."""
    child = _child(element, name)
    return None if child is None else value_of(child, "val")


def _flag(element: Element | None, name: str) -> bool | None:
    value = _val(element, name)
    return None if value is None else value.lower() not in _OFF


def _centred(element: Element | None) -> bool | None:
    value = _val(element, "jc")
    return None if value is None else value == "center"


def _size(element: Element | None) -> float | None:
    value = _val(element, "sz")
    return float(number(value)) or None if value else None


def _level(element: Element | None) -> int | None:
    """1 to 6 for an outline level of 0 to 5; 0 for body text, which Word calls 9, and for what lies deeper."""
    value = _val(element, "outlinelvl")
    if not value:
        return None
    level = number(value, len(signs.HEADINGS))
    return level + 1 if level < len(signs.HEADINGS) else 0
