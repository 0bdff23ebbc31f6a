"""A story narrated by the installed program, looked at with other people's programs."""

from __future__ import annotations

import hashlib
import itertools
from typing import TYPE_CHECKING, Any

import mutagen
import numpy as np
import pytest

from tests.system import media

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.system.conftest import Talecast

    Book = tuple[Path, dict[str, Any]]

WINDOW = 220
"""5 ms at 44.1 kHz."""


@pytest.fixture(scope="module")
def book(module_talecast: Talecast, repository: Path) -> Book:
    """The shipped story with four chapters, an author's note and a disclaimer, as one MP3."""
    return module_talecast.narrate(repository / "stories" / "low-water.md")


@pytest.fixture(scope="module")
def mp3(book: Book) -> Path:
    folder, narration = book
    return folder / str(narration["chapters"][0]["file"])


def test_the_files_are_those_that_narration_json_names(book: Book) -> None:
    folder, narration = book
    listed = {file["path"]: file for file in narration["files"]}
    assert set(listed) | {"narration.json"} == {path.name for path in folder.iterdir()}
    for name, file in listed.items():
        data = (folder / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])


def test_lead_in_and_clips_and_pauses_and_tail_are_the_samples(book: Book) -> None:
    _, narration = book
    rate = narration["sample_rate"]
    sentences = _sentences(narration)
    clips = sum(sentence["end_sample"] - sentence["start_sample"] for sentence in sentences)
    pauses_ms = sum(sentence["pause_after_ms"] for sentence in sentences)
    edges_ms = narration["lead_in_ms"] + narration["tail_ms"]
    assert clips + (pauses_ms + edges_ms) * rate // 1000 == narration["files"][0]["samples"]


def test_mp3val_has_no_warning(mp3: Path, need_tool: Callable[[str], str]) -> None:
    assert media.mp3val(need_tool("mp3val"), mp3) == ()


def test_every_program_agrees_on_the_length(book: Book, mp3: Path, need_tool: Callable[[str], str]) -> None:
    samples = book[1]["files"][0]["samples"]
    seconds = samples / 44_100
    assert len(media.decode(need_tool("ffmpeg"), mp3)) == samples
    assert round(mutagen.File(mp3).info.length * 44_100) == samples
    assert media.ffprobe(need_tool("ffprobe"), mp3).seconds == pytest.approx(seconds, abs=0.060)
    assert float(media.mediainfo(need_tool("mediainfo"), mp3)["General"]["Duration"]) == pytest.approx(
        seconds, abs=0.060
    )
    assert media.exiftool(need_tool("exiftool"), mp3)["Duration"] == pytest.approx(seconds, abs=0.100)


def test_every_program_agrees_on_title_and_chapters(book: Book, mp3: Path, need_tool: Callable[[str], str]) -> None:
    narration = book[1]
    probe = media.ffprobe(need_tool("ffprobe"), mp3)
    assert {probe.tags["title"], probe.tags["album"]} == {narration["title"]}
    assert media.mediainfo(need_tool("mediainfo"), mp3)["General"]["Title"] == narration["title"]
    assert media.exiftool(need_tool("exiftool"), mp3)["Title"] == narration["title"]
    assert [mark.title for mark in probe.chapters] == [chapter["title"] for chapter in narration["chapters"]]
    for mark, chapter in zip(probe.chapters, narration["chapters"], strict=True):
        assert mark.start_seconds == pytest.approx(chapter["start"], abs=0.001)
    assert (probe.sample_rate, probe.channels, probe.bit_rate) == (44_100, 1, 96_000)
    assert probe.has_picture


def test_the_loudness_is_that_of_a_podcast(mp3: Path, need_tool: Callable[[str], str]) -> None:
    loudness = media.loudness(need_tool("ffmpeg"), mp3)
    assert loudness.integrated_lufs == pytest.approx(-19, abs=1)
    assert loudness.true_peak_dbtp <= -1


def test_silence_at_each_boundary_is_the_planned_pause(book: Book, mp3: Path, need_tool: Callable[[str], str]) -> None:
    samples = media.decode(need_tool("ffmpeg"), mp3).astype(np.float64)
    windows = len(samples) // WINDOW
    levels = np.sqrt((samples[: windows * WINDOW].reshape(windows, WINDOW) ** 2).mean(axis=1))
    heard = levels > levels.max() * 10 ** (-45 / 20)
    sentences = _sentences(book[1])
    for before, after in itertools.pairwise(sentences):
        middle = (before["end_sample"] + after["start_sample"]) // 2 // WINDOW
        last = middle - int(np.argmax(heard[middle::-1]))
        first = middle + int(np.argmax(heard[middle:]))
        silence_ms = (first - last - 1) * WINDOW / 44.1
        assert silence_ms == pytest.approx(before["pause_after_ms"], abs=20), before["text"]


