"""The XML of an OpenDocument text (OpenDocument 1.3, part 3) made ready for pandoc: what it drops or misreads goes into signs.

It drops the words in frames, the names of pictures and of styles and the looks of paragraphs, and reads hidden words.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from talecast.read.office import signs
from talecast.read.office.docx_numbers import number
from talecast.read.office.styles import LARGE, Style, Styles
from talecast.read.piece import fold
from talecast.read.xml import elements, name_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from talecast.read.xml import Element

DEEPEST_FRAME = 8
"""Frames in frames."""
_FRAMES = ("text-box", "custom-shape", "rect", "ellipse")
_INDEXES = (
    "table-of-content",
    "illustration-index",
    "table-index",
    "object-index",
    "user-index",
    "alphabetical-index",
    "bibliography",
)
_NOT_SHOWN = ("tracked-changes", "annotation", "annotation-end", "sequence-decls", "variable-decls", "user-field-decls")
_CONTENTS = next(sign for sign, name in signs.CLASSES.items() if name == "toc")
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)(pt|%)?")


def read_styles(*roots: Element | None) -> Styles:
    """The styles of `styles.xml` and those that `content.xml` makes by itself."""
    found: dict[str, Style] = {}
    for root in roots:
        for element in () if root is None else elements(root, "style", "default-style"):
            key = value_of(element, "name") or "default"
            paragraph, text = (
                next(elements(element, name), None) for name in ("paragraph-properties", "text-properties")
            )
            align = "" if paragraph is None else value_of(paragraph, "text-align")
            shown = "" if text is None else value_of(text, "display")
            before = "" if paragraph is None else value_of(paragraph, "break-before")
            level = value_of(element, "default-outline-level")
            found[key] = Style(
                value_of(element, "display-name") or _plain(key),
                value_of(element, "parent-style-name"),
                align == "center" if align else None,
                shown == "none" if shown else None,
                before == "page" if before else None,
                _points(text),
                min(number(level), len(signs.HEADINGS)) or None,
            )
    return Styles(found)


def prepare_odt(root: Element, styles: Styles) -> None:
    """Put the signs into a document."""
    for element in elements(root):
        element.text = signs.without_signs(element.text) if element.text else element.text
        element.tail = signs.without_signs(element.tail) if element.tail else element.tail
    for element in list(elements(root, *_NOT_SHOWN)):
        _drop(element)
    _open_indexes(root)
    _name_pictures(root)
    for _ in range(DEEPEST_FRAME):
        if not _lift_frames(root):
            break
    paragraphs = list(elements(root, "p", "h"))
    _hide(root, styles)
    sizes: Counter[float] = Counter()
    for paragraph in paragraphs:
        if (size := _size(paragraph, styles)) is not None:
            sizes[size] += len(_words(paragraph))
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    for paragraph in paragraphs:
        if said := _looks(paragraph, styles, usual):
            paragraph.text = f"{said}{paragraph.text or ''}"


def _looks(paragraph: Element, styles: Styles, usual: float) -> str:
    words = _words(paragraph)
    if not words.strip() or name_of(paragraph) == "h":
        return ""
    key = value_of(paragraph, "style-name")
    style, size = styles.find(key), _size(paragraph, styles)
    said = _CONTENTS if paragraph.get(_MARK) else styles.sign(key)
    if style.level and not said:
        said = signs.HEADINGS[style.level - 1]
    said += signs.CENTRED if style.centred else ""
    said += signs.LARGE if size and usual and size >= LARGE * usual else ""
    return said + (signs.NEW_PAGE if style.new_page else "")


_MARK = "in-index"


def _open_indexes(root: Element) -> None:
    """Take the lines of tables of contents and indexes out of what pandoc passes over."""
    for index in list(elements(root, *_INDEXES)):
        body = next(elements(index, "index-body"), None)
        for child in () if body is None else reversed(list(body.iterchildren())):
            for line in elements(child, "p", "h"):
                line.tag = str(line.tag).replace("}h", "}p")
                line.set(_MARK, "yes")
            if name_of(child) == "index-title":
                for line in reversed(list(child.iterchildren())):
                    index.addnext(line)
            else:
                index.addnext(child)
        _drop(index)


def _name_pictures(root: Element) -> None:
    for frame in list(elements(root, "frame")):
        children = {name_of(child): child for child in frame.iterchildren()}
        if "image" not in children or "text-box" in children:
            continue
        said = (fold("".join(map(str, children[name].itertext()))) for name in ("title", "desc") if name in children)
        name = ". ".join(dict.fromkeys(filter(None, said)))
        if name:
            frame.tail = f"{signs.PICTURE}{name}{signs.NAMED}{frame.tail or ''}"
            _drop(frame)


def _lift_frames(root: Element) -> bool:
    """Move what frames hold behind the paragraph that they are anchored in."""
    found = False
    for frame in list(elements(root, *_FRAMES)):
        anchor = next((one for one in frame.iterancestors() if name_of(one) in ("p", "h")), None)
        paragraphs = [child for child in frame.iterchildren() if name_of(child) in ("p", "h", "list", "table")]
        if anchor is None or not paragraphs:
            continue
        found = True
        tail = anchor.tail
        anchor.tail = None
        for child in reversed(paragraphs):
            child.tail = None
            anchor.addnext(child)
        paragraphs[-1].tail = tail
    return found


def _hide(root: Element, styles: Styles) -> None:
    """Put signs around the words that are not shown."""
    for element in elements(root, "p", "h", "span", "section"):
        is_section = name_of(element) == "section"
        hidden = (
            value_of(element, "display") == "none"
            if is_section
            else styles.find(value_of(element, "style-name")).hidden
        )
        if hidden:
            for inner in _shown_inside(element):
                inner.text = _hidden(inner.text)
                if inner is not element:
                    inner.tail = _hidden(inner.tail)


def _shown_inside(element: Element) -> Iterator[Element]:
    return (inner for inner in elements(element) if signs.HIDDEN not in (inner.text or ""))


def _hidden(text: str | None) -> str | None:
    return f"{signs.HIDDEN}{text}{signs.SHOWN}" if text and text.strip() else text


def _drop(element: Element) -> None:
    """Take an element out, but not the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = f"{before.tail or ''}{element.tail}"
    elif element.tail:
        parent.text = f"{parent.text or ''}{element.tail}"
    parent.remove(element)


def _words(paragraph: Element) -> str:
    return "".join(map(str, paragraph.itertext()))


def _size(paragraph: Element, styles: Styles) -> float | None:
    """The size of the letters that a paragraph begins with."""
    keys: Iterable[str] = (value_of(one, "style-name") for one in elements(paragraph, "span") if _words(one).strip())
    first = styles.find(next(iter(keys), "")).size if not (paragraph.text or "").strip() else None
    return first or styles.find(value_of(paragraph, "style-name")).size or styles.find("default").size


def _points(text: Element | None) -> float | None:
    found = _LENGTH.fullmatch(value_of(text, "font-size")) if text is not None else None
    return float(found[1]) if found and found[2] == "pt" else None


def _plain(key: str) -> str:
    """A style's name as it is shown, from its key: "Heading_20_1"."""
    return re.sub(r"_([0-9a-f]{2})_", lambda found: chr(int(found[1], 16)), key)
