"""What speech drivers write, read back from bytes made here."""

from __future__ import annotations

import io
import struct
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from talecast.errors import SynthesisError
from talecast.synthesize.sound_file import read_sound

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = np.array([0, 1, -1, 256, -32768, 32767, 12345], dtype=np.int16)
RATES = {
    8_000: b"\x40\x0b\xfa\0",
    22_050: b"\x40\x0d\xac\x44",
    44_100: b"\x40\x0e\xac\x44",
    48_000: b"\x40\x0e\xbb\x80",
}


def wave_bytes(channels: int = 1, width: int = 2, rate: int = 22_050) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((channels, width, rate, 0, "NONE", ""))
        out.writeframes(SAMPLES.astype("<i2").tobytes())
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)


def aiff(
    kind: bytes = b"AIFF", *, channels: int = 1, bits: int = 16, rate: int = 22_050, compression: bytes = b""
) -> bytes:
    order = "<i2" if compression.startswith(b"sowt") else ">i2"
    common = struct.pack(">hIh", channels, len(SAMPLES), bits) + RATES[rate] + bytes(6) + compression
    sound = struct.pack(">II", 0, 0) + SAMPLES.astype(order).tobytes()
    chunks = chunk(b"FVER", bytes(4)) + chunk(b"COMM", common) + chunk(b"odd ", b"x") + chunk(b"SSND", sound)
    return b"FORM" + struct.pack(">I", 4 + len(chunks)) + kind + chunks


@pytest.mark.parametrize(
    ("data", "rate"),
    [
        (wave_bytes(), 22_050),
        (wave_bytes(rate=16_000), 16_000),
        (aiff(), 22_050),
        (aiff(rate=8_000), 8_000),
        (aiff(rate=44_100), 44_100),
        (aiff(b"AIFC", compression=b"sowt\0\0", rate=48_000), 48_000),
        (aiff(b"AIFC", compression=b"NONE\x0enot compressed\0"), 22_050),
    ],
    ids=["wav", "wav at 16 kHz", "aiff", "aiff at 8 kHz", "aiff at 44.1 kHz", "aifc little-endian", "aifc big-endian"],
)
def test_the_samples_and_the_rate_come_back_whatever_the_file_is_called(data: bytes, rate: int, tmp_path: Path) -> None:
    path = tmp_path / "utterance.wav"
    path.write_bytes(data)
    samples, found = read_sound(path)
    assert found == rate
    assert samples.dtype == np.int16
    assert np.array_equal(samples, SAMPLES)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"FORM",
        b"FORM\0\0\0\x04AIFF",
        b"no sound at all",
        wave_bytes(channels=2),
        wave_bytes(width=1),
        wave_bytes()[:-1],
        aiff(channels=2),
        aiff(bits=8),
        aiff()[:40],
    ],
)
def test_a_file_that_is_no_such_sound_is_an_error_of_synthesis(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "utterance.wav"
    path.write_bytes(data)
    with pytest.raises(SynthesisError, match="no sound"):
        read_sound(path)


def test_a_file_that_was_never_written_is_an_error_of_synthesis(tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match="the engine wrote no file"):
        read_sound(tmp_path / "utterance.wav")
