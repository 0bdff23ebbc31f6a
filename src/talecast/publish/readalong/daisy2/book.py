"""A DAISY 2.02 book: one folder with the NCC at its root, and for each section a document, a SMIL file and a sound file.

Names are ASCII and have eight letters at most before their suffix. Suffixes are those that the specification and players know:
`.html` and `.smil`. A sound file is mono MP3 at a constant bit rate, without any tag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.publish.readalong.daisy2.ncc import DOCTYPE, XHTML, Facts, Place, clock, ncc_document
from talecast.publish.readalong.daisy2.walk import Daisy2Walk, milliseconds, overlay_name, text_name
from talecast.publish.readalong.depths import depths
from talecast.publish.readalong.markup import DECLARATION, attributes, empty, escape, in_language, tag
from talecast.publish.readalong.pictures import shown_pictures
from talecast.publish.readalong.sections import by_heading, sounds_of
from talecast.publish.readalong.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from talecast.publish.narrated import Narrated
    from talecast.publish.readalong.cutting import CutSound
    from talecast.publish.readalong.sections import Section

FOLDER = "daisy"
NCC_FILE = "ncc.html"
SHOWN = frozenset({"jpg", "png"})
"""Suffixes of pictures that a player with a screen can show."""

_SMIL_DOCTYPE = '<!DOCTYPE smil PUBLIC "-//W3C//DTD SMIL 1.0//EN" "http://www.w3.org/TR/REC-SMIL/SMIL10.dtd">\n'


def write_daisy2(book: Narrated, name: str, cut: CutSound, folder: Path, source: Path) -> list[str]:
    """Write the book into `daisy/` of `folder`; gives the paths of its files. `source` has the book's pictures."""
    del name
    home = folder / FOLDER
    home.mkdir()
    sections = by_heading(book)
    written: list[str] = []

    def write(file: str, *parts: bytes) -> None:
        (home / file).write_bytes(b"".join(parts))
        written.append(file)

    images = shown_pictures(book, source, SHOWN)
    for path, file in images.items():
        write(file, (source / path).read_bytes())
    notes = {block.note: text_name(one) for one in reversed(sections) for block, _ in one.blocks if block.note}
    levels = depths([section.level for section in sections])
    places: list[Place] = []
    elapsed = pages = 0
    for section, depth in zip(sections, levels, strict=True):
        walk = Daisy2Walk(section, book.sample_rate, images, notes, pages, shows_announcements=True, depth=depth)
        body = walk.walk(tree_of(section))
        length = length_ms(section, book.sample_rate)
        write(text_name(section), _document(section, book, body.text).encode())
        write(overlay_name(section), _overlay(section, book, body.sound, elapsed, length).encode())
        places += _places(section, depth, walk, is_first=not places, book=book)
        elapsed += length
        pages += len(walk.pages)
    for sound in sounds_of(sections):
        with (home / sound.name).open("wb") as opened:
            for part in cut(sound.stem, sound.start_sample, sound.end_sample):
                opened.write(part)
        written.append(sound.name)
    size = sum((home / file).stat().st_size for file in written)
    facts = Facts(book.id, book.metadata, elapsed, len(written) + 1, size)
    write(NCC_FILE, ncc_document(facts, places).encode())
    return [f"{FOLDER}/{file}" for file in sorted(written)]


def length_ms(section: Section, sample_rate: int) -> int:
    """How long a section is with its bounds rounded as they are written."""
    clips = list(section.clips())
    return milliseconds(clips[-1].end_sample, sample_rate) - milliseconds(clips[0].begin_sample, sample_rate)


def _document(section: Section, book: Narrated, body: str) -> str:
    language = book.metadata.language
    return (
        DECLARATION
        + DOCTYPE
        + f'<html xmlns="{XHTML}"'
        + attributes(in_language(language))
        + f">\n<head>\n<title>{escape(section.title)}</title>\n"
        + '<meta http-equiv="Content-type" content="text/html; charset=utf-8" />\n</head>\n'
        + f"<body>\n{body}</body>\n</html>\n"
    )


def _overlay(section: Section, book: Narrated, body: str, elapsed_ms: int, length_ms: int) -> str:
    said = (
        ("dc:format", "Daisy 2.02"),
        ("dc:identifier", f"urn:uuid:{book.id}"),
        ("dc:title", book.metadata.title),
        ("title", section.title),
        ("ncc:generator", "talecast"),
        ("ncc:totalElapsedTime", clock(elapsed_ms)),
        ("ncc:timeInThisSmil", clock(length_ms)),
    )
    metas = "".join(empty("meta", ("name", name), ("content", value)) + "\n" for name, value in said)
    return (
        f'{DECLARATION}{_SMIL_DOCTYPE}<smil>\n<head>\n{metas}<layout><region id="txtView"/></layout>\n</head>\n<body>\n'
        + tag("seq", f"\n{body}", ("dur", f"{length_ms / 1000:.3f}s"))
        + "\n</body>\n</smil>\n"
    )


def _places(section: Section, depth: int, walk: Daisy2Walk, *, is_first: bool, book: Narrated) -> Iterator[Place]:
    """The lines of the NCC that lead into a section: its heading, its pages, its notes, in the order in which they are heard.

    The book's title comes first; a page may begin right before a heading.
    """
    file = overlay_name(section)
    if is_first:
        yield Place("title", book.metadata.title, f"{file}#{next(iter(walk.pars.values()))}")
    pages = {place.id: place.label for place in walk.pages}
    notes = {par: number for number, par in walk.note_pars.items()}
    is_headed = is_first and not section.starts_chapter  # by the title
    for name, par in walk.pars.items():
        address = f"{file}#{par}"
        if name in pages:
            yield Place("page", pages[name], address)
            continue
        if not is_headed:
            yield Place("heading", section.title, address, depth)
            is_headed = True
        if par in notes:
            yield Place("note", str(notes[par]), address)
