"""Same input, same bytes; and whatever ends a run, the same command goes on from there."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.system.conftest import Talecast

STORY = "the-lamplighter.txt"


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def undisturbed(module_talecast: Talecast, repository: Path) -> dict[str, bytes]:
    return _bytes(module_talecast.narrate(repository / "stories" / STORY)[0])


@pytest.mark.parametrize(
    ("arguments", "environ"),
    [
        (["--workers", "1"], {}),
        (["--workers", "5"], {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}),
        ([], {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "America/Caracas"}),
    ],
    ids=["one worker", "five workers, another zone and hash seed", "the C locale"],
)
def test_the_bytes_do_not_depend_on_workers_zone_locale_or_hash_seed(
    talecast: Talecast,
    repository: Path,
    undisturbed: dict[str, bytes],
    arguments: list[str],
    environ: dict[str, str],
) -> None:
    talecast.ok("narrate", repository / "stories" / STORY, "-o", "elsewhere/out", *arguments, environ=environ)
    (folder,) = (talecast.folder / "elsewhere" / "out").iterdir()
    assert _bytes(folder) == undisturbed


def test_a_folder_with_a_path_of_200_letters_works(
    talecast: Talecast, repository: Path, undisturbed: dict[str, bytes]
) -> None:
    deep = talecast.folder / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    talecast.ok("narrate", repository / "stories" / STORY, "-o", deep, environ={"TALECAST_CACHE": str(deep / "cache")})
    (folder,) = (path for path in deep.iterdir() if path.name != "cache")
    assert _bytes(folder) == undisturbed


def test_ctrl_c_is_130_and_one_sentence_and_the_same_command_goes_on(
    talecast: Talecast,
    repository: Path,
    undisturbed: dict[str, bytes],
    interrupt: Callable[[object], tuple[int, str]],
) -> None:
    process = talecast.start("narrate", repository / "stories" / STORY)
    _wait_for_clips(talecast)
    code, said = interrupt(process)
    assert (code, said.strip().count("\n")) == (130, 0)
    assert "Interrupted" in said
    assert list(talecast.out.glob("*/*")) == []
    folder, _ = talecast.narrate(repository / "stories" / STORY)
    assert _bytes(folder) == undisturbed


@pytest.mark.parametrize("delay_s", [0.2, 0.7, 1.2, 1.6])
def test_kill_9_leaves_nothing_half_written_and_the_same_command_goes_on(
    talecast: Talecast, repository: Path, undisturbed: dict[str, bytes], delay_s: float
) -> None:
    process = talecast.start("narrate", repository / "stories" / STORY)
    time.sleep(delay_s)
    with process:
        os.killpg(process.pid, signal.SIGKILL)
    finished = [path for path in talecast.out.rglob("*") if path.name in undisturbed]
    assert all(path.read_bytes() == undisturbed[path.name] for path in finished)
    talecast.ok("narrate", repository / "stories" / STORY)
    (folder,) = talecast.out.iterdir()
    assert _bytes(folder) == undisturbed


def test_a_second_run_speaks_nothing_again(talecast: Talecast, repository: Path) -> None:
    source = repository / "stories" / STORY
    talecast.narrate(source)
    estimate = talecast.plan(source)["estimate"]
    assert estimate["cached"] == estimate["utterances"]


def test_an_unchanged_book_is_left_alone_and_a_flipped_byte_is_mended(
    talecast: Talecast, repository: Path, undisturbed: dict[str, bytes]
) -> None:
    source = repository / "stories" / STORY
    folder, _ = talecast.narrate(source)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert "Unchanged" in talecast.ok("narrate", source, "--plain")
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    for name in undisturbed:
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
        assert "Written" in talecast.ok("narrate", source, "--plain")
        assert _bytes(folder) == undisturbed


def test_of_an_edited_story_only_the_edited_sentence_is_spoken_again(talecast: Talecast, repository: Path) -> None:
    text = (repository / "stories" / STORY).read_text(encoding="utf-8")
    story = talecast.folder / "story.txt"
    story.write_text(text, encoding="utf-8")
    talecast.narrate(story)
    clips = len(_clips(talecast))
    assert "There were forty-one lamps." in text
    story.write_text(text.replace("There were forty-one lamps.", "There were forty-two lamps."), encoding="utf-8")
    estimate = talecast.plan(story)["estimate"]
    assert estimate["cached"] == estimate["utterances"] - 1
    talecast.ok("narrate", story)
    assert len(_clips(talecast)) == clips + 1
    talecast.ok("check", *talecast.out.iterdir())


def test_the_cache_is_shown_and_cleared(talecast: Talecast, repository: Path) -> None:
    talecast.narrate(repository / "stories" / STORY)
    counted = json.loads(talecast.ok("cache", "info", "--json"))
    assert counted["clips"]["files"] == len(_clips(talecast))
    assert counted["stretches"]["files"] > 0
    talecast.ok("cache", "clear")
    assert _clips(talecast) == []
    assert json.loads(talecast.ok("cache", "--json"))["clips"] == {"files": 0, "bytes": 0}
    assert json.loads(talecast.ok("cache", "clear", "--json")) == {"freed_bytes": 0}


def test_a_damaged_clip_is_noticed_and_spoken_again(
    talecast: Talecast, repository: Path, undisturbed: dict[str, bytes]
) -> None:
    talecast.narrate(repository / "stories" / STORY)
    for clip in _clips(talecast)[:3]:
        clip.write_bytes(clip.read_bytes()[:-100] + bytes(100))
    (folder,) = talecast.out.iterdir()
    (folder / "cover.jpg").unlink()  # else the book would be left alone
    talecast.ok("narrate", repository / "stories" / STORY)
    assert _bytes(folder) == undisturbed


def test_nothing_is_written_outside_the_output_folder_and_the_cache(talecast: Talecast, repository: Path) -> None:
    before = set(talecast.home.rglob("*"))
    talecast.narrate(repository / "stories" / STORY)
    new = [path for path in talecast.home.rglob("*") if path.is_file() and path not in before]
    written = {path.relative_to(talecast.home).parts[:2] for path in new}
    assert written
    assert all(parts[0] == "cache" and parts[1] == "talecast" for parts in written)
    assert [path.name for path in talecast.folder.iterdir()] == ["out"]


def _clips(talecast: Talecast) -> list[Path]:
    return sorted((talecast.home / "cache" / "talecast" / "clips").glob("*/*.clip"))


def _wait_for_clips(talecast: Talecast) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if len(_clips(talecast)) > 3:
            return
        time.sleep(0.02)
    pytest.fail("no clip in a minute")
