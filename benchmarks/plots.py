"""The figures as pictures: light ground, labels on the things themselves, colours that all eyes tell apart."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks import warm
from benchmarks.cluster import named
from benchmarks.errors import MOST_POINTS
from benchmarks.memory import MOST_MB
from benchmarks.pace import ENGINE_ALONE, WITH_STRETCH
from benchmarks.turns import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Kept = dict[str, dict[str, Any]]
    """figures.json: what is kept of each bench, by its name."""

# Blue and vermilion after Okabe and Ito, the latter darker, to be legible as text
BLUE, GREY, ORANGE, INK = "#0072B2", "#9A9A9A", "#B84A00", "#222222"
WIDTH_IN, DPI = 9.0, 140
LABEL_CHARS = 40
"""A longer label of a bar is broken into lines."""
PACE_VOICES = ("espeak", "joe", "heart", "bella", "emma", "george", "michael", "puck")
STYLE: dict[Any, Any] = {
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
}


def draw_all(kept: Kept, folder: Path) -> list[Path]:
    """Draw every plot for which there are figures; gives the files."""
    import matplotlib as mpl

    mpl.use("agg")
    drawn = []
    with mpl.rc_context(STYLE):
        for name, draw in PLOTS.items():
            figure = draw(kept)
            if figure is not None:
                path = folder / f"{name}.png"
                figure.savefig(path, dpi=DPI, metadata={"Software": None})
                drawn.append(path)
    return drawn


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar lying down, with a note at its end."""

    name: str
    value: float
    note: str
    ours: bool = True
    limit: float = 0
    """Where a mark says how far it may reach; 0 for no mark."""


def speed(kept: Kept) -> Figure | None:
    """A panel a voice: seconds of speech a second, ours and the others'."""
    voices = [voice for voice in ("espeak", "joe", "heart") if voice in kept]
    if not voices:
        return None
    figure, panels = _panels([len(kept[voice]["figures"]["contestants"]) for voice in voices])
    for voice, axes in zip(voices, panels, strict=True):
        figures = kept[voice]["figures"]
        ratios = {ratio["against"]: f"  (talecast: {ratio['ratio']:.2f} times that)" for ratio in figures["ratios"]}
        bars = []
        for contestant in figures["contestants"]:
            name, value = contestant["name"], contestant["times_real_time"]
            megabytes = f", {contestant['peak_pss_mb']:.0f} MB" if "peak_pss_mb" in contestant else ""
            bars.append(Bar(name, value, f"{value:.3g} x{megabytes}{ratios.get(name, '')}", ours=name == OURS))
        _draw_bars(axes, bars)
        axes.set_title(f"{voice}, {figures['words']:,} words")
    panels[-1].set_xlabel("seconds of speech a second of wall time (more is better)")
    return figure


def memory(kept: Kept) -> Figure | None:
    """Peak memory over the length of the book."""
    if "memory" not in kept:
        return None
    books = kept["memory"]["figures"]["books"]
    figure, (axes,) = _panels([5])
    words, peaks = [book["words"] for book in books], [book["peak_pss_mb"] for book in books]
    axes.plot(words, peaks, "o-", color=BLUE)
    for book, peak in zip(words, peaks, strict=True):
        axes.annotate(f"{peak:.0f} MB", (book, peak), (0, 8), textcoords="offset points", ha="center")
    axes.axhline(MOST_MB, color=ORANGE, linestyle="--")
    axes.annotate(f"limit: {MOST_MB} MB", (words[0], MOST_MB), (0, 5), textcoords="offset points", color=ORANGE)
    axes.set_xscale("log")
    axes.minorticks_off()
    axes.set_xticks(words, [f"{round(book, -3):,}" for book in words])
    axes.set_ylim(0, max(*peaks, MOST_MB) * 1.15)
    axes.set_xlabel("words in the book")
    axes.set_ylabel("MB, all processes together")
    axes.set_title("espeak, --single: memory at its peak (proportional set size)")
    return figure


