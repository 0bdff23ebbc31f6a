"""Showing a narration as it goes: for programs, for a log or a screen reader, or for a terminal."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol, Self

import click

from talecast.cli.guard import print_json
from talecast.cli.plain import counted, length_words
from talecast.settings import OPENED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.model import Event, Skipped
    from talecast.pipeline import Narration

PLAIN_INTERVAL_S = 10.0
"""No progress line more often than this: each one interrupts a screen reader."""

STAGES = {"speak": "sentences spoken", "encode": "seconds of sound written"}


class Report(Protocol):
    """One way of showing."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def tell(self, event: Event) -> None:
        """Show an event. Called from several threads, one at a time."""

    def done(self, finished: Narration) -> None:
        """Show where the files are, how long they are and what was left out."""

    def close(self) -> None:
        """Leave the line free for something else."""


def report(*, plain: bool, as_json: bool) -> Report:
    """The way that fits."""
    if as_json:
        return JsonReport()
    return PlainReport() if plain else RichReport()


class JsonReport:
    """Every event as one JSON object on one line."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, event: Event) -> None:
        """Print it."""
        print_json({"event": event.kind, **event.fields})

    def done(self, finished: Narration) -> None:
        """The event `done`."""
        counts = Counter(skipped.kind.value for skipped in finished.skipped)
        files = [(finished.folder / name).as_posix() for name in finished.files]
        seconds = round(finished.seconds, 6)
        print_json({"event": "done", "files": files, "seconds": seconds, "skipped": dict(sorted(counts.items()))})

    def close(self) -> None:
        """Nothing is open."""


class PlainReport:
    """One fact a line, nothing redrawn, no sign that is only a colour."""

    def __init__(self) -> None:
        """The clock of the progress lines starts now."""
        self._pace = _Pace()
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, event: Event) -> None:
        """Print it, unless it is one progress line too many."""
        if event.kind == "start":
            for line in start_lines(event.fields):
                click.echo(line)
        elif event.kind == "warning":
            click.echo(f"Warning: {event.fields['message']}")
        elif event.kind == "chapter":
            click.echo(f"Chapter {event.fields['number']}: {event.fields['title']}")
        elif event.kind == "progress" and time.monotonic() - self._last >= PLAIN_INTERVAL_S:
            self._last = time.monotonic()
            click.echo(self._pace.plain_note(event.fields))

    def done(self, finished: Narration) -> None:
        """The last lines."""
        for line in done_lines(finished, length_words(finished.seconds), plain=True):
            click.echo(line)

    def close(self) -> None:
        """Nothing is open."""


class RichReport:
    """A bar that is redrawn, with the chapter, speed and time left."""

    def __init__(self) -> None:
        """Rich is imported here, when it is sure to be used."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        self._console = Console(highlight=False, markup=False, emoji=False)
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[note]}", markup=False),
        )
        self._progress = Progress(*columns, console=self._console, transient=True, refresh_per_second=8)
        self._tasks: dict[str, Any] = {}
        self._pace = _Pace()
        self._title = ""

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, event: Event) -> None:
        """Draw it."""
        if event.kind == "start":
            self._console.print(start_line(event.fields))
        elif event.kind == "warning":
            self._console.print(f"Warning: {event.fields['message']}", style="yellow")
        elif event.kind == "chapter":
            self._title = str(event.fields["title"])
        elif event.kind == "progress":
            self._draw(event.fields)

    def done(self, finished: Narration) -> None:
        """The last lines, under where the bar was."""
        self.close()
        for line in done_lines(finished, clock(finished.seconds)):
            self._console.print(line)

    def close(self) -> None:
        """Take the bar away."""
        self._progress.stop()

    def _draw(self, fields: dict[str, Any]) -> None:
        stage = fields["stage"]
        if stage not in self._tasks:
            for task in self._tasks.values():
                self._progress.remove_task(task)
            self._tasks = {stage: self._progress.add_task("", total=fields["total"], note="")}
        description = self._title[:40] if stage == "speak" else "Writing the files"
        self._progress.update(
            self._tasks[stage], completed=fields["done"], description=description, note=self._pace.note(fields)
        )


