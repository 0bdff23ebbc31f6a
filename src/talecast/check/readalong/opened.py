"""A read-along book, opened: its overlays, what they point to, what they declare. The three formats come out alike."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from talecast.errors import CheckError, SourceError
from talecast.read.xml import attribute, elements, name_of, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from talecast.read.xml import Element

T = TypeVar("T")

_CLOCK = re.compile(r"(?:npt=)?(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)s?")
PAGE_ROLES = frozenset({"pagebreak", "pagenum", "pagenumber-on"})


class Files(Protocol):
    """The files of a book, in a folder or an archive."""

    def read(self, name: str) -> bytes:
        """The bytes of one. Raises CheckError where it is not there."""


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """Those in a folder."""

    folder: Path

    def read(self, name: str) -> bytes:
        """See `Files`."""
        try:
            return (self.folder / name).read_bytes()
        except (OSError, ValueError) as error:
            raise CheckError(f"{name} is not there.") from error


class ZipFiles:
    """Those in a zip archive."""

    def __init__(self, path: Path) -> None:
        """Raises CheckError where it is none."""
        try:
            self._archive = ZipFile(path)
        except (OSError, BadZipFile) as error:
            raise CheckError(f"{path.name} is no zip archive: {error}.") from error

    def read(self, name: str) -> bytes:
        """See `Files`."""
        try:
            return self._archive.read(name)
        except (KeyError, BadZipFile, OSError, ValueError) as error:
            raise CheckError(f"{name} is not there, or damaged.") from error

    def close(self) -> None:
        """Let go of the archive."""
        self._archive.close()


@dataclass(frozen=True, slots=True)
class HeardClip:
    """A `par` of an overlay."""

    document: str
    fragment: str
    sound: str
    begin_s: float
    end_s: float
    is_page: bool


@dataclass(frozen=True, slots=True)
class Overlay:
    """One SMIL file."""

    name: str
    clips: tuple[HeardClip, ...]
    declared_s: float | None
    """How long it says that it is."""
    elapsed_s: float | None = None
    """How long it says that those before it are together."""


@dataclass(slots=True)
class Opened:
    """A read-along book."""

    files: Files
    overlays: list[Overlay] = field(default_factory=list)
    total_s: float = 0.0
    """How long it says that it is."""
    total_decimals: int = 3
    links: list[tuple[str, str]] = field(default_factory=list)
    """From which file to which address, of navigation, and of texts to their overlays."""
    shows_spoken: bool = False
    """Are words for the ear alone printed?"""
    _roots: dict[str, Element] = field(default_factory=dict)
    _ids: dict[str, dict[str, Element]] = field(default_factory=dict)
    _places: dict[str, dict[str, int]] = field(default_factory=dict)

    def root(self, name: str) -> Element:
        """The root of a file. Raises CheckError where it is not there or no XML."""
        if name not in self._roots:
            try:
                tree = parse_xml(self.files.read(name), name)
            except SourceError as error:
                raise CheckError(error.message) from error
            if tree.warnings:
                raise CheckError(tree.warnings[0])
            self._roots[name] = tree.root
        return self._roots[name]

    def element(self, name: str, fragment: str) -> Element | None:
        """The element of that id in a file; None where there is none. Raises CheckError as `root` does."""
        if name not in self._ids:
            self._ids[name] = {attribute(one, "id"): one for one in elements(self.root(name)) if attribute(one, "id")}
        return self._ids[name].get(fragment)

    def place(self, name: str, fragment: str) -> int:
        """Where the element of that id stands among those with ids, in a file in which `element` found it."""
        if name not in self._places:
            self._places[name] = {one: at for at, one in enumerate(self._ids[name])}
        return self._places[name][fragment]


def seconds(text: str) -> float | None:
    """A clock value in seconds; None for what is none."""
    match = _CLOCK.fullmatch(text.strip())
    return int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + float(match[3]) if match else None


def address(base: str, href: str) -> tuple[str, str]:
    """The file and the fragment that an address in the file `base` leads to."""
    path, _, fragment = href.partition("#")
    name = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(path))) if path else base
    return name, unquote(fragment)


def first(found: Iterator[T], what: str) -> T:
    """The first of what was looked for. Raises CheckError where there is none."""
    one = next(found, None)
    if one is None:
        raise CheckError(f"It has no {what}.")
    return one


def named(items: Mapping[str, T], key: str) -> T:
    """The item of that id. Raises CheckError where there is none."""
    if key not in items:
        raise CheckError(f"It has no item {key!r}.")
    return items[key]


def open_epub(files: Files) -> Opened:
    """An EPUB with Media Overlays. Raises CheckError where it lacks what it needs."""
    book = Opened(files, total_decimals=6)
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
    return book


def open_daisy2(files: Files) -> Opened:
    """A DAISY 2.02 book. Raises CheckError where it lacks what it needs."""
    book = Opened(files, shows_spoken=True, total_decimals=0)
    ncc = book.root("ncc.html")
    metas = {attribute(one, "name"): attribute(one, "content") for one in elements(ncc, "meta")}
    book.total_s = seconds(metas.get("ncc:totalTime", "")) or 0.0
    book.links = [("ncc.html", attribute(one, "href")) for one in elements(ncc, "a")]
    for name in dict.fromkeys(address("ncc.html", href)[0] for _, href in book.links):
        said = {attribute(one, "name"): attribute(one, "content") for one in elements(book.root(name), "meta")}
        declared, elapsed = (seconds(said.get(f"ncc:{key}", "")) for key in ("timeInThisSmil", "totalElapsedTime"))
        book.overlays.append(Overlay(name, tuple(_clips(book, name)), declared, elapsed))
    return book


def open_daisy3(files: Files) -> Opened:
    """A DAISY 3 book. Raises CheckError where it lacks what it needs."""
    book = Opened(files, shows_spoken=True)
    root = book.root("book.opf")
    items = {attribute(one, "id"): attribute(one, "href") for one in elements(root, "item")}
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
    return book


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
