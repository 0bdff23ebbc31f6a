"""EPUBs of any shape, made in memory: a dictionary of files that a test may bend, and the zip around it."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import TYPE_CHECKING

from talecast.read.epub import read_container

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from talecast.read.documents import Container

HTML_TYPE = "application/xhtml+xml"
XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
PIXEL = b"\x89PNG\r\n\x1a\n" + b"a picture of nothing"
CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
TITLE = "<dc:title>The Lamp</dc:title><dc:language>en</dc:language>"


def page(body: str, *, head: str = "") -> str:
    """A document of XHTML."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="{XHTML}" xmlns:epub="{OPS}">'
        f"<head><title>x</title>{head}</head><body>{body}</body></html>"
    )


def package(
    items: Sequence[str],
    spine: Sequence[str],
    *,
    metadata: str = TITLE,
    version: str = "3.0",
    after: str = "",
    toc: str = "",
) -> str:
    """A package document from manifest lines "id href type [properties]" and ids in reading order ("id no": not linear)."""
    lines = []
    for item in items:
        key, href, kind, *properties = item.split(" ")
        said = f' properties="{" ".join(properties)}"' if properties else ""
        lines.append(f'<item id="{key}" href="{href}" media-type="{kind}"{said}/>')
    refs = [
        f'<itemref idref="{key.split()[0]}"{" linear=" + chr(34) + "no" + chr(34) if " " in key else ""}/>'
        for key in spine
    ]
    said = f' toc="{toc}"' if toc else ""
    return (
        f'<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="{version}" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata}</metadata><manifest>{''.join(lines)}</manifest><spine{said}>{''.join(refs)}</spine>{after}</package>"
    )


def nav(toc: str, rest: str = "") -> str:
    """A navigation document around the list items of its contents."""
    return page(f'<nav epub:type="toc"><h1>Contents</h1><ol>{toc}</ol></nav>{rest}')


def ncx(points: str, rest: str = "") -> str:
    """An NCX around its points."""
    return f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap>{points}</navMap>{rest}</ncx>'


def point(title: str, src: str, inner: str = "") -> str:
    """A point of an NCX."""
    return f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{src}"/>{inner}</navPoint>'


def book(
    *,
    metadata: str = TITLE,
    version: str = "3.0",
    toc: str = '<li><a href="one.xhtml">One</a></li><li><a href="two.xhtml">Two</a></li>',
    rest: str = "",
    after: str = "",
    items: Sequence[str] = (),
    spine: Sequence[str] = ("c1", "c2"),
) -> dict[str, bytes]:
    """An EPUB 3 of two chapters in the folder EPUB, as its files; everything about it may be said otherwise."""
    manifest = [f"nav nav.xhtml {HTML_TYPE} nav", f"c1 one.xhtml {HTML_TYPE}", f"c2 two.xhtml {HTML_TYPE}", *items]
    texts = {
        "META-INF/container.xml": CONTAINER.format("EPUB/package.opf"),
        "EPUB/package.opf": package(manifest, spine, metadata=metadata, version=version, after=after),
        "EPUB/nav.xhtml": nav(toc, rest),
        "EPUB/one.xhtml": page("<h1>One</h1><p>The lamp went out.</p>"),
        "EPUB/two.xhtml": page("<h1>Two</h1><p>It was lit again.</p>"),
    }
    return {name: text.encode() for name, text in texts.items()}


def old_book(
    points: str,
    *,
    metadata: str = TITLE,
    files: Mapping[str, str] | None = None,
    after: str = "",
    toc: str = "ncx",
    rest: str = "",
) -> dict[str, bytes]:
    """An EPUB 2 in the folder OEBPS with an NCX."""
    pages = files or {"one.html": page("<h1>One</h1><p>Words.</p>"), "two.html": page("<h1>Two</h1><p>More.</p>")}
    items = ["ncx toc.ncx application/x-dtbncx+xml", *(f"i{at} {name} {HTML_TYPE}" for at, name in enumerate(pages))]
    spine = [f"i{at}" for at in range(len(pages))]
    texts = {
        "META-INF/container.xml": CONTAINER.format("OEBPS/content.opf"),
        "OEBPS/content.opf": package(items, spine, metadata=metadata, version="2.0", after=after, toc=toc),
        "OEBPS/toc.ncx": ncx(points, rest),
        **{f"OEBPS/{name}": text for name, text in pages.items()},
    }
    return {name: text.encode() for name, text in texts.items()}


def pack(
    files: Mapping[str, bytes], *, mimetype: bytes | None = b"application/epub+zip", compressed: bool = False
) -> bytes:
    """The zip: `mimetype` first and stored, as EPUB wants it, or otherwise."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype is not None:
            kind = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype, compress_type=kind)
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def pack_entries(entries: Sequence[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    """A zip of entries as they are given, names twice or of no good included."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in entries:
                archive.writestr(name, data)
    return buffer.getvalue()


def read(folder: Path, files: Mapping[str, bytes] | bytes, name: str = "book.epub") -> Container:
    """What the reader makes of these files, or of the bytes of a whole archive."""
    path = folder / name
    path.write_bytes(files if isinstance(files, bytes) else pack(files))
    return read_container(path)
