"""A folder for any host: what is put there, and what is taken away again."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest

from talecast.errors import OutputError
from talecast.pipeline import feed, secret_name
from talecast.publish.feed import FeedOptions
from tests.feed_rules import faults, parse
from tests.shelves import make_book

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)
BASE = "https://example.org/books/"


def publish(books: Path, target: Path, token: str = "", **options: Any) -> None:
    feed(books, FeedOptions(BASE, NOW, **options), target, token=token)


def listing(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def addresses(folder: Path) -> set[str]:
    """Every address that stands in a feed, a list of feeds or a file of chapters."""
    texts = [
        path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.suffix in {".xml", ".opml", ".json"} and path.name[0] != "."
    ]
    return {unescape(found) for text in texts for found in re.findall(r"https://example\.org[^\"<\s]*", text)}


def test_every_address_in_it_is_a_file_in_it(tmp_path: Path) -> None:
    make_book(tmp_path / "books", "One", formats=("mp3", "opus"))
    make_book(tmp_path / "books", "Two", per_chapter=True)
    publish(tmp_path / "books", tmp_path / "site")
    found = addresses(tmp_path / "site")
    assert len(found) > 20
    for url in found:
        assert url.startswith(BASE)
        path = tmp_path / "site" / unquote(urlsplit(url).path.removeprefix("/books/"))
        assert path.is_file() or (path / "index.html").is_file(), url


def test_the_length_of_an_enclosure_is_that_of_the_file(tmp_path: Path) -> None:
    make_book(tmp_path / "books", per_chapter=True)
    publish(tmp_path / "books", tmp_path / "site")
    for item in parse((tmp_path / "site" / "feed.xml").read_bytes()).one("channel").all("item"):
        enclosure = item.one("enclosure").attributes
        path = tmp_path / "site" / urlsplit(enclosure["url"]).path.removeprefix("/books/")
        assert int(enclosure["length"]) == path.stat().st_size


def test_sound_is_there_without_taking_room(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "books")
    publish(tmp_path / "books", tmp_path / "site")
    assert (tmp_path / "site" / "a-book" / "a-book.mp3").samefile(folder / "a-book.mp3")


def test_where_files_cannot_be_linked_they_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    folder = make_book(tmp_path / "books")
    publish(tmp_path / "books", tmp_path / "site")
    copy = tmp_path / "site" / "a-book" / "a-book.mp3"
    assert copy.read_bytes() == (folder / "a-book.mp3").read_bytes()
    assert not copy.samefile(folder / "a-book.mp3")


def test_a_daisy_book_is_not_published_and_pictures_and_epub_are(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "books")
    record = json.loads((folder / "narration.json").read_bytes())
    (cover,) = (file for file in record["files"] if file["path"] == "cover.jpg")
    for path, kind in (
        ("daisy/a1.mp3", "audio/mpeg"),
        ("daisy/ncc.html", "text/html"),
        ("images/1.jpg", "image/jpeg"),
        ("a-book.epub", "application/epub+zip"),
    ):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes((folder / "cover.jpg").read_bytes())
        record["files"].append({**cover, "path": path, "type": kind})
    (folder / "narration.json").write_text(json.dumps(record))
    publish(tmp_path / "books", tmp_path / "site")
    assert {"a-book/images/1.jpg", "a-book/a-book.epub", "a-book/a-book.mp3"} <= set(listing(tmp_path / "site"))
    assert not [name for name in listing(tmp_path / "site") if "daisy" in name]


def test_neither_the_record_nor_what_is_kept_is_published(tmp_path: Path) -> None:
    make_book(tmp_path / "books")
    publish(tmp_path / "books", tmp_path / "site")
    assert not {"narration.json", "feed.json"} & {name.rpartition("/")[2] for name in listing(tmp_path / "site")}
    assert {"feed.json", "a-book/feed.json"} <= set(listing(tmp_path / "books"))
    assert "feed.xml" not in listing(tmp_path / "books")


def test_a_book_published_again_leaves_nothing_behind_and_nothing_of_others_goes(tmp_path: Path) -> None:
    books, site = tmp_path / "books", tmp_path / "site"
    folder = make_book(books, per_chapter=True)
    make_book(books, "Gone")
    publish(books, site)
    (site / "CNAME").write_text("example.org")
    (site / "a-book" / "mine.txt").write_text("mine")
    for path in folder.glob("0*"):
        path.unlink()
    make_book(books)
    for path in (books / "gone").iterdir():
        path.unlink()
    publish(books, site)
    make_book(tmp_path / "fresh")
    publish(tmp_path / "fresh", tmp_path / "fresh-site")
    assert set(listing(site)) - set(listing(tmp_path / "fresh-site")) == {"CNAME", "a-book/mine.txt"}
    assert set(listing(tmp_path / "fresh-site")) <= set(listing(site))
    assert not (site / "gone").exists()


def test_what_is_published_twice_is_the_same_and_untouched(tmp_path: Path) -> None:
    make_book(tmp_path / "books", per_chapter=True)
    publish(tmp_path / "books", tmp_path / "site")
    before = {name: (tmp_path / "site" / name).stat().st_mtime_ns for name in listing(tmp_path / "site")}
    publish(tmp_path / "books", tmp_path / "site")
    after = {name: (tmp_path / "site" / name).stat().st_mtime_ns for name in listing(tmp_path / "site")}
    assert {name: after[name] for name in after if name != ".published.json"} == {
        name: before[name] for name in before if name != ".published.json"
    }


def test_a_sound_made_anew_in_the_same_second_and_of_the_same_size_is_published_anew(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "books")
    publish(tmp_path / "books", tmp_path / "site")
    times = (folder / "a-book.mp3").stat()
    (folder / "a-book.mp3").unlink()
    make_book(tmp_path / "books", words="edited")
    os.utime(folder / "a-book.mp3", ns=(times.st_atime_ns, times.st_mtime_ns))
    publish(tmp_path / "books", tmp_path / "site")
    assert (tmp_path / "site" / "a-book" / "a-book.mp3").read_bytes() == (folder / "a-book.mp3").read_bytes()


def test_the_books_are_never_written_through_a_link(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "books")
    before = (folder / "a-book.mp3").read_bytes()
    publish(tmp_path / "books", tmp_path / "site")
    record = json.loads((folder / "narration.json").read_bytes())
    for entry in record["files"]:
        if entry["path"] == "a-book.vtt":
            entry["path"] = "a-book.chapters.json"
    (folder / "a-book.vtt").rename(folder / "a-book.chapters.json")
    (folder / "narration.json").write_text(json.dumps(record))
    mine = (folder / "a-book.chapters.json").read_bytes()
    publish(tmp_path / "books", tmp_path / "site")
    assert ((folder / "a-book.mp3").read_bytes(), (folder / "a-book.chapters.json").read_bytes()) == (before, mine)


def test_a_secret_name_is_kept_until_a_new_one_is_asked_for(tmp_path: Path) -> None:
    make_book(tmp_path / "books")
    site = tmp_path / "site"
    token = secret_name(site, renewed=False)
    assert re.fullmatch(r"[0-9a-f]{40}", token)
    publish(tmp_path / "books", site, token)
    assert secret_name(site, renewed=False) == token
    data = (site / token / "feed.xml").read_bytes()
    assert faults(data, f"{BASE}{token}/feed.xml", NOW) == []
    assert {name.partition("/")[0] for name in listing(site)} == {"index.html", token}
    assert token not in (site / "index.html").read_text()
    new = secret_name(site, renewed=True)
    assert new != token
    publish(tmp_path / "books", site, new)
    assert {name.partition("/")[0] for name in listing(site)} == {"index.html", new}


def test_a_renamed_book_can_still_be_fetched_where_it_was(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "books", "Old", book="this", slug="old")
    publish(tmp_path / "books", tmp_path / "site")
    folder.rename(tmp_path / "books" / "new")
    make_book(tmp_path / "books", "New", book="this", slug="new")
    publish(tmp_path / "books", tmp_path / "site")
    site = tmp_path / "site"
    assert (site / "old" / "feed.xml").read_bytes() == (site / "new" / "feed.xml").read_bytes()
    assert [name for name in listing(site) if name.startswith("old/")] == ["old/feed.xml"]


def test_the_page_names_every_book_and_no_title_is_markup(tmp_path: Path) -> None:
    make_book(
        tmp_path / "books", "<script>alert(1)</script>", ('"><img src=x onerror=alert(1)>', "b"), creators=("</p>&",)
    )
    publish(tmp_path / "books", tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>" not in page
    assert "<img src=x" not in page


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_folder_of_any_name_is_published_again_and_again(tmp_path: Path) -> None:
    folder = make_book(tmp_path / "books", slug="plain")
    folder.rename(tmp_path / "books" / 'A: "b" #?%2e\\ &<c>\n')
    for _ in range(2):
        publish(tmp_path / "books", tmp_path / "site")
    assert faults((tmp_path / "site" / "feed.xml").read_bytes(), f"{BASE}feed.xml", NOW) == []
    for url in addresses(tmp_path / "site"):
        path = tmp_path / "site" / unquote(urlsplit(url).path.removeprefix("/books/"))
        assert path.is_file() or (path / "index.html").is_file(), url


@pytest.mark.parametrize("where", [".", "books", "books/a-book"])
def test_the_books_own_folder_is_no_place_to_publish_to(where: str, tmp_path: Path) -> None:
    make_book(tmp_path / "books")
    with pytest.raises(OutputError) as caught:
        publish(tmp_path / "books", tmp_path / where)
    assert caught.value.tip


def test_a_folder_that_cannot_be_is_an_error_with_a_tip(tmp_path: Path) -> None:
    make_book(tmp_path / "books")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as caught:
        publish(tmp_path / "books", tmp_path / "file")
    assert caught.value.tip


@pytest.mark.parametrize("damaged", [b"", b"{}", b'{"files": ["../a"]}', b'{"files": 5}'])
def test_nothing_is_taken_away_by_a_damaged_list(damaged: bytes, tmp_path: Path) -> None:
    make_book(tmp_path / "books")
    publish(tmp_path / "books", tmp_path / "site")
    (tmp_path / "site" / ".published.json").write_bytes(damaged)
    before = listing(tmp_path / "site")
    with pytest.raises(OutputError) as caught:
        publish(tmp_path / "books", tmp_path / "site")
    assert caught.value.tip
    assert listing(tmp_path / "site") == before


@pytest.mark.parametrize("name", ["index.html", "feed.xml", "a-book/a-book.mp3"])
def test_nothing_of_others_is_written_over(name: str, tmp_path: Path) -> None:
    make_book(tmp_path / "books")
    (tmp_path / "site" / name).parent.mkdir(parents=True)
    (tmp_path / "site" / name).write_text("mine")
    with pytest.raises(OutputError, match=name) as caught:
        publish(tmp_path / "books", tmp_path / "site")
    assert caught.value.tip
    assert listing(tmp_path / "site") == [name]


def test_an_export_that_was_cut_off_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_book(tmp_path / "books")
    with monkeypatch.context() as patched:

        def cut(*_: object) -> None:
            raise KeyboardInterrupt

        patched.setattr("talecast.publish.export.book_texts", cut)
        with pytest.raises(KeyboardInterrupt):
            publish(tmp_path / "books", tmp_path / "site")
    publish(tmp_path / "books", tmp_path / "site")
    assert "a-book/a-book.mp3" in listing(tmp_path / "site")


def test_a_book_that_is_damaged_for_a_moment_stays_published(tmp_path: Path) -> None:
    make_book(tmp_path / "books", "Whole")
    folder = make_book(tmp_path / "books", "Narrated Just Now")
    publish(tmp_path / "books", tmp_path / "site")
    before = listing(tmp_path / "site")
    (folder / "narrated-just-now.mp3").unlink()
    publish(tmp_path / "books", tmp_path / "site")
    publish(tmp_path / "books", tmp_path / "site")
    assert listing(tmp_path / "site") == before
