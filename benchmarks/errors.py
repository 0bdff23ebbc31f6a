"""Word error rate: what Whisper base understands of talecast's MP3, and of the raw engine's own sound of the same words.

Nothing is lost, doubled or damaged on the way from the engine to the finished file as long as the two are alike.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks import ours, speed_espeak, speed_heart, speed_joe
from benchmarks.bench import CORES, Row, Setting, raw_engine
from benchmarks.processes import run
from benchmarks.programs import require, require_module, require_voice, whisper_base
from benchmarks.scoring import compared, plain, word_errors
from benchmarks.texts import beginning, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Say = Callable[[Sequence[str], Path], None]

AS_IT_COMES, AT_OUR_PACE = "the raw engine as it comes", "the raw engine at talecast's pace"
WORDS, QUICK_WORDS = 3_000, 150
HEARD_HZ = 16_000
"""What Whisper listens to."""
MARGIN_S = 0.1
"""Of the pause before and after a paragraph, left on its sound."""
MOST_POINTS = 0.5
"""How much more of the words talecast may lose than the raw engine, in points of word error rate."""


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """One voice, the beginning of the first book, a paragraph at a time on all sides."""

    voice: str

    def measure(self, setting: Setting) -> dict[str, Any]:
        """talecast once, and each way to have the raw engine say the same paragraphs."""
        require("ffmpeg", "espeak-ng")
        for module in ("faster_whisper", "whisper_normalizer"):
            require_module(module, "benchmark")
        require_voice(self.voice)
        home = setting.work
        words = QUICK_WORDS if setting.quick else WORDS
        source = beginning(setting.books[0], words, home / setting.books[0].name)
        ours.install_voice(self.voice, setting.kokoro_voices, home)
        done = ours.narrate(source, home, self.voice)
        texts = paragraphs(done.document)
        hear = listener(whisper_base(setting.tools))
        setting.tell(f"narrated {len(texts)} paragraphs; Whisper listens")
        mine = errors_of(texts, map(hear, paragraph_sounds(done)))
        against: list[dict[str, Any]] = []
        for name, say in _raw_engines(self.voice, source, setting).items():
            folder = home / f"raw-{len(against)}"
            folder.mkdir()
            say(texts, folder)
            setting.tell(f"{name} has spoken; Whisper listens")
            theirs = errors_of(texts, (hear(decoded(path)) for path in sorted(folder.glob("*.wav"))))
            against.append({"name": name, **compared(mine, theirs)})
        return {"runs": 1, "words": sum(words for words, _ in mine), "against": against}

    def rows(self, figures: dict[str, Any]) -> list[Row]:
        """A row for each way to have the raw engine say it."""
        return [
            Row(
                f"word error rate, `{self.voice}`, {figures['words']:,} words, against {raw['name']}",
                f"{raw['talecast']:.2f} % and {raw['raw']:.2f} %: {raw['difference']:+.2f} points "
                f"(95 % of resamples: {raw['low']:+.2f} to {raw['high']:+.2f})",
                f"at most {MOST_POINTS:+} points",
                raw["difference"] <= MOST_POINTS,
            )
            for raw in figures["against"]
        ]


# --- the raw engines ----------------------------------------------------------------------------------------------


def _raw_engines(voice: str, source: Path, setting: Setting) -> dict[str, Say]:
    """Each says texts into a folder, a WAV file a text, in order.

    As it comes an engine speaks faster than talecast lets it, and is understood less well; at talecast's pace, what is left of
    the difference is what happens on the way. Kokoro takes many minutes for either, and is heard as it comes.
    """
    if voice == "espeak":
        rate = speed_espeak.rate_setting(ours.engine_order(source, setting.work, voice))
        return {AS_IT_COMES: partial(_espeak_ng, None), AT_OUR_PACE: partial(_espeak_ng, rate)}
    if voice == "joe":
        scale = speed_joe.length_scale(source, setting.work)
        return {
            AS_IT_COMES: partial(_loop, "piper", speed_joe.raw_order(None, 1)),
            AT_OUR_PACE: partial(_loop, "piper", speed_joe.raw_order(scale, 1)),
        }
    return {AS_IT_COMES: partial(_loop, "kokoro", speed_heart.raw_order(setting, 1))}


def _espeak_ng(rate: int | None, texts: Sequence[str], folder: Path) -> None:
    """The program, a text at a time, at its own rate or at another setting of it."""
    for index, text in enumerate(texts):
        words = folder / f"{index:04}.txt"
        words.write_text(text, encoding="utf-8")
        pace = ("-s", str(rate)) if rate else ()
        run(["espeak-ng", "-v", "en-us", *pace, "-f", words, "-w", words.with_suffix(".wav")])


def _loop(engine: str, order: dict[str, Any], texts: Sequence[str], folder: Path) -> None:
    raw_engine(engine, {**order, "folder": str(folder)}, texts, folder)


# --- sound ----------------------------------------------------------------------------------------------------------


def paragraph_sounds(done: ours.Narrated) -> Iterable[NDArray[np.float32]]:
    """The decoded MP3, cut in the pauses between paragraphs by the times in narration.json."""
    sound = decoded(done.folder / done.document["chapters"][0]["file"])
    for chapter in done.document["chapters"]:
        for block in chapter["blocks"]:
            if spoken := block["sentences"]:
                start, end = spoken[0]["start"] - MARGIN_S, spoken[-1]["end"] + MARGIN_S
                yield sound[int(start * HEARD_HZ) : int(end * HEARD_HZ)]


def decoded(path: Path) -> NDArray[np.float32]:
    """A sound file at what Whisper listens to, full scale being 1."""
    import numpy as np

    command = ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(HEARD_HZ), "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, np.float32)


# --- words ----------------------------------------------------------------------------------------------------------


def listener(model: Path, beam_size: int = 1, **options: Any) -> Callable[[NDArray[np.float32]], str]:
    """Whisper on this machine: int8, each sound by itself, greedy or by the best of some readings. `options` are its own."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=CORES)

    def hear(sound: NDArray[np.float32]) -> str:
        segments, _ = whisper.transcribe(
            sound, language="en", beam_size=beam_size, condition_on_previous_text=False, **options
        )
        return " ".join(segment.text for segment in segments)

    return hear


def errors_of(texts: Sequence[str], heard: Iterable[str]) -> list[tuple[int, int]]:
    """For each paragraph, how many words it has and how many of them were heard wrongly, not at all, or too many."""
    from whisper_normalizer.english import EnglishTextNormalizer

    normalise = EnglishTextNormalizer()
    return [
        word_errors(normalise(plain(text)).split(), normalise(plain(hypothesis)).split())
        for text, hypothesis in zip(texts, heard, strict=True)
    ]
