"""The walls of the architecture that import-linter cannot see, and what may never stand in the repository."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = REPOSITORY / "src" / "talecast"
STAGES = ("read", "split", "direct", "synthesize", "assemble", "tag", "publish")
HEAVY = ("PIL", "av", "mutagen", "nltk", "numpy", "pydub", "pyttsx3", "rich")

EVERY_STAGE_MAY = {"numpy"}  # rule 1 of the architecture
ONE_ROOM = {"click": "cli", "rich": "cli"}  # rule 3: their door is a folder
KNOW_SEVERAL_STAGES = {"pipeline", "check"}  # rule 1

# Put together from pieces, since this file is searched too.
MACHINE_PATHS = re.compile(
    "|".join(
        (
            r"(?<![\w.])/" + r"work/",
            r"(?<![\w.])/" + r"root/",
            r"(?<![\w.])/" + r"home/\w",
            r"(?<![\w.])/" + r"opt/(?!homebrew/)",
            r"(?<![\w.])/" + r"Users/\w",
            r"\b[A-Z]:\\" + r"Users\\",
        )
    )
)
REGISTRIES = re.compile(
    "|".join(
        (
            r"py" + r"pi\.org",
            "python" + "hosted",
            r"npm" + r"js\.(org|com)",
            r"crates" + r"\.io",
            r"debian" + r"\.org/debian",
        )
    )
)


@cache
def imports() -> dict[str, frozenset[str]]:
    """Every module of src, by its dotted name, with the full names of what it imports anywhere in it."""
    return {dotted(path): frozenset(imported(path)) for path in sorted(SOURCE.rglob("*.py"))}


def dotted(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    package = dotted(path).split(".") if path.name == "__init__.py" else dotted(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def room(module: str) -> str:
    """The top-level module or folder of the package: `talecast.cli.narrate` is in `cli`."""
    return [*module.split("."), ""][1]


def outside_libraries() -> dict[str, set[str]]:
    """Each library that is neither Python's nor ours, with the modules that import it."""
    users: dict[str, set[str]] = {}
    for module, names in imports().items():
        for library in (
            {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"talecast", "__future__"}
        ):
            users.setdefault(library, set()).add(module)
    return users


def test_each_outside_library_has_one_door() -> None:
    several = {
        library: sorted(users)
        for library, users in outside_libraries().items()
        if library not in EVERY_STAGE_MAY and library not in ONE_ROOM and len(users) > 1
    }
    assert several == {}


@pytest.mark.parametrize(("library", "where"), ONE_ROOM.items())
def test_the_terminal_is_known_to_one_room(library: str, where: str) -> None:
    assert {room(module) for module in outside_libraries().get(library, set())} == {where}


def test_only_the_pipeline_and_the_check_know_several_stages() -> None:
    stages = {f"talecast.{stage}": stage for stage in STAGES}
    several = {}
    for module, names in imports().items():
        known = {stages[".".join(name.split(".")[:2])] for name in names if ".".join(name.split(".")[:2]) in stages}
        if len(known) > 1 and room(module) not in KNOW_SEVERAL_STAGES:
            several[module] = sorted(known)
    assert several == {}


def test_help_loads_no_heavy_library() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "talecast", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "talecast" in loaded
    assert loaded.isdisjoint(HEAVY), sorted(loaded.intersection(HEAVY))


def repository_texts() -> Iterator[tuple[str, str]]:
    """Every text file that git has or would take, else every one outside hidden folders and `out`."""
    git = shutil.which("git")
    if git and (REPOSITORY / ".git").exists():
        listing = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(listing, cwd=REPOSITORY, capture_output=True, check=True)
        paths = [REPOSITORY / name for name in done.stdout.decode().split("\0") if name]
    else:
        kept = ("src", "tests", "docs", "stories", "voices", "benchmarks", ".ci")
        paths = [path for top in kept for path in (REPOSITORY / top).rglob("*")] + list(REPOSITORY.glob("*"))
    for path in paths:
        if path.is_file() and "__pycache__" not in path.parts and b"\0" not in (data := path.read_bytes()):
            yield path.relative_to(REPOSITORY).as_posix(), data.decode("utf-8", errors="replace")


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRIES], ids=["a machine's paths", "a package registry's host"])
def test_no_file_of_the_repository_names(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in repository_texts()
        for match in pattern.finditer(text)
    ]
    assert found == []
