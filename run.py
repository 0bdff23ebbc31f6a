#!/usr/bin/env python3
"""talecast from a bare checkout; all it needs is Python 3.11 or later with pip.

    python3 run.py narrate stories/the-lamplighter.txt    narrate, or any other talecast command
    python3 run.py test                                   every check and every test
    python3 run.py test --quick                           the same without the slow system tests
    python3 run.py test tests/unit -k lexicon             pytest alone, with its own arguments

The first use makes an environment in .venv/run or .venv/test; nothing outside the checkout's .venv is changed,
except that `test` installs what system tests judge files with: packages of npm's in tests/node/node_modules, and, run as
root on Debian or Ubuntu, the missing programs.
"""

# Only the standard library. It works where the system's Python is externally managed (PEP 668) and where the venv
# module has no ensurepip (Debian without python3-venv): pip's --python installs into an environment that has no pip.
from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 14)
FAILED, USAGE, INTERRUPTED = 1, 2, 130
NO_TESTS_COLLECTED = 5  # pytest's exit code

PROGRAMS = {  # what system tests judge finished files and feeds with: the program and its Debian package
    "chromium": "chromium",
    "espeak-ng": "espeak-ng",
    "exiftool": "libimage-exiftool-perl",
    "ffmpeg": "ffmpeg",
    "ffprobe": "ffmpeg",
    "gpo": "gpodder",
    "java": "default-jre-headless",
    "mediainfo": "mediainfo",
    "mp3val": "mp3val",
    "newsboat": "newsboat",
    "node": "nodejs",
    "npm": "npm",
    "podget": "podget",
}
NODE = ROOT / "tests" / "node"  # its package.json names what system tests want of npm
OFFLINE_SIGNS = ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "ProxyError", "SSLError", "Max retries")


class SetupError(Exception):
    """The environment cannot be made: one sentence for the user."""


def main(arguments: list[str]) -> int:
    """Run one command line and give its exit code."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = ".".join(map(str, sys.version_info[:3]))
        return complain(
            f"talecast needs Python 3.11 to 3.14, and this is {found}. Run it with another, as in: python3.12 run.py"
        )
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(__doc__, file=sys.stdout if arguments else sys.stderr)
        return 0 if arguments else USAGE
    try:
        if arguments[0] == "test":
            return run_tests(arguments[1:])
        return run_talecast(arguments)
    except SetupError as error:
        return complain(str(error))
    except KeyboardInterrupt:
        complain("interrupted; the same command goes on from here.")
        return INTERRUPTED


def run_talecast(arguments: list[str]) -> int:
    """Hand the command line to the installed program, Ctrl-C and exit code included."""
    # The natural voice where this Python has it, and every format; the base install is enough where it has not.
    command = [str(environment("run", [["."], [".[neural]"], [".[documents]"]])), "-m", "talecast", *arguments]
    if os.name == "posix":
        replace_process(command)
    with subprocess.Popen(command, env=clean_environ()) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the console sent it to talecast too, which ends by itself
                continue


def replace_process(command: list[str]) -> NoReturn:
    """Become `command`, so that signals and the exit code are its own."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(command[0], command, clean_environ())  # noqa: S606 - no shell is wanted


# --- the checks ---------------------------------------------------------------------------------------------------


