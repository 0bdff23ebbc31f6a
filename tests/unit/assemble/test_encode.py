"""Finished files: decoded they are the track, to the sample, whatever the workers."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from talecast.assemble import encode, ffmpeg, mp3, try_encoders, write_tracks
from talecast.assemble.render import Sound, render
from talecast.errors import OutputError
from talecast.settings import PART
from tests.unit.assemble.making import RATE, Sounds, arrange, decoded, ebur128, script, tone, voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from talecast.assemble.timeline import Arrangement

FORMATS = ("mp3", "m4b", "opus", "flac", "wav")
LOSSLESS = ("flac", "wav")


class Kept:
    """Keeps stretches in memory, and counts what it was asked to keep."""

    def __init__(self) -> None:
        self.stretches: dict[str, bytes] = {}
        self.writes = 0

    def read(self, key: str) -> bytes | None:
        return self.stretches.get(key)

    def write(self, key: str, data: bytes, /) -> None:
        self.writes += 1
        self.stretches[key] = data

    def has(self, key: str) -> bool:
        return key in self.stretches


def nothing(samples: int) -> None:
    """Nobody listens."""


def write(folder: Path, arrangement: Arrangement, sounds: Sounds, formats: Sequence[str], workers: int = 2) -> None:
    folder.mkdir(exist_ok=True)
    write_tracks(arrangement, sounds.load, Kept(), formats, folder, workers, nothing)
    for path in folder.glob(f"*{PART}"):
        path.replace(path.with_suffix(""))


def rendered(arrangement: Arrangement, sounds: Sounds, track: int = 0) -> NDArray[np.int16]:
    whole = render(
        Sound(RATE, -1.1, sounds.load),
        arrangement.placements[track],
        0,
        arrangement.timeline.tracks[track].samples,
    )
    return np.concatenate(list(whole))


@pytest.fixture(scope="module")
def short() -> tuple[Arrangement, Sounds]:
    """Two chapters of a few seconds."""
    sounds = Sounds()
    clips = [sounds.add(voice(1.1, seed)) for seed in range(3)]
    return arrange(script([400, 2500], [0]), clips, ["book"], RATE), sounds


@pytest.fixture(scope="module")
def long() -> tuple[Arrangement, Sounds]:
    """Long enough for several stretches: five minutes of bursts, each of another length."""
    sounds = Sounds()
    clips = [sounds.add(tone(40_000 + 113 * number, 12_000)) for number in range(120)]
    arrangement = arrange(script([*([400] * 119), 0]), clips, ["book"], RATE)
    assert len(arrangement.stretches[0]) > 3
    return arrangement, sounds


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_decodes_to_the_tracks_samples(name: str, short: tuple[Arrangement, Sounds], tmp_path: Path) -> None:
    arrangement, sounds = short
    write(tmp_path, arrangement, sounds, [name])
    path = tmp_path / f"book.{name}"
    samples = arrangement.timeline.tracks[0].samples
    length = sum(len(block) for block in ffmpeg.decode(path, RATE))
    assert length in ((samples, samples + 1) if name == "opus" else (samples,))  # Opus is at 48 kHz
    if name in LOSSLESS:
        assert np.array_equal(decoded(path), rendered(arrangement, sounds))


@pytest.mark.parametrize("name", ["mp3", "m4b", "opus"])
def test_the_sound_lies_at_its_place_to_the_sample(name: str, tmp_path: Path) -> None:
    sounds = Sounds()
    click = np.zeros(2_000)
    click[1_000:1_020] = 20_000 * np.hanning(20)
    clip = sounds.add(click + tone(2_000, 1_000))
    arrangement = arrange(script([400, 0]), [clip, clip], ["book"], RATE)
    write(tmp_path, arrangement, sounds, [name])
    played = np.concatenate(list(ffmpeg.decode(tmp_path / f"book.{name}", RATE)))
    original = rendered(arrangement, sounds).astype(float)
    for placement in arrangement.placements[0]:
        around = slice(placement.start_sample - 500, placement.end_sample + 500)
        likeness = np.correlate(played[around.start - 50 : around.stop + 50], original[around], "valid")
        assert abs(int(likeness.argmax()) - 50) <= (3 if name == "opus" else 0)  # Opus at 64 kb/s keeps no phase


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_keeps_the_loudness_and_stays_under_the_peak_that_is_allowed(name: str, tmp_path: Path) -> None:
    sounds = Sounds()
    clips = [sounds.add(voice(2.5, seed)) for seed in range(4)]
    arrangement = arrange(script([400, 400, 400, 0]), clips, ["book"], RATE, gain_db=15)
    write(tmp_path, arrangement, sounds, [name])
    meter = ffmpeg.LoudnessMeter(RATE)
    for block in ffmpeg.decode(tmp_path / f"book.{name}", RATE):
        meter.feed(block)
    loudness, peak = meter.result()
    sound = Sound(RATE, encode.CEILING_DBTP[name], sounds.load)
    samples = arrangement.timeline.tracks[0].samples
    expected, ceiling = ebur128(np.concatenate(list(render(sound, arrangement.placements[0], 0, samples))))
    assert loudness == pytest.approx(expected, abs=0.3)
    assert ceiling == pytest.approx(encode.CEILING_DBTP[name], abs=0.1)  # the sound does reach it
    assert peak is not None
    assert peak <= -1


@pytest.mark.parametrize("extra", [0, 1, 2, 575, 576, 577, 1151])
def test_an_mp3_of_any_length_is_gapless(extra: int, tmp_path: Path) -> None:
    from mutagen.mp3 import MP3

    samples = 20 * 1152 + extra
    blocks = [voice(0.6, rate=RATE)[:samples].astype(np.int16)]
    data = mp3.encode_stretch(blocks)
    length = len(blocks[0])
    frames = mp3.frame_count(length)
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3.info_frame(length, frames, len(data)) + data)
    assert len(decoded(path)) == length
    assert MP3(path).info.length * RATE == pytest.approx(length, abs=1e-6)


def test_joined_stretches_are_the_track_without_a_seam(long: tuple[Arrangement, Sounds], tmp_path: Path) -> None:
    arrangement, sounds = long
    write(tmp_path, arrangement, sounds, ["mp3"])
    played = decoded(tmp_path / "book.mp3").astype(float)
    original = rendered(arrangement, sounds).astype(float)
    assert len(played) == len(original) == arrangement.timeline.tracks[0].samples
    noise = played - original
    assert 20 * np.log10(np.sqrt(np.mean(noise**2)) / np.sqrt(np.mean(original**2))) < -25
    for part in arrangement.stretches[0][1:]:
        assert np.abs(played[part.start_sample - 1152 : part.start_sample]).max() < 200
        first = part.placements[0].start_sample
        around = slice(first, first + 4_000)
        likeness = np.correlate(played[around.start - 40 : around.stop + 40], original[around], "valid")
        assert likeness.argmax() == 40


def test_the_info_frame_says_what_follows_it(long: tuple[Arrangement, Sounds], tmp_path: Path) -> None:
    from mutagen.mp3 import MP3, BitrateMode

    arrangement, sounds = long
    write(tmp_path, arrangement, sounds, ["mp3"])
    path = tmp_path / "book.mp3"
    samples = arrangement.timeline.tracks[0].samples
    info: Any = MP3(path).info
    assert info.length * RATE == pytest.approx(samples, abs=1e-3)
    assert (info.sample_rate, info.channels, info.bitrate, info.bitrate_mode) == (RATE, 1, 96_000, BitrateMode.CBR)
    data = path.read_bytes()
    at = data.index(b"Info")
    assert at == 4 + 17
    flags, frames, size = (int.from_bytes(data[at + 4 * n : at + 4 * n + 4], "big") for n in (1, 2, 3))
    assert (flags, size) == (0xF, len(data))
    assert len(frame_sizes(data)) == frames + 1
    delay_and_padding = int.from_bytes(data[at + 16 + 100 + 4 + 21 :][:3], "big")
    delay, padding = delay_and_padding >> 12, delay_and_padding & 0xFFF
    assert delay + samples + padding == frames * 1152
    assert data[at + 120 : at + 129] == b"LAME3.100"
    assert int.from_bytes(data[at + 120 + 28 : at + 120 + 32], "big") == len(data)
    assert int.from_bytes(data[at + 120 + 34 : at + 120 + 36], "big") == crc16(data[: at + 120 + 34])


def frame_sizes(data: bytes) -> list[int]:
    """The sizes of the frames, one header after the other to the end."""
    sizes, at = [], 0
    while at < len(data):
        header = int.from_bytes(data[at : at + 4], "big")
        assert header & 0xFFFF_FC00 == 0xFFFB_7000 & 0xFFFF_FC00, hex(header)
        sizes.append(144 * 96_000 // RATE + (header >> 9 & 1))
        at += sizes[-1]
    assert at == len(data)
    return sizes


def crc16(data: bytes) -> int:
    """CRC-16 of ANSI by a long division, bit for bit from its definition: x^16 + x^15 + x^2 + 1, reflected."""
    register = 0
    for byte in data:
        for bit in range(8):
            carry = (register ^ byte >> bit) & 1
            register = register >> 1 ^ (0xA001 if carry else 0)
    return register


@pytest.mark.parametrize("workers", [2, 4])
def test_the_bytes_do_not_depend_on_the_workers(
    workers: int, long: tuple[Arrangement, Sounds], short: tuple[Arrangement, Sounds], tmp_path: Path
) -> None:
    for (arrangement, sounds), formats in ((long, ["mp3"]), (short, FORMATS)):
        for name, count in (("one", 1), ("many", workers)):
            write(tmp_path / name, arrangement, sounds, formats, count)
        for name in formats:
            one, many = ((tmp_path / folder / f"book.{name}").read_bytes() for folder in ("one", "many"))
            assert one == many


def test_the_bytes_do_not_depend_on_the_clock_or_the_place(short: tuple[Arrangement, Sounds], tmp_path: Path) -> None:
    arrangement, sounds = short
    write(tmp_path / "a", arrangement, sounds, FORMATS)
    (tmp_path / "a folder of another name").mkdir()
    write(tmp_path / "a folder of another name", arrangement, sounds, FORMATS)
    for name in FORMATS:
        data = (tmp_path / "a" / f"book.{name}").read_bytes()
        assert data == (tmp_path / "a folder of another name" / f"book.{name}").read_bytes()
        assert b"Lavf6" not in data


def test_a_file_a_chapter_is_written_for_each_track(tmp_path: Path) -> None:
    sounds = Sounds()
    clips = [sounds.add(voice(0.5, seed)) for seed in range(3)]
    arrangement = arrange(script([0], [0], [0]), clips, ["01-a", "02-b", "03-c"], RATE)
    write(tmp_path, arrangement, sounds, ["mp3", "flac"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("01-a.flac", "01-a.mp3", "02-b.flac", "02-b.mp3", "03-c.flac", "03-c.mp3")
    ]
    for number, track in enumerate(arrangement.timeline.tracks):
        assert np.array_equal(decoded(tmp_path / f"{track.stem}.flac"), rendered(arrangement, sounds, number))
        assert len(decoded(tmp_path / f"{track.stem}.mp3")) == track.samples


def test_an_m4b_carries_its_chapters(short: tuple[Arrangement, Sounds], tmp_path: Path) -> None:
    import av

    arrangement, sounds = short
    write(tmp_path, arrangement, sounds, ["m4b"])
    (track,) = arrangement.timeline.tracks
    with av.open(tmp_path / "book.m4b") as file:
        found = [
            (
                mark["metadata"]["title"],
                round(mark["start"] * float(mark["time_base"] or 0) * RATE),
                round(mark["end"] * float(mark["time_base"] or 0) * RATE),
            )
            for mark in file.chapters()
        ]
    first, second = track.chapters
    # The first one begins with the file; chapter times are whole milliseconds to some readers.
    expected = [("Chapter 1", 0, first.end_sample), ("Chapter 2", second.start_sample, track.samples)]
    assert [title for title, *_ in found] == [title for title, *_ in expected]
    assert np.abs(np.array([times for _, *times in found]) - np.array([times for _, *times in expected])).max() <= 44


def test_an_m4bs_edit_list_is_the_track_to_the_sample(short: tuple[Arrangement, Sounds], tmp_path: Path) -> None:
    """Players go by it: after the encoder's priming, so many samples. FFmpeg's decoder plays the last frame to its end."""
    arrangement, sounds = short
    write(tmp_path, arrangement, sounds, ["m4b"])
    data = (tmp_path / "book.m4b").read_bytes()
    at = data.index(b"elst") + 4
    version, entries = data[at], int.from_bytes(data[at + 4 : at + 8], "big")
    assert (version, entries) == (0, 1)
    duration, media_time = (int.from_bytes(data[at + start : at + start + 4], "big") for start in (8, 12))
    header = data.index(b"mvhd") + 4
    assert int.from_bytes(data[header + 12 : header + 16], "big") == RATE  # the movie's own time scale
    assert duration == arrangement.timeline.tracks[0].samples
    assert media_time == 1024
    assert 0 <= len(decoded(tmp_path / "book.m4b")) - duration < 1024


def test_whoever_listens_is_told_of_every_sample_of_every_format(
    short: tuple[Arrangement, Sounds], tmp_path: Path
) -> None:
    arrangement, sounds = short
    told: list[int] = []
    write_tracks(arrangement, sounds.load, Kept(), FORMATS, tmp_path, 2, told.append)
    samples = arrangement.timeline.tracks[0].samples
    seams = 1152 * (len(arrangement.stretches[0]) - 1)
    assert sum(told) == len(FORMATS) * samples - seams


@pytest.mark.parametrize("name", FORMATS)
def test_a_clip_that_vanished_ends_the_run_with_its_error(
    name: str, short: tuple[Arrangement, Sounds], tmp_path: Path
) -> None:
    arrangement, _ = short

    def gone(key: str) -> NDArray[np.int16]:
        raise OutputError(f"The clip {key} vanished.")

    with pytest.raises(OutputError, match="vanished"):
        write_tracks(arrangement, gone, Kept(), [name], tmp_path, 2, nothing)


def test_one_file_that_fails_does_not_wait_for_the_others(short: tuple[Arrangement, Sounds], tmp_path: Path) -> None:
    arrangement, sounds = short
    (tmp_path / f"book.flac{PART}").mkdir()
    told: list[int] = []
    slow = threading.Event()

    def load(key: str) -> NDArray[np.int16]:
        slow.wait(0.3)
        return sounds.load(key)

    with pytest.raises(OutputError, match=r"book\.flac.* cannot be written: Is a directory"):
        write_tracks(arrangement, load, Kept(), ["flac", "wav"], tmp_path, 2, told.append)
    assert sum(told) < arrangement.timeline.tracks[0].samples


def test_encoders_that_work_leave_nothing(tmp_path: Path) -> None:
    try_encoders(FORMATS, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_before_the_work_starts(tmp_path: Path) -> None:
    for name in FORMATS:
        with pytest.raises(OutputError, match="cannot be written: No such file or directory"):
            try_encoders([name], tmp_path / "none")


@pytest.mark.parametrize("name", ["mp3", "m4b", "opus", "wav"])
def test_a_file_that_is_no_sound_cannot_be_decoded(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{name}"
    path.write_bytes(b"not a sound at all " * 50)
    with pytest.raises(OutputError, match="cannot be decoded"):
        list(ffmpeg.decode(path, RATE))


@pytest.fixture
def small_disk(tmp_path: Path, need_tool: Callable[[str], str]) -> Iterator[Callable[[int], Path]]:
    """Makes a disk with so many bytes to spare."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = [need_tool("mount"), "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if not (hasattr(os, "getuid") and os.getuid() == 0 and sys.platform == "linux"):
        pytest.skip("only root on Linux can mount a small disk")
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")

    def leave(room: int) -> Path:
        (folder / "filling").write_bytes(bytes(512 * 1024 - room))
        return folder

    yield leave
    subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S607 - as above


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_is_told_in_a_sentence(
    name: str, short: tuple[Arrangement, Sounds], small_disk: Callable[[int], Path]
) -> None:
    arrangement, sounds = short
    folder = small_disk(8 * 1024)
    with pytest.raises(OutputError) as caught:
        write_tracks(arrangement, sounds.load, Kept(), [name], folder, 2, nothing)
    assert caught.value.message.startswith(str(folder / f"book.{name}"))
    assert caught.value.message.endswith(" cannot be written: No space left on device.")
    assert caught.value.tip


