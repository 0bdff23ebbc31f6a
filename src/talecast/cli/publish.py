"""`talecast publish`."""

from __future__ import annotations

from pathlib import Path

import click

from talecast.cli.guard import print_json
from talecast.cli.options import output_options
from talecast.cli.report import main_files
from talecast.settings import READ_ALONGS


@click.command(short_help="Read-along books from a finished folder, without speaking again.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    type=click.Choice(READ_ALONGS),
    multiple=True,
    required=True,
    help="Repeatable: what to make.",
)
@output_options
def publish(folder: Path, *, formats: tuple[str, ...], plain: bool, as_json: bool) -> None:
    """Make read-along books of text and sound from DIR, the folder of a narrated book; nothing is spoken again.

    epub is an EPUB 3 that marks each sentence while it sounds; daisy is for hardware players (DAISY 2.02); daisy3 is DAISY 3.
    """
    from talecast.pipeline import make_read_alongs

    del plain  # there is nothing to draw
    paths = make_read_alongs(folder, tuple(dict.fromkeys(formats)))
    if as_json:
        print_json({"event": "done", "files": [(folder / path).as_posix() for path in paths]})
        return
    for path in main_files(paths):
        click.echo(f"Written: {folder / path}")
