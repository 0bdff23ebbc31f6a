"""Reading what a speech driver wrote: WAV from eSpeak and SAPI 5, AIFF from macOS, whatever the file is called."""

from __future__ import annotations

import io
import math
import struct
import wave
from typing import TYPE_CHECKING

from talecast.errors import SynthesisError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

SAMPLE_BITS = 16


def read_sound(path: Path) -> tuple[NDArray[np.int16], int]:
    """The samples of a file of 16 bits, one channel, and its sample rate. Raises SynthesisError for anything else."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise SynthesisError("the engine wrote no file") from error
    try:
        return _read_aiff(data) if data.startswith(b"FORM") else _read_wave(data)
    except (wave.Error, EOFError, struct.error, KeyError, ValueError) as error:
        raise SynthesisError(f"the engine wrote a file that is no sound: {error}") from error


def _read_wave(data: bytes) -> tuple[NDArray[np.int16], int]:
    import numpy as np

    with wave.open(io.BytesIO(data), "rb") as file:
        if file.getnchannels() != 1 or file.getsampwidth() * 8 != SAMPLE_BITS:
            raise ValueError("not 16 bits, one channel")
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2"), file.getframerate()


def _read_aiff(data: bytes) -> tuple[NDArray[np.int16], int]:
    """AIFF and AIFF-C as macOS writes them: 16 bits, one channel, either byte order."""
    import numpy as np

    chunks = dict(_chunks(data[12:]))
    channels, _, bits = struct.unpack(">hIh", chunks[b"COMM"][:8])
    if channels != 1 or bits != SAMPLE_BITS:
        raise ValueError("not 16 bits, one channel")
    little = data[8:12] == b"AIFC" and chunks[b"COMM"][18:22] == b"sowt"
    samples = np.frombuffer(chunks[b"SSND"][8:], dtype="<i2" if little else ">i2")
    return samples.astype(np.int16), _extended(chunks[b"COMM"][8:18])


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position + 8 <= len(data):
        name, size = struct.unpack(">4sI", data[position : position + 8])
        yield name, data[position + 8 : position + 8 + size]
        position += 8 + size + size % 2


def _extended(data: bytes) -> int:
    """An 80-bit IEEE 754 number, as AIFF writes its sample rate, to the nearest whole."""
    exponent: int
    mantissa: int
    exponent, mantissa = struct.unpack(">HQ", data)
    return round(math.ldexp(mantissa, exponent - 16383 - 63))
