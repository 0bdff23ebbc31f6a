"""`talecast serve` as its users meet it: at the command line, and in a browser."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.system.test_feed import run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.system.conftest import Talecast

TITLE = "The Fish & the <Bell>"
STORY = """# The Fish

## One: "Quiet"

It was late. Nobody asked the ferryman why he went out again, and nobody saw him come back.

## Two

She stayed at home, and the bell did not ring. The water was as flat as a table that nobody sits at.

## Three

He left in the morning, and took the bell with him.
"""
PHONE = {"width": 390, "height": 844}
SECONDS = 20


@pytest.fixture(scope="module")
def books(module_talecast: Talecast) -> Talecast:
    """A book of one file, and the same as a file a chapter."""
    source = module_talecast.folder / "story.md"
    source.write_text(STORY, encoding="utf-8")
    module_talecast.narrate(source, "--title", TITLE, "--author", "Ann Other")
    other = module_talecast.folder / "other.md"
    other.write_text(STORY.replace("# The Fish", "# Parts").replace("bell", "gong"), encoding="utf-8")
    module_talecast.narrate(other, "--per-chapter", "--series", "Nights", "--series-part", "1")
    return module_talecast


@contextmanager
def serving(talecast: Talecast, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server, and its address as it says it."""
    process = talecast.start("serve", "out", "--port", "0", *arguments)
    try:
        assert process.stdout is not None
        found = re.search(rb"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert found
        yield found.group().decode(), process
    finally:
        process.kill()
        process.communicate()


def ask(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - this machine's own
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


# --- the command line ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_says_where_it_is_in_a_line_and_ends_in_a_second_with_a_sentence(
    books: Talecast, number: signal.Signals, code: int
) -> None:
    with serving(books) as (address, process):
        assert ask(address)[0] == 200
        download = socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2][:-1])))
        download.sendall(b"GET /the-fish-the-bell/the-fish-the-bell.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        start = time.monotonic()
        process.send_signal(number)
        said, complaints = process.communicate(timeout=SECONDS)
        assert time.monotonic() - start < 1.5  # one, and a busy machine's half
        download.close()
    assert (process.returncode, said, complaints) == (code, b"The server has ended.\n", b"")


def children(process: subprocess.Popen[bytes]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def test_a_second_process_answers_too_ends_with_the_first_and_is_not_needed(books: Talecast) -> None:
    if sys.platform != "linux":
        pytest.skip("the second process is Linux's")
    with serving(books, "--processes", "2") as (address, process):
        (child,) = children(process)
        os.kill(child, signal.SIGINT)  # as Ctrl-C in a terminal: it is for the first one to say
        assert {ask(f"{address}feed.xml") for _ in range(20)} == {(200, ask(f"{address}feed.xml")[1])}
        process.kill()
        process.wait(SECONDS)
        assert ended(child)
    with serving(books, "--processes", "2") as (address, process):
        (child,) = children(process)
        os.kill(child, signal.SIGKILL)
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b"Warning: One of the server's processes has ended")
        assert all(ask(address)[0] == 200 for _ in range(5))
    with serving(books, "--processes", "1") as (_, process):
        assert children(process) == []


def ended(process: int) -> bool:
    """Within some seconds."""
    end = time.monotonic() + SECONDS
    while Path(f"/proc/{process}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    return not Path(f"/proc/{process}").exists()


def test_programs_get_an_object_a_line(books: Talecast) -> None:
    process = books.start("serve", "out", "--port", "0", "--json")
    assert process.stdout is not None
    serving = json.loads(process.stdout.readline())
    assert serving == {"event": "serving", "address": serving["address"], "books": 2, "listeners": None}
    process.terminate()
    assert json.loads(process.communicate(timeout=SECONDS)[0]) == {"event": "done"}


def test_a_port_that_is_taken_is_named_and_the_default_one_is_passed_over(books: Talecast) -> None:
    with serving(books) as (address, _):
        port = address.rpartition(":")[2][:-1]
        done = books.run("serve", "out", "--port", port)
        assert done.returncode == 1
        assert done.stderr == f"Error: Port {port} is taken by other programs.\nChoose another one with --port.\n"


def test_a_folder_that_is_not_there_is_named(books: Talecast) -> None:
    done = books.run("serve", "nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: There is no folder nowhere.\n")


def test_a_listener_gets_an_address_once_and_loses_it_in_a_running_server(books: Talecast) -> None:
    with serving(books, "--host", "127.0.0.1") as (address, process):
        made = books.ok("serve", "--listener", "phone", "--base-url", address)
        (theirs,) = re.findall(rf"^The address of phone: ({re.escape(address)}[a-z2-7]{{32}}/)$", made, re.MULTILINE)
        assert "█" in made
        assert ask(theirs)[0] == 200
        assert ask(f"{theirs}feed.xml")[0] == 200
        assert ask(address)[0] == ask(f"{address}feed.xml")[0] == 404
        assert books.run("serve", "--listener", "phone").returncode == 1
        assert books.ok("serve", "--listeners") == "phone\n"
        assert books.ok("serve", "--revoke", "phone") == "The address of phone has ended.\n"
        assert ask(theirs)[0] == 404
        assert process.poll() is None
    token = theirs.split("/")[-2].encode()
    kept = [path for path in books.home.rglob("*") if path.is_file()]
    assert [path for path in kept if token in path.read_bytes()] == []
    (file,) = (path for path in kept if path.name == "listeners.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_in_plain_words_and_to_programs_an_address_comes_without_a_picture(books: Talecast) -> None:
    plain = books.ok("serve", "--listener", "plain one", "--plain", "--base-url", "https://example.org/b")
    assert len(plain.splitlines()) == 3
    assert plain.isascii()
    assert "talecast serve --revoke 'plain one'" in plain
    made = json.loads(books.ok("serve", "--listener", "program", "--json", "--base-url", "https://example.org/b"))
    assert made["address"].startswith("https://example.org/b/")
    assert made["feed"] == f"{made['address']}feed.xml"
    for name in ("plain one", "program"):
        books.ok("serve", "--revoke", name)


# --- podcast apps -------------------------------------------------------------------------------------------------


@contextmanager
def logging(talecast: Talecast) -> Iterator[tuple[str, list[str]]]:
    """A server's address, and the statuses of requests for each path, once it has ended."""
    statuses: list[str] = []
    process = talecast.start("serve", "out", "--port", "0", "--log")
    try:
        assert process.stdout is not None
        found = re.search(rb"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert found
        yield found.group().decode(), statuses
    finally:
        process.terminate()
        _, log = process.communicate(timeout=SECONDS)
        statuses += [" ".join(line.split()[2:4]) for line in log.decode().splitlines()]


def test_gpodder_downloads_every_episode_once_and_asks_only_for_what_is_new(
    books: Talecast, tmp_path: Path, need_tool: Callable[[str], str]
) -> None:
    gpo = need_tool("gpo")
    with logging(books) as (address, statuses):
        run(gpo, "subscribe", f"{address}parts/feed.xml", home=tmp_path)
        for command in ("update", "download", "update", "download"):
            run(gpo, command, home=tmp_path)
    assert len(list(tmp_path.rglob("*.mp3"))) == 3
    assert [status for status in statuses if ".mp3" in status] == [
        f"/parts/{name}.mp3 200" for name in ("01-one-quiet", "02-two", "03-three")
    ]
    feeds = [status.rpartition(" ")[2] for status in statuses if "feed.xml" in status]
    assert feeds[0] == "200"
    assert set(feeds[1:]) == {"304"}


def test_newsboat_asks_only_for_what_is_new(books: Talecast, tmp_path: Path, need_tool: Callable[[str], str]) -> None:
    newsboat = need_tool("newsboat")
    (tmp_path / "config").touch()
    with logging(books) as (address, statuses):
        (tmp_path / "urls").write_text(f"{address}feed.xml\n", encoding="utf-8")
        for _ in range(3):  # it keeps what it was told of a feed from its second look on
            run(newsboat, "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload", home=tmp_path)
    assert statuses == ["/feed.xml 200", "/feed.xml 200", "/feed.xml 304"]


def test_podget_downloads_no_episode_twice(books: Talecast, tmp_path: Path, need_tool: Callable[[str], str]) -> None:
    podget, settings = need_tool("podget"), tmp_path / "settings"
    run(podget, "-d", settings, "--create-config", "podgetrc", home=tmp_path)
    with logging(books) as (address, statuses):
        (settings / "serverlist").write_text(f"{address}feed.xml Books Shelf\n", encoding="utf-8")
        for _ in range(2):
            run(podget, "-d", settings, "-l", tmp_path / "library", "-s", home=tmp_path)
    sounds = [status for status in statuses if ".mp3" in status and status.endswith(" 200")]
    assert len(sounds) == len(set(sounds)) == len(list((tmp_path / "library").rglob("*.mp3"))) == 4


# --- the browser --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(books: Talecast) -> Iterator[str]:
    with serving(books) as (address, _):
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a phone's size, that complains about nothing."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert complaints == []


def focused(page: Page) -> str:
    """The accessible name of what is in focus, nearly: its label, or its text."""
    name: str = page.evaluate(
        "() => { const e = document.activeElement; return e.getAttribute('aria-label') || e.textContent.trim() || e.id; }"
    )
    return name


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of that name is in focus, and see that it shows."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            box = page.evaluate(
                "() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);"
                " return [r.top, r.bottom, innerHeight, s.outlineStyle, parseFloat(s.outlineWidth)]; }"
            )
            assert 0 <= box[0] < box[1] <= box[2], box
            assert (box[3], box[4] >= 2) == ("solid", True)
            return
    raise AssertionError(f"Tab never came to {name}")


def sound(page: Page, value: str) -> float:
    number: float = page.evaluate(f"() => document.querySelector('audio').{value}")
    return number


def wait_for(page: Page, condition: str) -> None:
    page.wait_for_function(f"() => {{ const audio = document.querySelector('audio'); return {condition}; }}")


def current(page: Page) -> str:
    return page.locator(".chapters [aria-current] .name").inner_text()


def test_the_shelf_and_the_player_work_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    tab_to(page, "The Fish & the <Bell>")
    page.keyboard.press("Enter")
    page.wait_for_url("**/the-fish-the-bell/")
    wait_for(page, "audio.readyState > 0")
    tab_to(page, "Play")
    page.keyboard.press("Space")
    wait_for(page, "!audio.paused && audio.currentTime > 0.2")
    wait_for(page, "document.activeElement.getAttribute('aria-label') === 'Pause'")
    page.keyboard.press("Space")
    wait_for(page, "audio.paused")
    tab_to(page, "Next chapter")
    page.keyboard.press("Enter")
    assert current(page) == "Two"
    tab_to(page, "Speed")
    page.keyboard.press("ArrowDown")
    wait_for(page, "audio.playbackRate === 1.25")
    tab_to(page, "Three")
    page.keyboard.press("Enter")
    wait_for(page, "!audio.paused")
    assert current(page) == "Three"


@pytest.mark.parametrize("slug", ["the-fish-the-bell", "parts"])
def test_a_chapter_is_where_the_record_says(page: Page, address: str, books: Talecast, slug: str) -> None:
    record = json.loads((books.out / slug / "narration.json").read_text(encoding="utf-8"))
    page.goto(f"{address}{slug}/")
    for chapter in (record["chapters"][2], record["chapters"][1]):
        page.get_by_role("link", name=re.compile(re.escape(chapter["title"]))).click()
        wait_for(page, "!audio.paused && audio.readyState >= 3")
        page.get_by_role("button", name="Pause").click()
        wait_for(page, "audio.paused")
        assert str(sound(page, "currentSrc")).split("?")[0].endswith(chapter["file"])
        assert chapter["start"] <= sound(page, "currentTime") < chapter["start"] + 3
        assert current(page) == chapter["title"]


def test_the_next_file_follows_by_itself(page: Page, address: str) -> None:
    page.goto(f"{address}parts/")
    wait_for(page, "audio.readyState > 0")
    page.evaluate(
        "() => { document.querySelector('audio').currentTime = document.querySelector('audio').duration - 0.3 }"
    )
    page.get_by_role("button", name="Play").click()
    wait_for(page, "audio.currentSrc.includes('02-two') && audio.currentTime > 0")
    assert current(page) == "Two"


@pytest.mark.parametrize("slug", ["the-fish-the-bell", "parts"])
def test_the_place_is_kept_over_a_reload_and_the_speed_too(page: Page, address: str, slug: str) -> None:
    page.goto(f"{address}{slug}/")
    page.get_by_role("link", name="Two").click()
    wait_for(page, "!audio.paused")
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Speed").select_option("1.5")
    page.get_by_label("Place in the chapter").fill("3")
    left = sound(page, "currentTime")
    page.reload()
    wait_for(page, "audio.readyState > 0 && audio.paused")
    assert current(page) == "Two"
    wait_for(page, f"Math.abs(audio.currentTime - {left}) < 0.1")
    assert page.get_by_label("Speed").input_value() == "1.5"
    assert page.locator("[data-part=elapsed]").inner_text() == "0:03"


@pytest.mark.parametrize("path", ["", "the-fish-the-bell/", "parts/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1200])
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, address: str, path: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_without_scripts_every_chapter_and_file_is_a_link_and_the_browsers_own_player_is_there(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}parts/")
    assert page.locator("audio[controls]").is_visible()
    assert not page.get_by_role("button").count()
    links = [link.get_attribute("href") or "" for link in page.locator(".chapters a").all()]
    assert [link.split("#")[0] for link in links] == ["./01-one-quiet.mp3", "./02-two.mp3", "./03-three.mp3"]
    context.close()


def test_a_phone_shows_what_is_playing(page: Page, address: str) -> None:
    page.goto(f"{address}the-fish-the-bell/")
    wait_for(page, "audio.readyState > 0")
    said = page.evaluate(
        "() => { const { title, artist, album, artwork } = navigator.mediaSession.metadata;"
        " return [title, artist, album, artwork[0].src]; }"
    )
    assert said == ['One: "Quiet"', "Ann Other", "The Fish & the <Bell>", f"{address}the-fish-the-bell/cover.jpg"]


def test_the_address_is_copied_and_the_links_open_other_apps(page: Page, address: str) -> None:
    page.goto(f"{address}the-fish-the-bell/")
    feed = f"{address}the-fish-the-bell/feed.xml"
    assert page.get_by_label("Address of the feed").input_value() == feed
    hrefs = [link.get_attribute("href") for link in page.locator(".apps a").all()]
    assert hrefs == [feed.replace("http:", f"{scheme}:") for scheme in ("podcast", "pcast", "itpc")]
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    assert page.get_by_role("img", name="QR code").is_visible()
