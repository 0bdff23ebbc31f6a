"""Clips that are tones, scripts of them, and what other programs make of the result."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from talecast import assemble
from talecast.assemble.ffmpeg import LoudnessMeter, decode
from talecast.model import BlockKind, Metadata, Script, ScriptBlock, ScriptChapter, Utterance
from talecast.settings import PART
from talecast.synthesize.trim import measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from talecast.assemble.timeline import Arrangement
    from talecast.model import Clip

RATE = 44_100
CLIP_RATE = 22_050


class Sounds:
    """Clips by their keys, as the store has them."""

    def __init__(self) -> None:
        self._samples: dict[str, NDArray[np.int16]] = {}

    def add(self, samples: NDArray[np.float64], key: str | None = None, rate: int = CLIP_RATE) -> Clip:
        key = key or f"clip-{len(self._samples)}"
        self._samples[key] = samples.clip(-32768, 32767).astype(np.int16)
        return measure(key, self._samples[key], rate)

    def load(self, key: str) -> NDArray[np.int16]:
        return self._samples[key]


def tone(samples: int, amplitude: float = 8_000, hz: float = 500, rate: int = CLIP_RATE) -> NDArray[np.float64]:
    """A tone that begins at a crest, so that its first and last samples are heard."""
    return np.asarray(amplitude * np.cos(2 * np.pi * hz * np.arange(samples) / rate))


def voice(seconds: float, seed: int = 0, rate: int = CLIP_RATE) -> NDArray[np.float64]:
    """Something like speech: a buzz of 110 Hz whose harmonics fall by 6 dB an octave, in syllables of uneven loudness."""
    time = np.arange(int(seconds * rate)) / rate
    draw = np.random.default_rng(seed)
    buzz = sum(np.cos(2 * np.pi * 110 * n * time + n * n) / n for n in range(1, 60))
    loudness = draw.uniform(0.1, 1.0, int(4 * seconds) + 3)
    syllables = np.interp(time * 4, np.arange(len(loudness)), loudness)
    return np.asarray(buzz * syllables * 4_000)


def pulses(seconds: float, hertz: float = 110) -> NDArray[np.float64]:
    """A buzz whose harmonics rise together: 17 to 19 dB from its loudness to its peaks, so at -19 LUFS a limiter has work."""
    time = np.arange(int(seconds * CLIP_RATE)) / CLIP_RATE
    return np.asarray(sum(np.cos(2 * np.pi * hertz * n * time) / n for n in range(1, 60)) * 2_000)


def script(*chapters: Sequence[int], lead_in_ms: int = 500, tail_ms: int = 1000) -> Script:
    """A script with an utterance for each pause in milliseconds."""
    made = tuple(
        ScriptChapter(
            f"Chapter {number}",
            (
                ScriptBlock(
                    BlockKind.PARAGRAPH,
                    tuple(
                        Utterance(f"{number}.{index}", "words", "v", pause_ms) for index, pause_ms in enumerate(pauses)
                    ),
                ),
            ),
            number,
        )
        for number, pauses in enumerate(chapters, start=1)
    )
    return Script(Metadata("A Title"), "t.txt", "v", 1.0, made, (), lead_in_ms, tail_ms, 1.0)


def arrange(made: Script, clips: Sequence[Clip], stems: Sequence[str], rate: int, gain_db: float = 0.0) -> Arrangement:
    """The arrangement of a script of one voice."""
    return assemble.arrange(made, clips, {"v": gain_db}, stems, rate)


def book_gain_db(made: Script, clips: Sequence[Clip], sounds: Sounds) -> float:
    """The gain of a script of one voice."""
    return assemble.voice_gains_db(made, clips, {"v": 0.0}, sounds.load)["v"]


def db(value: float) -> float:
    return 20 * math.log10(max(value, 1e-12))


def true_peak_db(samples: NDArray[np.floating], times: int = 16) -> float:
    """The highest point of the band-limited curve through the samples, by padding its spectrum."""
    spectrum = np.fft.rfft(np.pad(samples.astype(np.float64), 256))
    length = (len(samples) + 512) * times
    return db(float(np.abs(np.fft.irfft(spectrum, length) * times).max()))


def decoded(path: Path) -> NDArray[np.int16]:
    """What FFmpeg's decoder plays at the file's own rate."""
    import av

    with av.open(path) as source:
        frames = [frame.to_ndarray() for frame in source.decode(audio=0)]
    samples = np.concatenate([frame.reshape(-1) for frame in frames])
    return samples if samples.dtype == np.int16 else (samples * 32767).round().clip(-32768, 32767).astype(np.int16)


def ebur128(samples: NDArray[np.int16] | NDArray[np.float32], rate: int = RATE) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, by FFmpeg's filter."""
    meter = LoudnessMeter(rate)
    meter.feed((samples / 32768).astype(np.float32))
    loudness, peak = meter.result()
    assert loudness is not None
    assert peak is not None
    return loudness, peak


def level_of(name: str, samples: NDArray[np.float64]) -> tuple[float, float]:
    """Loudness and true peak of a book of one clip in a format, as they are decoded."""
    sounds = Sounds()
    clips, made = [sounds.add(samples)], script([0])
    arrangement = arrange(made, clips, ["book"], RATE, book_gain_db(made, clips, sounds))
    kept = SimpleNamespace(read=lambda _: None, write=lambda *_: None, has=lambda _: False)
    with tempfile.TemporaryDirectory() as folder:
        assemble.write_tracks(arrangement, sounds.load, kept, [name], Path(folder), 1, lambda _: None)
        played = np.concatenate(list(decode(Path(folder) / f"book.{name}{PART}", RATE)))
    return ebur128(played * 32768)
