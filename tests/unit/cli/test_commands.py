"""What a user types, and what comes back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from talecast import __version__, pipeline, synthesize
from talecast.cli import COMMANDS, talecast

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

SILENT = ("-v", "silence")


def objects(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


@pytest.mark.parametrize("command", [*COMMANDS, "voices list", "voices show", "voices try", "voices install"])
def test_every_command_explains_itself(command: str) -> None:
    for flag in ("--help", "-h"):
        shown = CliRunner().invoke(talecast, [*command.split(), flag])
        assert shown.exit_code == 0
        assert shown.output.startswith("Usage: ")
        assert len(shown.output.splitlines()) > 4


def test_the_help_lists_every_command_without_importing_any() -> None:
    shown = CliRunner().invoke(talecast, ["--help"])
    assert all(f"  {name} " in shown.output for name in COMMANDS)


def test_the_version_is_the_packages() -> None:
    assert CliRunner().invoke(talecast, ["--version"]).output == f"talecast, version {__version__}\n"


def test_narrate_has_every_option_of_the_contract() -> None:
    shown = CliRunner().invoke(talecast, ["narrate", "--help"]).output
    options = "-o --out -v --voice --format --single --per-chapter --wpm --chapters --notes --lexicon --title --author"
    more = (
        "--narrator --cover --pause-sentence --pause-paragraph --pause-scene --pause-heading --pause-chapter --workers"
    )
    for option in (*options.split(), *more.split(), "--dry-run", "--json", "--plain", "--debug"):
        assert option in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["narrate"],
        ["plan"],
        ["plan", "a", "b"],
        ["sing"],
        ["plan", "tale.txt", "--loud"],
        ["plan", "tale.txt", "--format", "ogg"],
        ["plan", "tale.txt", "--wpm", "fast"],
        ["plan", "tale.txt", "--wpm", "10"],
        ["plan", "tale.txt", "--pause-scene", "-1"],
        ["plan", "tale.txt", "--notes", "maybe"],
        ["plan", "tale.txt", "-v", "silence", "--chapters", "nine"],
        ["plan", "tale.txt", "-v", "silence", "--chapters", "9"],
        ["plan", "tale.txt", "-v", "silence", "--lexicon", "none.toml"],
        ["voices", "--plain", "list"],
        ["voices", "install"],
        ["voices", "try", "silence", ""],
        ["voices", "try", "silence", " \n", "-o", "a.wav"],
    ],
)
def test_a_command_line_that_is_wrong_ends_with_2_and_a_sentence(arguments: list[str], run: Run, story: Path) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan", "none.txt"], "none.txt"),
        (["plan", "tale.txt", "-v", "nobody"], "There is no voice named 'nobody'."),
        (["plan", "empty.txt", "-v", "silence"], ""),
        (["narrate", "tale.txt", "-v", "silence", "-o", "empty.txt"], "cannot be"),
        (["voices", "show", "nobody"], "There is no voice named 'nobody'."),
        (["voices", "try", "silence", "-o", "none/a.wav"], "cannot be written"),
        (["voices", "try", "silence", "…", "-o", "a.wav"], "makes no sound of these words"),
        (["voices", "try", ""], "There is no voice named ''."),
        (["voices", "install", "nobody"], "There is no voice named 'nobody'."),
        (["voices", "show", "silence=1,espeak=1"], "mixes the engines silence and espeak"),
        (["plan", "tale.txt", "-v", "silence = 1"], "voices of silence, which cannot be blended"),
    ],
)
def test_what_fails_ends_with_1_a_sentence_and_a_tip(
    arguments: list[str], said: str, run: Run, story: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    done = run(*arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) >= 2
    assert "Traceback" not in done.stderr


def test_a_failure_for_a_program_is_an_event_too(run: Run, story: Path) -> None:
    done = run("plan", story, "-v", "nobody", "--json")
    (event,) = objects(done.stdout)
    assert event == {
        "event": "error",
        "message": "There is no voice named 'nobody'.",
        "tip": "These are there: espeak, silence." if "joe" not in event["tip"] else event["tip"],
        "code": 1,
    }
    assert "There is no voice" in done.stderr


def test_a_wrong_command_line_for_a_program_is_an_event_too(run: Run, story: Path) -> None:
    done = run("plan", story, "--wpm", "fast", "--json")
    (event,) = objects(done.stdout)
    assert (event["event"], event["code"]) == ("error", 2)
    assert "fast" in event["message"]
    assert done.returncode == 2


def test_debug_shows_the_traceback(run: Run, story: Path) -> None:
    done = run("plan", story, "-v", "nobody", "--debug")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_a_plan_says_what_narrate_would_say_and_writes_nothing(run: Run, story: Path, tmp_path: Path) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    done = run("plan", story, *SILENT, "--plain")
    assert done.returncode == 0
    assert "Chapter 1: Chapter 1, " in done.stdout
    assert "Skipped authors-note: A/N: thanks for reading this far." in done.stdout
    assert "0 of " in done.stdout
    assert "\x1b" not in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == before


def test_a_plan_for_programs_is_one_object_on_one_line(run: Run, story: Path) -> None:
    plan = run("plan", story, *SILENT, "--json")
    dry_run = run("narrate", story, *SILENT, "--dry-run", "--json")
    (document,) = objects(plan.stdout)
    assert dry_run.stdout == plan.stdout
    assert (document["version"], document["title"], document["source"]) == (1, "A Tale", "tale.txt")
    assert "files" not in document
    assert [entry["kind"] for entry in document["skipped"]].count("authors-note") == 1
    assert plan.stderr == ""


def test_standard_input_is_a_source(run: Run) -> None:
    (document,) = objects(run("plan", "-", *SILENT, "--json", stdin="Héllo there. Good bye.".encode()).stdout)
    texts = [s["text"] for c in document["chapters"] for b in c["blocks"] for s in b["sentences"]]
    assert texts[-2:] == ["Héllo there.", "Good bye."]
    assert document["source"] == "-"


@pytest.mark.skipif(os.name != "posix", reason="a shell closes standard input")
def test_without_standard_input_files_are_read_all_the_same(
    run: Run, story: Path, repository: Path, need_tool: Callable[[str], str]
) -> None:
    environ = {**os.environ, "PYTHONPATH": str(repository / "src"), "TALECAST_CACHE": str(story.parent / "cache")}
    for source, code in ((str(story), 0), ("-", 1)):
        shell = f'exec "$0" -m talecast plan "{source}" -v silence --plain <&-'
        done = subprocess.run(
            [need_tool("sh"), "-c", shell, sys.executable],
            env=environ,
            cwd=story.parent,
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert b"fault of its own" not in done.stderr


def test_narrating_for_programs_prints_events_and_nothing_else(run: Run, story: Path, tmp_path: Path) -> None:
    done = run("narrate", story, *SILENT, "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    events = objects(done.stdout)
    kinds = [event["event"] for event in events]
    assert (kinds[0], kinds[-1]) == ("start", "done")
    assert set(kinds) <= {"start", "chapter", "progress", "warning", "skipped", "done"}
    assert kinds.count("chapter") == 2
    narration = json.loads((tmp_path / "out" / "a-tale" / "narration.json").read_text(encoding="utf-8"))
    assert [os.path.basename(name) for name in events[-1]["files"]] == [file["path"] for file in narration["files"]]  # noqa: PTH119 - they are plain text
    assert events[-1]["seconds"] == pytest.approx(narration["chapters"][-1]["end"])
    assert events[-1]["skipped"]["authors-note"] == 1


def test_narrating_for_people_ends_with_where_the_files_are_and_how_long(run: Run, story: Path) -> None:
    done = run("narrate", story, *SILENT)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == ["The voice silence reads “A Tale”.", "Chapters: 2"]
    assert [line for line in lines if line.startswith("Chapter ")] == ["Chapter 1: Chapter 1", "Chapter 2: Chapter 2"]
    assert f"Written: {os.path.join('out', 'a-tale', 'a-tale.mp3')}" in lines  # noqa: PTH118 - as it is printed
    assert any(re.fullmatch(r"Length: \d+ seconds?", line) for line in lines)
    assert any(line.startswith("Skipped: ") and "1 authors-note" in line for line in lines)
    assert "\x1b" not in done.stdout


def test_of_several_sources_one_that_fails_does_not_stop_the_others(run: Run, story: Path, tmp_path: Path) -> None:
    done = run("narrate", "none.txt", story, *SILENT, "--json")
    assert done.returncode == 1
    assert [event["event"] for event in objects(done.stdout) if event["event"] in ("error", "done")] == [
        "error",
        "done",
    ]
    assert (tmp_path / "out" / "a-tale" / "a-tale.mp3").is_file()


def test_the_config_file_is_heeded_and_flags_win(run: Run, story: Path, tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("the config folder is told by XDG_CONFIG_HOME on Linux")
    folder = tmp_path / "config" / "talecast"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('voice = "silence"\npause-paragraph = 900\n\n[lexicon]\nlate = "layt"\n')
    (document,) = objects(run("plan", story, "--json").stdout)
    sentences = [s for c in document["chapters"] for b in c["blocks"] for s in b["sentences"]]
    assert document["voice"] == "silence"
    assert any(s["spoken"] == "It was layt." and s["text"] == "It was late." for s in sentences)
    (other,) = objects(run("plan", story, "--json", "--pause-scene", "1").stdout)
    assert 1 in [s["pause_after_ms"] for c in other["chapters"] for b in c["blocks"] for s in b["sentences"]]
    (folder / "config.toml").write_text("colour = 1")
    wrong = run("plan", story)
    assert wrong.returncode == 2
    assert "unknown key: colour" in wrong.stderr


@pytest.mark.parametrize("arguments", [[], ["list"]])
def test_voices_are_listed_for_people_and_for_programs(arguments: list[str], run: Run) -> None:
    plain = run("voices", *arguments)
    assert plain.returncode == 0
    assert "silence (en): works here." in plain.stdout
    listed = objects(run("voices", *arguments, "--json").stdout)
    keys = {"name", "language", "description", "missing", "engine", "licence", "installed_bytes"}
    assert all(set(voice) == keys for voice in listed)
    assert "silence" in [voice["name"] for voice in listed]


def test_a_voice_is_shown_and_tried(run: Run, tmp_path: Path) -> None:
    lines = run("voices", "show", "silence").stdout.splitlines()
    assert "Engine: silence" in lines
    assert "Here: it works." in lines
    (facts,) = objects(run("voices", "show", "silence", "--json").stdout)
    assert (facts["name"], facts["missing"], facts["files"]) == ("silence", "", [])
    assert facts["pace"]["ms_per_letter"] == 10
    wpm = facts["wpm"]
    assert (
        f"Pace: {wpm['natural']} words a minute as it comes; --wpm reaches from {wpm['slowest']} to {wpm['fastest']}."
        in lines
    )
    (tried,) = objects(run("voices", "try", "silence", "Some words.", "-o", "a.wav", "--json").stdout)
    assert tried["file"] == "a.wav"
    assert (tmp_path / "a.wav").stat().st_size == 44 + round(tried["seconds"] * 22_050) * 2


def test_a_voice_that_works_is_installed_already(run: Run) -> None:
    done = run("voices", "install", "silence", "espeak")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "The voice silence works already: there is nothing to fetch."
    event, _ = objects(run("voices", "install", "silence", "espeak", "--json").stdout)
    assert event == {"event": "done", "voice": "silence", "fetched_bytes": 0}


@pytest.mark.skipif(sys.platform != "linux", reason="the config folder is told by XDG_CONFIG_HOME on Linux")
def test_a_broken_profile_does_not_break_the_list(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "talecast" / "voices"
    folder.mkdir(parents=True)
    (folder / "broken.toml").write_text("no toml at all")
    plain = run("voices")
    assert plain.returncode == 0
    assert "silence (en): works here." in plain.stdout
    assert "broken.toml cannot be read: " in plain.stdout
    (voice,) = [voice for voice in objects(run("voices", "--json").stdout) if voice["name"] == "broken"]
    assert "cannot be read" in voice["missing"]


@pytest.mark.skipif(sys.platform != "linux", reason="a file's name is bytes on Linux")
def test_a_file_name_that_is_no_text_is_narrated(run: Run, story: Path, tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/na\xefve \xf0.txt"
    with open(odd, "wb") as file:  # noqa: PTH123 - a name of bytes
        file.write(b"Some words. Some more.")
    plan = run("plan", odd, *SILENT, "--json")
    assert plan.returncode == 0, plan.stderr
    assert len(objects(plan.stdout)) == 1
    narrated = run("narrate", odd, *SILENT, "--plain")
    assert narrated.returncode == 0, narrated.stderr
    missing = run("plan", odd + b"x", *SILENT)
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr


def test_a_terminal_that_cannot_show_a_letter_gets_its_code(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "tale.txt"
    path.write_text("Die Straße\n\nEs war spät. “So”, sagte sie.\n", encoding="utf-8")
    latin = {
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONIOENCODING": "latin-1",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    plain = run("plan", path, *SILENT, "--plain", environ_more=latin)
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.startswith("\\u201cDie Stra\\xdfe\\u201d\n")
    program = run("plan", path, *SILENT, "--json", environ_more=latin)
    assert "spät" in program.stdout


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the pipe")
def test_a_reader_that_goes_away_is_no_fault(
    run: Run, story: Path, repository: Path, need_tool: Callable[[str], str]
) -> None:
    environ = {**os.environ, "PYTHONPATH": str(repository / "src"), "TALECAST_CACHE": str(story.parent / "cache")}
    shell = f'"$0" -m talecast plan "{story}" -v silence --json | head -c 1 > /dev/null'
    done = subprocess.run(
        [need_tool("sh"), "-c", shell, sys.executable],
        env=environ,
        cwd=story.parent,
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""


def test_doctor_says_what_works(run: Run) -> None:
    done = run("doctor")
    assert done.returncode == 0
    assert "works." in done.stdout
    findings = objects(run("doctor", "--json").stdout)
    assert all({"part", "works", "needed", "note"} == set(finding) for finding in findings)


def test_a_cache_from_which_nothing_can_be_dropped_is_not_called_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALECAST_CACHE", str(tmp_path))
    monkeypatch.setattr(synthesize, "prune", lambda *_: None)
    assert CliRunner().invoke(talecast, ["cache", "clear"]).output == "Cleared: 0.0 MB.\n"
    (tmp_path / "clips" / "ab").mkdir(parents=True)
    (tmp_path / "clips" / "ab" / "ab.clip").write_bytes(b"kept")
    error = CliRunner().invoke(talecast, ["cache", "clear"]).exception
    assert str(error) == f"Nothing in the cache folder {tmp_path} can be dropped."


@pytest.mark.parametrize(
    ("options", "asked"), [((), [""]), (("--cluster", "tcp://127.0.0.1:1"), ["tcp://127.0.0.1:1"])]
)
def test_what_a_cluster_needs_is_begun_before_the_book_is_planned(
    options: tuple[str, ...], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[str] = []
    monkeypatch.setattr(synthesize, "prepare_pool", prepared.append)
    monkeypatch.setattr(pipeline.line, "plan", lambda *_: pytest.fail("too early") if not prepared else 1 / 0)
    shown = CliRunner().invoke(talecast, ["narrate", "tale.txt", *options])
    assert isinstance(shown.exception, ZeroDivisionError)
    assert prepared == asked
