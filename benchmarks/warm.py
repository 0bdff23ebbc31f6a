"""What a second run costs: nothing changed, the finished book deleted, one sentence changed."""

from __future__ import annotations

import shutil
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks import ours
from benchmarks.bench import Row, Setting
from benchmarks.programs import require_voice
from benchmarks.texts import long_text, with_one_change

if TYPE_CHECKING:
    from pathlib import Path

WORDS, QUICK_WORDS = 100_000, 3_000
UNCHANGED, DELETED, EDITED = "nothing changed", "the finished book deleted", "one sentence changed"
SPOKEN = {UNCHANGED: 0, DELETED: 0, EDITED: 1}
"""How many utterances may be spoken."""
MOST = {"espeak": {UNCHANGED: 0.03, EDITED: 0.05}, "joe": {UNCHANGED: 0.01}}
"""The share of the first run's time that each may take."""


@dataclass(frozen=True, slots=True)
class _Timed:
    wall_s: float
    spoken: int
    """Clips that were not there before."""


@dataclass(frozen=True, slots=True)
class Warm:
    """One voice, on 100,000 words."""

    voice: str

    def measure(self, setting: Setting) -> dict[str, Any]:
        """A first run and three others after it, `runs` times over, each time with an empty cache."""
        require_voice(self.voice)
        plans = [ours.plan(book, setting.work / "plans") for book in setting.books]
        text = long_text(plans, QUICK_WORDS if setting.quick else WORDS)
        first: list[float] = []
        again: dict[str, list[_Timed]] = {kind: [] for kind in SPOKEN}
        for run in range(setting.runs):
            home = setting.work / str(run)
            home.mkdir()
            source = home / "a-long-book.txt"
            source.write_text(text, encoding="utf-8")
            first.append(ours.narrate(source, home, self.voice).done.wall_s)
            setting.tell(f"run {run + 1}: first run: {first[-1]:.1f} s")

            again[UNCHANGED].append(_again(source, home, self.voice))
            shutil.rmtree(home / "out")
            again[DELETED].append(_again(source, home, self.voice))
            source.write_text(with_one_change(text), encoding="utf-8")
            again[EDITED].append(_again(source, home, self.voice))
            for kind, timed in again.items():
                setting.tell(f"run {run + 1}: {kind}: {timed[-1].wall_s:.1f} s, {timed[-1].spoken} spoken")
            shutil.rmtree(home)
        return {
            "words": len(text.split()),
            "first_s": round(statistics.median(first), 3),
            "again": [{"kind": kind, **_shares(timed, first)} for kind, timed in again.items()],
        }

    def rows(self, figures: dict[str, Any]) -> list[Row]:
        """What each kind of second run takes of the first, and how much is spoken in it."""
        table = [Row(f"`{self.voice}`, {figures['words']:,} words, first run", f"{figures['first_s']:.1f} s")]
        for again in figures["again"]:
            kind, share, spoken = again["kind"], again["share"], again["spoken"]
            most = MOST[self.voice].get(kind)
            wanted = f"spoken: {SPOKEN[kind]}" + (f"; under {most:.0%}" if most else "")
            holds = spoken == SPOKEN[kind] and (most is None or share < most)
            measured = f"{again['wall_s']:.1f} s, {share:.1%} of the first run; utterances spoken: {spoken}"
            table.append(Row(f"`{self.voice}`, {kind}", measured, wanted, holds))
        return table


def _shares(timed: list[_Timed], first: list[float]) -> dict[str, float]:
    return {
        "wall_s": round(statistics.median(run.wall_s for run in timed), 3),
        "share": round(statistics.median(run.wall_s / cold for run, cold in zip(timed, first, strict=True)), 5),
        "spoken": max(run.spoken for run in timed),
    }


def _again(source: Path, home: Path, voice: str) -> _Timed:
    before = ours.clips_kept(home)
    narrated = ours.narrate(source, home, voice)
    return _Timed(narrated.done.wall_s, ours.clips_kept(home) - before)
