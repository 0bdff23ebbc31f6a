"""From an office document to a `Container` of one document: only the parts with words in them are handed to pandoc."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from talecast.errors import SourceError
from talecast.read.documents import Container, Document
from talecast.read.epub.metadata import without_markup
from talecast.read.languages import language_tag
from talecast.read.metadata import creators
from talecast.read.office import docx, odt
from talecast.read.office.docx_numbers import read_numbers
from talecast.read.office.page import make_page, require_few
from talecast.read.office.pandoc import to_html
from talecast.read.office.rtf import prepare_rtf
from talecast.read.office.rtf_head import information
from talecast.read.properties import sensible_creators, sensible_description, sensible_title
from talecast.read.title import by_line
from talecast.read.xml import elements, parse_xml, to_bytes, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from talecast.read.epub.archive import Archive
    from talecast.read.xml import Element

MAX_RTF = 60_000_000
"""Bytes, pictures in hexadecimal digits among them; a million words have 7 MB."""
MAX_CONTROLS = 2_000_000
"""Of an RTF document; 120,000 words by LibreOffice have 100,000, by Word five times as many."""

_PARAGRAPH = re.compile(r"\\(?:par|cell|line)(?![a-z])")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES, _RELATIONS, _CORE = "[Content_Types].xml", "_rels/.rels", "docProps/core.xml"
_WORD_PARTS = ("styles.xml", "numbering.xml", "footnotes.xml", "endnotes.xml")
_NO_STYLES = b'<o:document-styles xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
"""What pandoc wants to find."""
_MANIFEST = "META-INF/manifest.xml"
_AGAIN = "Open it in a word processor and save it again, or get the file again."


def read_docx(archive: Archive) -> Container:
    """A Word document. Raises SourceError where it is damaged, made to do harm, or pandoc is missing."""
    main = _main_part(archive)
    folder = main.rpartition("/")[0]
    styles, numbering, *notes = (f"{folder}/{name}" for name in _WORD_PARTS)
    relations = [f"{folder}/_rels/{part.rpartition('/')[2]}.rels" for part in (main, *notes)]
    trees = _parsed(archive, (_TYPES, _RELATIONS, _CORE, main, styles, numbering, *notes, *relations))
    looks = docx.read_styles(trees.get(styles))
    numbers = read_numbers(trees.get(numbering), trees.get(styles))
    for part in (main, *notes):
        if part in trees:
            docx.prepare_docx(trees[part], looks, numbers)
    said = _properties(trees.get(_CORE), archive.book)
    if styles in trees and "language" not in said:
        said["language"] = next((tag for one in elements(trees[styles], "lang") if (tag := value_of(one, "val"))), "")
    # Pandoc looks for the pictures that relations name, and is content with empty ones.
    pictures = [name for name in archive.names if name.startswith(f"{folder}/media/")]
    packed, weight = _packed(trees, pictures)
    trees.clear()
    return _container(archive.book, to_html(packed, "DOCX", archive.book, weight), said, archive.faults)


def read_odt(archive: Archive) -> Container:
    """An OpenDocument text. Raises SourceError where it is damaged, locked, made to do harm, or pandoc is missing."""
    trees = _parsed(archive, ("content.xml", "styles.xml", "meta.xml", _MANIFEST))
    if _MANIFEST in trees and next(elements(trees[_MANIFEST], "encryption-data"), None) is not None:
        raise SourceError(f"“{archive.book}” is locked with a password.", "Open it and save it without one.")
    if "content.xml" not in trees:
        raise SourceError(f"“{archive.book}” is damaged: its text is missing.", _AGAIN)
    content, styles = trees["content.xml"], trees.get("styles.xml")
    odt.prepare_odt(content, odt.read_styles(styles, content))
    said = _properties(trees.get("meta.xml"), archive.book)
    for one in () if styles is None else elements(styles, "text-properties"):
        tag = (value_of(one, "language"), value_of(one, "country"))
        if tag[0] and "language" not in said:
            said["language"] = "-".join(part for part in tag if part not in ("", "none"))
    trees.setdefault("styles.xml", parse_xml(_NO_STYLES, "styles.xml").root)
    packed, weight = _packed({name: trees[name] for name in ("content.xml", "styles.xml")})
    trees.clear()
    return _container(archive.book, to_html(packed, "ODT", archive.book, weight), said, archive.faults)


def read_rtf(data: bytes, name: str) -> Container:
    """An RTF document. Raises SourceError where it is damaged, made to do harm, or pandoc is missing."""
    if len(data) > MAX_RTF:
        raise SourceError(f"“{name}” is too large: {len(data) / 1_000_000:,.0f} MB.", "Save it without its pictures.")
    text = data.decode("latin-1")
    require_few(len(_PARAGRAPH.findall(text)), name)
    if text.count("\\") > MAX_CONTROLS:
        raise SourceError(f"“{name}” holds more control words than any book.", "Save it again as .docx.")
    info = information(text)
    ready = prepare_rtf(text).encode("latin-1", errors="replace")
    said = {
        "title": sensible_title(info.get("title", ""), name),
        "creators": sensible_creators(info.get("author", "")),
        "description": info.get("doccomm", ""),
    }
    return _container(name, to_html(ready, "RTF", name, len(ready)), said, ())


def _main_part(archive: Archive) -> str:
    """The part with the text, as the archive's relations name it."""
    if _RELATIONS in archive.names:
        for one in elements(parse_xml(archive.read(_RELATIONS), _RELATIONS).root, "relationship"):
            if value_of(one, "type").endswith("/officeDocument"):
                path = value_of(one, "target").lstrip("/")
                if path in archive.names:
                    return path
    if "word/document.xml" in archive.names:
        return "word/document.xml"
    raise SourceError(f"“{archive.book}” is damaged: its text is missing.", _AGAIN)


