"""What is too long for Kokoro at once, in pieces: where it is cut, and how the sound of the pieces is joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.synthesize.kokoro.rules import CLAUSE_MARKS, QUOTES, SENTENCE_MARKS, sounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

MOST_PHONEMES = 200
"""The model reads up to 510, and kokoro-onnx drops what is more without a word. From 350 on it hurries (52 ms a phoneme at 500,
60 at 150), and takes twice the memory: 850 MB for 400 phonemes at once, 410 MB for 200."""
CLAUSE_COST, WORD_COST = 0.15, 1.0
"""What a cut behind a clause, or between two words, costs against one behind a sentence, in lengths of an ideal piece."""
PAUSES_MS = {**dict.fromkeys(SENTENCE_MARKS, 350), ";": 250, ":": 250, "—": 250, ",": 150}
"""The silence between two pieces by the mark before it, as long as Kokoro itself pauses there; between words it does not."""
WORD_PAUSE_MS = 30
WINDOW_MS, MARGIN_MS = 5, 15
AUDIBLE_DB = 50
"""A window this far under a piece's loudest is the silence that the model puts around what it says (0.3 to 0.5 s at each end)."""


def pieces(phonemes: str) -> list[str]:
    """The phonemes in pieces of at most `MOST_PHONEMES`, cut where it is heard least; no sound is lost."""
    return [piece for piece in _cut(phonemes.strip()) if sounds(piece)]


def _cut(phonemes: str) -> Iterator[str]:
    while len(phonemes) > MOST_PHONEMES:
        end = _best_cut(phonemes)
        yield phonemes[:end].rstrip()
        phonemes = phonemes[end:].lstrip()
    yield phonemes


def _best_cut(phonemes: str) -> int:
    """The end of the first piece: near an equal share, better behind a sentence or a clause; inside a word only at need."""
    ideal = len(phonemes) / -(-len(phonemes) // MOST_PHONEMES)
    spaces = [index for index in range(1, MOST_PHONEMES + 1) if phonemes[index] == " "]
    return min(spaces, key=lambda end: abs(end - ideal) / ideal + _cost(phonemes[:end]), default=MOST_PHONEMES)


def _cost(before: str) -> float:
    mark = before.rstrip(QUOTES)[-1:]
    return 0.0 if mark in SENTENCE_MARKS else CLAUSE_COST if mark in CLAUSE_MARKS else WORD_COST


def joined(clips: Sequence[NDArray[np.float32]], spoken: Sequence[str], sample_rate: int) -> NDArray[np.float32]:
    """The clips of the pieces behind each other, the silence between them as long as the marks ask; one clip stays as it is."""
    import numpy as np

    parts: list[NDArray[np.float32]] = []
    for number, (clip, piece) in enumerate(zip(clips, spoken, strict=True)):
        start, end = _heard(clip, sample_rate)
        last = number == len(clips) - 1
        parts.append(clip[0 if number == 0 else start : len(clip) if last else end])
        if not last:
            pause_ms = PAUSES_MS.get(piece.rstrip(QUOTES)[-1:], WORD_PAUSE_MS)
            parts.append(np.zeros(sample_rate * pause_ms // 1000, dtype=np.float32))
    return np.concatenate(parts)


def _heard(clip: NDArray[np.float32], sample_rate: int) -> tuple[int, int]:
    """From where to where a clip sounds, in samples, with a margin at either end."""
    import numpy as np

    window = sample_rate * WINDOW_MS // 1000
    whole = clip[: len(clip) // window * window].reshape(-1, window)
    if not len(whole):
        return 0, len(clip)
    levels = 10 * np.log10(np.mean(np.square(whole), axis=1) + 1e-12)
    audible = np.flatnonzero(levels > levels.max() - AUDIBLE_DB)
    margin = sample_rate * MARGIN_MS // 1000
    return max(int(audible[0]) * window - margin, 0), min((int(audible[-1]) + 1) * window + margin, len(clip))
