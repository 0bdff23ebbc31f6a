"""From an engine's samples to a clip: outer silence trimmed, ends faded, levels measured. The door of pydub.

Windows are 5 ms. What is kept reaches past the last window that is audible at all (60 dB under the clip's loudest), because a
final f, th or s lies 40 dB and more under a vowel; a margin is kept beyond that, and faded over 3 ms.
"""

from __future__ import annotations

import io
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

from talecast.errors import OutputError, SynthesisError
from talecast.model import Clip

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

CLIP_VERSION = 2
"""Changes whenever the same samples would be trimmed or measured otherwise: part of a clip's name."""
WINDOW_MS = 5
AUDIBLE_DB = 60
"""A window this far under the clip's loudest counts as silence. A speaking voice spans 40 to 50 dB."""
SILENCE_DB = 90
"""Under full scale: a clip without a window above this is silent, whatever its loudest window."""
MARGIN_MS = 15
FADE_MS = 3
LOWEST_RATE, HIGHEST_RATE = 4_000, 384_000
"""Sample rates: what is outside is no sound card's, and no voice's."""
FLOOR_DB = 120
EDGE_WINDOWS = 40
"""200 ms at either end: enough to find where speech begins at any level a listener would call silence."""
ENERGY_BLOCK_MS = 100
"""The hop of the gating blocks of ITU-R BS.1770-4 (400 ms with an overlap of 75 %)."""

ROWS_AT_ONCE = 64
"""Six seconds, in two megabytes: a long sentence is half a minute, and each worker has one."""
WINDOWS_AT_ONCE = 1200
"""The same six seconds."""


def trim(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.int16]:
    """The speech in mono samples with a margin at either end, faded; empty where there is no sound at all.

    Raises SynthesisError for what an engine should not have given.
    """
    import numpy as np

    _require_sound(samples, sample_rate)
    window = sample_rate * WINDOW_MS // 1000
    levels = np.frombuffer(envelope_db(samples, sample_rate), dtype=np.uint8)
    loudest = int(levels.min(initial=FLOOR_DB))
    if loudest >= SILENCE_DB:
        return samples[:0]
    audible = np.flatnonzero(levels < loudest + AUDIBLE_DB)
    margin = sample_rate * MARGIN_MS // 1000
    start = max(int(audible[0]) * window - margin, 0)
    end = min((int(audible[-1]) + 1) * window + margin, len(samples))
    return _faded(samples[start:end], sample_rate)


def _require_sound(samples: object, sample_rate: object) -> None:
    import numpy as np

    if not isinstance(samples, np.ndarray):
        raise SynthesisError(f"The engine gave a {type(samples).__name__}, not an array of samples.")
    if samples.dtype != np.int16 or samples.ndim != 1:
        shape = " x ".join(map(str, samples.shape))
        raise SynthesisError(f"The engine gave {shape} samples of {samples.dtype}, not mono samples of int16.")
    if type(sample_rate) is not int or not LOWEST_RATE <= sample_rate <= HIGHEST_RATE:
        raise SynthesisError(f"The engine names a sample rate of {sample_rate!r}.")


def measure(key: str, samples: NDArray[np.int16], sample_rate: int) -> Clip:
    """The clip that trimmed samples are, with its levels."""
    levels = envelope_db(samples, sample_rate)
    return Clip(
        key=key,
        sample_rate=sample_rate,
        samples=len(samples),
        head_db=levels[:EDGE_WINDOWS],
        tail_db=levels[::-1][:EDGE_WINDOWS],
        energies=energies(samples, sample_rate),
    )


def write_wave(path: Path, samples: NDArray[np.int16], sample_rate: int) -> None:
    """Write mono samples as a WAV file. Raises OutputError, and leaves no part of a file then that was not there before."""
    sound, is_new = io.BytesIO(), not path.exists()
    _segment(samples, sample_rate).export(sound, format="wav")
    try:
        path.write_bytes(sound.getbuffer())
    except OSError as error:
        if is_new:
            path.unlink(missing_ok=True)
        raise OutputError(f"{path} cannot be written: {error.strerror}.", "Name another file with --out.") from error


