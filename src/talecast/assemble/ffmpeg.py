"""FFmpeg's libraries in this process: every format but MP3 is written here, and every format is decoded here. The door of av."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

from talecast.errors import OutputError
from talecast.settings import PART

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from talecast.model import TimedChapter


@dataclass(frozen=True, slots=True)
class Codec:
    """How a format is written."""

    container: str
    """FFmpeg's name of the muxer."""
    encoder: str
    """FFmpeg's name of the encoder."""
    bit_rate: int | None = None
    """Bits a second; None for what is lossless."""
    sample_rate: int | None = None
    """Where the codec has a rate of its own; the timeline's counts go on at the track's."""
    options: tuple[tuple[str, str], ...] = ()


_M4B = (
    ("movflags", "+faststart"),
    ("movie_timescale", "44100"),
    # FFmpeg's other coder shapes noise for music: on one voice its noise lies 14 dB higher (signal to noise 26 dB, not 40), and
    # a peak came out 2.8 dB over what went in, not 0.2.
    ("aac_coder", "fast"),
)
CODECS = {
    "m4b": Codec("ipod", "aac", 96_000, options=_M4B),
    # Opus has a mode for one voice ("voip"), whose high-pass turns the wave's phases: a peak came out up to 1.9 dB over what went
    # in, not 0.5.
    "opus": Codec("opus", "libopus", 48_000, 48_000, (("application", "audio"),)),
    "flac": Codec("flac", "flac"),
    "wav": Codec("wav", "pcm_s16le"),
}


SILENT_LUFS = -69.9
"""The filter says -70, the absolute gate of EBU R 128, where nothing passes it."""


def encode_file(
    path: Path,
    codec: Codec,
    sample_rate: int,
    blocks: Iterable[NDArray[np.int16]],
    chapters: Sequence[TimedChapter],
) -> None:
    """Write mono samples to a file, with its chapters where the container has any.

    Raises OutputError where the file cannot be written or the encoder is missing.
    """
    import av

    try:
        # Bit-exact: no version and no time of the day in the file.
        with av.open(path, "w", format=codec.container, options={"fflags": "+bitexact", **dict(codec.options)}) as out:
            stream: Any = out.add_stream(codec.encoder, rate=codec.sample_rate or sample_rate, layout="mono")
            stream.codec_context.flags |= av.codec.context.Flags.bitexact
            if codec.bit_rate:
                stream.bit_rate = codec.bit_rate
            out.set_chapters([_chapter(index, chapter, sample_rate) for index, chapter in enumerate(chapters)])
            out.start_encoding()
            context = stream.codec_context
            resampler = av.AudioResampler(
                format=context.format, layout="mono", rate=context.sample_rate, frame_size=context.frame_size or None
            )
            for frame in _frames(blocks, sample_rate):
                for resampled in resampler.resample(frame):
                    out.mux(stream.encode(resampled))
            for resampled in resampler.resample(None):
                out.mux(stream.encode(resampled))
            out.mux(stream.encode(None))
    except (av.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(
            f"{str(path).removesuffix(PART)} cannot be written: {reason}.", "Make room there, or choose another folder."
        ) from error


def decode(path: Path, sample_rate: int) -> Iterator[NDArray[np.float32]]:
    """The gapless samples of a sound file, mono at that rate, full scale 1, in blocks.

    FFmpeg's decoder gives an AAC file's last frame whole; it is cut here where the file's edit list ends.
    Raises OutputError where the file is no sound or is damaged.
    """
    import av

    try:
        with av.open(path) as source:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=sample_rate)
            left = _edited_samples(source, sample_rate)
            for frame in chain(source.decode(audio=0), (None,)):
                for resampled in resampler.resample(frame):
                    block = _mono(resampled)[:left]
                    left -= len(block)
                    yield block
    except (av.FFmpegError, OSError, IndexError) as error:
        raise OutputError(f"{path.name} cannot be decoded: {error}.") from error


def _edited_samples(source: Any, sample_rate: int) -> int:
    """The length that an MP4 file's edit list gives, in samples of that rate; no limit for other files."""
    stream = source.streams.audio[0]
    if "mp4" not in source.format.name or stream.duration is None:
        return sys.maxsize
    samples: int = round(stream.duration * stream.time_base * sample_rate)
    return samples


def _mono(frame: Any) -> NDArray[np.float32]:
    samples: NDArray[np.float32] = frame.to_ndarray().reshape(-1)
    return samples


def _frames(blocks: Iterable[NDArray[np.int16]], sample_rate: int) -> Iterator[Any]:
    import av

    position = 0
    for block in blocks:
        if not len(block):
            continue
        frame = av.AudioFrame.from_ndarray(block[None, :], format="s16", layout="mono")
        frame.sample_rate = sample_rate
        frame.pts = position
        frame.time_base = Fraction(1, sample_rate)
        position += len(block)
        yield frame


def _chapter(index: int, chapter: TimedChapter, sample_rate: int) -> Any:
    # The first one begins with the file: players show a gap before it as a chapter without a name.
    start = chapter.start_sample if index else 0
    return {
        "id": index,
        "start": start,
        "end": chapter.end_sample,
        "time_base": Fraction(1, sample_rate),
        "metadata": {"title": chapter.title},
    }


class LoudnessMeter:
    """Integrated loudness and true peak by the ebur128 filter, of mono samples as they come.

    ITU-R BS.1770-4, 4 times oversampled for the peak: a judge that shares no code with what sets the gain.
    """

    def __init__(self, sample_rate: int) -> None:
        """`sample_rate` is in samples a second."""
        import av
        from av.filter import Graph

        self._sample_rate = sample_rate
        self._position = 0
        self._values: dict[str, str] = {}
        self._nothing_yet = (av.error.BlockingIOError, av.error.EOFError)
        self._graph: Any = Graph()
        time_base = Fraction(1, sample_rate)
        source = self._graph.add_abuffer(sample_rate=sample_rate, format="flt", layout="mono", time_base=time_base)
        meter = self._graph.add("ebur128", "peak=true:metadata=1:framelog=quiet")
        sink = self._graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self._graph.configure()

    def feed(self, block: NDArray[np.float32]) -> None:
        """Take the next samples, full scale 1."""
        import av

        if not len(block):
            return
        frame = av.AudioFrame.from_ndarray(block[None, :], format="flt", layout="mono")
        frame.sample_rate, frame.pts = self._sample_rate, self._position
        frame.time_base = Fraction(1, self._sample_rate)
        self._position += len(block)
        self._graph.push(frame)
        self._pull()

    def result(self) -> tuple[float | None, float | None]:
        """Integrated loudness in LUFS and true peak in dBTP, None for a sound without any."""
        if self._position:
            self._graph.push(None)
            self._pull()
        lufs = float(self._values.get("lavfi.r128.I", "-inf"))
        peak = float(self._values.get("lavfi.r128.true_peak", "0"))
        decibels = round(20 * math.log10(peak), 2) if peak > 0 else None
        return (lufs if lufs > SILENT_LUFS else None), decibels

    def _pull(self) -> None:
        while True:
            try:
                frame = self._graph.pull()
            except self._nothing_yet:
                return
            self._values = dict(frame.metadata) or self._values
