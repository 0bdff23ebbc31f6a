"""A DAISY 3 book: package file, navigation, one text, and for each section an overlay and a sound file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.publish.readalong.daisy2.book import length_ms
from talecast.publish.readalong.daisy2.ncc import clock as clock_ms
from talecast.publish.readalong.daisy2.walk import overlay_name
from talecast.publish.readalong.daisy3.ncx import Place, ncx_document
from talecast.publish.readalong.daisy3.package import package_document
from talecast.publish.readalong.daisy3.walk import TEXT_FILE, DtbookWalk, par_id
from talecast.publish.readalong.dates import day_of
from talecast.publish.readalong.depths import depths
from talecast.publish.readalong.markup import DECLARATION, IN_XML, attributes, empty, escape, in_language, tag
from talecast.publish.readalong.pictures import shown_pictures, suffix_of
from talecast.publish.readalong.playable import UNNAMED
from talecast.publish.readalong.sections import by_heading, sounds_of
from talecast.publish.readalong.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from talecast.publish.narrated import Narrated
    from talecast.publish.readalong.cutting import CutSound
    from talecast.publish.readalong.daisy3.package import Item
    from talecast.publish.readalong.sections import Section

FOLDER = "daisy3"
PACKAGE_FILE, NCX_FILE = "book.opf", "book.ncx"
MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png"}

_DTBOOK = (
    '<!DOCTYPE dtbook PUBLIC "-//NISO//DTD dtbook 2005-2//EN" "http://www.daisy.org/z3986/2005/dtbook-2005-2.dtd">\n'
)
_SMIL = (
    '<!DOCTYPE smil PUBLIC "-//NISO//DTD dtbsmil 2005-2//EN" "http://www.daisy.org/z3986/2005/dtbsmil-2005-2.dtd">\n'
)
_FIXED: tuple[Item, ...] = (
    ("opf", PACKAGE_FILE, "text/xml"),
    ("ncx", NCX_FILE, "application/x-dtbncx+xml"),
    ("text", TEXT_FILE, "application/x-dtbook+xml"),
)


def write_daisy3(book: Narrated, name: str, cut: CutSound, folder: Path, source: Path) -> list[str]:
    """Write the book into `daisy3/` of `folder`; gives the paths of its files. `source` has the book's pictures."""
    del name
    home = folder / FOLDER
    home.mkdir()
    uid = f"urn:uuid:{book.id}"
    sections = by_heading(book)
    images = shown_pictures(book, source, MEDIA_TYPES)
    notes = {block.note: _prefix(one) for one in reversed(sections) for block, _ in one.blocks if block.note}
    levels = depths([section.level for section in sections])
    walks: list[tuple[Section, DtbookWalk, str]] = []
    places: list[Place] = []
    elapsed = pages = 0
    for section, depth in zip(sections, levels, strict=True):
        walk = DtbookWalk(
            section, book.sample_rate, images, notes, pages, _prefix(section), shows_announcements=True, depth=depth
        )
        body = walk.walk(tree_of(section))
        length = length_ms(section, book.sample_rate)
        overlay = _overlay(body.sound, uid, elapsed, length)
        (home / overlay_name(section)).write_bytes(overlay.encode())
        walks.append((section, walk, body.text))
        places += _places(section, walk)
        elapsed += length
        pages += len(walk.pages)
    tests = [name for name, kind in (("pagenum", "page"), ("note", "note")) if any(one.kind == kind for one in places)]
    sounds = sounds_of(sections)
    for sound in sounds:
        with (home / sound.name).open("wb") as file:
            for part in cut(sound.stem, sound.start_sample, sound.end_sample):
                file.write(part)
    for path, file_name in images.items():
        (home / file_name).write_bytes((source / path).read_bytes())
    title = next(walks[0][0].clips()) if not walks[0][0].starts_chapter else None
    ncx = ncx_document(uid, book.metadata, title, places, book.sample_rate, tests)
    (home / NCX_FILE).write_bytes(ncx.encode())
    (home / TEXT_FILE).write_bytes(_text(book, uid, walks).encode())
    items = [
        *_FIXED,
        *((_stem(overlay_name(one)), overlay_name(one), "application/smil") for one in sections),
        *((sound.id, sound.name, "audio/mpeg") for sound in sounds),
        *((_stem(one), one, MEDIA_TYPES[suffix_of(one)]) for one in images.values()),
    ]
    spine = [_stem(overlay_name(one)) for one in sections]
    package = package_document(uid, book.metadata, clock_ms(elapsed), items, spine, has_images=bool(images))
    (home / PACKAGE_FILE).write_bytes(package.encode())
    return [f"{FOLDER}/{address}" for _, address, _ in sorted(items, key=lambda item: item[1])]


