"""`talecast feed`, as a user types it."""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.shelves import make_book

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

FEED = ("feed", "books", "--base-url", "https://example.org/books", "--now", "2026-11-26T06:00:00Z")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_feeds_lie_among_the_books_and_each_is_named_with_its_address(run: Run, tmp_path: Path) -> None:
    make_book(tmp_path / "books", per_chapter=True)
    done = run(*FEED)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Audiobooks, 3 episodes: https://example.org/books/feed.xml",
        "A Book, 3 episodes: https://example.org/books/a-book/feed.xml",
        "Written to books, with the list of them all in feeds.opml.",
    ]
    assert {"feed.xml", "feeds.opml", "a-book/feed.xml", "a-book/01-one.chapters.json"} <= set(
        contents(tmp_path / "books")
    )


def test_one_book_has_one_feed_beside_it(run: Run, tmp_path: Path) -> None:
    make_book(tmp_path / "books")
    done = run("feed", "books/a-book", "--base-url", "https://example.org/a-book/", "--json")
    assert json.loads(done.stdout) == {
        "event": "done",
        "folder": "books/a-book",
        "feeds": [{"title": "A Book", "path": "feed.xml", "url": "https://example.org/a-book/feed.xml", "episodes": 1}],
        "list": "feeds.opml",
        "moved": {},
    }


@pytest.mark.parametrize(
    "environ",
    [
        {"TZ": "Pacific/Kiritimati"}, {"TZ": "America/Los_Angeles", "LC_ALL": "C"}, {"PYTHONHASHSEED": "7"}, {"PYTHONUTF8": "0", "LC_ALL": "POSIX"},
        {"SOURCE_DATE_EPOCH": "0"},
    ],
)  # fmt: skip
def test_a_feed_is_the_same_in_every_zone_locale_and_folder(environ: dict[str, str], run: Run, tmp_path: Path) -> None:
    make_book(tmp_path / "books", "Ünïcode", per_chapter=True, language="de")
    make_book(tmp_path / "books", "Other")
    elsewhere = tmp_path / "a folder with another name"
    shutil.copytree(tmp_path / "books", elsewhere)
    assert run(*FEED).returncode == 0
    assert run("feed", elsewhere, *FEED[2:], environ_more=environ).returncode == 0
    assert contents(tmp_path / "books") == contents(elsewhere)


def test_the_clock_decides_nothing_once_an_episode_is_out(run: Run, tmp_path: Path) -> None:
    make_book(tmp_path / "books", per_chapter=True)
    run(*FEED)
    before = contents(tmp_path / "books")
    run("feed", "books", "--base-url", "https://example.org/books/")
    assert contents(tmp_path / "books") == before


def test_outdated_chapters_and_transcripts_go_and_others_files_stay(run: Run, tmp_path: Path) -> None:
    folder = make_book(tmp_path / "books", per_chapter=True)
    run(*FEED)
    (folder / "mine.chapters.json").write_text("{}")
    make_book(tmp_path / "books")
    run(*FEED)
    assert sorted(path.name for path in folder.glob("*.*.json")) == [
        "a-book.chapters.json",
        "a-book.transcript.json",
        "mine.chapters.json",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("feed", "books"), 2, "--base-url"),
        (("feed", "books", "--base-url", "example.org"), 1, "https://"),
        (("feed", "books", "--base-url", "ftp://example.org"), 1, "https://"),
        (("feed", "books", "--base-url", "https://user:word@example.org"), 1, "password"),
        (("feed", "books", "--base-url", "https://example.org/?a=b"), 1, "question mark"),
        (("feed", "books", "--base-url", "https://example.org:x/"), 1, "no address"),
        (("feed", "books", "--base-url", "https://exa mple.org/"), 1, "https://"),
        (("feed", "books", "--base-url", "https://" + "a" * 70 + ".org/"), 1, "host"),
        (("feed", "books", "--base-url", "https://example.org/\n"), 0, ""),
        ((*FEED, "--now", "yesterday"), 2, "2026-11-26T08:00:00Z"),
        ((*FEED, "--now", "1500-01-01"), 2, "year"),
        ((*FEED, "--now", "9999-12-31T23:59:59-10:00"), 2, "2026-11-26T08:00:00Z"),
        ((*FEED, "--owner-email", "ann"), 2, "ann@example.org"),
        ((*FEED, "--order", "sideways"), 2, "newest-first"),
        ((*FEED, "--token"), 2, "--publish"),
        (("feed", "missing", "--base-url", "https://example.org"), 1, "cannot be read"),
        (("feed", "empty", "--base-url", "https://example.org"), 1, "no narrated book"),
        (("feed", "books", "--base-url", "https://example.org", "--publish", "books"), 1, "--publish"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    arguments: tuple[str, ...], code: int, says: str, run: Run, tmp_path: Path
) -> None:
    make_book(tmp_path / "books")
    (tmp_path / "empty").mkdir()
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_book_is_left_out_and_named(run: Run, tmp_path: Path) -> None:
    make_book(tmp_path / "books", "Whole")
    folder = make_book(tmp_path / "books", "Damaged")
    (folder / "narration.json").write_text((folder / "narration.json").read_text()[:500])
    done = run(*FEED)
    assert done.returncode == 0
    assert done.stdout.startswith("Warning: The book in books/damaged is damaged: ")
    (warning,) = (
        line for line in map(json.loads, run(*FEED, "--json").stdout.splitlines()) if line["event"] == "warning"
    )
    assert "books/damaged" in warning["message"]
    alone = run("feed", "books/damaged", "--base-url", "https://example.org")
    assert (alone.returncode, len(alone.stderr.splitlines())) == (1, 2)


def test_what_apps_will_miss_is_said(run: Run, tmp_path: Path) -> None:
    make_book(tmp_path / "books", "Bare", formats=("opus",), cover=False)
    said = run(*FEED).stdout.splitlines()
    assert said[0] == "Warning: “Bare” has no cover, which Apple's app wants: narrate it again."
    assert said[1].startswith("Warning: “Bare” has neither MP3 nor M4B")


@pytest.mark.parametrize("renewed", [False, True])
def test_a_secret_name_stands_in_every_address(renewed: bool, run: Run, tmp_path: Path) -> None:
    make_book(tmp_path / "books")
    first = json.loads(run(*FEED, "--publish", "site", "--token", "--json").stdout)
    again = json.loads(run(*FEED, "--publish", "site", "--new-token" if renewed else "--token", "--json").stdout)
    token = Path(again["folder"]).name
    assert (first["folder"] == again["folder"]) is not renewed
    assert all(feed["url"].startswith(f"https://example.org/books/{token}/") for feed in again["feeds"])
    assert {path.name for path in (tmp_path / "site").iterdir()} == {"index.html", token}


def test_two_runs_at_once_promise_the_same(run: Run, tmp_path: Path) -> None:
    make_book(tmp_path / "books", per_chapter=True)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda second: run(*FEED[:-1], f"2026-11-26T06:00:0{second}Z"), (0, 1))
    assert (first.returncode, second.returncode) == (0, 0)
    state = json.loads((tmp_path / "books" / "a-book" / "feed.json").read_bytes())
    dates = {format_datetime(datetime.fromisoformat(date), usegmt=True) for date in state["published"].values()}
    feed = (tmp_path / "books" / "a-book" / "feed.xml").read_text("utf-8")
    assert set(re.findall("<pubDate>(.*?)</pubDate>", feed)) == dates


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(run: Run, tmp_path: Path) -> None:
    make_book(tmp_path / "books")
    (tmp_path / "books" / "a-book" / "feed.xml").mkdir()
    done = run(*FEED)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
