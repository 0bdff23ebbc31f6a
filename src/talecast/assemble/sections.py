"""Parts of a finished MP3 as files of their own: its frames are copied, nothing is decoded or encoded.

A frame of Layer III may begin its data in the frames before it (the bit reservoir, ISO/IEC 11172-3, 2.4.2.7: 511 bytes at
most), which a part does not have. So a part begins in a pause, and its first frames get side information of zeros: they decode to
silence, and what later ones look for in them is still there. An Info frame of its own says how long it is without what encoders
and decoders add, so it decodes to the very samples of the track.
"""

from __future__ import annotations

from io import SEEK_END, BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO, Self

from talecast.assemble import mp3
from talecast.assemble.ffmpeg import decode
from talecast.errors import OutputError, unwritable_tip
from talecast.settings import PART

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

MUTED_FRAMES = 2
"""Of 313 bytes, 292 of them data: two are more than the reservoir."""

_ID3_HEADER_BYTES = 10
_SYNC = b"\xff\xfb"
"""MPEG-1, Layer III, no checksum: as this program writes it."""
_HEADER_BYTES = 4
_SIDE_INFO_BYTES = 17  # one channel
_PADDING_AT = 162
"""Bytes into an Info frame of one channel: delay and padding, 12 bits each (the LAME tag)."""
_BIT_RATES_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_SAMPLE_RATES = (44_100, 48_000, 32_000, 0)
_CHUNK_BYTES = 1 << 20


