"""What the server shows of a shelf, and how."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from talecast.publish.feed import FeedOptions, load_states, make_feeds, save_states
from talecast.publish.feed.state import save_state
from talecast.publish.shelf import read_shelf
from talecast.serve.watch import FRESH_SECONDS
from tests.shelves import make_book, read_record
from tests.unit.serve.serving import serving

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.publish.feed import FeedState
    from tests.unit.serve.serving import Server


class Links(HTMLParser):
    """The addresses in a page, and its elements."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"href", "src"} and value]


def test_everything_that_the_pages_and_feeds_point_to_is_there(server: Server) -> None:
    base = f"http://127.0.0.1:{server.port}"
    asked: set[str] = set()
    to_ask = {"/", "/feed.xml", "/another/feed.xml", "/a-book/feed.xml"}
    while to_ask:
        path = to_ask.pop()
        asked.add(path)
        answer = server.ask(path)
        assert answer.status == 200, path
        found = Links(answer.body).addresses if answer.headers["content-type"].startswith("text/html") else []
        if path.endswith(".xml"):
            found = [part.split(b'"')[0].decode() for part in answer.body.split(b'url="')[1:]]
        for address in found:
            whole = urlsplit(urljoin(f"{base}{path}", address))
            if whole.scheme == "http":
                assert whole.netloc == f"127.0.0.1:{server.port}"
                to_ask |= {whole.path} - asked
    assert len(asked) > 20
    assert {"/a-book/a-book.m4b", "/another/02-two.chapters.json", "/another/02-two.transcript.json"} <= asked
    assert server.warnings == []


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/shelf.css", "text/css; charset=utf-8"),
        ("/shelf.js", "text/javascript; charset=utf-8"),
        ("/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/a-book/", "text/html; charset=utf-8"),
        ("/a-book/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/a-book/a-book.mp3", "audio/mpeg"),
        ("/a-book/a-book.m4b", "audio/mp4"),
        ("/a-book/a-book.vtt", "text/vtt; charset=utf-8"),
        ("/a-book/a-book.srt", "application/x-subrip; charset=utf-8"),
        ("/a-book/cover.jpg", "image/jpeg"),
        ("/a-book/a-book.chapters.json", "application/json+chapters; charset=utf-8"),
        ("/a-book/a-book.transcript.json", "application/json; charset=utf-8"),
    ],
)
def test_each_thing_has_its_type_its_length_and_a_validator(server: Server, path: str, media_type: str) -> None:
    answer, head = server.ask(path), server.ask(path, "HEAD")
    assert (answer.status, answer.headers["content-type"]) == (200, media_type)
    assert int(answer.headers["content-length"]) == len(answer.body) > 0
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert (head.status, head.body) == (200, b"")
    assert {**head.headers, "date": ""} == {**answer.headers, "date": ""}
    assert server.ask(path, If_None_Match=answer.headers["etag"]).status == 304


def test_a_sound_comes_whole_in_parts_and_not_again(server: Server, shelf: Path) -> None:
    sound = (shelf / "a-book" / "a-book.mp3").read_bytes()
    whole = server.ask("/a-book/a-book.mp3?v=abc.mp3")
    assert whole.body == sound
    assert whole.headers["etag"] == f'"{hashlib.sha256(sound).hexdigest()}"'
    assert whole.headers["accept-ranges"] == "bytes"
    part = server.ask("/a-book/a-book.mp3", Range="bytes=100-199", If_Range=whole.headers["etag"])
    assert (part.status, part.body, part.headers["content-range"]) == (
        206,
        sound[100:200],
        f"bytes 100-199/{len(sound)}",
    )
    several = server.ask("/a-book/a-book.mp3", Range="bytes=0-4,-3")
    assert several.status == 206
    assert sound[:5] in several.body
    assert several.body.count(b"Content-Range: bytes ") == 2
    assert server.ask("/a-book/a-book.mp3", Range=f"bytes={len(sound)}-").status == 416
    assert server.ask("/a-book/a-book.mp3", If_Modified_Since=whole.headers["last-modified"]).status == 304


