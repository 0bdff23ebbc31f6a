"""Options that several commands share, and settings made of them."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from talecast.settings import Settings

Command = Any
"""A function that click's decorators have been put on."""

PAUSES = {
    "sentence": "between sentences (400)",
    "paragraph": "between paragraphs (800)",
    "scene": "at a scene break (2000)",
    "heading": "after a heading (1200)",
    "chapter": "between chapters of one file (2500)",
}


def output_options(command: Command) -> Command:
    """How to print."""
    for decorate in (
        click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error."),
        click.option("--plain", is_flag=True, help="No colour, no redrawing, one fact a line."),
        click.option("--json", "as_json", is_flag=True, help="One JSON object a line, and nothing else."),
    ):
        command = decorate(command)
    return command


def script_options(command: Command) -> Command:
    """What is said, and how: everything that changes a plan."""
    from talecast.settings import FORMATS, IMAGES, NOTE_MARKS, NOTES

    options: list[Callable[[Command], Command]] = [
        click.option("-o", "--out", metavar="DIR", help="Where books go (default: out)."),
        click.option("-v", "--voice", metavar="NAME", help="A voice profile; `talecast voices` lists them."),
        click.option(
            "--voice-for",
            metavar="KIND=NAME",
            multiple=True,
            help="Another voice for headings, quotes, notes …: heading=emma. Repeatable.",
        ),
        click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Repeatable; default mp3."),
        click.option(
            "--single/--per-chapter", "single", default=None, help="One file with chapters, or a file a chapter."
        ),
        click.option("--wpm", type=int, metavar="N", help="Words a minute of running speech (default: 155)."),
        click.option("--pace", type=float, metavar="F", help="A factor of that, for fast listeners: 2.5 (default: 1)."),
        click.option("--chapters", metavar="LIST", help="Only these, as plan numbers them: 1-3,7."),
        click.option("--notes", type=click.Choice(NOTES), help="Disclaimers and notes: leave out (default), or read."),
        click.option(
            "--images", type=click.Choice(IMAGES), help="Pictures: tell of them (default), or leave them out."
        ),
        click.option(
            "--announce/--no-announce",
            default=None,
            help="Say book, chapters and their lengths, for finding one's way by ear (default: for DAISY alone).",
        ),
        click.option(
            "--announce-notes",
            type=click.Choice(NOTE_MARKS),
            help="Mark notes and pictures by a word (default with --announce), a tone, or not.",
        ),
        click.option("--lexicon", metavar="FILE", help='Pronunciations (TOML): "word" = "respelling".'),
        click.option(
            "--book", metavar="TITLE", help="All sources are one book: files in this order, or a folder of chapters."
        ),
        click.option("--title", metavar="TEXT", help="Instead of what the source says."),
        click.option("--author", metavar="TEXT", help="Instead of what the source says."),
        click.option("--narrator", metavar="TEXT", help="Instead of the voice's name."),
        click.option("--language", metavar="TAG", help="Such as en or fr; instead of what the source says."),
        click.option("--series", metavar="TEXT", help="The series that the book belongs to."),
        click.option("--series-part", metavar="N", help="Its place in the series."),
        click.option("--date", metavar="DATE", help="When it was published: year, or year-month-day."),
        click.option("--cover", metavar="FILE", help="A picture, instead of the source's own or a drawn one."),
        *(
            click.option(f"--pause-{name}", type=int, metavar="MS", help=f"Milliseconds {text}.")
            for name, text in PAUSES.items()
        ),
        click.option("--max-chars", type=int, metavar="N", help="Cut longer sentences at a clause (default: 400)."),
        click.option("--workers", type=int, metavar="N", help="Cores to use (default: all)."),
        click.option(
            "--cluster", metavar="ADDRESS", help="Let the workers of a Dask scheduler speak: tcp://192.168.1.10:8786."
        ),
    ]
    for decorate in reversed(options):
        command = decorate(command)
    return command


def settings_from(options: dict[str, Any]) -> Settings:
    """Defaults < config file < flags. Raises SettingsError."""
    from talecast.places import config_folder
    from talecast.settings import load_config, merge

    single, formats = options.pop("single"), options.pop("formats")
    changes = {
        **options,
        "per_chapter": None if single is None else not single,
        "format": tuple(dict.fromkeys(formats)) or None,
        "voice_for": options["voice_for"] or None,
    }
    return merge(load_config(config_folder() / "config.toml"), changes)


def standard_input() -> BinaryIO:
    """Standard input; an empty one where the process was started without any."""
    return sys.stdin.buffer if sys.stdin else io.BytesIO()
