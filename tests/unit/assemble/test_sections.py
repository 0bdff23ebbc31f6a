"""Parts of a finished MP3: the very samples of the track, without decoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from talecast.assemble import mp3
from talecast.assemble.ffmpeg import decode
from talecast.assemble.sections import Mp3Sections, SectionsOf, finished_mp3, mp3_from
from talecast.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FRAME = mp3.FRAME_SAMPLES
PAUSE = 12 * FRAME


def speech(seconds: float, seed: int) -> NDArray[np.int16]:
    """Noise that rises and falls: it fills the bit reservoir as speech does."""
    samples = round(seconds * 44_100)
    noise = np.random.default_rng(seed).normal(0, 5_000, samples)
    return (noise * np.abs(np.sin(np.arange(samples) / 4_000))).astype(np.int16)


@pytest.fixture
def track(tmp_path: Path) -> tuple[Path, list[int], int]:
    """An MP3 of three stretches of noise with pauses between; the middles of the pauses, at frames; its length."""
    parts: list[NDArray[np.int16]] = []
    cuts = []
    for seed in range(3):
        parts.append(speech(2.3, seed))
        at = sum(map(len, parts)) + PAUSE // 2
        cuts.append(at // FRAME * FRAME)
        parts.append(np.zeros(PAUSE, dtype=np.int16))
    sound = np.concatenate(parts)
    data = mp3.encode_stretch([sound])
    path = tmp_path / "track.mp3"
    head = mp3.info_frame(len(sound), mp3.frame_count(len(sound)), len(data))
    path.write_bytes(b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + head + data)
    return path, cuts[:2], len(sound)


def decoded(path: Path) -> NDArray[np.float32]:
    return np.concatenate(list(decode(path, 44_100)))


def test_parts_decode_to_the_samples_of_the_track(track: tuple[Path, list[int], int], tmp_path: Path) -> None:
    path, cuts, samples = track
    whole = decoded(path)
    sections = Mp3Sections(path)
    for start, end in zip([0, *cuts], [*cuts, samples], strict=True):
        part = tmp_path / f"{start}.mp3"
        part.write_bytes(b"".join(sections.part(start, end)))
        found = decoded(part)
        assert len(found) == end - start
        np.testing.assert_allclose(found, whole[start:end], atol=1e-4)
    sections.close()


@pytest.mark.parametrize(("start", "length"), [(1, FRAME), (0, 10**9), (10**6 * FRAME, FRAME)])
def test_what_is_not_in_the_track_is_refused(track: tuple[Path, list[int], int], start: int, length: int) -> None:
    sections = Mp3Sections(track[0])
    with pytest.raises(OutputError):
        list(sections.part(start, start + length))
    sections.close()


@pytest.mark.parametrize("data", [b"", b"ID3", b"no sound at all" * 100, b"\xff\xfb\x90\x00" + bytes(500)])
def test_an_mp3_of_another_program_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "other.mp3").write_bytes(data)
    with pytest.raises(OutputError):
        Mp3Sections(tmp_path / "other.mp3")


def test_a_track_without_an_mp3_is_encoded_from_what_there_is(
    track: tuple[Path, list[int], int], tmp_path: Path
) -> None:
    path, cuts, samples = track
    (tmp_path / "scratch").mkdir()
    made = mp3_from(tmp_path, tmp_path / "scratch", lambda stem: f"{stem}.mp3", "track")
    assert len(decoded(made)) == samples
    with SectionsOf(lambda _: made) as cut:
        assert b"".join(cut.part("track", 0, cuts[0])).startswith(b"\xff\xfb")
    assert finished_mp3(tmp_path, "track") == path
    assert finished_mp3(tmp_path, "none", lambda stem: tmp_path / stem) == tmp_path / "none"