def length(kept: Kept) -> Figure | None:
    """Seconds for a thousand words at three lengths."""
    if "length" not in kept:
        return None
    books = kept["length"]["figures"]["books"]
    figure, (axes,) = _panels([len(books)])
    costs = [1_000 * book["wall_s"] / book["words"] for book in books]
    _draw_bars(
        axes,
        [
            Bar(f"{book['factor']} x the length: {book['words']:,} words", cost, f"{cost:.2f} s")
            for book, cost in zip(books, costs, strict=True)
        ],
    )
    axes.set_xlabel("seconds for 1,000 words (less is better)")
    axes.set_title("espeak, first run: what a thousand words cost")
    return figure


def warm_runs(kept: Kept) -> Figure | None:
    """A panel a voice: each kind of second run as a share of the first."""
    voices = [voice for voice in ("espeak", "joe") if f"warm-{voice}" in kept]
    if not voices:
        return None
    figure, panels = _panels([3] * len(voices))
    for voice, axes in zip(voices, panels, strict=True):
        figures = kept[f"warm-{voice}"]["figures"]
        bars = []
        for again in figures["again"]:
            kind, per_cent, spoken = again["kind"], 100 * again["share"], again["spoken"]
            limit = 100 * warm.MOST[voice].get(kind, 0)
            note = f"{again['wall_s']:.1f} s, {per_cent:.1f} %" + (f" (limit {limit:g} %)" if limit else "")
            bars.append(Bar(kind, per_cent, f"{note}, {spoken} utterance{'s' * (spoken != 1)} spoken", limit=limit))
        _draw_bars(axes, bars)
        axes.set_title(f"{voice}, {figures['words']:,} words, first run {figures['first_s']:.0f} s")
    panels[-1].set_xlabel("time of the second run, per cent of the first (less is better)")
    return figure


def cluster(kept: Kept) -> Figure | None:
    """A panel a voice: the pool and the cluster with one worker, and with two."""
    voices = [voice for voice in ("espeak", "joe") if f"cluster-{voice}" in kept]
    if not voices:
        return None
    figure, panels = _panels([5] * len(voices))
    for voice, axes in zip(voices, panels, strict=True):
        bars = []
        for workers, side in kept[f"cluster-{voice}"]["figures"].items():
            pool, *clusters = side["contestants"]
            speed = pool["times_real_time"]
            bars.append(Bar(f"local pool of {workers}", speed, f"{speed:.3g} x", ours=False))
            for dask, against in zip(clusters, side["ratios"], strict=True):
                speed, ratio = dask["times_real_time"], 1 / against["ratio"]
                name = named(int(workers), dask["name"])
                bars.append(Bar(name, speed, f"{speed:.3g} x  ({ratio:.2f} times the pool's)"))
        _draw_bars(axes, bars)
        axes.set_title(voice)
    panels[-1].set_xlabel("seconds of speech a second of wall time (more is better)")
    return figure


def errors(kept: Kept) -> Figure | None:
    """How many more words Whisper gets wrong in talecast's MP3 than in the raw engine's sound."""
    compared = [
        (voice, raw)
        for voice in ("espeak", "joe", "heart")
        for raw in kept.get(f"errors-{voice}", {"figures": {"against": []}})["figures"]["against"]
    ]
    if not compared:
        return None
    figure, (axes,) = _panels([len(compared) + 1])
    left = min(0.0, *(raw["low"] for _, raw in compared))
    right = max(MOST_POINTS, *(raw["high"] for _, raw in compared)) + 0.1
    for index, (_, raw) in enumerate(compared):
        axes.plot([raw["low"], raw["high"]], [index, index], color=BLUE, linewidth=1.5)
        axes.plot(raw["difference"], index, "o", color=BLUE)
        axes.annotate(f"{raw['talecast']:.1f} % against {raw['raw']:.1f} %", (right, index), va="center")
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.axvline(MOST_POINTS, color=ORANGE, linestyle="--")
    axes.annotate(f"limit {MOST_POINTS:+}", (MOST_POINTS, -0.8), (4, 0), textcoords="offset points", color=ORANGE)
    names = [f"{voice}, against {raw['name']}" for voice, raw in compared]
    axes.set_yticks(range(len(names)), [textwrap.fill(name, LABEL_CHARS) for name in names])
    axes.set_ylim(len(names) - 0.5, -1)
    axes.set_xlim(left - 0.1, right + 0.4 * (right - left))
    axes.set_xlabel("difference in points of word error rate (less is better); lines: 95 % of resamples")
    axes.set_title("Word error rate: the finished MP3 against the raw engine")
    return figure


