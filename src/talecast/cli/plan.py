"""`talecast plan`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from talecast.cli.guard import print_json
from talecast.cli.options import output_options, script_options, settings_from, standard_input
from talecast.cli.plain import counted, is_plain, length_words
from talecast.cli.report import clock, skipped_lines

if TYPE_CHECKING:
    from talecast.pipeline import Plan


@click.command(short_help="What narrate would say, and how long it would take; writes nothing.")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@script_options
@output_options
def plan(sources: tuple[str, ...], *, plain: bool, as_json: bool, **options: Any) -> None:
    """Show what narrate would say of SOURCE, or with --book of several: chapters, how long they would be, what is skipped."""
    from talecast.pipeline import plan as plan_book

    settings = settings_from(options)
    if len(sources) > 1 and not settings.book:
        raise click.UsageError('plan takes one SOURCE, or several that are one book: --book "Title".')
    planned = plan_book(sources, settings, standard_input())
    if as_json:
        print_json(planned.document())
    elif is_plain(plain=plain):
        _print_plain(planned)
    else:
        _print_table(planned)


def _print_plain(planned: Plan) -> None:
    script = planned.script
    for warning in script.warnings:
        click.echo(f"Warning: {warning}")
    click.echo(f"“{script.metadata.title}”{_by(planned)}")
    click.echo(f"Voice: {script.voice}")
    click.echo(f"Chapters: {len(script.chapters)}")
    click.echo(f"Length: about {length_words(script.estimate_seconds)}")
    for chapter in script.chapters:
        sentences = counted(sum(1 for _ in chapter.utterances()), "sentence")
        click.echo(f"Chapter {chapter.number}: {chapter.title}, {sentences}, {length_words(chapter.estimate_seconds)}")
    for kind, text in _skipped(planned):
        click.echo(f"Skipped {kind}: {text}")
    for line in (*skipped_lines(planned.script.skipped, plain=True), _cached(planned)):
        click.echo(line)


def _print_table(planned: Plan) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    console.print(_head(planned))
    for warning in planned.script.warnings:
        console.print(f"Warning: {warning}", style="yellow")
    chapters = Table("", "Chapter", "Sentences", "Length", box=None, pad_edge=False, header_style="dim")
    for column in (0, 2, 3):
        chapters.columns[column].justify = "right"
    for chapter in planned.script.chapters:
        sentences = str(sum(1 for _ in chapter.utterances()))
        chapters.add_row(str(chapter.number), Text(chapter.title), sentences, clock(chapter.estimate_seconds))
    console.print(chapters)
    if planned.script.skipped:
        skipped = Table("Skipped", "", box=None, pad_edge=False, header_style="dim")
        for kind, text in _skipped(planned):
            skipped.add_row(kind, Text(text, overflow="ellipsis", no_wrap=True))
        console.print(skipped)
    console.print(_cached(planned))


def _head(planned: Plan) -> str:
    script = planned.script
    length = clock(script.estimate_seconds)
    chapters = counted(len(script.chapters), "chapter")
    return f"“{script.metadata.title}”{_by(planned)}: {chapters}, about {length} in the voice {script.voice}."


def _by(planned: Plan) -> str:
    creators = planned.script.metadata.creators
    return f" by {', '.join(creators)}" if creators else ""


def _cached(planned: Plan) -> str:
    total = sum(1 for _ in planned.script.utterances())
    return f"{planned.cached} of {total} sentences have been spoken already."


def _skipped(planned: Plan) -> list[tuple[str, str]]:
    """Kind and beginning of each piece that is left out; pieces of one kind in a row are one."""
    rows = []
    for kind, group in groupby(planned.script.skipped, key=lambda entry: entry.kind.value):
        texts = [entry.text for entry in group]
        more = f"({len(texts)} paragraphs) " if len(texts) > 1 else ""
        rows.append((kind, more + _shortened(texts[0])))
    return rows


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:99]}…"  # noqa: PLR2004 - a line of a terminal
