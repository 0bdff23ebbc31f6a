"""What an error tells a user to type, the command that failed has."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

import talecast as package
from talecast.cli import COMMANDS
from talecast.errors import OutputError
from talecast.publish import BY_COPYING, Ids, Workplace
from talecast.publish.folder import Folder

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(package.__file__).parent
RAISED_BY = {
    "publish/feed/": ("feed", "serve"),
    "publish/export.py": ("feed",),
    "serve/": ("serve",),
    "check/": ("check",),
    "publish/readalong/": ("publish", "narrate"),
    "publish/narrated/": ("publish", "check", "narrate"),
    "assemble/sections.py": ("publish", "narrate"),
}
"""Which commands can meet the errors of a module; those of all others come from `narrate`, or from a command of their own."""
OTHERS = frozenset({"--nworkers", "--nthreads", "--force-reinstall"})
"""Options of other programs, which are named with them."""


def command_of(name: str) -> click.Command:
    command: click.Command = getattr(importlib.import_module(f"talecast.cli.{name}"), name)
    return command


def options_of(command: click.Command) -> set[str]:
    own = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    more = [options_of(one) for one in command.commands.values()] if isinstance(command, click.Group) else []
    return own.union(*more) | {"--help", "--debug"}


def told() -> Iterator[tuple[str, str]]:
    """Each option that is named where an error is raised, with the module."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        for raised in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(raised, ast.Raise):
                said = [one.value for one in ast.walk(raised) if isinstance(one, ast.Constant)]
                text = " ".join(one for one in said if isinstance(one, str))
                for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text):
                    if option not in OTHERS:
                        yield name, option


@pytest.mark.parametrize(("module", "option"), sorted(set(told())))
def test_an_option_that_an_error_names_is_there(module: str, option: str) -> None:
    commands = next((RAISED_BY[start] for start in RAISED_BY if module.startswith(start)), None)
    assert commands is None or all(option in options_of(command_of(name)) for name in commands)
    assert any(option in options_of(command_of(name)) for name in COMMANDS)


def test_a_finished_book_that_cannot_be_written_is_no_matter_of_an_option(tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("", encoding="utf-8")
    folder = Folder(tmp_path / "no folder" / "book", "book", Ids("", ()))
    with pytest.raises(OutputError) as caught, Workplace(folder, tmp_path / "locks", elsewhere=BY_COPYING):
        pass
    assert caught.value.tip == "Look at what is wrong there, or copy the book to another folder."
