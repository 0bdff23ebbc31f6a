"""The command: which benches, how often, on which books; and what is done with their figures."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from benchmarks import figures, length, memory, speed_espeak, speed_heart, speed_joe, table
from benchmarks.bench import Setting
from benchmarks.cluster import Cluster
from benchmarks.errors import ErrorRate
from benchmarks.listener import ListenersTest
from benchmarks.pace import Intelligible, of_kokoro
from benchmarks.plots import draw_all
from benchmarks.processes import BenchmarkError
from benchmarks.warm import Warm
from talecast.errors import TalecastError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.bench import Bench, Row

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
PAGE = ROOT / "docs" / "explanation" / "benchmarks.md"
KEPT = ROOT / "docs" / "benchmarks"
TOOLS = Path(tempfile.gettempdir()) / "talecast-benchmarks"

KOKORO_VOICES = ("heart", "bella", "emma", "george", "michael", "puck")
BENCHES: dict[str, Bench] = {
    "espeak": cast("Bench", speed_espeak),
    "joe": cast("Bench", speed_joe),
    "heart": cast("Bench", speed_heart),
    "memory": cast("Bench", memory),
    "length": cast("Bench", length),
    "warm-espeak": Warm("espeak"),
    "warm-joe": Warm("joe"),
    "cluster-espeak": Cluster("espeak"),
    "cluster-joe": Cluster("joe"),
    "errors-espeak": ErrorRate("espeak"),
    "errors-joe": ErrorRate("joe"),
    "errors-heart": ErrorRate("heart"),
    "listener-joe": ListenersTest("joe"),
    "listener-heart": ListenersTest("heart"),
    "pace-espeak": Intelligible("espeak"),
    "pace-joe": Intelligible("joe"),
    **{f"pace-{voice}": of_kokoro(voice) for voice in KOKORO_VOICES},
}
BUSY = 0.5
"""A load before a bench that makes its times doubtful; ratios within a turn suffer less."""
LONG = ("warm-joe",)
"""Left out where nobody asks for them by their own name or with --long."""
PLACES = {
    "speed": ("espeak", "joe", "heart"),
    "memory": ("memory",),
    "length": ("length",),
    "warm": ("warm-espeak", "warm-joe"),
    "cluster": ("cluster-espeak", "cluster-joe"),
    "errors": ("errors-espeak", "errors-joe", "errors-heart"),
    "listener": ("listener-joe", "listener-heart"),
    "pace": ("pace-espeak", "pace-joe", *(f"pace-{voice}" for voice in KOKORO_VOICES)),
}
"""The marks of the page, and whose tables stand there."""


def main(arguments: list[str]) -> int:
    """Run one command line; gives the exit code: 1 where a bench could not be run."""
    options = _options(arguments)
    out: Path = options.out or KEPT
    kept = figures.load(out / "figures.json")
    measured, failed = [], False
    for name in [] if options.redraw else _chosen(options.only, long=options.long):
        _tell(f"{name} …" + (f" (the machine is busy: load {load:.1f})" if (load := os.getloadavg()[0]) > BUSY else ""))
        try:
            kept[name] = _measured(name, options, _command(arguments))
        except (BenchmarkError, TalecastError) as error:
            _tell(f"{name}: {error}")
            failed = True
            continue
        measured.append(name)
        if not options.quick or options.out:
            figures.save(out / "figures.json", kept)
    _draw(kept, out, keep=not options.quick or bool(options.out))
    print(table.text_table(_rows(kept, kept if options.redraw else measured)))
    return int(failed)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks/run.py",
        description="Measure talecast against raw engines and other tools.",
        epilog=f"Benches: {', '.join(BENCHES)}; a first part such as errors stands for all that begin with it.",
    )
    add = parser.add_argument
    add("--only", nargs="+", metavar="NAME", default=[], help="these benches alone; the others' figures stay")
    add("--runs", type=int, default=3, metavar="N", help="turns a bench; medians count (default 3)")
    add("--quick", action="store_true", help="short texts and one run, to see that it works; kept only with --out")
    add("--long", action="store_true", help="also 500,000 words, and joe on 100,000: about an hour more")
    add("--sentences", type=int, default=50, metavar="N", help="of each book, for the listener's test (default 50)")
    add("--seed", type=int, default=1, metavar="N", help="draws them; another number, other sentences (default 1)")
    add("--book", type=Path, action="append", default=[], metavar="FILE",
        help="a plain text with blank lines between paragraphs; the first is narrated, all of them together make long "
        "texts (default: the books in ../shared/books)")  # fmt: skip
    add("--kokoro-voices", type=Path, default=SHARED / "voices" / "kokoro", metavar="DIR",
        help="where af_heart.bin lies (default: ../shared/voices/kokoro)")  # fmt: skip
    add("--tools", type=Path, default=TOOLS, metavar="DIR",
        help="where rivals are installed and models joined (default: a folder among the temporary files)")  # fmt: skip
    add("--out", type=Path, metavar="DIR", help="figures.json and the plots (default: docs/benchmarks)")
    add("--redraw", action="store_true", help="measure nothing: plots, page and table from the figures that are kept")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.only if not _named(name)]
    if unknown:
        parser.error(f"there is no bench {unknown[0]}")
    options.book = options.book or [SHARED / "books" / name for name in ("time-machine.txt", "alice-gutenberg.txt")]
    if missing := [path.name for path in options.book if not path.is_file() and not options.redraw]:
        parser.error(f"{missing[0]} is not there; name your books with --book")
    return options


def _named(name: str) -> list[str]:
    return [bench for bench in BENCHES if bench == name or bench.startswith(f"{name}-")]


def _chosen(only: list[str], *, long: bool) -> list[str]:
    named = {bench for name in only for bench in _named(name)} or set(BENCHES)
    return [bench for bench in BENCHES if bench in only or (bench in named and (long or bench not in LONG))]


def _command(arguments: list[str]) -> str:
    """What was typed, without anybody's folders."""
    return " ".join(["python benchmarks/run.py", *(Path(argument).name for argument in arguments)])


