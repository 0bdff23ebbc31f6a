"""Up to which pace a voice stays intelligible: what Whisper base understands of the finished MP3 at `--pace` 1 to 3.5.

`espeak` and `joe` are heard twice: as talecast speaks, by the engine's own rate up to the profile's `fastest_rate` and by
shortening the sound beyond it, and by the engine's own rate alone. Kokoro's voices, of one model, are heard as talecast speaks.
Whisper learnt from people who speak at their ease; who has listened to fast speech for years follows much further. So the figure
compares voices and ways, and is a careful limit for newcomers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from benchmarks import ours
from benchmarks.bench import Row, Setting
from benchmarks.errors import errors_of, listener, paragraph_sounds
from benchmarks.programs import require, require_module, require_voice, whisper_base
from benchmarks.texts import beginning, paragraphs
from talecast.places import shipped_voices

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WITH_STRETCH, ENGINE_ALONE = "talecast", "the engine alone"
PACES = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5)
KOKORO_PACES = (1.0, 2.0, 2.5, 3.0)
WORDS, KOKORO_WORDS, QUICK_WORDS = 500, 300, 100
MORE_POINTS = 10.0
"""A pace is easy to follow as long as no more of the words are misheard than at the normal pace and so many points."""


@dataclass(frozen=True, slots=True)
class Intelligible:
    """One voice, the beginning of the first book."""

    voice: str
    ways: tuple[str, ...] = (WITH_STRETCH, ENGINE_ALONE)
    paces: tuple[float, ...] = PACES
    words: int = WORDS

    def measure(self, setting: Setting) -> dict[str, Any]:
        """The word error rate at each pace, both ways, and the pace up to which talecast's stays within the limit."""
        require("ffmpeg")
        for module in ("faster_whisper", "whisper_normalizer"):
            require_module(module, "benchmark")
        require_voice(self.voice)
        source = beginning(setting.books[0], QUICK_WORDS if setting.quick else self.words, setting.work / "text.txt")
        # Where a word was said so fast that nothing of it is left, Whisper's second thoughts take minutes and help nobody.
        hear = listener(whisper_base(setting.tools), temperature=0.0)
        heard: list[dict[str, Any]] = []
        for by in self.ways:
            home = setting.work / by.replace(" ", "-")
            ours.install_voice(self.voice, setting.kokoro_voices, home)
            if by == ENGINE_ALONE:
                _engine_alone(self.voice, home)
            for pace in self.paces:
                done = ours.narrate(source, home, self.voice, "--pace", f"{pace:g}")
                heard.append({"by": by, "pace": pace, **_heard(done, hear)})
                setting.tell(f"{by}, pace {pace}: {heard[-1]['wpm']:.0f} words a minute, {heard[-1]['errors']:.1f} %")
        ours_alone = [point for point in heard if point["by"] == WITH_STRETCH]
        limit = ours_alone[0]["errors"] + MORE_POINTS
        return {"runs": 1, "heard": heard, "limit": limit, "intelligible_wpm": _reached(ours_alone, limit)}

    def rows(self, figures: dict[str, Any]) -> list[Row]:
        """A row for each way, and one for the limit."""
        rows = [
            Row(
                f"`{self.voice}`, {by}: words misheard at pace {', '.join(f'{pace:g}' for pace in self.paces)}",
                ", ".join(f"{point['errors']:.0f} %" for point in figures["heard"] if point["by"] == by),
            )
            for by in self.ways
        ]
        what = f"`{self.voice}` stays under {figures['limit']:.0f} %"
        return [*rows, Row(what, f"up to {figures['intelligible_wpm']} words a minute")]


def of_kokoro(voice: str) -> Intelligible:
    """One of Kokoro's voices, as talecast speaks, on fewer words: each takes minutes of all cores."""
    return Intelligible(voice, (WITH_STRETCH,), KOKORO_PACES, KOKORO_WORDS)


def _engine_alone(voice: str, home: Path) -> None:
    """A profile of the voice that leaves all of the pace to the engine, where the program looks first."""
    folder = home / "config" / "talecast" / "voices"
    folder.mkdir(parents=True)
    profile = (shipped_voices() / f"{voice}.toml").read_text(encoding="utf-8")
    alone = re.sub(r"^fastest_rate = .*$", "fastest_rate = 10.0", profile, flags=re.MULTILINE)
    (folder / f"{voice}.toml").write_text(alone, encoding="utf-8")


def _heard(done: ours.Narrated, hear: Callable[[Any], str]) -> dict[str, float]:
    """Words a minute from the first word to the last, pauses included, and the share of words that were misheard in per cent."""
    texts = paragraphs(done.document)
    # Nothing can be misheard more often than it is said: where Whisper raves, it has understood nothing.
    counts = [(words, min(words, errors)) for words, errors in errors_of(texts, map(hear, paragraph_sounds(done)))]
    said = ours.sentences(done.document)
    minutes = (said[-1]["end"] - said[0]["start"]) / 60
    words, errors = (sum(column) for column in zip(*counts, strict=True))
    return {"wpm": round(ours.words(done.document) / minutes, 1), "errors": round(100 * errors / words, 2)}


def _reached(heard: list[dict[str, Any]], limit: float) -> int:
    """The words a minute at which the line through the points first crosses the limit, in tens, downwards."""
    for before, after in pairwise(heard):
        if after["errors"] > limit:
            share = (limit - before["errors"]) / (after["errors"] - before["errors"])
            return int((before["wpm"] + share * (after["wpm"] - before["wpm"])) // 10 * 10)
    return int(heard[-1]["wpm"] // 10 * 10)
