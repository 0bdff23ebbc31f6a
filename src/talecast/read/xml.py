"""Bytes to elements: the one place that imports lxml, for the XML of containers and for documents of (X)HTML.

The parser gets no document type, so no entity is expanded and nothing is fetched, and it never gives up: what is not
well-formed is read as a browser would. Elements are lxml's; `name_of` and `attribute` read them whether they came with
namespaces (XML) or without (HTML).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.read.xmlsource import ELSEWHERE, HEAD, source_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import XMLParser, _Element

    Element = _Element
    """An element of lxml's, for the annotations of those who are handed one."""

MAX_DEPTH = 2_000
"""Elements in elements; libxml2 stops at 2,048 and forgets the rest."""

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "epub": "http://www.idpf.org/2007/ops",
    "m": "http://www.w3.org/1998/Math/MathML",
    "opf": "http://www.idpf.org/2007/opf",
    "svg": "http://www.w3.org/2000/svg",
    "xlink": "http://www.w3.org/1999/xlink",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_FIRST_TAG = re.compile(r"<[A-Za-z_][^\s<>/]*")
_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_END_OF_BODY = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_STRAY = re.compile(r"<(?=[A-Za-z][^<>\"'=]*<)")
_FORMATTING = re.compile(
    r"</?(?!(?:html|head|title|style|script|body|p|h[1-6]|br|hr|li|tr|t[dh]|img|meta|link)\b)[A-Za-z][^<>]*>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tree:
    """A document's root element and a sentence for each fault that was read past. A document of nothing has an empty root."""

    root: Element
    warnings: tuple[str, ...] = ()


def parse_xml(data: bytes, name: str) -> Tree:
    """The elements of an XML file; one that is not well-formed as far as it can be recovered.

    `name` is for messages. Raises SourceError for an entity bomb and for what is far larger than any book.
    """
    from lxml import etree

    text, warnings = source_text(data, name)
    root, fault = _strict(text, name)
    if root is not None:
        return Tree(root, warnings + fault)
    try:
        root = etree.fromstring(text.encode(), _xml_parser(recover=True))
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return Tree(etree.Element("empty"), (*warnings, f"“{name}” holds no XML."))
    return Tree(root, (*warnings, *fault))


def parse_html(data: bytes, name: str) -> Tree:
    """The elements of a document of XHTML or HTML: as XML where it is well-formed, else as HTML, so that no word is lost.

    `name` is for messages. Raises SourceError for an entity bomb and for what is far larger than any book.
    """
    from lxml import etree

    text, warnings = source_text(data, name)
    root, fault = _strict(text, name)
    if root is not None:
        return Tree(root, warnings + fault)
    if "http://www.w3.org/1999/xhtml" in text[:HEAD]:  # a document that is plain HTML is no fault
        warnings += fault
    text = _STRAY.sub("&lt;", _END_OF_BODY.sub("", text))  # libxml2 forgets what comes after them
    root = _html(text)
    if root is not None and _depth_at_end(root) >= MAX_DEPTH:
        warnings = (*warnings, f"“{name}” nests its elements too deep; its formatting was left out.")
        root = _html(_FORMATTING.sub("", text))
        if root is not None and _depth_at_end(root) >= MAX_DEPTH:
            raise SourceError(f"“{name}” nests its elements more than {MAX_DEPTH:,} deep.", ELSEWHERE)
    if root is None:
        return Tree(etree.Element("html"), (*warnings, f"“{name}” is empty."))
    return Tree(root, warnings)


def name_of(element: Element) -> str:
    """The element's name, lower case, without its namespace; "" for what is no element."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by the name that it is written with ("id", "epub:type", "xml:lang"), trimmed; "" where it is not there."""
    value = element.get(name)
    if value is None:
        prefix, colon, local = name.partition(":")
        value = element.get(f"{{{_NAMESPACES[prefix]}}}{local}") if colon else None
    return value.strip() if value else ""


def attributes(element: Element) -> dict[str, str]:
    """All attributes by the names that they are written with, trimmed."""
    return {_written(name): value.strip() for name, value in element.items()}


def value_of(element: Element, name: str) -> str:
    """An attribute by its local name, whatever namespace it is in; "" where it is not there."""
    return next((value.strip() for key, value in element.items() if _local(key) == name.lower()), "")


def to_bytes(root: Element) -> bytes:
    """The elements as XML in UTF-8, with nothing that a reader would have to look up."""
    from lxml import etree

    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, with_tail=False))


def elements(root: Element, *names: str) -> Iterator[Element]:
    """The elements of these names, or all of them, in the order of the document; the root may be one.

    lxml's own `iter` takes time for each element that grows with how deep it lies.
    """
    from lxml import etree

    return (element for _, element in etree.iterwalk(root, events=("start",)) if not names or name_of(element) in names)


def walk(root: Element) -> Iterator[tuple[str, Element]]:
    """Each element at its "start" and its "end", in order and without recursion: up to 2,048 lie in each other."""
    from lxml import etree

    return iter(etree.iterwalk(root, events=("start", "end")))


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


@lru_cache(maxsize=4096)
def _written(name: str) -> str:
    """An attribute's name with its prefix instead of its namespace."""
    uri, _, local = name.rpartition("}")
    return (
        next((f"{prefix}:{local}" for prefix, known in _NAMESPACES.items() if known == uri[1:]), name) if uri else name
    )


def _xml_parser(*, recover: bool) -> XMLParser[Element]:
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,  # what it guards against is guarded against in `xmlsource`
        remove_comments=True,
        remove_pis=True,
    )


def _strict(text: str, name: str) -> tuple[Element | None, tuple[str, ...]]:
    """The root of well-formed XML, prefixes that are not declared aside; or None and what is wrong."""
    from lxml import etree

    fault: tuple[str, ...] = ()
    for attempt in (text, ""):
        try:
            return etree.fromstring((attempt or _with_prefixes(text)).encode(), _xml_parser(recover=False)), fault
        except etree.XMLSyntaxError as error:
            reason = error.msg.partition(", line")[0][:100]
            fault = (f"“{name}” is not well-formed XML ({reason}); it was read as far as it can be.",)
            if not reason.startswith("Namespace prefix"):
                break
    return None, fault


def _with_prefixes(text: str) -> str:
    """The text with the namespace prefixes that it uses declared in its first tag."""
    used = sorted({prefix for prefix in _PREFIX.findall(text) if f"xmlns:{prefix}=" not in text} - {"xml", "xmlns"})
    declarations = "".join(f' xmlns:{prefix}="{_NAMESPACES.get(prefix, prefix)}"' for prefix in used)
    return _FIRST_TAG.sub(lambda found: found.group() + declarations, text, count=1)


def _html(text: str) -> Element | None:
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True, default_doctype=False
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        return None


def _depth_at_end(root: Element) -> int:
    """How deep the last element lies: where libxml2 stopped for depth, that depth."""
    depth = 1
    while len(root):
        root, depth = root[-1], depth + 1
    return depth