class _Pace:
    """How fast it goes, by this process's clock."""

    def __init__(self) -> None:
        self._starts: dict[str, tuple[float, float]] = {}

    def note(self, fields: dict[str, Any]) -> str:
        """Done of total, times real time, time left."""
        elapsed, left_s = self._times(fields)
        speed = fields.get("seconds", fields["done"]) / elapsed
        return f"{self._done(fields)}, {speed:.0f} x real time, {clock(left_s)} left"

    def plain_note(self, fields: dict[str, Any]) -> str:
        """Done of total, and the time left in words where it can be told."""
        _, left_s = self._times(fields)
        left = f", about {length_words(left_s)} left" if left_s else ""  # at first nobody knows
        return f"{self._done(fields)}{left}"

    def _done(self, fields: dict[str, Any]) -> str:
        return f"{fields['done']:.0f} of {fields['total']:.0f} {STAGES[fields['stage']]}"

    def _times(self, fields: dict[str, Any]) -> tuple[float, float]:
        """Seconds that the stage has taken, and seconds that are left."""
        stage, done, total = fields["stage"], fields["done"], fields["total"]
        now = time.monotonic()
        start, done_at_start = self._starts.setdefault(stage, (now, done))
        elapsed = max(now - start, 1e-3)
        left_s = (total - done) * elapsed / max(done - done_at_start, 1e-9) if done > done_at_start else 0.0
        return elapsed, left_s


def start_line(fields: dict[str, Any]) -> str:
    """Which voice reads what, and about how long it will be."""
    length = clock(fields["estimate_seconds"])
    chapters = counted(fields["chapters"], "chapter")
    return f"The voice {fields['voice']} reads “{fields['title']}”: {chapters}, {fields['utterances']} sentences, about {length}."


def start_lines(fields: dict[str, Any]) -> list[str]:
    """The same, one fact a line."""
    return [
        f"The voice {fields['voice']} reads “{fields['title']}”.",
        f"Chapters: {fields['chapters']}",
        f"Sentences: {fields['utterances']}",
        f"Length: about {length_words(fields['estimate_seconds'])}",
    ]


def done_lines(finished: Narration, length: str, *, plain: bool = False) -> list[str]:
    """Where the files are, how long they are, what was left out; `plain` is one fact a line."""
    main = main_files(finished.files)
    done = "Unchanged" if finished.unchanged else "Written"
    lines = [f"{done}: {finished.folder / name}" for name in main]
    others = [name for name in finished.files if name not in main]
    if len(others) <= 4:  # noqa: PLR2004 - a transcript a chapter would fill the screen
        lines += _listed("Beside it", [*others, "narration.json"], plain=plain)
    else:
        lines.append(f"Beside them: {len(others)} other files and narration.json")
    lines.append(f"Length: {length}")
    if finished.loudness_moved:
        lines.append("The change moved the loudness of the whole book, so all of it was encoded again.")
    return [*lines, *skipped_lines(finished.skipped, plain=plain)]


def main_files(names: Sequence[str]) -> list[str]:
    """The files that a user opens: sound, EPUB, and of a read-along book that is a folder the one that leads to the others."""
    beside = ("jpg", "vtt", "srt", "html", "css", "js")
    alone = [name for name in names if "/" not in name and name.rpartition(".")[2] not in beside]
    return alone + [name for name in names if name in OPENED.values()]


def skipped_lines(skipped: tuple[Skipped, ...], *, plain: bool = False) -> list[str]:
    """What was left out, counted by kind; `plain` is one fact a line."""
    counts = Counter(entry.kind.value for entry in skipped)
    return _listed("Skipped", [f"{count} {kind}" for kind, count in sorted(counts.items())], plain=plain)


def _listed(name: str, values: Sequence[str], *, plain: bool) -> list[str]:
    """The values on one line, or on a line each; no line of none."""
    lines = values if plain or not values else [", ".join(values)]
    return [f"{name}: {line}" for line in lines]


def clock(seconds: float) -> str:
    """A length of time for people: 3:21:05, or 4:07."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
