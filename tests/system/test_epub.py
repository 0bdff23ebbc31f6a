"""Real books, as they are: what a reader of their contents would list, in order, and every word accounted for."""

from __future__ import annotations

import os
import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from talecast.read.xml import parse_html
from tests.unit.read.epub.making import old_book, pack, page, point

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.system.conftest import Talecast

ALICE = (
    "I: Down the Rabbit-Hole",
    "II: The Pool of Tears",
    "III: A Caucus-Race and a Long Tale",
    "IV: The Rabbit Sends in a Little Bill",
    "V: Advice from a Caterpillar",
    "VI: Pig and Pepper",
    "VII: A Mad Tea-Party",
    "VIII: The Queen’s Croquet-Ground",
    "IX: The Mock Turtle’s Story",
    "X: The Lobster Quadrille",
    "XI: Who Stole the Tarts?",
    "XII: Alice’s Evidence",
)
TIME_MACHINE = (*"I II III IV V VI VII VIII IX X XI XII".split(), "Epilogue")
FURNITURE = re.compile(
    r"standard ebooks|colophon|uncopyright|imprint|public domain|list of illustrations", re.IGNORECASE
)
MOST_SECONDS = 10
"""Of one core, to plan a book of 120,000 words, whatever else the machine is at."""


def planned(talecast: Talecast, source: Path, *options: str) -> dict[str, Any]:
    return talecast.plan(source, "--voice", "espeak", *options)


def said(document: dict[str, Any]) -> list[str]:
    return [
        sentence["text"]
        for chapter in document["chapters"]
        for block in chapter["blocks"]
        for sentence in block["sentences"]
    ]


def words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in re.findall(r"[^\W_]+", text))


def letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(letter for text in texts for letter in text if letter.isalnum())


def body_texts(path: Path) -> list[str]:
    """All text of the bodies of an EPUB's documents in the folder `text`, and what its pictures are called."""
    texts = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if "/text/" not in name or not name.endswith(".xhtml"):
                continue
            root = parse_html(archive.read(name), name).root
            body = next(element for element in root.iter() if str(element.tag).endswith("body"))
            texts.append("".join(map(str, body.itertext())))
            texts += [str(element.get("alt", "")) for element in body.iter() if str(element.tag).endswith("img")]
    return texts


@pytest.mark.parametrize(("name", "titles"), [("alice", ALICE), ("time-machine", TIME_MACHINE)])
def test_chapters_are_those_of_the_contents_and_no_furniture_is_told(
    talecast: Talecast, shared: Path, name: str, titles: tuple[str, ...]
) -> None:
    document = planned(talecast, shared / "books" / f"{name}.epub")
    assert tuple(chapter["title"] for chapter in document["chapters"]) == titles
    assert not [text for text in said(document) if FURNITURE.search(text)]


@pytest.mark.parametrize("name", ["alice", "time-machine"])
def test_every_word_of_the_body_is_told_or_listed_as_skipped(talecast: Talecast, shared: Path, name: str) -> None:
    path = shared / "books" / f"{name}.epub"
    document = planned(talecast, path)
    heard = [*said(document), *(entry["text"] for entry in document["skipped"])]
    body = body_texts(path)
    assert letters(heard) == letters(body)
    assert words(heard).total() == words(body).total()


def test_footnotes_are_read_at_their_marks_or_at_the_chapters_end(talecast: Talecast, shared: Path) -> None:
    path = shared / "books" / "time-machine.epub"
    for notes in ("read", "end"):
        document = planned(talecast, path, "--notes", notes)
        places = [
            (chapter["title"], at, len(chapter["blocks"]))
            for chapter in document["chapters"]
            for at, block in enumerate(chapter["blocks"])
            if block["kind"] == "note"
        ]
        assert [title for title, _, _ in places] == ["VIII"]
        assert (places[0][1] == places[0][2] - 1) is (notes == "end")


def test_pictures_are_left_out_when_asked(talecast: Talecast, shared: Path) -> None:
    document = planned(talecast, shared / "books" / "alice.epub", "--images", "skip")
    kinds = [block["kind"] for chapter in document["chapters"] for block in chapter["blocks"]]
    assert "image" not in kinds
    assert sum(entry["kind"] == "image" for entry in document["skipped"]) > 40


def test_a_book_of_120_000_words_is_planned_in_time(talecast: Talecast, tmp_path: Path) -> None:
    sentence = "The keeper counted the boats in the harbour again, and there was one fewer than he had thought. "
    body = f"<p>{sentence * 5}</p>" * 33
    names = [f"c{at}.html" for at in range(1, 41)]
    files = {name: page(f"<h1>Chapter {at}</h1>{body}") for at, name in enumerate(names, start=1)}
    contents = "".join(point(f"Chapter {at}", name) for at, name in enumerate(names, start=1))
    path = tmp_path / "long.epub"
    path.write_bytes(pack(old_book(contents, files=files)))
    before = os.times()
    document = planned(talecast, path)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    assert spent < MOST_SECONDS
    assert len(document["chapters"]) == 40
    assert words(said(document)).total() > 115_000