def run_tests(arguments: list[str]) -> int:
    """Run every check, or with arguments of pytest's own only pytest; give 0 if all pass."""
    quick = "--quick" in arguments
    own = [argument for argument in arguments if argument != "--quick"]
    extras = ("test", "listen", "neural", "kokoro", "cluster", "documents")
    python = str(environment("test", [[f".[{extra}]"] for extra in extras]))
    install_programs()
    install_node_packages()
    pytest = [python, "-m", "pytest", "-rs", *(["-m", "not slow"] if quick else [])]
    if own:
        return subprocess.run([*pytest, *own], cwd=ROOT, env=clean_environ(), check=False).returncode

    start = time.monotonic()
    typed = ["src", "tests", "run.py"]
    lint_imports = "from importlinter.cli import lint_imports_command as run; run()"
    results = {
        "ruff check": quiet_step("ruff check", [python, "-m", "ruff", "check", "."]),
        "ruff format": quiet_step("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        "mypy": quiet_step("mypy", [python, "-m", "mypy", "--strict", *typed]),
        "lint-imports": quiet_step("lint-imports", [python, "-c", lint_imports]),
        "tests": loud_step("tests", [*pytest, "-q", "-n", "2", "tests", "--ignore=tests/system"]),
        "system tests": loud_step("system tests", [*pytest, "-q", "tests/system"], none_is_fine=quick),
    }
    failed = [name for name, passed in results.items() if not passed]
    verdict = f"failed: {', '.join(failed)}" if failed else f"all {len(results)} checks passed"
    print(f"\ntalecast: {verdict} ({time.monotonic() - start:.0f} s)", flush=True)
    return FAILED if failed else 0


def quiet_step(name: str, command: list[str]) -> bool:
    """Run a check, print one line for it, and its output only where it fails."""
    start = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=clean_environ(), check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    print(f"{name:<14}{'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - start:.1f} s)", flush=True)
    if done.returncode != 0:
        print(done.stdout.decode(errors="replace"), flush=True)
    return done.returncode == 0


def loud_step(name: str, command: list[str], *, none_is_fine: bool = False) -> bool:
    """Run a check that shows its own progress."""
    print(f"{name} …", flush=True)
    code = subprocess.run(command, cwd=ROOT, env=clean_environ(), check=False).returncode
    return code == 0 or (none_is_fine and code == NO_TESTS_COLLECTED)


def install_programs() -> None:
    """Install the missing programs of `PROGRAMS` where that asks nobody anything: as root, with apt-get."""
    packages = sorted({package for program, package in PROGRAMS.items() if shutil.which(program) is None})
    apt = shutil.which("apt-get")
    if not packages or apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    note(f"installing for the system tests: {', '.join(packages)} …")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run([apt, *step], env=environ, check=False, capture_output=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            note(f"apt-get {step[0]} failed; tests that need a missing program will say so.")
            return


def install_node_packages() -> None:
    """Install what tests/node/package.json names beside it, where npm is and it has changed. No package's own script is run."""
    npm = shutil.which("npm")
    stamp = NODE / "node_modules" / ".talecast"
    wanted = fingerprint([NODE / "package.json"])
    if npm is None or (stamp.is_file() and stamp.read_text(encoding="ascii") == wanted):
        return
    note("installing for the system tests: the packages of tests/node …")
    options = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run([npm, "install", *options], cwd=NODE, check=False, stdin=subprocess.DEVNULL)
    if done.returncode == 0:
        stamp.write_text(wanted, encoding="ascii")
    else:
        note("npm install failed; tests that need its packages will say so.")


# --- the environments ---------------------------------------------------------------------------------------------


def environment(name: str, requirements: list[list[str]]) -> Path:
    """Give the interpreter of `.venv/NAME`, made or brought up to date first where the checkout has changed.

    The first of `requirements` (arguments for pip install) must go in; a later one may fail off CI.
    Raises SetupError.
    """
    folder = ROOT / ".venv" / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "stamp"
    wanted = [fingerprint([ROOT / "pyproject.toml"], sys.base_prefix, sys.version), fingerprint(source_files())]
    try:
        found = stamp.read_text(encoding="ascii").split() if python.exists() and stamp.exists() else []
        if found == wanted:
            return python
        stamp.unlink(missing_ok=True)
        if found[:1] == wanted[:1]:
            refresh(python, name)
        else:
            make(folder, python, requirements)
        stamp.write_text("\n".join(wanted), encoding="ascii")
    except (OSError, ValueError) as error:
        raise SetupError(f"the environment {folder} cannot be made: {error}.") from error
    return python


def make(folder: Path, python: Path, requirements: list[list[str]]) -> None:
    """Make the environment anew, without a pip of its own where this Python has one."""
    try:
        import venv
    except ImportError as error:
        raise SetupError("this Python has no venv module; on Debian and Ubuntu: apt install python3-venv.") from error

    if not has_module("pip") and not has_module("ensurepip"):
        raise SetupError("this Python has no pip; on Debian and Ubuntu: apt install python3-pip.")
    note(f"setting up .venv/{folder.name} (once; it takes a minute or two) …")
    venv.EnvBuilder(clear=True, symlinks=os.name == "posix", with_pip=not has_module("pip")).create(folder)
    install(python, requirements[0])
    for optional in requirements[1:]:
        try:
            install(python, optional)
        except SetupError as error:
            if on_ci():
                raise
            note(f"going on without {' '.join(optional)}: {error}")


def refresh(python: Path, name: str) -> None:
    """Install the checkout again after a change of its sources; what it depends on stays."""
    note(f"the sources have changed: bringing .venv/{name} up to date …")
    offline = ["--no-build-isolation"] if name == "test" else []  # hatchling is one of the test extra
    install(python, ["--no-deps", "--force-reinstall", *offline, "."])


def install(python: Path, arguments: list[str]) -> None:
    """Run pip install for the environment of `python`, in silence where it works. Raises SetupError."""
    pip = [sys.executable, "-m", "pip", "--python", str(python)] if has_module("pip") else [str(python), "-m", "pip"]
    # Byte code is made on first use: compiled ahead it is a seventh of the size on disk.
    options = ["--quiet", "--no-input", "--no-compile", "--disable-pip-version-check", "--no-warn-script-location"]
    environ = clean_environ()
    for misleading in ("PIP_USER", "PIP_TARGET", "PIP_PREFIX"):
        environ.pop(misleading, None)
    done = subprocess.run(
        [*pip, "install", *options, *arguments],
        cwd=ROOT,
        env=environ,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode == 0:
        return
    output = done.stdout.decode(errors="replace")
    if any(sign in output for sign in OFFLINE_SIGNS):
        raise SetupError(
            "pip could not reach its package index; this step needs a network connection once. Then run it again."
        )
    print(*output.splitlines()[-15:], sep="\n", file=sys.stderr)
    raise SetupError(f"pip could not install {arguments[-1]}; its last words stand above.")


def source_files() -> list[Path]:
    """What goes into the wheel."""
    files = [path for top in ("src", "voices") for path in (ROOT / top).rglob("*") if path.is_file()]
    return sorted(path for path in files if "__pycache__" not in path.parts)


def fingerprint(files: list[Path], *more: str) -> str:
    """Give a digest of the files' names and bytes, and of some words."""
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    digest.update("\n".join(more).encode())
    return digest.hexdigest()


def clean_environ() -> dict[str, str]:
    """Give the environment without what would let another Python's packages in."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}


def has_module(name: str) -> bool:
    """Tell whether this interpreter can import `name`."""
    return importlib.util.find_spec(name) is not None


def on_ci() -> bool:
    """Tell whether a machine runs this, and nothing may be left out."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def note(sentence: str) -> None:
    """Say what is going on, on standard error: standard output belongs to talecast."""
    print(f"talecast: {sentence}", file=sys.stderr, flush=True)


def complain(sentence: str) -> int:
    """Say what went wrong, and give the exit code for it."""
    note(sentence)
    return FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