def envelope_db(samples: NDArray[np.int16], sample_rate: int) -> bytes:
    """The RMS of each window of 5 ms in whole decibels under full scale, 0 to 120; the last window may be shorter."""
    import numpy as np

    window = sample_rate * WINDOW_MS // 1000
    power = _mean_squares(samples, window)
    levels = np.full(len(power), FLOOR_DB, dtype=np.uint8)
    heard = power > 10 ** (-FLOOR_DB / 10)
    levels[heard] = np.round(-10 * np.log10(power[heard])).astype(np.uint8)
    return levels.tobytes()


def energies(samples: NDArray[np.int16], sample_rate: int) -> bytes:
    """The K-weighted mean square of each 100 ms (full scale is 1), by Parseval's theorem over the block's spectrum.

    The weight is the squared response of the two filters of ITU-R BS.1770-4, annex 1. Taking each block alone instead of
    running the filters through moves the loudness of speech by less than 0.1 LU.
    """
    import numpy as np

    block = sample_rate * ENERGY_BLOCK_MS // 1000
    weights = k_weights(block, sample_rate)
    measured = []
    for start in range(0, len(samples), ROWS_AT_ONCE * block):
        some = _scaled(samples[start : start + ROWS_AT_ONCE * block])
        rows = np.pad(some, (0, -len(some) % block)).reshape(-1, block)
        spectrum = np.fft.rfft(rows, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        measured.append((power @ weights).astype(np.float32).tobytes())
    return b"".join(measured)


@cache
def k_weights(block: int, sample_rate: int) -> NDArray[np.float64]:
    """What each bin of a block's real spectrum adds to the K-weighted mean square: shape (block // 2 + 1,).

    The two biquads are those of ITU-R BS.1770-4, tables 1 and 2, given there at 48 kHz: their response is taken at each bin's
    frequency, which is what a redesign for another rate approximates.
    """
    import numpy as np

    frequencies = np.arange(block // 2 + 1) * sample_rate / block
    z = np.exp(-2j * np.pi * np.minimum(frequencies, 24_000) / 48_000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    twice = np.full(len(frequencies), 2.0)  # a bin stands for its mirror image too
    twice[0] = 1.0
    if block % 2 == 0:
        twice[-1] = 1.0
    weights: NDArray[np.float64] = np.abs(shelf * high_pass) ** 2 * twice / block**2
    return weights


def _faded(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.int16]:
    """The samples with their ends faded. pydub cuts at whole milliseconds, so it is given the ends alone, each 3 ms long."""
    import numpy as np

    fade = sample_rate * FADE_MS // 1000
    if len(samples) < 2 * fade:
        return samples
    head = _segment(samples[:fade], sample_rate).fade_in(FADE_MS).raw_data
    tail = _segment(samples[-fade:], sample_rate).fade_out(FADE_MS).raw_data
    return np.frombuffer(head + samples[fade:-fade].tobytes() + tail, dtype=np.int16)


def _mean_squares(samples: NDArray[np.int16], window: int) -> NDArray[np.float32]:
    """The mean square of each window, full scale being 1; the last one may be shorter."""
    import numpy as np

    count = len(samples) // window
    means = np.empty(count, dtype=np.float32)
    for start in range(0, count, WINDOWS_AT_ONCE):
        end = min(start + WINDOWS_AT_ONCE, count)
        some = _scaled(samples[start * window : end * window]).reshape(-1, window)
        means[start:end] = np.einsum("ij,ij->i", some, some) / np.float32(window)
    rest = _scaled(samples[count * window :])
    return np.append(means, np.mean(np.square(rest), dtype=np.float32)) if len(rest) else means


def _scaled(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """The samples, full scale being 1."""
    import numpy as np

    scaled = samples.astype(np.float32)
    scaled /= np.float32(32768)
    return scaled


def _segment(samples: NDArray[np.int16], sample_rate: int) -> Any:
    with warnings.catch_warnings():
        # On import pydub looks for the ffmpeg program, which none of the calls made here needs.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment(samples.tobytes(), sample_width=samples.itemsize, frame_rate=sample_rate, channels=1)