def _stem(name: str) -> str:
    return name.partition(".")[0]


def _prefix(section: Section) -> str:
    return f"t{section.number}-"


def _overlay(body: str, uid: str, elapsed_ms: int, length_ms: int) -> str:
    said = (("dtb:uid", uid), ("dtb:generator", "talecast"), ("dtb:totalElapsedTime", clock_ms(elapsed_ms)))
    metas = "".join(empty("meta", ("name", name), ("content", value)) + "\n" for name, value in said)
    tests = "".join(
        empty("customTest", ("id", name), ("defaultState", "true"), ("override", "visible"))
        for name in ("pagenum", "note")
        if f'customTest="{name}"' in body
    )
    return (
        f'{DECLARATION}{_SMIL}<smil xmlns="http://www.w3.org/2001/SMIL20/">\n<head>\n{metas}'
        + (tag("customAttributes", tests) + "\n" if tests else "")
        + "</head>\n<body>\n"
        + tag("seq", f"\n{body}", ("id", "mseq"), ("dur", clock_ms(length_ms)), ("fill", "remove"))
        + "\n</body>\n</smil>\n"
    )


def _places(section: Section, walk: DtbookWalk) -> Iterator[Place]:
    """What in a section can be gone to, in the order in which it is heard: a page may begin right before the heading."""
    file = overlay_name(section)
    labels = {page.id: page.label for page in walk.pages}
    notes = walk.first_of_note
    is_headed = False
    for name, clip in walk.clips.items():
        address = f"{file}#{par_id(name)}"
        if name in labels:
            yield Place("page", labels[name], address, clip)
            continue
        if not is_headed:
            yield Place("heading", section.title, address, clip, walk.depth)
            is_headed = True
        if name in notes:
            yield Place("note", str(notes[name]), address, clip)


def _text(book: Narrated, uid: str, walks: Sequence[tuple[Section, DtbookWalk, str]]) -> str:
    """The book as DTBook: levels in levels."""
    said = book.metadata
    metas = (
        ("dtb:uid", uid),
        ("dc:Title", said.title),
        *(("dc:Creator", one) for one in said.creators),
        ("dc:Language", said.language),
        ("dc:Date", day_of(said.date)),
        ("dc:Publisher", said.publisher or UNNAMED),
        ("dc:Identifier", uid),
    )
    parts: list[str] = []
    last = 0
    for _, walk, text in walks:
        parts.append("".join(f"</level{level}>\n" for level in range(last, walk.depth - 1, -1)))
        rest = text.removeprefix(text[: text.find("\n") + 1]) if walk.headed else text
        filler = "" if rest.strip() else "<p/>\n"
        parts.append(f"<level{walk.depth}>\n{text}{filler}")
        last = walk.depth
    levels = "".join(parts) + "".join(f"</level{level}>\n" for level in range(last, 0, -1))
    return (
        f"{DECLARATION}{_DTBOOK}"
        '<dtbook xmlns="http://www.daisy.org/z3986/2005/dtbook/" version="2005-2"'
        + attributes(in_language(said.language, IN_XML))
        + ">\n<head>\n"
        + "".join(empty("meta", ("name", name), ("content", value)) + "\n" for name, value in metas)
        + "</head>\n<book>\n<frontmatter>\n"
        + tag("doctitle", escape(said.title))
        + "".join("\n" + tag("docauthor", escape(one)) for one in said.creators)
        + f"\n</frontmatter>\n<bodymatter>\n{levels}</bodymatter>\n</book>\n</dtbook>\n"
    )
