"""The command line: words become settings, the pipeline is called, what happens is printed. Nothing else is decided here.

A command's module is imported when the command is used: `--help` costs click and no more.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from talecast import __version__

COMMANDS = {
    "narrate": "Story in, audiobook out.",
    "plan": "What narrate would say, and how long it would take; writes nothing.",
    "voices": "The voices: list, show, try and install them.",
    "publish": "Read-along books from a finished folder, without speaking again.",
    "check": "Are the finished files right: words, lengths, boundaries, tags, loudness.",
    "feed": "A podcast feed over finished books.",
    "serve": "The shelf, a player and the feeds over HTTP: to this machine, or to listeners.",
    "cache": "What is kept so that nothing is spoken twice: info, clear.",
    "doctor": "What works on this machine, and what to install for the rest.",
}


class Commands(click.Group):
    """The commands, each imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them, in the order a user meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name: the function of the same name in the module of the same name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"talecast.cli.{cmd_name}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. Ctrl-C comes out as click's Abort: of a KeyboardInterrupt it would make an empty line first."""
        try:
            result: object = super().invoke(ctx)
        except KeyboardInterrupt as stopped:
            raise click.Abort from stopped
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list for `--help`, without importing any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="talecast")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def talecast(ctx: click.Context, *, debug: bool) -> None:
    """Turn a story into an audiobook.

    \b
    talecast narrate story.txt        writes out/<title>/<title>.mp3
    talecast plan story.txt           shows what it would say
    """  # noqa: D301 - click keeps lines apart behind a backspace
    ctx.ensure_object(dict)["debug"] = debug


def main() -> None:
    """The console script. Never returns: it ends the process with the exit code of the command."""
    # One thread a matrix product: the cores are kept busy by working side by side. Read by numpy when it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from talecast.cli.guard import guarded
    from talecast.cli.plain import PlainHelp, is_plain

    if is_plain(plain="--plain" in sys.argv[1:]):
        click.Context.formatter_class = PlainHelp
    sys.exit(guarded(talecast))
