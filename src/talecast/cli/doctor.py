"""`talecast doctor`."""

from __future__ import annotations

import click

from talecast.cli.guard import print_json
from talecast.cli.options import output_options


@click.command(short_help="What works on this machine, and what to install for the rest.")
@output_options
def doctor(*, plain: bool, as_json: bool) -> int:
    """Try each part of the program on this machine, and say what to install for those that do not work.

    The exit code is 1 where not even one voice or the MP3 encoder works.
    """
    from talecast.check import examine

    del plain  # it is plain as it is
    findings = examine()
    for finding in findings:
        if as_json:
            print_json({"part": finding.part, "works": finding.works, "needed": finding.needed, "note": finding.note})
        else:
            state = "works" if finding.works else "does not work" if finding.needed else "not installed"
            click.echo(f"{finding.part}: {state}. {finding.note}".rstrip())
    return 0 if all(finding.works for finding in findings if finding.needed) else 1