def test_a_disk_without_any_room_is_told_before_the_work_starts(small_disk: Callable[[int], Path]) -> None:
    folder = small_disk(0)
    for name in FORMATS:
        with pytest.raises(OutputError, match="No space left on device"):
            try_encoders([name], folder)
        assert [path.name for path in folder.iterdir()] == ["filling"]


def test_of_a_changed_book_only_the_stretch_of_the_change_is_encoded_again(tmp_path: Path) -> None:
    made, kept, written = script([400] * 119 + [0]), Kept(), []
    for name, changed in (("first", None), ("same", None), ("edited", 50)):
        sounds = Sounds()
        clips = [sounds.add(tone(66_150), f"clip-{index}") for index in range(120)]
        if changed is not None:
            clips[changed] = sounds.add(tone(50_000), "another")
        (tmp_path / name).mkdir()
        before = kept.writes
        arrangement = arrange(made, clips, ["book"], RATE)
        write_tracks(arrangement, sounds.load, kept, ["mp3"], tmp_path / name, 2, nothing)
        written.append(kept.writes - before)
    assert written[0] > 3
    assert written[1] == 0
    assert 1 <= written[2] <= 2
    first, same = ((tmp_path / name / f"book.mp3{PART}").read_bytes() for name in ("first", "same"))
    assert first == same


def test_a_changed_stretch_is_begun_before_the_others_are_read(tmp_path: Path) -> None:
    class Asked(Kept):
        def __init__(self) -> None:
            super().__init__()
            self.keys: list[str] = []

        def read(self, key: str) -> bytes | None:
            self.keys.append(key)
            return super().read(key)

    kept, sounds = Asked(), Sounds()
    clips = [sounds.add(tone(66_150), f"clip-{index}") for index in range(120)]
    arrangement = arrange(script([400] * 119 + [0]), clips, ["book"], RATE)
    write_tracks(arrangement, sounds.load, kept, ["mp3"], tmp_path, 1, nothing)
    in_order = list(kept.keys)
    kept.keys.clear()
    del kept.stretches[in_order[2]]
    write_tracks(arrangement, sounds.load, kept, ["mp3"], tmp_path, 1, nothing)
    assert kept.keys == [in_order[2], *in_order[:2], *in_order[3:]]
