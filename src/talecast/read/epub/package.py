"""The package document (OPF): what is in the book and in which order it is read, as it says and as it can be meant."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.read.xml import attribute, elements, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from talecast.read.epub.archive import Archive
    from talecast.read.xml import Element

CONTAINER = "META-INF/container.xml"
MIMETYPE = b"application/epub+zip"
_PACKAGE_TYPE = "application/oebps-package+xml"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the manifest."""

    key: str
    """Its id."""
    href: str
    """As it came."""
    path: str
    """In the archive; empty where it is not there."""
    media_type: str
    """Lower case, without parameters."""
    properties: tuple[str, ...] = ()
    fallback: str = ""
    """The id of what to take where this cannot be read."""


@dataclass(frozen=True, slots=True)
class SpineItem:
    """A line of the reading order."""

    item: Item
    linear: bool


@dataclass(frozen=True, slots=True)
class Package:
    """The package document."""

    path: str
    root: Element
    version: int
    """2 for EPUB 2 and what came before it, 3 for EPUB 3."""
    manifest: dict[str, Item]
    """By id."""
    spine: tuple[SpineItem, ...]
    warnings: tuple[str, ...]

    def section(self, name: str) -> Element | None:
        """The first element of that name: metadata, spine or guide."""
        return next(elements(self.root, name), None)


def read_package(archive: Archive) -> Package:
    """The package document of an EPUB. Raises SourceError where there is none."""
    path, warnings = _package_path(archive)
    tree = parse_xml(archive.read(path), path)
    warnings += tree.warnings
    manifest, faults = _manifest(archive, path, tree.root)
    spine, more = _spine(path, tree.root, manifest)
    version = _version(tree.root)
    return Package(path, tree.root, version, manifest, spine, warnings + faults + more)


def check_mimetype(archive: Archive) -> tuple[str, ...]:
    """What is wrong with the file that says that a zip archive is an EPUB (OCF 3.3, 4.3)."""
    if "mimetype" not in archive.names:
        return ("The file “mimetype” is missing.",)
    entry = archive.entry("mimetype")
    if entry.file_size > 10 * len(MIMETYPE) or archive.read("mimetype") != MIMETYPE:
        return (f"The file “mimetype” does not say {MIMETYPE.decode()}.",)
    if entry.compress_type:
        return ("The file “mimetype” is compressed.",)
    return () if archive.names[0] == "mimetype" else ("The file “mimetype” is not the first one.",)


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: all of three, else the first two and how many there are besides."""
    quoted = [f"“{name}”" for name in names]
    if len(quoted) > 3:  # noqa: PLR2004 - one sentence names so many
        quoted = [*quoted[:2], f"{len(quoted) - 2} others"]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def _package_path(archive: Archive) -> tuple[str, tuple[str, ...]]:
    if where := archive.find("", CONTAINER):
        tree = parse_xml(archive.read(where), CONTAINER)
        roots = [element for element in elements(tree.root, "rootfile") if attribute(element, "full-path")]
        roots.sort(key=lambda element: attribute(element, "media-type") not in ("", _PACKAGE_TYPE))
        found = [path for element in roots if (path := archive.find("", attribute(element, "full-path")))]
        if found:
            several = (f"“{CONTAINER}” names {len(roots)} books; the first one was read.",) if len(roots) > 1 else ()
            return found[0], tree.warnings + several
        fault = f"“{CONTAINER}” names no package document that is there."
    else:
        fault = f"“{CONTAINER}” is missing."
    packages = sorted(
        (name for name in archive.names if name.lower().endswith(".opf")), key=lambda name: (name.count("/"), name)
    )
    if packages:
        return packages[0], (f"{fault[:-1]}; “{packages[0]}” was read.",)
    if where or "mimetype" in archive.names:
        raise SourceError(
            f"“{archive.book}” has no package document, which tells the order of its chapters.", "Repair it."
        )
    raise SourceError(f"“{archive.book}” is a zip archive but no EPUB.", "Unpack it and give the story that is in it.")


def _version(root: Element) -> int:
    said = next((attribute(element, "version") for element in elements(root, "package")), "")
    return 3 if said[:1] in tuple("3456789") else 2


def _manifest(archive: Archive, path: str, root: Element) -> tuple[dict[str, Item], tuple[str, ...]]:
    manifest: dict[str, Item] = {}
    missing, twice = [], []
    for element in elements(root, "item"):
        key, href = attribute(element, "id"), attribute(element, "href")
        remote = "://" in href.partition("#")[0].partition("?")[0] or href.startswith("data:")
        found = "" if remote or not href.partition("#")[0] else archive.find(path, href)
        item = Item(
            key or href,
            href,
            found,
            attribute(element, "media-type").partition(";")[0].strip().lower(),
            tuple(attribute(element, "properties").lower().split()),
            attribute(element, "fallback"),
        )
        if not found and not remote:
            missing.append(posixpath.basename(href) or key or "a file without a name")
        if item.key in manifest:
            twice.append(item.key)
        manifest.setdefault(item.key, item)
    warnings = [f"“{path}” lists {listed(missing)}, missing from the book."] if missing else []
    if twice:
        warnings.append(f"“{path}” gives the id {listed(twice)} more than once; the first file was taken.")
    return manifest, tuple(warnings)


def _spine(path: str, root: Element, manifest: dict[str, Item]) -> tuple[tuple[SpineItem, ...], tuple[str, ...]]:
    by_case = {key.casefold(): item for key, item in reversed(manifest.items())}
    spine: dict[str, SpineItem] = {}
    dangling, twice = [], []
    for element in elements(root, "itemref"):
        key = attribute(element, "idref")
        item = manifest.get(key) or by_case.get(key.casefold())
        if item is None:
            dangling.append(key)
        elif item.key in spine:
            twice.append(item.path or item.href)
        else:
            spine[item.key] = SpineItem(item, attribute(element, "linear").lower() != "no")
    warnings = []
    if dangling:
        warnings.append(f"The reading order in “{path}” names {listed(dangling)}, missing from its list of files.")
    if twice:
        warnings.append(f"The reading order in “{path}” names {listed(twice)} more than once; it is read once.")
    return tuple(spine.values()), tuple(warnings)
