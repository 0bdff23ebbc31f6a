"""A read-along book, opened: its overlays, what they point to, what they declare. The three formats come out alike."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from talecast.errors import CheckError, SourceError
from talecast.read.xml import attribute, elements, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from talecast.read.xml import Element

T = TypeVar("T")

_CLOCK = re.compile(r"(?:npt=)?(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)s?")


class Files(Protocol):
    """The files of a book, in a folder or an archive."""

    def read(self, name: str) -> bytes:
        """The bytes of one. Raises CheckError where it is not there."""

    def has(self, name: str) -> bool:
        """Is it there?"""


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """Those in a folder."""

    folder: Path

    def read(self, name: str) -> bytes:
        """See `Files`."""
        if not self.has(name):
            raise CheckError(f"{name} is not there.")
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise CheckError(f"{name} cannot be read: {error.strerror or error}.") from error

    def has(self, name: str) -> bool:
        """See `Files`. What lies outside of the folder, or is a device, is not there."""
        return not name.startswith(("/", "../")) and "\0" not in name and (self.folder / name).is_file()


class ZipFiles:
    """Those in a zip archive."""

    def __init__(self, path: Path) -> None:
        """Raises CheckError where it is none."""
        try:
            self._archive = ZipFile(path)
        except (OSError, BadZipFile) as error:
            raise CheckError(f"{path.name} is no zip archive: {error}.") from error
        self._names = frozenset(self._archive.namelist())

    def read(self, name: str) -> bytes:
        """See `Files`."""
        try:
            return self._archive.read(name)
        except (KeyError, BadZipFile, OSError, ValueError) as error:
            raise CheckError(f"{name} is not there, or damaged.") from error

    def has(self, name: str) -> bool:
        """See `Files`."""
        return name in self._names

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
    pages: list[tuple[str, str, str]] = field(default_factory=list)
    """From which file to which address, of the list of pages, with the number that it shows."""
    headings: list[tuple[str, str, str]] = field(default_factory=list)
    """The same of the headings of a book whose overlays each have one."""
    contents: list[tuple[str, str, str]] = field(default_factory=list)
    """The same of the contents of a book of a document a chapter."""
    ranks: list[tuple[str, str, int]] = field(default_factory=list)
    """How deep a heading lies in the navigation, from 1, with the file and the address as for `headings`."""
    file_count: str = ""
    """How many files it says that it has; empty where it does not say."""
    declared: list[tuple[str, str, str, str]] = field(default_factory=list)
    """What a file declares of the whole: the file, the name of it, the value that is right, and the one that is there."""
    languages: list[tuple[str, str]] = field(default_factory=list)
    """Each file that names the language of the whole, with the one it names."""
    titles: list[tuple[str, str]] = field(default_factory=list)
    """The same of the book's title."""
    creators: tuple[str, ...] = ()
    """Whom it names as authors."""
    listed: frozenset[str] | None = None
    """The files of its package, where it has a list of them."""
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

    @property
    def documents(self) -> tuple[str, ...]:
        """The files of its text, in the order in which they are heard."""
        return tuple(dict.fromkeys(clip.document for overlay in self.overlays for clip in overlay.clips))

    def element(self, name: str, fragment: str) -> Element | None:
        """The first element of that id in a file; None where there is none. Raises CheckError as `root` does."""
        if name not in self._ids:
            found: dict[str, Element] = {}
            for one in elements(self.root(name)):
                found.setdefault(attribute(one, "id"), one)
            found.pop("", None)
            self._ids[name] = found
        return self._ids[name].get(fragment)

    def doubled_ids(self) -> Iterator[tuple[str, str]]:
        """Each id that is there twice in a file that was opened, with the file's name."""
        for name, root in self._roots.items():
            ids = Counter(filter(None, (attribute(one, "id") for one in elements(root))))
            yield from ((name, one) for one, count in ids.items() if count > 1)

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
