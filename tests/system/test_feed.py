"""Feeds over narrated books, and real clients that subscribe to them on a static host."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
from typing import TYPE_CHECKING, Any

import feedparser
import podcastparser
import pytest
from PIL import Image

from tests.feed_rules import faults, parse
from tests.shelves import make_book
from tests.static_host import hosting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.static_host import Host
    from tests.system.conftest import Talecast

STORY = """# The Fish & the <Bell>

## One: "Quiet"

It was late. Nobody asked the ferryman why.

## Two ]]>

She stayed at home, and the bell did not ring.

## ثلاثة 🐈

He left in the morning.
"""
BASE = "https://example.org/books/"
NOW = ("--now", "2026-11-26T06:00:00Z")


def run(*command: str | Path, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a client with a home of its own and no proxy."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    said = {**kept, "HOME": str(home), "LANG": "C.UTF-8", "no_proxy": "*", **environ}
    done = subprocess.run(command, env=said, capture_output=True, text=True, timeout=300, check=False, cwd=home)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done


def there(narrated: Talecast, url: str) -> Path:
    """The file at that address."""
    return narrated.out / url.removeprefix(BASE).partition("?")[0]


@pytest.fixture(scope="module")
def narrated(module_talecast: Talecast) -> Talecast:
    """The same story as one file and as a file a chapter, by two titles."""
    source = module_talecast.folder / "story.md"
    source.write_text(STORY, encoding="utf-8")
    module_talecast.narrate(
        source, "--title", "The Fish & the <Bell>", "--author", "Ann Other", "--format", "mp3", "--format", "opus"
    )
    module_talecast.folder.joinpath("other.md").write_text(
        STORY.replace("late", "early")
        .replace("morning", "evening")
        .replace("# The Fish & the <Bell>", "# Other")
        .replace("home", "sea"),
        encoding="utf-8",
    )
    module_talecast.narrate("other.md", "--per-chapter")
    return module_talecast


def test_nothing_is_wrong_with_the_feeds_of_narrated_books(narrated: Talecast) -> None:
    done = [json.loads(line) for line in narrated.ok("feed", "out", "--base-url", BASE, "--json").splitlines()][-1]
    assert len(done["feeds"]) == 3
    for feed in done["feeds"]:
        assert faults((narrated.out / feed["path"]).read_bytes(), feed["url"]) == []


def test_what_a_feed_says_is_what_the_files_are(narrated: Talecast) -> None:
    narrated.ok("feed", "out", "--base-url", BASE)
    items = parse((narrated.out / "feed.xml").read_bytes()).one("channel").all("item")
    assert len(items) == 4
    for item in items:
        enclosure = item.one("enclosure").attributes
        path = there(narrated, enclosure["url"])
        record = json.loads((path.parent / "narration.json").read_bytes())
        (file,) = (file for file in record["files"] if file["path"] == path.name)
        assert int(enclosure["length"]) == path.stat().st_size == file["bytes"]
        assert f"?v={file['sha256'][:12]}" in enclosure["url"]
        assert abs(int(item.say("itunes:duration")) - file["samples"] / record["sample_rate"]) <= 0.5
        chapters = json.loads(there(narrated, item.one("podcast:chapters").attributes["url"]).read_bytes())
        own = [chapter for chapter in record["chapters"] if chapter["file"] == path.name]
        assert chapters["version"] == "1.2.0"
        assert [chapter["title"] for chapter in chapters["chapters"]] == [chapter["title"] for chapter in own]
        assert [chapter["startTime"] for chapter in chapters["chapters"]] == [
            round(chapter["start"], 3) for chapter in own
        ]
        urls = [
            one.attributes["url"]
            for one in item.all("podcast:transcript")
            if one.attributes["type"] == "application/json"
        ]
        transcript = json.loads(there(narrated, urls[0]).read_bytes())
        spoken = [sentence for chapter in own for block in chapter["blocks"] for sentence in block["sentences"]]
        assert [segment["body"] for segment in transcript["segments"]] == [sentence["text"] for sentence in spoken]
        assert {segment["speaker"] for segment in transcript["segments"]} == {"eSpeak NG"}


def test_the_cover_of_a_feed_is_of_the_size_that_apple_wants(narrated: Talecast) -> None:
    narrated.ok("feed", "out", "--base-url", BASE)
    href = parse((narrated.out / "feed.xml").read_bytes()).one("channel").one("itunes:image").attributes["href"]
    with Image.open(there(narrated, href)) as picture:
        assert picture.size[0] == picture.size[1]
        assert 1400 <= picture.size[0] <= 3000
        assert (picture.mode, picture.format) == ("RGB", "JPEG")


def test_guids_and_dates_stay_when_a_book_is_narrated_again(talecast: Talecast) -> None:
    def feed(base: str = BASE) -> dict[str, tuple[str, str]]:
        (folder,) = (path.parent for path in talecast.out.glob("*/narration.json"))
        talecast.ok("feed", "out", "--base-url", base)
        items = parse((folder / "feed.xml").read_bytes()).one("channel").all("item")
        return {item.say("guid"): (item.say("title"), item.say("pubDate")) for item in items}

    def narrate(text: str, *arguments: str) -> dict[str, tuple[str, str]]:
        (talecast.folder / "story.md").write_text(text, encoding="utf-8")
        talecast.ok("narrate", "story.md", "--per-chapter", "--plain", *arguments)
        return feed()

    first = narrate(STORY)
    dates = {guid: date for guid, (_, date) in first.items()}
    for text, arguments in (
        (STORY.replace("# The Fish & the <Bell>", "# Another Title"), ()),
        (STORY.replace("It was late.", "It was very late indeed."), ()),
        (STORY, ("--format", "opus", "--title", "A Third Title")),
        (f"{STORY}\n## Four\n\nAnd so they met again, much later, on the pier.\n", ()),
        (STORY.replace("## Two", "## One and a half\n\nA gull sat on the lamp and said nothing at all.\n\n## Two"), ()),
    ):
        again = narrate(text, *arguments)
        assert {guid: again[guid][1] for guid in dates} == dates
        order = [podcastparser.parse_pubdate(date) for _, date in again.values()]
        assert order == sorted(set(order))
    assert {guid: date for guid, (_, date) in feed("https://elsewhere.example/a/").items() if guid in dates} == dates


@pytest.mark.parametrize("per_chapter", [False, True])
def test_python_s_parsers_read_every_field(per_chapter: bool, narrated: Talecast) -> None:
    narrated.ok("feed", "out", "--base-url", BASE, *NOW)
    slug = "other" if per_chapter else "the-fish-the-bell"
    path = narrated.out / slug / "feed.xml"
    feed = feedparser.parse(str(path))
    assert not feed.bozo
    assert feed.feed.title == ("Other" if per_chapter else "The Fish & the <Bell>")
    assert (feed.feed.language, feed.feed.itunes_type, feed.feed.itunes_block, feed.feed.podcast_medium) == (
        "en",
        "serial",
        1,
        "audiobook",
    )
    assert feed.feed.image.href.startswith(f"{BASE}{slug}/cover.jpg")
    titles = ['One: "Quiet"', "Two ]]>", "ثلاثة 🐈"] if per_chapter else ["The Fish & the <Bell>"]
    assert [entry.title for entry in feed.entries] == titles
    assert [int(entry.itunes_episode) for entry in feed.entries] == list(range(1, len(titles) + 1))
    assert all(
        entry.published_parsed and entry.content[0].value and entry.enclosures[0].type == "audio/mpeg"
        for entry in feed.entries
    )
    with path.open("rb") as file:
        podcast = podcastparser.parse(f"{BASE}{slug}/feed.xml", file)
    assert (podcast["type"], podcast["title"], podcast["language"]) == ("serial", feed.feed.title, "en")
    episodes = podcast["episodes"] if podcast["episodes"][0]["number"] == 1 else podcast["episodes"][::-1]
    assert [(episode["title"], episode["number"], episode["season"]) for episode in episodes] == [
        (title, number, 1) for number, title in enumerate(titles, start=1)
    ]
    for episode in episodes:
        (enclosure,) = episode["enclosures"]
        assert (enclosure["mime_type"], enclosure["file_size"] > 10_000, episode["total_time"] > 1) == (
            "audio/mpeg",
            True,
            True,
        )
        assert episode["episode_art_url"].startswith(f"{BASE}{slug}/cover.jpg")


def test_podcast_index_s_parser_reads_every_field(narrated: Talecast, node: Callable[..., str]) -> None:
    narrated.ok("feed", "out", "--base-url", BASE, *NOW)
    path = narrated.out / "the-fish-the-bell" / "feed.xml"
    feed = json.loads(node("partytime.js", path, f"{BASE}the-fish-the-bell/feed.xml"))
    assert (feed["title"], feed["itunesType"], feed["itunesBlock"], feed["medium"]) == (
        "The Fish & the <Bell>",
        "serial",
        True,
        "audiobook",
    )
    assert re.fullmatch(r"[0-9a-f-]{36}", feed["guid"])
    assert feed["locked"]
    assert {person["role"].lower() for person in feed["podcastPeople"]} == {"author", "narrator"}
    (item,) = feed["items"]
    assert item["podcastChapters"]["type"] == "application/json+chapters"
    assert [one["type"] for one in item["podcastTranscripts"]] == ["text/vtt", "application/srt", "application/json"]
    assert (item["podcastSeason"]["name"], item["podcastEpisode"]["number"]) == ("The Fish & the <Bell>", 1)
    assert [one["type"] for one in item["alternativeEnclosures"]] == ["audio/ogg"]


# --- pages and clients ------------------------------------------------------------------------------------------------------


@pytest.fixture
def published(talecast: Talecast, tmp_path: Path) -> Any:
    """Two books, eleven episodes, on a static host."""
    make_book(
        tmp_path / "books", 'Fish & "Chips" <b', tuple(f"Chapter {number}" for number in range(1, 11)), per_chapter=True
    )
    make_book(tmp_path / "books", "Single")
    with hosting(tmp_path / "site") as host:
        talecast.ok("feed", tmp_path / "books", "--base-url", host.url, "--publish", tmp_path / "site")
        yield host


def test_gpodder_subscribes_downloads_every_episode_and_is_told_that_nothing_is_new(
    published: Host, tmp_path: Path, need_tool: Callable[[str], str]
) -> None:
    gpo, home = need_tool("gpo"), tmp_path / "gpodder"
    folders = {"GPODDER_HOME": str(home / "data"), "GPODDER_DOWNLOAD_DIR": str(home / "downloads")}
    run(gpo, "subscribe", f"{published.url}feed.xml", home=home, **folders)
    run(gpo, "update", home=home, **folders)
    run(gpo, "download", home=home, **folders)
    run(gpo, "update", home=home, **folders)
    assert published.statuses("/feed.xml") == [200, 304, 304]
    sounds = published.statuses(".mp3")
    assert sounds == [200] * 11
    assert len(list((home / "downloads").rglob("*.mp3"))) == 11


def test_newsboat_reads_every_episode_in_order_and_asks_only_for_what_is_new(
    published: Host, tmp_path: Path, need_tool: Callable[[str], str]
) -> None:
    newsboat, home = need_tool("newsboat"), tmp_path / "newsboat"
    home.mkdir()
    (home / "urls").write_text(f"{published.url}feed.xml\n")
    (home / "config").touch()
    for _ in range(3):  # it keeps what it was told of a feed from its second look on
        run(newsboat, "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload", home=home)
    assert published.statuses("/feed.xml") == [200, 200, 304]
    with sqlite3.connect(home / "cache.db") as cache:
        rows = cache.execute("select title, enclosure_url, enclosure_type from rss_item order by pubDate").fetchall()
    cache.close()
    assert [row[0] for row in rows] == [*(f'Fish & "Chips" <b: Chapter {number}' for number in range(1, 11)), "Single"]
    assert {row[2] for row in rows} == {"audio/mpeg"}


def test_podget_downloads_no_episode_twice(published: Host, tmp_path: Path, need_tool: Callable[[str], str]) -> None:
    podget, home = need_tool("podget"), tmp_path / "podget"
    run(podget, "-d", home / "settings", "--create-config", "podgetrc", home=home)
    (home / "settings" / "serverlist").write_text(f"{published.url}feed.xml Books Shelf\n")
    for _ in range(2):
        run(podget, "-d", home / "settings", "-l", home / "library", "-s", home=home)
    assert published.statuses(".mp3") == [200] * 11
    assert len(list((home / "library").rglob("*.mp3"))) == 11


def test_the_published_pages_stand_alone_and_axe_finds_nothing(published: Host, browser: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    pages = {published.url}
    for address in (published.url, f"{published.url}single/"):
        page.goto(address)
        assert Axe().run(page).response["violations"] == []
        links = page.eval_on_selector_all("a[href], audio[src], img[src]", "all => all.map(one => one.href || one.src)")
        assert any(link.endswith("feed.xml") for link in links)
        pages |= {link.partition("#")[0] for link in links if link.startswith(published.url)}
    assert all(context.request.head(link).ok for link in sorted(pages))
    assert said == []
    context.close()
