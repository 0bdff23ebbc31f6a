"""The three formats of a read-along book, each opened to the same values."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from talecast.check.readalong.opened import HeardClip, Opened, Overlay, address, first, named, seconds
from talecast.errors import CheckError
from talecast.read.xml import attribute, elements, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.check.readalong.opened import Files
    from talecast.read.xml import Element

PAGE_ROLES = frozenset({"pagebreak", "pagenum", "pagenumber-on"})
PAGE_CLASSES = frozenset({"page-normal", "page-front", "page-special"})

WANTED = (
    *("media:active-class", "dcterms:conformsTo", "schema:accessMode", "schema:accessModeSufficient"),
    *("schema:accessibilityFeature", "schema:accessibilityHazard", "schema:accessibilitySummary"),
)
"""What a package says of its overlays, and of who can read it (Media Overlays 3.3, 9; EPUB Accessibility 1.1, 2)."""

LEAST_S = 1e-6
"""What two times that are written alike may differ by, once they are added up."""

_PLACE = re.compile(r"h[1-6]|span")
"""A line of the NCC."""


def open_epub(files: Files) -> Opened:
    """An EPUB with Media Overlays. Raises CheckError where it lacks what it needs."""
    book = Opened(files, total_decimals=6)
    if files.read("mimetype") != b"application/epub+zip":
        raise CheckError("Its mimetype is not that of an EPUB.")
    container = book.root("META-INF/container.xml")
    package = first((attribute(one, "full-path") for one in elements(container, "rootfile")), "package document")
    root = book.root(package)
    items = {attribute(one, "id"): one for one in elements(root, "item")}
    durations = {}
    for meta in elements(root, "meta"):
        if attribute(meta, "property") == "media:duration":
            durations[attribute(meta, "refines").removeprefix("#")] = seconds(meta.text or "")
    book.total_s = durations.get("") or 0.0
    for reference in elements(root, "itemref"):
        overlay = attribute(named(items, attribute(reference, "idref")), "media-overlay")
        name, _ = address(package, attribute(named(items, overlay), "href"))
        book.overlays.append(Overlay(name, tuple(_clips(book, name)), durations.get(overlay)))
    nav = first((one for one in items.values() if "nav" in attribute(one, "properties").split()), "navigation")
    name, _ = address(package, attribute(nav, "href"))
    book.links = [(name, attribute(one, "href")) for one in elements(book.root(name), "a")]
    for smil in [one.name for one in book.overlays]:
        book.links += [(smil, href) for one in elements(book.root(smil)) if (href := attribute(one, "epub:textref"))]
    for one in elements(book.root(name), "nav"):
        if attribute(one, "epub:type") == "toc":
            book.contents = [(name, attribute(link, "href"), _label(link)) for link in elements(one, "a")]
        elif attribute(one, "epub:type") == "page-list":
            book.pages = [(name, attribute(link, "href"), _label(link)) for link in elements(one, "a")]
    said = {attribute(meta, "property") for meta in elements(root, "meta")}
    book.declared = [(package, one, "a value", "nothing") for one in WANTED if one not in said]
    for document in book.documents:
        book.links += [(document, attribute(one, "href")) for one in elements(book.root(document), "a")]
    book.titles = [(package, _label(first(elements(root, "title"), "title")))]
    book.languages = [(package, _label(first(elements(root, "language"), "language")))]
    book.listed = frozenset(address(package, attribute(item, "href"))[0] for item in items.values())
    book.creators = tuple(_label(one) for one in elements(root, "creator"))
    return book


def open_daisy2(files: Files) -> Opened:
    """A DAISY 2.02 book. Raises CheckError where it lacks what it needs."""
    book = Opened(files, shows_spoken=True, total_decimals=0)
    ncc = book.root("ncc.html")
    metas = {attribute(one, "name"): attribute(one, "content") for one in elements(ncc, "meta")}
    book.creators = tuple(
        attribute(one, "content") for one in elements(ncc, "meta") if attribute(one, "name") == "dc:creator"
    )
    book.total_s = seconds(metas.get("ncc:totalTime", "")) or 0.0
    book.links = [("ncc.html", attribute(one, "href")) for one in elements(ncc, "a")]
    lines = [
        one for one in elements(ncc) if _PLACE.fullmatch(name_of(one)) and next(elements(one, "a"), None) is not None
    ]
    pages = [one for one in lines if attribute(one, "class") in PAGE_CLASSES]
    book.pages = [("ncc.html", attribute(first(elements(one, "a"), "link"), "href"), _label(one)) for one in pages]
    sections = [one for one in lines if attribute(one, "class") == "section"]
    book.headings = [
        ("ncc.html", attribute(first(elements(one, "a"), "link"), "href"), _label(one)) for one in sections
    ]
    kinds = Counter(attribute(one, "class") for one in lines)
    depth = max((int(name_of(one)[1]) for one in lines if name_of(one) != "span"), default=0)
    right = {
        "ncc:pageFront": kinds["page-front"],
        "ncc:pageNormal": kinds["page-normal"],
        "ncc:pageSpecial": kinds["page-special"],
        "ncc:tocItems": len(lines),
        "ncc:depth": depth,
    }
    book.declared = [("ncc.html", key, str(value), metas.get(key, "nothing")) for key, value in right.items()]
    book.ranks = [
        ("ncc.html", attribute(first(elements(one, "a"), "link"), "href"), int(name_of(one)[1])) for one in sections
    ]
    book.file_count = metas.get("ncc:files", "nothing")
    book.titles = [("ncc.html", metas.get("dc:title", ""))]
    book.languages = [("ncc.html", metas.get("dc:language", ""))]
    for name in dict.fromkeys(address("ncc.html", href)[0] for _, href in book.links):
        said = {attribute(one, "name"): attribute(one, "content") for one in elements(book.root(name), "meta")}
        declared, elapsed = (seconds(said.get(f"ncc:{key}", "")) for key in ("timeInThisSmil", "totalElapsedTime"))
        book.overlays.append(Overlay(name, tuple(_clips(book, name)), declared, elapsed))
        lasting = next((attribute(one, "dur") for one in elements(book.root(name), "seq")), "")
        if declared is not None and abs((seconds(lasting) or 0.0) - declared) > LEAST_S:
            book.declared.append((name, "dur", f"{declared:.3f}s", lasting or "nothing"))
    return book


def open_daisy3(files: Files) -> Opened:
    """A DAISY 3 book. Raises CheckError where it lacks what it needs."""
    book = Opened(files, shows_spoken=True)
    root = book.root("book.opf")
    items = {attribute(one, "id"): attribute(one, "href") for one in elements(root, "item")}
    book.listed = frozenset(items.values())
    book.creators = tuple(_label(one) for one in elements(root, "creator"))
    metas = {attribute(one, "name"): attribute(one, "content") for one in elements(root, "meta")}
    book.total_s = seconds(metas.get("dtb:totalTime", "")) or 0.0
    for reference in elements(root, "itemref"):
        name = named(items, attribute(reference, "idref"))
        said = {attribute(one, "name"): attribute(one, "content") for one in elements(book.root(name), "meta")}
        main = first(elements(book.root(name), "seq"), f"seq in {name}")
        elapsed = seconds(said.get("dtb:totalElapsedTime", ""))
        book.overlays.append(Overlay(name, tuple(_clips(book, name)), seconds(attribute(main, "dur")), elapsed))
    ncx = first((name for name in items.values() if name.endswith(".ncx")), "NCX")
    text = first((name for name in items.values() if name.endswith(".xml")), "text")
    book.links = [(ncx, attribute(one, "src")) for one in elements(book.root(ncx), "content")]
    book.links += [(text, href) for one in elements(book.root(text)) if (href := attribute(one, "smilref"))]
    places = list(elements(book.root(ncx), "navpoint", "pagetarget", "navtarget"))
    pages = [one for one in places if name_of(one) == "pagetarget"]
    book.pages = [(ncx, attribute(first(elements(one, "content"), "content"), "src"), _label(one)) for one in pages]
    for one in places:
        if name_of(one) == "navpoint":
            label, content = first(elements(one, "navlabel"), "label"), first(elements(one, "content"), "content")
            book.headings.append((ncx, attribute(content, "src"), _label(label)))
            book.ranks.append((ncx, attribute(content, "src"), 1 + sum(map(_is_point, one.iterancestors()))))
    said = {attribute(one, "name"): attribute(one, "content") for one in elements(book.root(ncx), "meta")}
    uid = next((_label(one) for one in elements(root, "identifier")), "")
    orders = sorted(
        {
            int(order)
            for one in places
            if (order := attribute(one, "playorder") or attribute(one, "playOrder")).isdecimal()
        }
    )
    book.declared = [
        (ncx, "dtb:uid", uid, said.get("dtb:uid", "nothing")),
        (ncx, "dtb:depth", str(max((rank for *_, rank in book.ranks), default=0)), said.get("dtb:depth", "nothing")),
        (ncx, "dtb:totalPageCount", str(len(pages)), said.get("dtb:totalPageCount", "nothing")),
        (ncx, "the last playOrder", str(len(orders)), str(max(orders, default=0))),
    ]
    tests = {attribute(one, "id") for one in elements(book.root(ncx), "smilcustomtest")}
    for name in [one.name for one in book.overlays]:
        used = {test for one in elements(book.root(name)) if (test := attribute(one, "customTest"))}
        declared = {attribute(one, "id") for one in elements(book.root(name), "customtest")}
        for file, there in ((name, declared), (ncx, tests)):
            book.declared += [(file, f"the customTest {one}", "a declaration", "none") for one in sorted(used - there)]
    book.titles = [("book.opf", next((_label(one) for one in elements(root, "title")), ""))]
    book.languages = [("book.opf", next((_label(one) for one in elements(root, "language")), ""))]
    return book


def _label(element: Element) -> str:
    """The words of an element, on one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def _is_point(element: Element) -> bool:
    return name_of(element) == "navpoint"


def _clips(book: Opened, name: str) -> Iterator[HeardClip]:
    for par in elements(book.root(name), "par"):
        text = next((one for one in par.iterchildren() if name_of(one) == "text"), None)
        audio = next(elements(par, "audio"), None)
        if text is None or audio is None:
            raise CheckError(f"{name} has a par without text and audio.")
        document, fragment = address(name, attribute(text, "src"))
        begin = seconds(attribute(audio, "clipBegin") or attribute(audio, "clip-begin"))
        end = seconds(attribute(audio, "clipEnd") or attribute(audio, "clip-end"))
        if begin is None or end is None:
            raise CheckError(f"{name} has a clip without times.")
        roles = (attribute(par, "epub:type"), attribute(par, "customTest"), attribute(par, "system-required"))
        sound, _ = address(name, attribute(audio, "src"))
        yield HeardClip(document, fragment, sound, begin, end, not PAGE_ROLES.isdisjoint(roles))