def test_check_finds_the_book_right_and_notices_a_flipped_byte(
    module_talecast: Talecast, book: Book, mp3: Path
) -> None:
    folder, _ = book
    assert "is right" in module_talecast.ok("check", folder)
    whole = mp3.read_bytes()
    middle = len(whole) // 2
    mp3.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :])
    damaged = module_talecast.run("check", folder)
    mp3.write_bytes(whole)
    assert damaged.returncode == 1
    assert mp3.name in damaged.stdout


@pytest.mark.slow
def test_every_format_holds_the_same_timeline(talecast: Talecast, repository: Path) -> None:
    formats = [option for name in ("mp3", "m4b", "opus", "flac", "wav") for option in ("--format", name)]
    folder, narration = talecast.narrate(repository / "stories" / "the-lamplighter.txt", *formats)
    assert len({file["samples"] for file in narration["files"] if "samples" in file}) == 1
    assert "is right" in talecast.ok("check", folder)


def test_a_chapter_a_file_sorts_in_order_and_each_one_is_right(talecast: Talecast, repository: Path) -> None:
    folder, narration = talecast.narrate(repository / "stories" / "low-water.md", "--per-chapter", "--voice", "silence")
    names = [chapter["file"] for chapter in narration["chapters"]]
    assert names == sorted(names)
    assert [name[:3] for name in names] == ["01-", "02-", "03-", "04-"]
    for chapter in narration["chapters"]:
        assert mutagen.File(folder / chapter["file"])["TIT2"].text == [chapter["title"]]
    talecast.ok("check", folder)


@pytest.mark.slow
def test_a_listener_hears_the_story_and_none_of_the_notes(
    talecast: Talecast, shared: Path, transcribe: Callable[[Path], str], need_tool: Callable[[str], str], tmp_path: Path
) -> None:
    folder, narration = talecast.narrate(shared / "stories" / "corrosion.txt")
    assert (narration["title"], len(narration["chapters"])) == ("Corrosion", 1)
    assert [skipped["kind"] for skipped in narration["skipped"]] == ["disclaimer", "authors-note"]
    words = [word for sentence in _sentences(narration) for word in _words(sentence["text"])]
    raw = tmp_path / "raw.wav"
    text = tmp_path / "text.txt"
    text.write_text("\n\n".join(sentence["text"] for sentence in _sentences(narration)), encoding="utf-8")
    media.speak(need_tool("espeak-ng"), text, raw)
    heard = _words(transcribe(folder / "corrosion.mp3"))
    raw_rate = _word_errors(words, _words(transcribe(raw))) / len(words)
    assert _word_errors(words, heard) / len(words) <= raw_rate + 0.02
    skipped = [_words(entry["text"]) for entry in narration["skipped"]]
    told = {tuple(words[index : index + 4]) for index in range(len(words))}
    notes = {tuple(note[index : index + 4]) for note in skipped for index in range(len(note) - 3)} - told
    assert not notes & {tuple(heard[index : index + 4]) for index in range(len(heard))}


def _sentences(narration: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        sentence for chapter in narration["chapters"] for block in chapter["blocks"] for sentence in block["sentences"]
    ]


def _words(text: str) -> list[str]:
    plain = text.lower().replace("’", "'").replace("-", " ").replace("—", " ")
    return ["".join(filter(str.isalnum, word)) for word in plain.split() if any(map(str.isalnum, word))]


def _word_errors(expected: list[str], heard: list[str]) -> int:
    """The edit distance in words."""
    row = list(range(len(heard) + 1))
    for index, word in enumerate(expected, start=1):
        diagonal, row[0] = row[0], index
        for place, other in enumerate(heard, start=1):
            diagonal, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, diagonal + (word != other))
    return row[-1]


@pytest.mark.slow
def test_the_natural_voice_is_the_default_where_it_is_installed(talecast: Talecast, need_voice: str) -> None:
    (talecast.home / "config" / "talecast" / "config.toml").unlink()
    (talecast.folder / "story.txt").write_text("It was late. Nobody asked her why.", encoding="utf-8")
    folder, narration = talecast.narrate("story.txt")
    assert narration["voice"] == need_voice
    talecast.ok("check", folder)
