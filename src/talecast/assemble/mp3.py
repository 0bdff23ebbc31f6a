"""MP3 by LAME in this process: frames of a stretch, and the Info frame in front of all. The door of lameenc."""

from __future__ import annotations

import struct
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from talecast.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

BIT_RATE_KBPS = 96
SAMPLE_RATE = 44_100
QUALITY = 7
"""LAME's -q. At this bit rate one voice leaves bits to spare: 7 is 1.8 times as fast as 5, and its noise lies lower."""
ENCODER_GAIN = 0.95
"""What LAME multiplies samples by before it encodes them (-0.45 dB, measured with four tones); lameenc has no switch for it."""
FRAME_SAMPLES = 1152
ENCODER_DELAY = 576
"""Samples that LAME adds in front; decoders add 529 of their own, and know it."""
TOC_ENTRIES = 100

_SIDE_INFO_BYTES = 17  # MPEG-1, one channel
_HEADER = struct.pack(">I", 0xFFFB_0000 | 7 << 12 | 0 << 10 | 3 << 6)  # layer III, no CRC, 96 kb/s, 44.1 kHz, mono
_CRC_POLYNOMIAL = 0xA001  # CRC-16 of ANSI, reflected: that of the LAME tag
INFO_FRAME_BYTES = 144 * BIT_RATE_KBPS * 1000 // SAMPLE_RATE


def encode_stretch(blocks: Iterable[NDArray[np.int16]]) -> bytes:
    """The frames of mono 44.1 kHz samples, at a constant 96 kb/s. Raises OutputError where LAME fails."""
    return b"".join(encode_stream(blocks))


def encode_stream(blocks: Iterable[NDArray[np.int16]]) -> Iterator[bytes]:
    """The same, as the frames come.

    n samples give ceil(n / 1152) + 1 frames, which need no earlier frame. Raises OutputError where LAME fails.
    """
    import lameenc

    try:
        encoder: Any = lameenc.Encoder()
        encoder.set_bit_rate(BIT_RATE_KBPS)
        encoder.set_in_sample_rate(SAMPLE_RATE)
        encoder.set_out_sample_rate(SAMPLE_RATE)
        encoder.set_channels(1)
        encoder.set_quality(QUALITY)
        encoder.silence()
        for block in blocks:
            yield bytes(encoder.encode(block.tobytes()))
        yield bytes(encoder.flush())
    except RuntimeError as error:
        raise OutputError(f"The MP3 encoder failed: {error}.") from error


@cache
def identity() -> str:
    """Changes whenever the same samples could become other frames."""
    return f"lameenc {version('lameenc')} {BIT_RATE_KBPS} {SAMPLE_RATE} {QUALITY} {ENCODER_GAIN}"


def frame_count(samples: int) -> int:
    """Frames that a stretch of that many samples comes to."""
    return -(-samples // FRAME_SAMPLES) + 1


def info_frame(samples: int, frames: int, audio_bytes: int) -> bytes:
    """The first frame of a file: how many frames and bytes follow, a seek table, and the gapless length (the LAME tag).

    `samples` is the length that is left when a decoder takes delay and padding away; `frames` and `audio_bytes` count the
    frames that follow this one.
    """
    padding = frames * FRAME_SAMPLES - ENCODER_DELAY - samples
    table = bytes(256 * entry // TOC_ENTRIES for entry in range(TOC_ENTRIES))  # constant bit rate: a straight line
    total = INFO_FRAME_BYTES + audio_bytes
    head = _HEADER + bytes(_SIDE_INFO_BYTES) + b"Info" + struct.pack(">III", 0xF, frames, total) + table
    head += struct.pack(">I", 100 - 10 * QUALITY)  # the quality indicator, 0 to 100
    lame = b"LAME3.100" + bytes([0x01, 0])  # revision 0, constant bit rate; low-pass unknown
    lame += bytes(4 + 2 + 2) + bytes([0, BIT_RATE_KBPS])  # no peak, no gains; no flags; bit rate
    lame += (ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    lame += bytes([0, 0]) + struct.pack(">HIH", 0, total, 0)  # no preset; music length; no music CRC
    tag = head + lame
    return (tag + struct.pack(">H", _crc16(tag))).ljust(INFO_FRAME_BYTES, b"\0")


def _crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (_CRC_POLYNOMIAL if crc & 1 else 0)
    return crc
