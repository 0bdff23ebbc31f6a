"""What other people's programs say of a finished file, as values.

Every function takes the path of the program first (from the fixture `need_tool`), then the file's.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter as a player sees it."""

    title: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class Probe:
    """What ffprobe says."""

    seconds: float
    codec: str
    sample_rate: int
    channels: int
    bit_rate: int
    """Bits a second of the sound stream; 0 where ffprobe does not know it."""
    has_picture: bool
    tags: dict[str, str]
    """The format's tags and then the sound stream's, names in lower case."""
    chapters: tuple[ChapterMark, ...]


@dataclass(frozen=True, slots=True)
class Loudness:
    """What ffmpeg's ebur128 says of a whole file."""

    integrated_lufs: float
    true_peak_dbtp: float


def ffprobe(program: str, path: Path) -> Probe:
    sections = ["-show_format", "-show_streams", "-show_chapters"]
    data = json.loads(_output([program, "-v", "error", "-of", "json", *sections, str(path)]))
    sound = next(stream for stream in data["streams"] if stream["codec_type"] == "audio")
    tags = {**data["format"].get("tags", {}), **sound.get("tags", {})}
    return Probe(
        seconds=float(data["format"]["duration"]),
        codec=sound["codec_name"],
        sample_rate=int(sound["sample_rate"]),
        channels=int(sound["channels"]),
        bit_rate=int(sound.get("bit_rate", 0)),
        has_picture=any(stream["codec_type"] == "video" for stream in data["streams"]),
        tags={name.lower(): value for name, value in tags.items()},
        chapters=tuple(
            ChapterMark(
                chapter.get("tags", {}).get("title", ""), float(chapter["start_time"]), float(chapter["end_time"])
            )
            for chapter in data["chapters"]
        ),
    )


def decode(ffmpeg: str, path: Path) -> NDArray[np.int16]:
    """The file's sound as ffmpeg plays it, gapless: one channel of samples at the file's own rate."""
    data = _output([ffmpeg, "-v", "error", "-i", str(path), "-map", "0:a:0", "-ac", "1", "-f", "s16le", "-"])
    return np.frombuffer(data, dtype="<i2")


def loudness(ffmpeg: str, path: Path) -> Loudness:
    """Integrated loudness and true peak of the decoded file, by EBU R 128."""
    command = [ffmpeg, "-nostats", "-i", str(path), "-map", "0:a:0", "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, check=True).stderr.decode(errors="replace")
    summary = said.rpartition("Summary:")[2]
    return Loudness(_number(r"I:\s+(-?[\d.]+|-inf) LUFS", summary), _number(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary))


def mediainfo(program: str, path: Path) -> dict[str, dict[str, Any]]:
    """mediainfo's tracks by their type (General, Audio, Image, Menu …), the last of each type; durations in seconds."""
    data = json.loads(_output([program, "--Output=JSON", str(path)]))
    return {track["@type"]: track for track in data["media"]["track"]}


def mediainfo_chapters(tracks: dict[str, dict[str, Any]]) -> tuple[tuple[float, str], ...]:
    """Start in seconds and title of each chapter in mediainfo's menu."""
    entries = tracks.get("Menu", {}).get("extra", {})
    marks = []
    for key, title in entries.items():
        if found := re.fullmatch(r"_(\d+)_(\d+)_(\d+)_(\d+)", key):
            hours, minutes, seconds, milliseconds = map(int, found.groups())
            marks.append(
                (hours * 3600 + minutes * 60 + seconds + milliseconds / 1000, re.sub(r"^\w\w:", "", str(title)))
            )
    return tuple(sorted(marks))


def exiftool(program: str, path: Path) -> dict[str, Any]:
    """exiftool's tags by name, numbers as numbers: Duration in seconds."""
    (tags,) = json.loads(_output([program, "-json", "-n", str(path)]))
    return dict(tags)


def mp3val(program: str, path: Path) -> tuple[str, ...]:
    """The warnings and errors of mp3val, one string each; empty for a file in order."""
    said = _output([program, str(path)]).decode(errors="replace")
    return tuple(line for line in said.splitlines() if line.startswith(("WARNING", "ERROR")))


def speak(espeak: str, text: Path, sound: Path) -> None:
    """Let the system's eSpeak NG read a text file into a WAV file, as it comes."""
    _output([espeak, "-v", "en-us", "-s", "140", "-f", str(text), "-w", str(sound)])


def _output(command: list[str]) -> bytes:
    return subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=True).stdout


def _number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    assert found, f"no {pattern} in {text!r}"
    return float(found.group(1))
