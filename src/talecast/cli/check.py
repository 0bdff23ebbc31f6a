"""`talecast check`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from talecast.cli.guard import print_json
from talecast.cli.options import output_options
from talecast.cli.plain import is_plain

if TYPE_CHECKING:
    from talecast.check import FileFigures, Report


@click.command(short_help="Are the finished files right: words, lengths, boundaries, tags, loudness.")
@click.argument("target", metavar="DIR|FILE", type=click.Path(path_type=Path))
@output_options
def check(target: Path, *, plain: bool, as_json: bool) -> int:
    """Hold the finished files of a book against its narration.json: a folder, or one sound file in it.

    The exit code is 1 where something is not as it should be, and each place is listed.
    """
    from talecast.check import check_book

    report = check_book(target)
    if as_json:
        print_json({"passed": report.passed, **asdict(report)})
    elif is_plain(plain=plain):
        _print_plain(report)
    else:
        _print_table(report)
    return 0 if report.passed else 1


def _print_plain(report: Report) -> None:
    for line in (_verdict(report), *_findings(report)):
        click.echo(line)
    for file in report.files:
        for name, value in _figures(file).items():
            click.echo(f"{file.path}: {name} {value}")


def _print_table(report: Report) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for file in report.files:
        console.print(Text(file.path, "bold"))
        table = Table(box=None, show_header=False)
        for name, value in _figures(file).items():
            table.add_row(name, value)
        console.print(table)
    for line in (*_findings(report), _verdict(report)):
        console.print(line)


def _figures(file: FileFigures) -> dict[str, str]:
    def shown(value: float | None, unit: str) -> str:
        return "not measured" if value is None else f"{value:.1f} {unit}"

    return {
        "length": shown(file.seconds, "s"),
        "samples": f"{file.samples} planned, {file.decoded_samples} decoded",
        "loudness": shown(file.loudness_lufs, "LUFS"),
        "true peak": shown(file.true_peak_dbtp, "dBTP"),
        "pauses": f"{file.boundaries} measured, the worst {file.worst_pause_error_ms} ms off",
    }


def _findings(report: Report) -> list[str]:
    lines = []
    for finding in report.findings:
        place = ", ".join(part for part in (finding.file, finding.place) if part)
        wanted = f"; expected {finding.expected}" if finding.expected else ""
        lines.append(f"{finding.severity.value.capitalize()} in {finding.subject}, {place}: {finding.found}{wanted}")
    return lines


def _verdict(report: Report) -> str:
    return f"“{report.title}” is right." if report.passed else f"“{report.title}” is not right."