def test_text_comes_in_gzip_to_those_who_take_it_and_sound_never(server: Server) -> None:
    plain = server.ask("/feed.xml")
    packed = server.ask("/feed.xml", Accept_Encoding="br, gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert server.ask("/feed.xml", Accept_Encoding="gzip", If_None_Match=packed.headers["etag"]).status == 304
    assert "content-encoding" not in server.ask("/feed.xml", Accept_Encoding="gzip;q=0").headers
    assert server.ask("/feed.xml", Accept_Encoding="gzip", Range="bytes=0-9").body == plain.body[:10]
    for path in ("/a-book/a-book.mp3", "/a-book/cover.jpg"):
        assert "content-encoding" not in server.ask(path, Accept_Encoding="gzip").headers


def test_transcripts_and_chapters_are_for_players_on_other_sites_too_and_feeds_are_not(server: Server) -> None:
    for path in ("a-book.vtt", "a-book.srt", "a-book.transcript.json", "a-book.chapters.json"):
        assert server.ask(f"/a-book/{path}").headers["access-control-allow-origin"] == "*"
    for path in ("/", "/feed.xml", "/feeds.opml", "/a-book/", "/a-book/a-book.mp3"):
        assert "access-control-allow-origin" not in server.ask(path).headers


def test_pages_allow_nothing_but_what_is_theirs_and_are_kept_by_nobody(server: Server) -> None:
    page = server.ask("/a-book/")
    policy = dict(rule.split(" ", 1) for rule in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert page.headers["cache-control"] == "no-store"
    assert b"<style" not in page.body
    assert b" style=" not in page.body
    assert b"<script>" not in page.body


def test_a_title_that_is_a_script_is_a_title(shelf: Path, home: Path) -> None:
    title = """<script>alert('1')</script> & "><img src=x onerror=alert(1)> ]]>"""
    make_book(
        shelf, title, (title,), creators=(title,), slug="bad", language='"><script>', narrator=title, series=title,
        series_position=title, description=f"{title}\n{title}", subtitle=title,
    )  # fmt: skip
    with serving(shelf, home) as server:
        for path in ("/", "/bad/"):
            page = server.ask(path)
            assert page.status == 200
            tags = Links(page.body).tags
            assert tags.count("script") == 1
            assert b"onerror" not in page.body.replace(b"&gt;&lt;img src=x onerror=alert(1)&gt;", b"")
        assert server.ask("/bad/feed.xml").status == 200


def test_addresses_that_are_nearly_right_lead_there_without_naming_a_host(server: Server) -> None:
    answer = server.ask("/a-book")
    assert (answer.status, answer.headers["location"]) == (301, "./a-book/")


def test_a_book_that_is_narrated_meanwhile_shows_up_and_one_that_goes_goes(server: Server, shelf: Path) -> None:
    assert server.ask("/new/").status == 404
    make_book(shelf, "New")
    time.sleep(FRESH_SECONDS + 0.1)
    assert server.ask("/new/").status == server.ask("/new/new.mp3").status == 200
    assert b"New" in server.ask("/").body
    assert b"/new/feed.xml" in server.ask("/feeds.opml").body
    shutil.rmtree(shelf / "new")
    assert server.ask("/new/new.mp3").status == 404
    time.sleep(FRESH_SECONDS + 0.1)
    assert server.ask("/new/").status == 404
    assert server.warnings == []


def test_an_empty_folder_is_an_empty_shelf(tmp_path: Path, home: Path) -> None:
    (tmp_path / "empty").mkdir()
    with serving(tmp_path / "empty", home) as server:
        page = server.ask("/")
        assert (page.status, b"No book is here yet." in page.body) == (200, True)
        assert server.ask("/feed.xml").status == 404


def test_the_folder_of_one_book_is_that_books_page(shelf: Path, home: Path) -> None:
    with serving(shelf / "a-book", home) as server:
        assert b"A Book" in server.ask("/").body
        assert server.ask("/feed.xml").status == server.ask("/a-book.mp3").status == 200
        assert b"/a-book.mp3?v=" in server.ask("/feed.xml").body


def test_a_file_that_has_changed_is_another_version_and_never_mixed_with_the_old_one(
    server: Server, shelf: Path
) -> None:
    before = server.ask("/a-book/a-book.mp3")
    sound = shelf / "a-book" / "a-book.mp3"
    changed = before.body[::-1]
    sound.write_bytes(changed)
    os.utime(sound, (time.time() + 5, time.time() + 5))
    after = server.ask("/a-book/a-book.mp3", If_None_Match=before.headers["etag"])
    assert (after.status, after.body) == (200, changed)
    assert after.headers["etag"] == f'"{hashlib.sha256(changed).hexdigest()}"'
    assert server.ask("/a-book/a-book.mp3", Range="bytes=0-9", If_Range=before.headers["etag"]).status == 200


def test_a_copied_book_whose_files_are_newer_than_its_record_has_the_same_tags(shelf: Path, home: Path) -> None:
    record = shelf / "a-book" / "narration.json"
    os.utime(record, (1_000_000_000, 1_000_000_000))
    named = {file["path"]: file["sha256"] for file in read_record(record.parent)["files"]}
    with serving(shelf, home) as server:
        assert server.ask("/a-book/a-book.mp3").headers["etag"] == f'"{named["a-book.mp3"]}"'


def test_the_dates_of_episodes_outlive_the_server(shelf: Path, home: Path) -> None:
    with serving(shelf, home) as server:
        first = server.ask("/a-book/feed.xml").body
    with serving(shelf, home, base_url=f"http://127.0.0.1:{server.port}/") as again:
        assert again.ask("/a-book/feed.xml").body == first
    assert (shelf / "a-book" / "feed.json").is_file()


def test_the_old_address_of_a_renamed_books_feed_leads_to_the_new_one(shelf: Path, home: Path) -> None:
    with serving(shelf, home) as server:
        assert server.ask("/a-book/feed.xml").status == 200
    (shelf / "a-book").rename(shelf / "new-name")
    with serving(shelf, home) as server:
        moved = server.ask("/a-book/feed.xml")
        assert moved.status == 301
        assert urljoin("http://h/a-book/feed.xml", moved.headers["location"]) == "http://h/new-name/feed.xml"


def test_damaged_promises_of_one_feed_leave_the_others_as_they_are(shelf: Path, home: Path) -> None:
    (shelf / "a-book" / "feed.json").write_text("{", encoding="utf-8")
    with serving(shelf, home) as server:
        assert server.ask("/a-book/feed.xml").status == 404
        assert server.ask("/another/feed.xml").status == server.ask("/feed.xml").status == 200
        assert len(server.warnings) == 1
    assert (shelf / "a-book" / "feed.json").read_text(encoding="utf-8") == "{"


def test_feeds_name_the_configured_address_and_nothing_that_a_request_says(shelf: Path, home: Path) -> None:
    with serving(shelf, home, base_url="https://books.example/of/mine/") as server:
        for path in ("/feed.xml", "/a-book/feed.xml", "/feeds.opml", "/a-book/a-book.chapters.json"):
            answer = server.ask(path, X_Forwarded_Host="evil.example", Forwarded="host=evil.example")
            assert b"https://books.example/of/mine/a-book/" in answer.body
            assert b"evil" not in answer.body
            assert b"127.0.0.1" not in answer.body
        assert json.loads(server.ask("/a-book/a-book.chapters.json").body)["chapters"][0]["title"] == "One"


def test_folders_with_odd_names_are_reached(tmp_path: Path, home: Path) -> None:
    make_book(tmp_path / "out", "Odd", slug="Ödd a%20b #1?")
    with serving(tmp_path / "out", home) as server:
        links = [link for link in Links(server.ask("/").body).addresses if "dd" in link]
        path = urlsplit(urljoin("http://h/", links[0])).path
        assert unquote(path) == "/Ödd a%20b #1?/"
        assert server.ask(path).status == 200
        assert server.ask(urljoin(path, "feed.xml")).status == 200


def test_the_server_drips_as_feed_did_and_a_new_day_is_a_new_feed(shelf: Path, home: Path) -> None:
    now = datetime(2026, 11, 26, 6, tzinfo=UTC)
    days = [0]
    folder = make_book(shelf, "Slow", ("One", "Two", "Three"), per_chapter=True)
    known = read_shelf(shelf)
    save_states(known, make_feeds(known, load_states(known), FeedOptions("http://x/", now, drip="daily")))
    with serving(shelf, home, clock=lambda: now + timedelta(days=days[0])) as server:
        first = server.ask("/slow/feed.xml")
        assert first.body.count(b"<item>") == 1
        assert server.ask("/slow/feed.xml", If_None_Match=first.headers["etag"]).status == 304
        days[0] = 1
        second = server.ask("/slow/feed.xml", If_None_Match=first.headers["etag"])
        assert (second.status, second.body.count(b"<item>")) == (200, 2)
        assert second.headers["last-modified"] != first.headers["last-modified"]
        save_states(known, make_feeds(known, load_states(known), FeedOptions("http://x/", now)))
        assert server.ask("/slow/feed.xml").body.count(b"<item>") == 3
    with serving(shelf, home, drip="daily", clock=lambda: now) as server:
        assert json.loads((folder / "feed.json").read_bytes()).get("drip", "") == ""
        assert server.ask("/slow/feed.xml").status == 200
        assert json.loads((folder / "feed.json").read_bytes())["drip"] == "daily"


def test_where_nothing_may_be_written_the_dates_are_kept_for_the_next_server(
    shelf: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save_elsewhere(path: Path, state: FeedState) -> None:
        if path.is_relative_to(shelf):
            raise OSError(errno.EROFS, "Read-only file system")
        save_state(path, state)

    monkeypatch.setattr("talecast.serve.feeds.save_state", save_elsewhere)
    feeds = []
    for month in (11, 12):
        with serving(shelf, home, clock=partial(datetime, 2026, month, 26, 6, tzinfo=UTC)) as server:
            feeds.append(server.ask("/another/feed.xml").body.replace(str(server.port).encode(), b""))
            assert "Read-only file system" in server.warnings[0]
    assert feeds[0] == feeds[1]