def _measured(name: str, options: argparse.Namespace, command: str) -> dict[str, Any]:
    """What is kept of a bench. Raises BenchmarkError."""
    runs = 1 if options.quick else options.runs
    kept = figures.circumstances(command, runs, quick=options.quick)
    options.tools.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="talecast-benchmark-") as work:
        setting = Setting(
            books=tuple(options.book),
            kokoro_voices=options.kokoro_voices,
            runs=runs,
            quick=options.quick,
            long=options.long,
            sentences=options.sentences,
            seed=options.seed,
            work=Path(work),
            tools=options.tools,
            tell=lambda words: _tell(f"{name}: {words}"),
        )
        found = BENCHES[name].measure(setting)
    return {**kept, "runs": found.pop("runs", runs), "figures": found}


def _draw(kept: dict[str, dict[str, Any]], out: Path, *, keep: bool) -> None:
    """The plots, and where the figures are the project's own, the page's tables."""
    if not keep:
        return
    for path in draw_all(kept, out):
        _tell(f"drawn: {path.name}")
    if out.resolve() == KEPT.resolve():
        contents = {
            place: _tables(kept, names) for place, names in PLACES.items() if any(name in kept for name in names)
        }
        PAGE.write_text(table.fill_page(PAGE.read_text(encoding="utf-8"), contents), encoding="utf-8")


def _tables(kept: dict[str, dict[str, Any]], names: Iterable[str]) -> str:
    here = [name for name in names if name in kept]
    return "\n\n".join(f"{table.markdown_table(_rows(kept, [name]))}\n\n{table.how(kept[name])}" for name in here)


def _rows(kept: dict[str, dict[str, Any]], names: Iterable[str]) -> list[Row]:
    return [row for name in BENCHES if name in names for row in BENCHES[name].rows(kept[name]["figures"])]


def _tell(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)