def _parsed(archive: Archive, names: Iterable[str]) -> dict[str, Element]:
    """The roots of those parts that are there. What is not well-formed is read as far as it can be, with a warning."""
    found: dict[str, Element] = {}
    for name in names:
        if name in archive.names:
            tree = parse_xml(archive.read(name), f"{name}” in “{archive.book}")
            archive.faults.extend(tree.warnings)
            require_few(sum(1 for _ in elements(tree.root, "p", "h")), archive.book)
            found[name] = tree.root
    return found


def _packed(trees: Mapping[str, Element], empty: Iterable[str] = ()) -> tuple[bytes, int]:
    """A zip archive of these parts, as they are now, and how many bytes it unpacks to."""
    packed = io.BytesIO()
    weight = 0
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, root in trees.items():
            data = to_bytes(root)
            weight += len(data)
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
        for name in empty:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), b"")
    return packed.getvalue(), weight


def _properties(root: Element | None, name: str) -> dict[str, Any]:
    """What a document's properties say (Dublin Core, as both formats have it)."""
    if root is None:
        return {}

    def first(field: str) -> str:
        return next((one.text or "" for one in elements(root, field)), "").strip()

    keywords = [one.strip() for said in elements(root, "keywords", "keyword") for one in (said.text or "").split(",")]
    said: dict[str, Any] = {
        "title": sensible_title(first("title"), name),
        "creators": sensible_creators(first("initial-creator") or first("creator")),
        "language": first("language"),
        "description": sensible_description(without_markup(first("description"))),
        "subjects": tuple(dict.fromkeys(filter(None, keywords))),
    }
    return {key: value for key, value in said.items() if value}


def _container(name: str, html: str, said: Mapping[str, Any], faults: Iterable[str]) -> Container:
    page = make_page(html, name)
    headers = {**said, "language": language_tag(said.get("language", ""))}
    if page.title:
        headers |= {"title": page.title, "subtitle": page.subtitle}
    if page.authors:
        headers["creators"] = page.authors
    elif printed := next(filter(None, map(by_line, page.first_words)), ""):
        headers["creators"] = creators(printed)  # believed before what a program wrote
    known = {key: value for key, value in headers.items() if value}
    return Container(known, (Document(name, page.data),), warnings=tuple(dict.fromkeys(faults)))