class Mp3Sections:
    """A finished MP3 of this program's, to be cut at multiples of a frame. Close it."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Find its frames. Raises OutputError where it is not as this program writes it; `name` is for that."""
        self._name = name
        self._file = file
        self._padding = 0
        size = file.seek(0, SEEK_END)
        file.seek(0)
        self._offsets = list(self._frames(size))

    @property
    def samples(self) -> int:
        """The gapless length by the frames that are there."""
        return (len(self._offsets) - 1) * mp3.FRAME_SAMPLES - mp3.ENCODER_DELAY - self._padding

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def part(self, start_sample: int, end_sample: int) -> Iterator[bytes]:
        """The bytes of a file that decodes to these samples of the track; the end is exclusive.

        `start_sample` is a multiple of a frame, with silence behind it for three. Raises OutputError beyond the track's end.
        """
        first, rest = divmod(start_sample, mp3.FRAME_SAMPLES)
        last = min(-(-end_sample // mp3.FRAME_SAMPLES) + 1, len(self._offsets) - 1)
        if rest or first >= last or last * mp3.FRAME_SAMPLES - mp3.ENCODER_DELAY < end_sample:
            raise OutputError(f"{self._name} has no samples {start_sample} to {end_sample}.", "Narrate the book again.")
        begin, end = self._offsets[first], self._offsets[last]
        yield mp3.info_frame(end_sample - start_sample, last - first, end - begin)
        muted = min(first and first + MUTED_FRAMES, last)
        for one, other in pairwise(self._offsets[first : muted + 1]):
            frame = self._read(one, other)
            yield frame[:_HEADER_BYTES] + bytes(_SIDE_INFO_BYTES) + frame[_HEADER_BYTES + _SIDE_INFO_BYTES :]
        at = self._offsets[max(muted, first)]
        while at < end:
            chunk = self._read(at, min(at + _CHUNK_BYTES, end))
            yield chunk
            at += len(chunk)

    def _read(self, begin: int, end: int) -> bytes:
        self._file.seek(begin)
        data = self._file.read(end - begin)
        if len(data) < end - begin:
            raise OutputError(f"{self._name} was cut short while it was read.", "Narrate the book again.")
        return data

    def _frames(self, size: int) -> Iterator[int]:
        """Where each frame behind the Info frame begins, and where the last one ends, in bytes of the file."""
        head = self._file.read(_ID3_HEADER_BYTES)
        at = _id3_bytes(head)
        info = self._read(at, at + mp3.INFO_FRAME_BYTES)
        if not info.startswith(_SYNC) or b"Info" not in info[:64] or b"LAME" not in info:
            raise OutputError(f"{self._name} is not as this program writes it.", "Narrate the book again.")
        self._padding = int.from_bytes(info[_PADDING_AT : _PADDING_AT + 3], "big") & 0xFFF
        at += _frame_bytes(info[:_HEADER_BYTES], self._name)
        self._file.seek(at)
        buffer, start = b"", at
        while at < size:
            if at + _HEADER_BYTES > start + len(buffer):
                self._file.seek(at)
                buffer, start = self._file.read(_CHUNK_BYTES), at
            header = buffer[at - start : at - start + _HEADER_BYTES]
            if not header.startswith(_SYNC):
                break  # an ID3v1 tag, or what a tagger left
            yield at
            at += _frame_bytes(header, self._name)
        yield min(at, size)


def open_mp3(path: Path) -> Mp3Sections:
    """A finished MP3. Raises OutputError where it cannot be read, or is not as this program writes it."""
    try:
        file = path.open("rb")
    except OSError as error:
        tip = "Make it readable for you, or narrate the book again."
        raise OutputError(f"{path.name} cannot be read: {error.strerror}.", tip) from error
    try:
        return Mp3Sections(file, path.name)
    except BaseException:
        file.close()
        raise


def counted_samples(data: bytes, name: str) -> int:
    """How many samples an MP3 of this program's decodes to: its frames are counted, delay and padding taken away.

    Raises OutputError where it is not as this program writes it.
    """
    return Mp3Sections(BytesIO(data), name).samples


class SectionsOf:
    """The finished MP3s of a book, by their stems, each opened when a part of it is asked for first. Use it as a context."""

    def __init__(self, find: Callable[[str], Path]) -> None:
        """`find` gives the MP3 of a track by its stem."""
        self._find = find
        self._stem = ""
        self._open: Mp3Sections | None = None

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close what is open."""
        if self._open is not None:
            self._open.close()

    def part(self, stem: str, start_sample: int, end_sample: int) -> Iterator[bytes]:
        """See `Mp3Sections.part`."""
        if self._open is None or stem != self._stem:
            self.__exit__()
            self._open, self._stem = open_mp3(self._find(stem)), stem
        return self._open.part(start_sample, end_sample)


def finished_mp3(folder: Path, stem: str, otherwise: Callable[[str], Path] | None = None) -> Path:
    """The MP3 of a track in a book's folder, finished or not yet tagged; where there is none, what `otherwise` makes."""
    names = (f"{stem}.mp3", f"{stem}.mp3{PART}")
    found = next((folder / name for name in names if (folder / name).is_file()), None)
    return found or (otherwise(stem) if otherwise else folder / names[0])


def mp3_from(folder: Path, scratch: Path, path_of: Callable[[str], str], stem: str) -> Path:
    """The MP3 of a track, encoded into `scratch` from its finished file of another format; `path_of` gives that one's path.

    Raises OutputError.
    """
    import numpy as np

    sound, target = folder / path_of(stem), scratch / f"{stem}.mp3"
    if not sound.is_file():
        raise OutputError(f"{sound} is not there.", "Bring the book's sound back beside its text, or narrate it again.")
    samples = frames = size = 0

    def blocks() -> Iterator[NDArray[np.int16]]:
        nonlocal samples
        for block in decode(sound, mp3.SAMPLE_RATE):
            samples += len(block)
            yield np.rint(np.clip(block, -1, 1) * 32767).astype(np.int16)

    try:
        with target.open("wb") as file:
            file.write(bytes(mp3.INFO_FRAME_BYTES))
            for data in mp3.encode_stream(blocks()):
                file.write(data)
                size += len(data)
            frames = mp3.frame_count(samples)
            file.seek(0)
            file.write(mp3.info_frame(samples, frames, size))
    except OSError as error:
        raise OutputError(
            f"{target} cannot be written: {error.strerror}.", unwritable_tip(error, "choose another folder")
        ) from error
    return target


def _id3_bytes(head: bytes) -> int:
    """The length of the ID3v2 tag that begins a file; 0 where there is none."""
    if len(head) < _ID3_HEADER_BYTES or not head.startswith(b"ID3"):
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return _ID3_HEADER_BYTES + size


def _frame_bytes(header: bytes, name: str) -> int:
    bit_rate = _BIT_RATES_KBPS[header[2] >> 4]
    sample_rate = _SAMPLE_RATES[header[2] >> 2 & 3]
    if bit_rate != mp3.BIT_RATE_KBPS or sample_rate != mp3.SAMPLE_RATE:
        raise OutputError(f"{name} is not as this program writes it.", "Narrate the book again.")
    return 144 * bit_rate * 1000 // sample_rate + (header[2] >> 1 & 1)
