"""The words of an EPUB's reading order, counted without a line of the reader's: zipfile, lxml and a regular expression.

Each file of the spine is taken once. What no reader would see is left out: scripts, styles, templates. Words that only lie apart
because of an element around a part of them ("T" + "he"), or a soft hyphen in them, are one, as on the page.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from talecast.model import BlockKind

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.model import Book

_HAN = "\u3005\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])[^\W_])+")
"""Letters and digits that stand together; each sign of Chinese and Japanese, which nothing parts."""
_SHOWN = ("application/xhtml+xml", "image/svg+xml")
_UNSEEN = ("script", "style", "template", "head")
_INLINE = frozenset(
    "abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong tt u var".split()
)
"""Elements that part no words; links and raised signs do, which are the marks of notes."""


def body_words(path: Path) -> Counter[str]:
    """The words of all bodies in the spine, in small letters."""
    with zipfile.ZipFile(path) as archive:
        container = etree.fromstring(archive.read("META-INF/container.xml"))
        package_path = next(container.iterfind(".//{*}rootfile")).attrib["full-path"]
        package = etree.fromstring(archive.read(package_path))
        items = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
        spine = [items[ref.get("idref")] for ref in package.iterfind(".//{*}spine/{*}itemref")]
        shown = [item if item.get("media-type") in _SHOWN else items[item.get("fallback")] for item in spine]
        hrefs = [item.attrib["href"] for item in shown]
        paths = [posixpath.normpath(posixpath.join(posixpath.dirname(package_path), unquote(href))) for href in hrefs]
        words: Counter[str] = Counter()
        for name in dict.fromkeys(paths):
            words += _words_of(archive.read(name))
    return words


def book_words(book: Book) -> Counter[str]:
    """The words of all blocks of a book that are text of its pages; the alternatives of pictures are none."""
    blocks = (block for chapter in book.chapters for block in chapter.blocks)
    texts = (block.text for block in blocks if block.kind is not BlockKind.IMAGE)
    return Counter(word for text in texts for word in _WORD.findall(text.lower()))


def told_pictures(book: Book) -> Counter[str]:
    """The words of its pictures, in small letters."""
    blocks = (block for chapter in book.chapters for block in chapter.blocks)
    return Counter(
        word for block in blocks if block.kind is BlockKind.IMAGE for word in _WORD.findall(block.text.lower())
    )


def alternative_words(path: Path) -> Counter[str]:
    """The words of all alternatives of pictures, wherever they are in an EPUB."""
    found: list[str] = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(("html", "htm")):
                found += etree.fromstring(archive.read(name), etree.XMLParser(recover=True)).xpath("//@alt")
    return Counter(_WORD.findall(" ".join(found).lower()))


def _words_of(data: bytes) -> Counter[str]:
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    parts: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = etree.QName(element).localname.lower()
        hidden += (event == "start") - (event == "end") if name in _UNSEEN else 0
        if name not in _INLINE:
            parts.append(" ")
        if not hidden:
            parts.append((element.text if event == "start" else element.tail) or "")
    return Counter(_WORD.findall("".join(parts).replace("\xad", "").lower()))
