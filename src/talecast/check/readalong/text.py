"""The text of a read-along book beside its sentences: their words, their order, their language, pages, and nothing else."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from talecast.check.places import quoted
from talecast.check.readalong.formats import PAGE_CLASSES
from talecast.check.readalong.opened import address
from talecast.check.report import Finding
from talecast.publish.readalong import UNNAMED, shown_creators, shown_language, shown_title
from talecast.read.xml import attribute, elements, name_of, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.check.readalong.opened import Opened
    from talecast.publish.narrated import Narrated, ToldSentence
    from talecast.read.xml import Element

SUBJECT = "read-along"

_BESIDE = frozenset({"doc-pagebreak", "doc-noteref"})
_CELLS = frozenset({"td", "th"})
"""Of rows that are not read: the headers of columns, which are said with each row."""


def check_text(path: str, opened: Opened, book: Narrated) -> Iterator[Finding]:
    """Everything about the text of a book."""
    yield from _sentences(path, opened, book)
    yield from _unheard(path, opened)
    yield from _pages(path, opened, book)
    yield from _headings(path, opened, book)
    yield from _contents(path, opened, book)
    creators = shown_creators(book) or ((UNNAMED,) if opened.shows_spoken else ())
    if opened.creators != creators:
        yield Finding(SUBJECT, path, "authors", quoted(", ".join(creators)), quoted(", ".join(opened.creators)))
    for what, said, right in (
        ("language", opened.languages, shown_language(book)),
        ("title", opened.titles, shown_title(book)),
    ):
        for name, one in said:
            if one != right:
                yield Finding(SUBJECT, path, f"{what} in {name}", quoted(right), quoted(one))


def said_in(sentence: ToldSentence) -> str:
    """A sentence for a message: its first words, or those that are for the ear alone."""
    return quoted(sentence.text or sentence.spoken)


def _sentences(path: str, opened: Opened, book: Narrated) -> Iterator[Finding]:
    """Every sentence has one clip, in the order of the text, and the clip's element says what the sentence says."""
    told = [
        (one, block.language or shown_language(book))
        for chapter in book.chapters
        for block in chapter.blocks
        for one in block.sentences
    ]
    sentences = [one for one, _ in told]
    clips = [clip for overlay in opened.overlays for clip in overlay.clips if not clip.is_page]
    if len(clips) != len(sentences):
        yield Finding(SUBJECT, path, "", f"{len(sentences)} sentences with a clip each", f"{len(clips)} clips")
        return
    at = 0
    reached: dict[str, int] = {}
    for (document, fragment), group in groupby(clips, key=lambda clip: (clip.document, clip.fragment)):
        language = told[at][1]
        own = sentences[at : at + sum(1 for _ in group)]
        at += len(own)
        where, said = f"{document}#{fragment}", said_in(own[0])
        element = opened.element(document, fragment)
        if element is None:
            yield Finding(SUBJECT, path, where, said, "no such element")
            continue
        place = opened.place(document, fragment)
        if place < reached.get(document, 0):
            yield Finding(
                SUBJECT, path, where, "sentences in the order in which they are heard", f"{said} before its time"
            )
        reached[document] = place
        expected = _letters(" ".join(_shown(one, opened) for one in own))
        words = "".join(_words(element))
        if expected != _letters(words):
            yield Finding(SUBJECT, path, where, said, quoted(words))
        if expected and _language(element) != language:
            yield Finding(SUBJECT, path, where, f"{said} in the language {language}", _language(element) or "none")


def _shown(sentence: ToldSentence, opened: Opened) -> str:
    return sentence.text or (sentence.spoken if opened.shows_spoken else "")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _words(element: Element) -> Iterator[str]:
    """What is printed in an element, or said of a picture; numbers of pages and marks of notes aside."""
    if name_of(element) == "img":
        yield attribute(element, "alt")
        return
    beside: Element | None = None
    for event, one in walk(element):
        if beside is None and event == "start" and _is_beside(one):
            beside = one
        elif beside is None and event == "start":
            yield one.text or ""
        elif event == "end" and one is beside:
            beside = None
        if event == "end" and beside is None and one is not element:
            yield one.tail or ""


def _is_beside(element: Element) -> bool:
    classes = attribute(element, "class").split()
    return (
        attribute(element, "role") in _BESIDE
        or "noteref" in classes
        or _is_page(element)
        or name_of(element) == "noteref"
    )


def _is_page(element: Element) -> bool:
    return (
        attribute(element, "role") == "doc-pagebreak"
        or name_of(element) == "pagenum"
        or not PAGE_CLASSES.isdisjoint(attribute(element, "class").split())
    )


def _language(element: Element) -> str:
    """What an element says that it is written in, or the nearest one around it."""
    said = (attribute(one, "xml:lang") or attribute(one, "lang") for one in (element, *element.iterancestors()))
    return next(filter(None, said), "")


