"""What cannot be narrated is refused with one clear sentence; what looks strange is narrated."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.system.conftest import Talecast

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8

REFUSED = {
    "an empty file": b"",
    "white space": b" \r\n\t\n  \n",
    "ornaments": "***\n\n* * *\n\n~~~\n\n⁂\n".encode(),
    "a picture": PICTURE,
    "NULs": bytes(500),
}
NARRATED = {
    "emoji": "She smiled 😀 and left. 🎉\n\n👩‍👩‍👧 were there.\n".encode(),
    "right-to-left text": "שלום עולם. זה סיפור.\n\nمرحبا بالعالم.\n".encode(),
    "stray NULs and control characters": b"A story\x00 with\x01 some\x07 bells.\n\nAnd \x1b[31mcolour.\n",
    "a title with slashes and 300 letters": b"Title: " + b"up/and\\down " * 25 + b"\n\nOnce there was a title.\n",
    "markup and shell": b'<audio src="/etc/passwd"/> and $(id) and {0} %s [[x]] & -f /etc/passwd.\n',
    "a script the voice does not know": "Hello there, ꦲꦱꦏ.\n\nꦲꦱꦏ.\n".encode(),
    "one word": b"Hi",
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_refused_with_one_sentence(talecast: Talecast, content: bytes) -> None:
    (talecast.folder / "story.txt").write_bytes(content)
    done = talecast.run("narrate", "story.txt")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) <= 2
    assert not talecast.out.exists()


@pytest.mark.parametrize("content", NARRATED.values(), ids=NARRATED.keys())
def test_narrated_all_the_same(talecast: Talecast, content: bytes) -> None:
    (talecast.folder / "story.txt").write_bytes(content)
    folder, narration = talecast.narrate("story.txt")
    assert narration["files"][0]["samples"] > 0
    talecast.ok("check", folder)


@pytest.mark.slow
def test_a_word_of_50000_letters_is_narrated(talecast: Talecast) -> None:
    (talecast.folder / "story.txt").write_text("Start. " + "x" * 50_000 + " end.\n", encoding="utf-8")
    _, narration = talecast.narrate("story.txt")
    texts = [sentence["text"] for block in narration["chapters"][0]["blocks"] for sentence in block["sentences"]]
    assert sum(text.count("x") for text in texts) == 50_000
    assert max(map(len, texts)) <= 400


@pytest.mark.slow
def test_a_line_of_10_megabytes_is_planned(talecast: Talecast) -> None:
    line = "The fox jumped, and then it rested; nobody saw it again. “Why?” she asked. "
    (talecast.folder / "story.txt").write_text(line * (10_000_000 // len(line)), encoding="utf-8")
    sentences = talecast.plan("story.txt")["chapters"][0]["blocks"][0]["sentences"]
    assert len(sentences) == 2 * (10_000_000 // len(line))


def test_standard_input_is_a_source(talecast: Talecast) -> None:
    talecast.ok("narrate", "-", "--title", "From a pipe", stdin="It came through a pipe.")
    assert (talecast.out / "from-a-pipe" / "from-a-pipe.mp3").is_file()


def test_an_output_folder_that_is_a_file_is_refused(talecast: Talecast) -> None:
    (talecast.folder / "story.txt").write_text("Hello there.", encoding="utf-8")
    (talecast.folder / "taken").write_text("", encoding="utf-8")
    done = talecast.run("narrate", "story.txt", "-o", "taken")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 2)


@pytest.fixture
def small_disk(tmp_path: Path, need_tool: Callable[[str], str]) -> Iterator[Path]:
    """A disk of 1 MB, which only root can have."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, unmount = need_tool("mount"), need_tool("umount")
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=False).returncode:
        missing("a small disk cannot be mounted here")
    yield disk
    subprocess.run([unmount, str(disk)], check=True)


def test_a_full_disk_is_one_sentence_and_leaves_nothing(talecast: Talecast, repository: Path, small_disk: Path) -> None:
    done = talecast.run("narrate", repository / "stories" / "the-lamplighter.txt", "-o", small_disk)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 2)
    assert list(small_disk.iterdir()) == []


def test_a_full_cache_is_one_sentence_and_leaves_nothing(
    talecast: Talecast, repository: Path, small_disk: Path
) -> None:
    # The clips go to the small disk, eSpeak's data cannot: 19 MB.
    environ = {"TALECAST_CACHE": str(small_disk)}
    done = talecast.run("narrate", repository / "stories" / "the-lamplighter.txt", environ=environ)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 2)
    assert list(talecast.out.glob("*")) == []
