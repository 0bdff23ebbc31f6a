"""What a bench is: a module that measures, and that says what its figures come to."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from benchmarks.processes import Finished, run
from benchmarks.turns import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CORES = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Setting:
    """What every bench is given."""

    books: tuple[Path, ...]
    """Plain texts with blank lines between paragraphs. The first is narrated; long texts are made of all."""
    kokoro_voices: Path
    """A folder with Kokoro's voice vectors, such as af_heart.bin."""
    runs: int
    quick: bool
    """Short texts, to see that everything works: its figures mean little."""
    long: bool
    """Also what takes many minutes: 500,000 words, and the natural voice on 100,000."""
    sentences: int
    """How many of each book the listener's test draws."""
    seed: int
    """By which it draws them."""
    work: Path
    """An empty folder that goes when the bench ends."""
    tools: Path
    """Where the rivals are installed and models are put together; kept from run to run."""
    tell: Callable[[str], None]
    """Shows how far it is."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    what: str
    measured: str
    wanted: str = ""
    holds: bool | None = None
    """Whether what is wanted was measured; None where nothing is wanted."""


class Bench(Protocol):
    """What a bench's module offers."""

    def measure(self, setting: Setting) -> dict[str, Any]:
        """The figures, as they are kept in figures.json. Raises BenchmarkError where it cannot be done here."""
        ...

    def rows(self, figures: dict[str, Any]) -> list[Row]:
        """The figures for people."""
        ...


def raw_engine(
    engine: str, order: dict[str, Any], texts: Sequence[str], home: Path, *, watch_memory: bool = False
) -> tuple[Finished, dict[str, float]]:
    """Let a raw engine say texts in a bare loop on all cores (see raw.py); gives also what it printed."""
    path = home / "order.json"
    path.write_text(json.dumps({"processes": CORES, **order, "texts": list(texts)}), encoding="utf-8")
    done = run([sys.executable, Path(__file__).parent / "raw.py", engine, path], watch_memory=watch_memory)
    return done, json.loads(done.output.splitlines()[-1])


def raw_turn(done: Finished, printed: dict[str, float], speech_s: float | None = None) -> Turn:
    """The turn of a raw engine; `speech_s` where its speech is counted by talecast's clips of the same sentences."""
    output_s = printed["output_s"]
    turn = Turn.of(done, speech_s or output_s)
    return replace(turn, loop_s=printed["loop_s"], output_s=output_s if speech_s else None)


def ratio_rows(voice: str, figures: dict[str, Any]) -> list[Row]:
    """A row for talecast's speed, and one for each contestant it is compared with."""
    ours = figures["contestants"][0]
    rows = [
        Row(
            f"`{voice}`, {figures['words']:,} words, first run",
            f"{ours['wall_s']:.1f} s, {ours['times_real_time']:.1f} x real time",
        )
    ]
    for ratio in figures["ratios"]:
        measured = f"{ratio['ratio']:.2f} x"
        if "strictest" in ratio:
            measured += f" ({ratio['strictest']:.2f} x by the strictest count)"
        rows.append(Row(f"`{voice}` against {ratio['against']}", measured, *verdict(ratio["ratio"], ratio["wanted"])))
        if "memory" in ratio:
            what = f"memory of `{voice}` against {ratio['against']}"
            wanted = ("less than 1 x", ratio["memory"] < 1) if ratio["wanted"] else ("", None)
            rows.append(Row(what, f"{ratio['memory']:.2f} x", *wanted))
    return rows


def verdict(measured: float, least: float | None) -> tuple[str, bool | None]:
    """What is wanted, and whether it was measured, for a figure that should be large."""
    return (f"at least {least:g} x", measured >= least) if least else ("", None)
