"""Contestants taking turns on the same words, and what came of it: medians, and medians of ratios turn by turn.

A ratio compares two runs of the same minute, so what else the machine does moves it less than either.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from benchmarks.processes import Finished

OURS = "talecast"


@dataclass(frozen=True, slots=True)
class Turn:
    """One run of one contestant."""

    wall_s: float
    """From the start of the program to its end."""
    speech_s: float
    """Seconds of speech that are counted for it."""
    peak_pss_mb: float | None = None
    cpu_s: float | None = None
    """Processor time of all its processes: on a busy machine the better half of the truth."""
    loop_s: float | None = None
    """Of a raw engine: the loop alone, its start and the loading of its model left out."""
    output_s: float | None = None
    """Where the speech is counted by talecast's clips of the same sentences: all that came out, silence included."""

    @classmethod
    def of(cls, done: Finished, speech_s: float) -> Turn:
        """The turn of a command that made so much speech."""
        return cls(done.wall_s, speech_s, done.peak_pss_mb, done.cpu_s)

    def __str__(self) -> str:
        busy = f", {self.cpu_s:.1f} s of processor time" if self.cpu_s is not None else ""
        return f"{self.wall_s:.1f} s, {self.times_real_time:.1f} x real time{busy}"

    @property
    def times_real_time(self) -> float:
        """Seconds of speech a second of wall time."""
        return self.speech_s / self.wall_s

    @property
    def strictest(self) -> float | None:
        """The same for the contestant that is judged most kindly: silence counted as speech, the start not counted."""
        if self.loop_s is None:
            return None
        return (self.output_s or self.speech_s) / self.loop_s


def take_turns(
    contestants: Mapping[str, Callable[[Path], Turn]], runs: int, work: Path, tell: Callable[[str], None]
) -> dict[str, list[Turn]]:
    """Each contestant once, and again, `runs` times; each run in a new empty folder."""
    turns: dict[str, list[Turn]] = {name: [] for name in contestants}
    for number in range(runs):
        for index, (name, contestant) in enumerate(contestants.items()):
            home = work / f"{number}-{index}"
            home.mkdir(parents=True)
            turn = contestant(home)
            turns[name].append(turn)
            tell(f"run {number + 1}: {name}: {turn}")
    return turns


def summary(turns: Mapping[str, list[Turn]], wanted: Mapping[str, float]) -> dict[str, Any]:
    """The figures of all contestants, and talecast's speed as a ratio of each other's; `wanted` are the least ratios."""
    ours = turns[OURS]
    return {
        "contestants": [{"name": name, **_medians(taken)} for name, taken in turns.items()],
        "ratios": [
            {"against": name, "wanted": wanted.get(name), **_ratios(ours, taken)}
            for name, taken in turns.items()
            if name != OURS
        ],
    }


def _medians(taken: list[Turn]) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "times_real_time": _median([turn.times_real_time for turn in taken]),
        "wall_s": _median([turn.wall_s for turn in taken]),
        "speech_s": _median([turn.speech_s for turn in taken]),
    }
    for key in ("peak_pss_mb", "cpu_s", "loop_s", "output_s", "strictest"):
        if known := [value for turn in taken if (value := getattr(turn, key)) is not None]:
            figures[key] = _median(known)
    return figures


def _ratios(ours: list[Turn], theirs: list[Turn]) -> dict[str, Any]:
    pairs = list(zip(ours, theirs, strict=True))
    runs = [mine.times_real_time / other.times_real_time for mine, other in pairs]
    figures: dict[str, Any] = {"ratio": _median(runs), "runs": [round(ratio, 3) for ratio in runs]}
    if strict := [mine.times_real_time / other.strictest for mine, other in pairs if other.strictest]:
        figures["strictest"] = _median(strict)
    if memory := [
        mine.peak_pss_mb / other.peak_pss_mb for mine, other in pairs if mine.peak_pss_mb and other.peak_pss_mb
    ]:
        figures["memory"] = _median(memory)
    return figures


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 3)
