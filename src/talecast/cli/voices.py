"""`talecast voices`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from talecast.cli.guard import as_ours, print_json, show_error, wants_debug
from talecast.cli.options import output_options
from talecast.cli.plain import is_plain

SAMPLE_TEXT = "It was late when the stranger came to the door, and nobody asked him why."


@click.group(invoke_without_command=True, short_help="The voices: list, show, try and install them.")
@output_options
@click.pass_context
def voices(ctx: click.Context, *, plain: bool, as_json: bool) -> None:
    """List the voices (the default), show one, let one speak, or install one.

    A voice is named by its profile. A blend of several is named by its parts and their weights: "heart = 0.6, bella = 0.4".
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_, plain=plain, as_json=as_json)
    elif plain or as_json:
        raise click.UsageError(f"--plain and --json go after `{ctx.invoked_subcommand}`.")


@voices.command("list", short_help="All voices, and what each one lacks here.")
@output_options
def list_(*, plain: bool, as_json: bool) -> None:
    """List all voices, and what each one lacks on this machine."""
    from talecast.cli.voice_lines import listed_facts, listed_line, print_table
    from talecast.places import cache_folder, voice_folders
    from talecast.synthesize import list_voices

    listed = list_voices(voice_folders(), cache_folder())
    if as_json:
        for voice in listed:
            print_json(listed_facts(voice))
    elif is_plain(plain=plain):
        for voice in listed:
            click.echo(listed_line(voice))
    else:
        print_table(listed)


@voices.command(short_help="Everything about one voice.")
@click.argument("name")
@output_options
def show(name: str, *, plain: bool, as_json: bool) -> None:
    """Show everything about the voice NAME: its engine, its files, its pace and its licence."""
    from talecast.cli.voice_lines import shown_facts, shown_lines
    from talecast.pipeline import voice_facts

    del plain  # it is plain as it is
    facts = voice_facts(name)
    if as_json:
        print_json(shown_facts(facts))
        return
    for line in shown_lines(facts):
        click.echo(line)


@voices.command("try", short_help="Speak a sentence into a file.")
@click.argument("name")
@click.argument("text", default=SAMPLE_TEXT)
@click.option("-o", "--out", "path", type=click.Path(dir_okay=False, path_type=Path), help="Default: NAME.wav.")
@output_options
def try_(name: str, text: str, path: Path | None, *, plain: bool, as_json: bool) -> None:
    """Let the voice NAME speak TEXT, or a sentence of ours, into a WAV file."""
    from talecast.pipeline import try_voice

    del plain  # it is plain as it is
    if not text.strip():
        raise click.UsageError("TEXT holds no words to speak.")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # a shell passes on what is no text
    target = path or Path(f"{_file_stem(name)}.wav")
    seconds = try_voice(name, text, target)
    if as_json:
        print_json({"file": str(target), "seconds": round(seconds, 6)})
    else:
        click.echo(f"Written: {target}, {seconds:.1f} seconds.")


@voices.command(short_help="Fetch what a voice needs and pip does not bring.")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@output_options
def install(names: tuple[str, ...], *, plain: bool, as_json: bool) -> int:
    """Fetch the files that each voice NAME needs, over the network, and check them.

    NAME is a voice that `talecast voices` lists, or one of Piper's published voices by Piper's own name: en_US-lessac-medium.
    What is here already is not fetched again, and an interrupted installation goes on where it was.
    """
    from talecast.cli.voice_lines import Installation
    from talecast.pipeline import install_voice

    shown = Installation(plain=is_plain(plain=plain), as_json=as_json)
    code = 0
    for name in names:
        try:
            shown.done(install_voice(name, shown.tell))
        except Exception as error:
            # One voice of several that fails is reported, and the others are installed all the same.
            if len(names) == 1 or wants_debug():
                raise
            show_error(as_ours(error))
            code = max(code, as_ours(error).exit_code)
    return code


def _file_stem(name: str) -> str:
    """A voice's name, or a blend's, as a file's name: heart-0.6-bella-0.4."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-") or "voice"
