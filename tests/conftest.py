"""What every test may ask for: outside programs, the shared folder, golden files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).resolve().parent.parent
ON_CI = os.environ.get("CI", "").lower() in {"1", "true"}

# The same examples in every run, so that a red build is a fault of the change; no deadline, since machines differ.
hypothesis.settings.register_profile("talecast", derandomize=True, deadline=None)
hypothesis.settings.load_profile("talecast")


class Golden(Protocol):
    """Compares what a case gave with its golden file, or with `--save-golden` makes that the golden file."""

    def __call__(self, path: Path, actual: str | bytes) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--save-golden", action="store_true", help="write golden files from what the program gives now")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in tests/system, so that no file there can forget it."""
    system = REPOSITORY / "tests" / "system"
    for item in items:
        if system in item.path.parents:
            item.add_marker(pytest.mark.system)


def missing(what: str) -> None:
    """Skip the test with a reason; on CI fail it, since there nothing may be left out in silence."""
    if ON_CI:
        pytest.fail(f"{what}, and CI leaves nothing out", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of books and stories by others that lies beside the checkout and never in it."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        missing("the folder ../shared is not here")
    return folder


@pytest.fixture(scope="session")
def need_tool() -> Callable[[str], str]:
    """A function from a program's name to its path; a test that asks for a missing one is skipped, on CI failed."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            missing(f"the program {name} is not installed")
        return str(path)

    return find


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """A function that compares a value with a golden file, byte for byte."""

    def compare(path: Path, actual: str | bytes) -> None:
        data = actual.encode() if isinstance(actual, str) else actual
        if request.config.getoption("--save-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            return
        assert path.is_file(), f"{path} is missing; look at what the program gives, then run with --save-golden"
        expected = path.read_bytes()
        if isinstance(actual, str):
            assert actual == expected.decode()
        assert data == expected

    return compare
