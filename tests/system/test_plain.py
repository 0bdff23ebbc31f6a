"""The promise of docs/reference/plain.md: every command, met as a screen reader meets it, line by line."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from talecast.cli import COMMANDS as COMMANDS_OF_TALECAST
from tests.system.conftest import installed_talecast

if TYPE_CHECKING:
    from pathlib import Path

    from tests.system.conftest import Talecast

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

STORY = """\
---
title: The Weir
author: Ada Lune
---

# Water

The water came down slowly that year. Nobody minded.

# Fire

It burned. Then it rained.

Author's note: thank you for reading.
"""
COMMANDS = (
    "--help",
    "--version",
    *(f"{name} --help" for name in COMMANDS_OF_TALECAST),
    "voices list --help",
    "voices show --help",
    "voices try --help",
    "voices install --help",
    "plan story.md -v silence",
    "plan story.md -v espeak --pace 3.5 --announce",
    "narrate story.md -v silence --format mp3 --format html",
    "narrate story.md -v silence --dry-run",
    "publish out/the-weir --format html",
    "check out/the-weir",
    "feed out --base-url https://books.example.org/",
    "voices",
    "voices list",
    "voices show silence",
    "voices show heart",
    "voices try silence",
    "cache",
    "cache info",
    "doctor",
    "cache clear",
)
"""In this order in one home, so that what one needs another has made. An option goes where the command takes it."""
MISUSES = (
    ("plan nothing.txt", 1),
    ("plan story.md --wpm 4000", 2),
    ("plan story.md --pace 30", 2),
    ("plan story.md --format mp9", 2),
    ("plan", 2),
    ("narate story.md", 2),
    ("narrate story.md --no-such", 2),
    ("voices show nobody", 1),
    ("check .", 1),
    ("publish . --format html", 1),
    ("publish .", 2),
    ("feed out", 2),
    ("feed nowhere --base-url https://example.org", 1),
)

DRAWN = re.compile(r"[\u2190-\u21ff\u2500-\u25ff\u2600-\u27bf\u2800-\u28ff]")
"""Arrows, lines and boxes, bars and blocks, ticks and crosses, Braille patterns of spinners."""
COLUMNS = re.compile(r"\S(?: {2,}|\t)\S")
BAR = re.compile(r"([-=#*_.~])\1{3,}")


def faults_of(output: str) -> list[str]:
    """What in an output a screen reader, a Braille display or a log would stumble over; each with its line."""
    found = []
    for line in output.split("\n"):
        for what, stumbles in (
            ("redraws or colours", any(sign in line for sign in "\x1b\r\b\x07\x0c")),
            ("draws", bool(DRAWN.search(line))),
            ("stands in columns", bool(COLUMNS.search(line))),
            ("is a bar", bool(BAR.search(line))),
            ("is indented", line != line.lstrip()),
            ("says nothing", bool(line) and not any(map(str.isalnum, line))),
        ):
            if stumbles:
                found.append(f"{what}: {line!r}")
    return found


def in_terminal(
    talecast: Talecast, command: str, environ: dict[str, str], columns: int = 80, timeout: float = 120
) -> tuple[int, str]:
    """Run a command in a pseudo-terminal; its exit code and everything that came out, with plain line ends."""
    import fcntl
    import pty
    import struct
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*installed_talecast(), *command.split()],
        cwd=talecast.folder,
        env={**talecast.environ, "TERM": "xterm-256color", **environ},
        stdin=child,
        stdout=child,
        stderr=child,
        start_new_session=True,
    )
    os.close(child)
    parts: list[bytes] = []
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if select.select([parent], [], [], 0.5)[0]:
            try:
                data = os.read(parent, 65_536)
            except OSError:  # the terminal is closed: the program has ended
                break
            if not data:
                break
            parts.append(data)
        elif process.poll() is not None:
            break
    os.close(parent)
    return process.wait(timeout=30), b"".join(parts).decode().replace("\r\n", "\n")


def plainly(command: str) -> str:
    """The command with --plain, where it takes it."""
    has_none = command in ("--help", "--version") or command.endswith("--help")
    return command if has_none else f"{command} --plain"


@pytest.fixture(scope="module")
def home(module_talecast: Talecast) -> Talecast:
    (module_talecast.folder / "story.md").write_text(STORY, encoding="utf-8")
    return module_talecast


def test_every_command_speaks_plainly_to_a_log(home: Talecast) -> None:
    for command in COMMANDS:
        done = home.run(*command.split())
        assert done.returncode == 0, (command, done.stderr)
        assert done.stderr == "", command
        assert done.stdout, command
        assert faults_of(done.stdout) == [], command


def test_every_command_speaks_plainly_in_a_terminal_when_asked(home: Talecast) -> None:
    for command in COMMANDS:
        code, said = in_terminal(home, plainly(command), {"NO_COLOR": "1"} if "--help" in command else {}, columns=40)
        assert code == 0, (command, said)
        assert faults_of(said) == [], command


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colour_is_spoken_to_plainly_unasked(home: Talecast, environ: dict[str, str]) -> None:
    for command in ("plan story.md -v silence", "narrate story.md -v silence -o again", "voices", "narrate --help"):
        _, said = in_terminal(home, command, environ)
        assert faults_of(said) == [], command


def test_plain_help_asked_for_in_a_terminal_has_no_columns(home: Talecast) -> None:
    code, said = in_terminal(home, "narrate --plain --help", {})
    assert code == 0
    assert faults_of(said) == []
    assert "-o, --out DIR: Where books go (default: out)." in said.split("\n")


def test_the_faults_that_are_looked_for_are_found_in_a_terminal_that_was_not_asked_for_plain(home: Talecast) -> None:
    _, said = in_terminal(home, "plan story.md -v silence", {})
    assert faults_of(said) != []


@pytest.mark.parametrize(("command", "code"), MISUSES)
def test_an_error_is_heard_first_and_says_what_to_do(home: Talecast, command: str, code: int) -> None:
    done = home.run(*command.split())
    assert done.returncode == code, done.stderr
    lines = done.stderr.splitlines()
    assert lines[0].startswith("Error: ")
    assert not any(line.startswith("Error") for line in lines[1:])
    assert len(lines) >= 2, "what to do next"
    assert faults_of(done.stderr) == []
    assert done.stdout == ""


def test_what_is_wrong_with_a_book_comes_before_its_figures(talecast: Talecast) -> None:
    (talecast.folder / "story.md").write_text(STORY, encoding="utf-8")
    folder, _ = talecast.narrate("story.md", "-v", "silence")
    transcript = folder / "the-weir.vtt"
    transcript.write_text(transcript.read_text(encoding="utf-8").replace("burned", "froze"), encoding="utf-8")
    done = talecast.run("check", folder)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines[0] == "“The Weir” is not right."
    assert lines[1].startswith("Error in ")
    assert lines[-1].startswith("the-weir.mp3: pauses ")


def test_ctrl_c_is_answered_by_one_sentence(talecast: Talecast) -> None:
    long = "\n\n".join(f"This is the sentence of number {number}, and it is long." for number in range(20_000))
    (talecast.folder / "long.txt").write_text(long, encoding="utf-8")
    process = talecast.start("narrate", "long.txt", "-v", "espeak", "--plain")
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.decode() == "Interrupted: what was done is kept, and the same command goes on from there.\n"


def test_progress_comes_no_more_often_than_every_ten_seconds_and_one_fact_a_line(
    talecast: Talecast, tmp_path: Path
) -> None:
    del tmp_path
    (talecast.folder / "story.md").write_text(STORY, encoding="utf-8")
    said = talecast.ok("narrate", "story.md", "-v", "silence", "--plain").splitlines()
    assert said[:4] == [
        "The voice silence reads “The Weir”.",
        "Chapters: 2",
        f"Sentences: {said[2].rpartition(' ')[2]}",
        f"Length: {said[3].partition(' ')[2]}",
    ]
    assert [line for line in said if " of " in line and "spoken" in line] == []