def pace(kept: Kept) -> Figure | None:
    """Word error rate over words a minute, a panel a voice: as talecast speaks, and the engine alone."""
    voices = [voice for voice in PACE_VOICES if f"pace-{voice}" in kept]
    if not voices:
        return None
    figure, panels = _panels([4] * len(voices))
    for voice, axes in zip(voices, panels, strict=True):
        figures = kept[f"pace-{voice}"]["figures"]
        for name, colour, mark in ((WITH_STRETCH, BLUE, "o-"), (ENGINE_ALONE, GREY, "s--")):
            points = [(point["wpm"], point["errors"]) for point in figures["heard"] if point["by"] == name]
            if not points:
                continue
            axes.plot(*zip(*points, strict=True), mark, color=colour)
            axes.annotate(
                name,
                points[-1],
                (8, 0 if name == WITH_STRETCH else -12),
                textcoords="offset points",
                va="center",
                color=colour,
            )
        axes.axhline(figures["limit"], color=ORANGE, linestyle="--")
        axes.annotate(
            f"limit {figures['limit']:.0f} %", (140, figures["limit"]), (0, 4), textcoords="offset points", color=ORANGE
        )
        axes.set_xlim(140, 620)
        axes.set_ylim(0, 100)
        axes.set_ylabel("word error rate, %")
        axes.set_title(f"{voice}: easy to follow up to {figures['intelligible_wpm']} words a minute")
    panels[-1].set_xlabel("words a minute")
    return figure


PLOTS: dict[str, Callable[[Kept], Figure | None]] = {
    "speed": speed,
    "memory": memory,
    "length": length,
    "warm": warm_runs,
    "cluster": cluster,
    "errors": errors,
    "pace": pace,
}


def _panels(heights: Sequence[int]) -> tuple[Figure, list[Axes]]:
    """Panels one under the other, as high as the bars that they will have."""
    from matplotlib import pyplot as plt

    tall = 0.52 * sum(heights) + 0.75 * len(heights) + 0.3
    figure, grid = plt.subplots(
        len(heights), 1, figsize=(WIDTH_IN, tall), squeeze=False, gridspec_kw={"height_ratios": heights}
    )
    return figure, list(grid[:, 0])


def _draw_bars(axes: Axes, bars: Sequence[Bar]) -> None:
    """The first on top; ours in blue, the others grey."""
    places = range(len(bars))
    colours = [BLUE if bar.ours else GREY for bar in bars]
    axes.barh(places, [bar.value for bar in bars], height=0.62, color=colours)
    for place, bar in zip(places, bars, strict=True):
        end = max(bar.value, bar.limit)
        axes.annotate(bar.note, (end, place), (6, 0), textcoords="offset points", va="center")
        if bar.limit:
            axes.plot([bar.limit, bar.limit], [place - 0.42, place + 0.42], color=ORANGE, linewidth=2)
    axes.set_yticks(places, [textwrap.fill(bar.name.replace("`", ""), LABEL_CHARS) for bar in bars])
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_xlim(0, max(max(bar.value, bar.limit) for bar in bars) * 1.9)
    axes.tick_params(axis="y", length=0)
