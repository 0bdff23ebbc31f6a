"""The files of the read-along page, without a browser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from talecast.publish.readalong import narrated_from
from talecast.publish.readalong.page import PAGE_FILES, write_page
from talecast.publish.readalong.page.book import filled
from talecast.publish.readalong.page.times import times_script
from tests.unit.publish.readalong.making import block, document, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def no_cut(*_: object) -> Iterator[bytes]:
    raise AssertionError("a page plays the book's own sound")


def page_of(folder: Path, made: dict[str, Any]) -> str:
    assert write_page(narrated_from(made), "book", no_cut, folder, folder) == list(PAGE_FILES)
    return (folder / "index.html").read_text(encoding="utf-8")


def one(*blocks: dict[str, Any]) -> dict[str, Any]:
    return document([list(blocks)], 400_000)


def test_sentences_are_numbered_through_the_book_and_announcements_keep_their_numbers(tmp_path: Path) -> None:
    told = sentence("", 100, 200, spoken="Chapter 1 of 2.")
    chapters = [
        [block(told, kind="announcement"), block(sentence("A man.", 300, 400), sentence("A plan.", 500, 600))],
        [block(sentence("A canal.", 700, 800))],
    ]
    page = page_of(tmp_path, document(chapters, 1_000))
    assert re.findall(r'class="s" id="s(\d+)">([^<]*)<', page) == [("1", "A man."), ("2", "A plan."), ("3", "A canal.")]
    assert "Chapter 1 of 2." not in page


def test_without_scripts_each_track_has_a_player_of_the_browsers_own(tmp_path: Path) -> None:
    chapters = [[block(sentence("A man.", 300, 400))], [block(sentence("A plan.", 300, 400))]]
    page = page_of(tmp_path, document(chapters, 1_000, per_chapter=True))
    players = re.findall(r'<p[^>]*>([^<]*)</p><audio controls="controls" preload="none" src="([^"]*)"', page)
    assert players == [("Chapter 1", "01-chapter.mp3"), ("Chapter 2", "02-chapter.mp3")]


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "{{text}}", '"><img src=x>', "a & b"])
def test_no_text_gets_out_of_its_place(text: str, tmp_path: Path) -> None:
    made = one(block(sentence(text, 100, 200)))
    made["title"] = made["chapters"][0]["title"] = text
    made["creators"] = [text]
    page = page_of(tmp_path, made)
    script = (tmp_path / "page-times.js").read_text(encoding="utf-8")
    assert len(re.findall("<script", page)) == 2
    assert "<img src=x>" not in page
    assert "<" not in script
    times = json.loads(script.removeprefix("var BOOK = ").removesuffix(";\n"))
    assert times["chapters"][0]["title"] == text


def test_a_value_is_not_looked_at_for_places_to_fill() -> None:
    assert filled("{{a}} {{b}}", {"a": "{{b}}", "b": "1"}) == "{{b}} 1"


def test_a_file_a_chapter_has_times_of_its_own_and_addresses_are_escaped(tmp_path: Path) -> None:
    made = document([[block(sentence("A.", 100, 200))], [block(sentence("B.", 50, 90))]], 400, per_chapter=True)
    script = times_script(narrated_from(made))
    times = json.loads(script.removeprefix("var BOOK = ").removesuffix(";\n"))
    assert times["files"] == [{"src": "01-chapter.mp3", "first": 0}, {"src": "02-chapter.mp3", "first": 1}]
    assert times["starts"] == [100, 50]


def test_the_sound_that_most_browsers_play_is_taken() -> None:
    made = one(block(sentence("A.", 100, 200)))
    entry = made["files"][0]
    made["files"] = [{**entry, "path": f"book.{name}"} for name in ("wav", "flac", "m4b", "opus")]
    made["chapters"][0]["file"] = "book.wav"
    assert '"src":"book.m4b"' in times_script(narrated_from(made))


def test_headings_go_down_by_one_and_a_chapter_without_one_gets_its_title(tmp_path: Path) -> None:
    chapters = [
        [
            block(sentence("Top", 10, 20), kind="heading", level=1),
            block(sentence("Deep", 30, 40), kind="heading", level=4),
        ],
        [block(sentence("No heading.", 50, 60))],
    ]
    page = page_of(tmp_path, document(chapters, 100))
    assert re.findall(r"<(h\d)>(?:<span[^>]*>)?([^<]*)", page)[:3] == [
        ("h2", "Top"),
        ("h3", "Deep"),
        ("h2", "Chapter 2"),
    ]


def test_a_picture_that_is_there_is_shown_with_its_words_and_one_that_is_not_is_its_words(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.jpg").write_bytes(b"")
    page = page_of(
        tmp_path,
        one(
            block(sentence("A mill.", 10, 20), kind="image", image="images/a.jpg"),
            block(sentence("A weir.", 30, 40), kind="image", image="images/b.jpg"),
        ),
    )
    assert '<figure><img alt="" src="images/a.jpg" loading="lazy"><figcaption><span class="s" id="s0">A mill.' in page
    assert '<p class="image"><span class="s" id="s1">A weir.' in page


def test_a_row_of_a_table_is_lit_as_one(tmp_path: Path) -> None:
    table = [[{"text": "Name", "header": True}, {"text": "Age", "header": True}], [{"text": "Ann"}, {"text": "9"}]]
    page = page_of(tmp_path, one(block(sentence("Ann 9", 10, 20), kind="table", table=table, row=1)))
    assert '<tr class="s" id="s0"><td>Ann</td><td>9</td></tr>' in page
    assert '<th scope="col">Name</th>' in page


def test_the_same_narration_gives_the_same_page(tmp_path: Path) -> None:
    made = one(block(sentence("A man.", 100, 200)))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert page_of(tmp_path / "a", made) == page_of(tmp_path / "b", made)