def _unheard(path: str, opened: Opened) -> Iterator[Finding]:
    """Every word that is printed is in an element that is heard; page numbers, marks of notes and headers of tables aside."""
    heard = {(clip.document, clip.fragment) for overlay in opened.overlays for clip in overlay.clips}
    for document in opened.documents:
        body = next(elements(opened.root(document), "body", "bodymatter"), None)
        if body is None:
            continue
        inside: Element | None = None
        for event, one in walk(body):
            is_start = event == "start"
            if inside is None and is_start:
                is_heard = (document, attribute(one, "id")) in heard
                inside = one if is_heard or name_of(one) in _CELLS or _is_beside(one) else None
            elif not is_start and one is inside:
                inside = None
            text = (one.text if is_start else one.tail if one is not body else "") or ""
            if inside is None and any(map(str.isalnum, text)):
                yield Finding(SUBJECT, path, document, "words with a clip", f"{quoted(text)} without one")


def _pages(path: str, opened: Opened, book: Narrated) -> Iterator[Finding]:
    """The pages of the printed book are in the text as they are told, and the list of pages leads to each."""
    told = [
        page.label
        for chapter in book.chapters
        for sentence in chapter.sentences
        for page in sorted(sentence.pages, key=lambda page: page.at)
    ]
    printed = [one for name in opened.documents for one in elements(opened.root(name)) if _is_page(one)]
    labels = [_page_label(one) for one in printed]
    if labels != told:
        at = next((at for at, pair in enumerate(zip(labels, told, strict=False)) if pair[0] != pair[1]), None)
        expected = f"{len(told)} pages" if at is None else f"page {told[at]} at its place"
        yield Finding(SUBJECT, path, "", expected, f"{len(labels)} pages" if at is None else f"page {labels[at]}")
    listed = {}
    for base, href, label in opened.pages:
        element = pointed(opened, base, href)
        if element is None or not _is_page(element) or _page_label(element) != label:
            yield Finding(SUBJECT, path, base, f"the beginning of page {label} at {href}", "something else")
        else:
            listed[element] = label
    clips = {(clip.document, clip.fragment) for overlay in opened.overlays for clip in overlay.clips if clip.is_page}
    for document, fragment in sorted(clips):
        element = opened.element(document, fragment)
        if element is not None and element not in listed:
            yield Finding(
                SUBJECT, path, f"{document}#{fragment}", "a page that is in the list of pages", "one that is not"
            )


def _headings(path: str, opened: Opened, book: Narrated) -> Iterator[Finding]:
    """Each heading leads to what is heard first of its section, and every chapter has one, in order.

    A page may begin right before a heading; between those of two chapters there may be others.
    """
    labels = iter([label for _, _, label in opened.headings])
    missing = next((title for title in _titles(book) if title not in labels), None)
    if opened.headings and missing is not None:
        yield Finding(SUBJECT, path, "headings", f"{quoted(missing)} among them, in order", "none")
    firsts = {one.name: next((clip.fragment for clip in one.clips if not clip.is_page), "") for one in opened.overlays}
    for base, href, label in opened.headings:
        element = pointed(opened, base, href)
        if element is not None and attribute(element, "id") != firsts.get(address(base, href)[0]):
            yield Finding(SUBJECT, path, base, f"the beginning of {quoted(label)} at {href}", "something else")


def _contents(path: str, opened: Opened, book: Narrated) -> Iterator[Finding]:
    """A line of the contents that leads to a chapter has its title, and each chapter has one."""
    titles = _titles(book)
    if not opened.contents or len(titles) != len(opened.documents):
        return  # which is found with the sentences
    lines = {address(base, href): label for base, href, label in reversed(opened.contents)}
    for document, title in zip(opened.documents, titles, strict=True):
        root = next(elements(opened.root(document), "section"), None)
        label = "" if root is None else lines.get((document, attribute(root, "id")), "")
        if label != title:
            yield Finding(
                SUBJECT, path, document, f"{quoted(title)} in the contents", quoted(label) if label else "nothing"
            )


def _titles(book: Narrated) -> list[str]:
    return [" ".join(chapter.title.split()) or UNNAMED for chapter in book.chapters if chapter.sentences]


def _page_label(element: Element) -> str:
    return attribute(element, "aria-label") or " ".join((element.text or "").split())


def pointed(opened: Opened, base: str, href: str) -> Element | None:
    """The element of the text that an address leads to, through the overlay where it leads there."""
    name, fragment = address(base, href)
    element = opened.element(name, fragment)
    if element is None or name_of(element) != "par":
        return element
    text = next((one for one in element.iterchildren() if name_of(one) == "text"), None)
    return None if text is None else opened.element(*address(name, attribute(text, "src")))
