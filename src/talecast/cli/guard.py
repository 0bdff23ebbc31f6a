"""The one place where errors are printed, and Ctrl-C becomes an exit code. No traceback reaches a user unasked."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING

import click

from talecast.errors import EXIT_FAILED, EXIT_INTERRUPTED, Interrupted, TalecastError, printable

if TYPE_CHECKING:
    from collections.abc import Callable

INTERRUPTED = "Interrupted: what was done is kept, and the same command goes on from there."


def guarded(command: Callable[..., object]) -> int:
    """Run a click command with the process's arguments and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows its code; the files are UTF-8 whatever the terminal.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    interrupted = _noting_ctrl_c()
    try:
        code = command(prog_name="talecast", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        _show_misuse(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _interrupted()
    except BrokenPipeError:
        # Whoever read our output has gone; nobody is left to be told, and flushing at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except Exception as error:  # noqa: BLE001 - the last door: whatever comes here is shown as one sentence
        if interrupted:  # inside a lock of Python's own, Ctrl-C comes out as another error
            return _interrupted()
        if wants_debug():
            traceback.print_exc()
        ours = as_ours(error)
        show_error(ours)
        return ours.exit_code
    return code if isinstance(code, int) else 0


def _interrupted() -> int:
    """Say so in one sentence, on a line of its own: a terminal has printed ^C where the cursor stood."""
    if sys.stderr.isatty():
        click.echo(err=True)
    show_error(Interrupted(INTERRUPTED))
    return EXIT_INTERRUPTED


def _noting_ctrl_c() -> list[int]:
    """A list that is empty until Ctrl-C is pressed. It raises KeyboardInterrupt as ever."""
    came: list[int] = []

    def on_signal(number: int, _: object) -> None:
        came.append(number)
        raise KeyboardInterrupt

    if (
        signal.getsignal(signal.SIGINT) is signal.default_int_handler
    ):  # not where a caller of ours has its own, or ignores it
        signal.signal(signal.SIGINT, on_signal)
    return came


def as_ours(error: Exception) -> TalecastError:
    """The error itself, or one with a sentence for it."""
    if isinstance(error, TalecastError):
        return error
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return TalecastError(f"{place}{error.strerror or error}.", "Is the disk full, or the folder read-only?")
    return TalecastError(
        f"talecast met a fault of its own: {type(error).__name__}: {error}.",
        "Run the same command with --debug and report what it shows.",
    )


def wants_debug() -> bool:
    """Whether `--debug` is anywhere on the command line."""
    return "--debug" in sys.argv[1:]


def show_error(error: TalecastError) -> None:
    """One sentence on standard error, and with `--json` the event on standard output."""
    _tell_program(error.message, error.tip, error.exit_code)
    tip = f"\n{error.tip}" if error.tip else ""
    words = error.message if isinstance(error, Interrupted) else f"Error: {error.message}{tip}"
    click.echo(printable(words), err=True)  # an error may quote what somebody else wrote


def _show_misuse(error: click.ClickException) -> None:
    """What is wrong with the command line, before how it should look: whoever listens hears the error first."""
    message = " ".join(error.format_message().split())  # a list of choices comes a line each, behind tabs
    _tell_program(message, "", error.exit_code)
    click.echo(f"Error: {message}", err=True)
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(context.get_usage(), err=True)
        click.echo(f"Type `{context.command_path} --help` to hear of its options.", err=True)


def _tell_program(message: str, tip: str, code: int) -> None:
    if "--json" in sys.argv[1:]:
        print_json({"event": "error", "message": message, "tip": tip, "code": code})


def print_json(value: object) -> None:
    """One object, on one line, in UTF-8 whatever the terminal."""
    line = json.dumps(value, ensure_ascii=False) + "\n"
    sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
