"""The contents, the page list and the landmarks: of the navigation document (EPUB 3), of the NCX and the guide (EPUB 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from talecast.read.documents import Entry, Landmark
from talecast.read.epub.archive import unquoted
from talecast.read.epub.package import listed
from talecast.read.piece import fold
from talecast.read.xml import attribute, elements, name_of, parse_html, parse_xml, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from talecast.read.epub.archive import Archive
    from talecast.read.epub.package import Package
    from talecast.read.xml import Element

MAX_ENTRIES = 50_000
"""Lines of a contents; the longest seen, of a dictionary, has 8,000."""

_LISTS = frozenset({"ol", "ul"})
_LEVELS = 6
_NAV_NAMES = frozenset({"nav.xhtml", "nav.html", "toc.xhtml", "toc.html"})
"""What navigation documents are called, for packages that do not say which file it is."""
_NCX_TYPE = "application/x-dtbncx+xml"
_ROLES = {
    "text": "bodymatter",
    "start": "bodymatter",
    "title-page": "titlepage",
    "acknowledgements": "acknowledgments",
    "notes": "endnotes",
    "copyright": "copyright-page",
}
"""The guide's types (OPF 2.0.1, 2.6) and what others write there, where the EPUB vocabulary has another name."""


@dataclass(frozen=True, slots=True)
class Navigation:
    """What a book says of its places."""

    contents: tuple[Entry, ...] = ()
    page_breaks: tuple[Entry, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Line:
    """A line while it is being read."""

    level: int
    texts: list[str] = field(default_factory=list)
    href: str | None = None
    role: str = ""
    spare: str = ""
    """What a picture in it says, for a line without words."""


def read_navigation(archive: Archive, package: Package, documents: Collection[str]) -> Navigation:
    """Contents, pages and landmarks, those that point to `documents`; the others are named in a warning.

    Where a book has both, the navigation document counts in EPUB 3, the NCX in EPUB 2, and the other one where that says
    nothing.
    """
    nav, ncx = _nav(archive, package, documents), _ncx(archive, package, documents)
    newest = package.version > 2  # noqa: PLR2004 - the last of EPUB 2 is 2.0.1
    first, second = (nav, ncx) if newest else (ncx, nav)
    used = (
        first if first and first.contents else second if second and second.contents else first or second or Navigation()
    )
    warnings = list(used.warnings)
    if first is None or used is not first:
        what = "navigation document" if newest else "NCX"
        other = f"; the {'NCX' if newest else 'navigation document'} was read" if used.contents else ""
        warnings.insert(0, f"“{package.path}” names no {what} that can be read{other}.")
    if not used.contents:
        warnings.append(f"“{archive.book}” has no table of contents.")
    said = nav.landmarks if nav else ()
    known = {landmark.role for landmark in said}
    guide = tuple(landmark for landmark in _guide(archive, package, documents) if landmark.role not in known)
    pages = used.page_breaks or next((one.page_breaks for one in (nav, ncx) if one and one.page_breaks), ())
    return Navigation(used.contents, pages, said + guide, tuple(warnings))


def _nav(archive: Archive, package: Package, documents: Collection[str]) -> Navigation | None:
    items = [item for item in package.manifest.values() if item.path]
    marked = next((item.path for item in items if "nav" in item.properties), "")
    path = marked or next((item.path for item in items if item.path.rpartition("/")[2].lower() in _NAV_NAMES), "")
    if not path:
        return None
    tree = parse_html(archive.read(path), path)
    navs = list(elements(tree.root, "nav"))
    if not navs:
        return None
    typed = {kind: nav for nav in reversed(navs) for kind in _types(nav)}
    reader = _Reader(archive, path, documents)
    contents = reader.entries(_nav_lines(typed.get("toc", typed.get("doc-toc", None if typed else navs[0]))))
    faults = reader.faults()
    breaks = reader.entries(_nav_lines(typed.get("page-list", typed.get("doc-pagelist"))))
    places = reader.landmarks(_nav_lines(typed.get("landmarks")))
    return Navigation(contents, breaks, places, tree.warnings + faults)


def _ncx(archive: Archive, package: Package, documents: Collection[str]) -> Navigation | None:
    spine = package.section("spine")
    named = package.manifest.get(attribute(spine, "toc")) if spine is not None else None
    items = [item for item in (named, *package.manifest.values()) if item is not None and item.path]
    path = next((item.path for item in items if item is named and item.path.lower().endswith((".ncx", ".xml"))), "")
    path = path or next((item.path for item in items if item.media_type == _NCX_TYPE), "")
    path = path or next((name for name in archive.names if name.lower().endswith(".ncx")), "")
    if not path:
        return None
    tree = parse_xml(archive.read(path), path)
    reader = _Reader(archive, path, documents)
    contents = reader.entries(_ncx_lines(tree.root, "navpoint"))
    faults = reader.faults()
    return Navigation(contents, reader.entries(_ncx_lines(tree.root, "pagetarget")), (), tree.warnings + faults)


def _guide(archive: Archive, package: Package, documents: Collection[str]) -> tuple[Landmark, ...]:
    guide = package.section("guide")
    if guide is None:
        return ()
    lines = [
        _Line(1, [], attribute(element, "href"), attribute(element, "type")) for element in elements(guide, "reference")
    ]
    return _Reader(archive, package.path, documents).landmarks(lines)


def _types(element: Element) -> list[str]:
    """The roles that an element has, by EPUB and by ARIA."""
    return f"{attribute(element, 'epub:type')} {attribute(element, 'role')}".lower().split()


def _nav_lines(nav: Element | None) -> list[_Line]:
    """A line for each list item, whatever the item is wrapped in; of a `nav` without lists one for each link."""
    if nav is None:
        return []
    unit = "a" if next(elements(nav, "li"), None) is None else "li"
    lines: list[_Line] = []
    open_lines: list[_Line] = []
    depth = 0
    for event, element in walk(nav):
        name = name_of(element)
        if event == "start":
            depth += name in _LISTS
            if name == unit:
                lines.append(_Line(max(1, depth)))
                open_lines.append(lines[-1])
            if open_lines:
                _notice(open_lines[-1], element, name)
        else:
            depth -= name in _LISTS
            if name == unit:
                open_lines.pop()
            if open_lines and name not in _LISTS:
                open_lines[-1].texts.append(str(element.tail or ""))
    return lines


def _notice(line: _Line, element: Element, name: str) -> None:
    line.texts.append(" " if name == "br" else str(element.text or ""))
    if name == "a" and line.href is None and (href := attribute(element, "href")):
        line.href = href
        line.role = " ".join(_types(element))
        line.spare = line.spare or attribute(element, "title")
    elif name == "img":
        line.spare = line.spare or attribute(element, "alt")


def _ncx_lines(root: Element, point: str) -> list[_Line]:
    lines: list[_Line] = []
    open_lines: list[_Line] = []
    for event, element in walk(root):
        name = name_of(element)
        if name == point:
            if event == "start":
                lines.append(_Line(len(open_lines) + 1))
                open_lines.append(lines[-1])
            else:
                open_lines.pop()
        elif event == "start" and open_lines:
            if name == "text" and not open_lines[-1].texts:
                open_lines[-1].texts.extend(str(text) for text in element.itertext())
            elif name == "content" and open_lines[-1].href is None:
                open_lines[-1].href = attribute(element, "src")
    return lines


class _Reader:
    """Turns lines into entries, and remembers what is wrong with them."""

    def __init__(self, archive: Archive, base: str, documents: Collection[str]) -> None:
        self._archive, self._base, self._documents = archive, base, documents
        self._found: dict[str, str] = {}
        self._dangling: dict[str, None] = {}
        self._untitled = 0

    def entries(self, lines: Iterable[_Line]) -> tuple[Entry, ...]:
        """The lines that have a title or a place, their levels as deep as they are nested."""
        lines = list(lines)[:MAX_ENTRIES]
        entries = []
        for line, following in zip_longest(lines, lines[1:]):
            title = fold("".join(line.texts)) or fold(line.spare)
            document, fragment = self._place(line.href or "")
            parent = following is not None and following.level > line.level
            if line.href and not document:
                self._dangling[line.href] = None
                if not parent:
                    continue
            if not title:
                self._untitled += 1
                if not document:
                    continue
            entries.append(Entry(title, document, fragment, min(line.level, _LEVELS)))
        return tuple(entries)

    def landmarks(self, lines: Iterable[_Line]) -> tuple[Landmark, ...]:
        """The places of the lines that have a role."""
        found = []
        for line in lines:
            document, fragment = self._place(line.href or "")
            role = next(iter(line.role.lower().split()), "").removeprefix("other.").removeprefix("doc-")
            if role and document:
                found.append(Landmark(_ROLES.get(role, role), document, fragment))
        return tuple(found)

    def faults(self) -> tuple[str, ...]:
        """A sentence for lines that point to nothing, and one for lines without words."""
        faults = []
        if self._dangling:
            faults.append(f"“{self._base}” points to {listed(self._dangling)}, outside the reading order.")
        if self._untitled:
            count = "a line" if self._untitled == 1 else f"{self._untitled} lines"
            faults.append(f"“{self._base}” has {count} without a title.")
        return tuple(faults)

    def _place(self, href: str) -> tuple[str, str]:
        path, _, fragment = href.strip().partition("#")
        if not href.strip() or "://" in path:
            return "", ""
        if path not in self._found:
            self._found[path] = self._archive.find(self._base, path)
        document = self._found[path]
        return (document, unquoted(fragment)) if document in self._documents else ("", "")
