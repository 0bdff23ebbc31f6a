"""One gain for each voice of the book, from sums that were taken when each clip was made (ITU-R BS.1770-4, EBU R 128)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from talecast.assemble.encode import sound_for
from talecast.assemble.render import limited_clip
from talecast.settings import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from talecast.assemble.render import LoadClip
    from talecast.model import Clip, Script

TARGET_LUFS = -19.0
"""-16 LUFS is what podcasts ask of stereo; one channel of the same programme measures 3 LU less."""
LIMITER_LU = 0.3
"""About what the limiter takes from the loudness of a long book: the gain makes up for it."""
FEW_CLIPS = 64
"""In fewer the limiter takes anything from 0 to 3 LU, so that is measured; more are guessed at from the first 64 (`ahead`)."""
LIMITED_ROUNDS = 4
MOST_MADE_UP_DB = 4.0
"""More would press a voice flat."""
STEP_DB = 0.5
"""The gain's grain: coarse, so that an edited sentence does not move the sound of all the others."""
DOUBT_DB = 1.6
"""How far the first clips may be from the book, times the root of their count: `joe` was 0.21 dB off after 64 clips."""
HIGHEST_GAIN_DB = 40.0
BLOCK_MS = 100
BLOCK_BYTES = 4
BLOCKS_A_WINDOW = 4
"""A gating block of 400 ms, with an overlap of 75 %."""
WINDOWS_AT_ONCE = 2**16
"""Nearly two hours, in half a megabyte."""
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
OFFSET_LU = -0.691
"""The constant of BS.1770-4, formula 2."""


def voice_gains_db(
    script: Script, clips: Sequence[Clip], offsets_db: Mapping[str, float], load: LoadClip
) -> dict[str, float]:
    """The gain that brings each voice of the book to -19 LUFS and its own offset, in steps of 0.5 dB; 0 for one without a sound.

    `offsets_db` has one for each voice; `load` gives the samples of a clip by its key.
    """
    if len(clips) < FEW_CLIPS:
        exact_db = _limited_gains_db(script, clips, offsets_db, load)
    else:
        exact_db = {voice: gain_db for voice, (gain_db, _) in _exact_gains_db(script, clips, offsets_db).items()}
    return {voice: _stepped_db(gain_db) + offsets_db[voice] for voice, gain_db in exact_db.items()}


def likely_gains_db(
    script: Script, clips: Sequence[Clip], offsets_db: Mapping[str, float]
) -> tuple[dict[str, float], bool]:
    """The gains as the clips of the script's first utterances have them, and whether the whole book's are likely the same.

    They are where no voice's gain lies so near the middle of two steps that the rest of the book may bring it to the other.
    """
    exact_db = _exact_gains_db(script, clips, offsets_db)
    sure = all(
        count > 0 and abs(gain_db - _stepped_db(gain_db)) + DOUBT_DB / math.sqrt(count) < STEP_DB / 2
        for gain_db, count in exact_db.values()
    )
    return {voice: _stepped_db(gain_db) + offsets_db[voice] for voice, (gain_db, _) in exact_db.items()}, sure


def _limited_gains_db(script: Script, clips: Sequence[Clip], voices: Iterable[str], load: LoadClip) -> dict[str, float]:
    """For each voice the gain after which it is at -19 LUFS when the limiter has passed over its clips; 0 without a sound.

    What a limiter takes grows with the gain, and is made up for with gain: a few rounds of that settle.
    """
    sound = sound_for("mp3", SAMPLE_RATE, load)
    unlimited_db = {voice: gain_db for voice, (gain_db, _) in _exact_gains_db(script, clips, voices, 0.0).items()}
    gains_db = unlimited_db
    for _ in range(LIMITED_ROUNDS):
        limited = [
            limited_clip(sound, clip, gains_db[utterance.voice])
            for utterance, clip in zip(script.utterances(), clips, strict=True)
        ]
        gains_db = {
            voice: min(gain_db, unlimited_db[voice] + MOST_MADE_UP_DB)
            for voice, (gain_db, _) in _exact_gains_db(script, limited, voices, 0.0).items()
        }
    return gains_db


def _exact_gains_db(
    script: Script, clips: Iterable[Clip], voices: Iterable[str], above_lu: float = LIMITER_LU
) -> dict[str, tuple[float, int]]:
    """For each voice the gain that brings it so far above -19 LUFS, 0 for one without a sound, and how many clips it spoke.

    The silence before and behind all of it counts: a gating block that lies half in it passes the gate. Of a single short
    sentence that is up to 1.8 LU.
    """
    blocks = {voice: bytearray(_silence(script.lead_in_ms)) for voice in voices}
    counts = dict.fromkeys(blocks, 0)
    for utterance, clip in zip(script.utterances(), clips, strict=False):
        blocks[utterance.voice] += clip.energies + _silence(utterance.pause_after_ms)
        counts[utterance.voice] += 1
    for row in blocks.values():
        row.extend(_silence(script.tail_ms))
    return {voice: (_gain_db(row, above_lu), counts[voice]) for voice, row in blocks.items()}


def _gain_db(blocks: bytearray, above_lu: float) -> float:
    """The gain for a row of 100 ms blocks, as `Clip.energies` are packed."""
    import numpy as np

    loudness = integrated_loudness(np.frombuffer(blocks, dtype=np.float32))
    return 0.0 if loudness == -math.inf else TARGET_LUFS + above_lu - loudness


def _silence(pause_ms: int) -> bytes:
    """A pause as blocks, rounded to whole ones."""
    return bytes(BLOCK_BYTES * round(pause_ms / BLOCK_MS))


def _stepped_db(gain_db: float) -> float:
    return min(round(gain_db / STEP_DB) * STEP_DB, HIGHEST_GAIN_DB)


def integrated_loudness(mean_squares: NDArray[np.floating]) -> float:
    """The gated loudness in LUFS of K-weighted mean squares, one for each 100 ms; -inf where nothing passes the gate."""
    import numpy as np

    if len(mean_squares) < BLOCKS_A_WINDOW:
        mean_squares = np.pad(mean_squares, (0, BLOCKS_A_WINDOW - len(mean_squares)))
    absolute_gate = _mean_square(ABSOLUTE_GATE_LUFS)
    ungated = _mean_above(mean_squares, absolute_gate)
    if not ungated:
        return -math.inf
    relative_gate = _mean_square(OFFSET_LU + 10 * math.log10(ungated) + RELATIVE_GATE_LU)
    return OFFSET_LU + 10 * math.log10(_mean_above(mean_squares, max(absolute_gate, relative_gate)))


def _mean_above(mean_squares: NDArray[np.floating], gate: float) -> float:
    """The mean over all windows of 400 ms that are above the gate, in pieces: of a long book there are millions. 0 for none."""
    import numpy as np

    total, count = 0.0, 0
    for start in range(0, len(mean_squares) - BLOCKS_A_WINDOW + 1, WINDOWS_AT_ONCE):
        blocks = mean_squares[start : start + WINDOWS_AT_ONCE + BLOCKS_A_WINDOW - 1].astype(np.float64)
        sums = np.concatenate([[0.0], np.cumsum(blocks)])
        windows = np.maximum(sums[BLOCKS_A_WINDOW:] - sums[:-BLOCKS_A_WINDOW], 0) / BLOCKS_A_WINDOW
        passing = windows[windows > gate]
        total, count = total + float(passing.sum()), count + len(passing)
    return total / count if count else 0.0


def _mean_square(lufs: float) -> float:
    return float(10 ** ((lufs - OFFSET_LU) / 10))
