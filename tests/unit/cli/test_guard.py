"""The one place where errors are printed."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click
import pytest

from talecast.cli.guard import as_ours, guarded, print_json, wants_debug
from talecast.errors import SettingsError, SynthesisError, TalecastError

if TYPE_CHECKING:
    from collections.abc import Callable


def raising(error: BaseException) -> Callable[..., object]:
    def command(**_: object) -> object:
        raise error

    return command


@pytest.fixture(autouse=True)
def _no_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["talecast"])


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SynthesisError("No words.", "Try again."), 1, "Error: No words.\nTry again.\n"),
        (SettingsError("Odd."), 2, "Error: Odd.\n"),
        (
            SynthesisError("A \x1b[2J\tbell\x07.", "Mend\x9b it."),
            1,
            "Error: A \ufffd[2J\ufffdbell\ufffd.\nMend\ufffd it.\n",
        ),
        (KeyboardInterrupt(), 130, "Interrupted: what was done is kept, and the same command goes on from there.\n"),
        (click.Abort(), 130, "Interrupted: what was done is kept, and the same command goes on from there.\n"),
        (click.UsageError("No such thing."), 2, "Error: No such thing.\n"),
        (OSError(28, "No space left on device", "a.txt"), 1, "Error: a.txt: No space left on device."),
        (
            ValueError("odd"),
            1,
            "Error: talecast met a fault of its own: ValueError: odd.\nRun the same command with --debug",
        ),
    ],
)
def test_each_error_has_its_exit_code_and_its_sentence(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(raising(error)) == code
    output = capsys.readouterr()
    assert output.out == ""
    assert said in output.err
    assert "Traceback" not in output.err


@pytest.mark.parametrize(("result", "code"), [(None, 0), (0, 0), (1, 1), ("text", 0)])
def test_the_commands_own_exit_code_is_given(result: object, code: int) -> None:
    assert guarded(lambda **_: result) == code
    assert guarded(raising(click.exceptions.Exit(3))) == 3


def test_an_interruption_for_a_program_is_an_event(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["talecast", "narrate", "a.txt", "--json"])
    assert guarded(raising(KeyboardInterrupt())) == 130
    event = json.loads(capfd.readouterr().out)
    assert (event["event"], event["code"]) == ("error", 130)


def test_debug_is_found_anywhere(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert not wants_debug()
    monkeypatch.setattr(sys, "argv", ["talecast", "plan", "--debug", "a.txt"])
    assert wants_debug()
    assert guarded(raising(ValueError("odd"))) == 1
    assert "Traceback" in capsys.readouterr().err


def test_our_own_errors_are_taken_as_they_are() -> None:
    error = SynthesisError("No words.", "Try again.")
    assert as_ours(error) is error
    assert isinstance(as_ours(RuntimeError("x")), TalecastError)
    assert as_ours(OSError("odd")).message == "odd."


def test_an_object_is_one_line_of_utf_8_whatever_it_holds(capfd: pytest.CaptureFixture[str]) -> None:
    print_json({"text": "Straße\n“so”", "name": "na\udcefve"})
    said = capfd.readouterr().out
    assert said == '{"text": "Straße\\n“so”", "name": "na?ve"}\n'
