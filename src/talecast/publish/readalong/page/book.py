"""The files of the page, beside the book's sound: a document with all of the text, and scripts that a browser takes from disk."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from talecast.publish.readalong.markup import IN_HTML, attributes, escape, in_language, tag
from talecast.publish.readalong.page.text import chapter_text, silent_picture
from talecast.publish.readalong.page.times import sound_address, times_script
from talecast.publish.readalong.sections import by_chapter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from talecast.publish.narrated import Narrated
    from talecast.publish.readalong.cutting import CutSound

PAGE, STYLE, SCRIPT, TIMES = PAGE_FILES = ("index.html", "page.css", "page.js", "page-times.js")
"""What the page is made of, in the book's folder."""
COVER_FILE = "cover.jpg"
SCRIPTS = ("times", "player", "text", "memory", "controls", "start")
"""They are one script on the page: a browser takes no modules from disk."""

_PLACE = re.compile(r"\{\{(\w+)\}\}")


def write_page(book: Narrated, name: str, cut: CutSound, folder: Path, source: Path) -> list[str]:
    """Write the page into `folder`; gives the paths of its files. `source` has the book's pictures and its cover."""
    del name, cut  # it plays the book's own sound, under names that are the same for every book
    texts = {
        PAGE: _document(book, source),
        STYLE: _data("page.css"),
        SCRIPT: "\n".join(_data(f"{name}.js") for name in SCRIPTS),
        TIMES: times_script(book),
    }
    for path, text in texts.items():
        (folder / path).write_bytes(text.encode("utf-8"))
    return list(texts)


def _document(book: Narrated, source: Path) -> str:
    """The page itself: everything from the book is escaped, and nothing of it is taken for a place to fill."""
    has_cover = (source / COVER_FILE).is_file()
    values = {
        "title": escape(book.metadata.title) or "–",
        "language": _language(book.metadata.language),
        "cover": silent_picture(COVER_FILE, ("width", 104), ("height", 104)) + "\n" if has_cover else "",
        "byline": "".join(f"{tag('p', line)}\n" for line in _byline(book)),
        "sounds": "".join(_sounds(book)),
        "text": "".join(_chapters(book, source)),
        "contents": "".join(_contents(book)),
    }
    return filled(_data("page.html"), values)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with a value at each {{place}}, in one pass: a value is never looked at again."""
    return _PLACE.sub(lambda place: values[place[1]], template)


def _byline(book: Narrated) -> Iterator[str]:
    said = book.metadata
    if said.creators:
        yield escape("by " + ", ".join(said.creators))
    if said.narrator:
        yield escape(f"narrated by {said.narrator}")


def _sounds(book: Narrated) -> Iterator[str]:
    """A player of the browser's own for each track, where no script runs."""
    for track in book.tracks:
        title = book.chapters_of(track.stem)[0].title if len(book.tracks) > 1 else book.metadata.title
        name = tag("p", escape(title), *in_language(book.metadata.language, IN_HTML))
        values = (("controls", "controls"), ("preload", "none"), ("src", sound_address(track)), ("aria-label", title))
        yield f"{name}{tag('audio', '', *values)}\n"


def _chapters(book: Narrated, source: Path) -> Iterator[str]:
    shown = {block.image for chapter in book.chapters for block in chapter.blocks if block.image}
    images = {path for path in shown if (source / path).is_file()}
    notes: set[int] = set()
    first = 0
    for number, section in enumerate(by_chapter(book), start=1):
        yield chapter_text(section, number, first, book, images, notes)
        first += sum(len(said) for _, said in section.blocks)


def _contents(book: Narrated) -> Iterator[str]:
    depths = _depths([chapter.level for chapter in book.chapters])
    for chapter, depth in zip(book.chapters, depths, strict=True):
        length = _clock((chapter.end_sample - chapter.start_sample) / book.sample_rate)
        style = f"--depth: {depth}" if depth else None
        spoken = in_language(book.metadata.language, IN_HTML)
        title = tag("span", escape(chapter.title) or "–", *spoken) + tag("span", length, ("class", "length"))
        yield tag("li", tag("button", title, ("type", "button"), ("style", style))) + "\n"


def _depths(levels: Sequence[int]) -> list[int]:
    """How far in each line of the contents stands, from 0: never more than one further than the line before it."""
    found: list[int] = []
    above: list[int] = []
    for level in levels:
        while above and above[-1] >= level:
            above.pop()
        found.append(len(above))
        above.append(level)
    return found


def _language(language: str) -> str:
    """As attributes of the elements that hold words of the book: the page's own words are English."""
    return attributes(in_language(language, IN_HTML))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _data(name: str) -> str:
    return files("talecast").joinpath("data", "page", name).read_text(encoding="utf-8")
