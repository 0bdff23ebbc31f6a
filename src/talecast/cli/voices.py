"""`talecast voices`."""

from __future__ import annotations

from pathlib import Path

import click

from talecast.cli.guard import print_json
from talecast.cli.options import is_plain, output_options

SAMPLE_TEXT = "It was late when the stranger came to the door, and nobody asked him why."


@click.group(invoke_without_command=True, short_help="The voices: list, show and try them.")
@output_options
@click.pass_context
def voices(ctx: click.Context, *, plain: bool, as_json: bool) -> None:
    """List the voices (the default), show one, or let one speak."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_voices, plain=plain, as_json=as_json)
    elif plain or as_json:
        raise click.UsageError(f"--plain and --json go after `{ctx.invoked_subcommand}`.")


@voices.command("list", short_help="All voices, and what each one lacks here.")
@output_options
def list_voices(*, plain: bool, as_json: bool) -> None:
    """List all voices, and what each one lacks on this machine."""
    from talecast.places import cache_folder, voice_folders
    from talecast.synthesize import load_voice, missing, voice_names

    rows = []
    for name in voice_names(voice_folders()):
        profile = load_voice(name, voice_folders())
        rows.append((profile, missing(profile, cache_folder())))
    if as_json:
        for profile, lacking in rows:
            print_json(
                {
                    "name": profile.name,
                    "language": profile.language,
                    "description": profile.description,
                    "missing": lacking,
                }
            )
    elif is_plain(plain=plain):
        for profile, lacking in rows:
            click.echo(
                f"{profile.name} ({profile.language}): {(lacking or 'works here').rstrip('.')}. {profile.description}"
            )
    else:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table("Voice", "Language", "Here", "", box=None, header_style="dim")
        for profile, lacking in rows:
            table.add_row(
                Text(profile.name, "bold"), profile.language, Text(lacking or "works"), Text(profile.description)
            )
        Console(markup=False, emoji=False).print(table)


@voices.command("show", short_help="Everything about one voice.")
@click.argument("name")
@output_options
def show_voice(name: str, *, plain: bool, as_json: bool) -> None:
    """Show everything about the voice NAME."""
    from dataclasses import asdict

    from talecast.places import cache_folder, voice_folders
    from talecast.synthesize import load_voice, missing

    del plain  # it is plain as it is
    profile = load_voice(name, voice_folders())
    facts = {**asdict(profile), "missing": missing(profile, cache_folder())}
    if as_json:
        print_json(facts)
        return
    pace = facts.pop("pace")
    for key, value in facts.items():
        click.echo(f"{key.replace('_', ' ')}: {value or 'nothing' if key == 'missing' else value}")
    for key, value in pace.items():
        click.echo(f"{key.replace('_', ' ')}: {value:g}")


@voices.command("try", short_help="Speak a sentence into a file.")
@click.argument("name")
@click.argument("text", default=SAMPLE_TEXT)
@click.option("-o", "--out", "path", type=click.Path(dir_okay=False, path_type=Path), help="Default: NAME.wav.")
@output_options
def try_voice(name: str, text: str, path: Path | None, *, plain: bool, as_json: bool) -> None:
    """Let the voice NAME speak TEXT, or a sentence of ours, into a WAV file."""
    from talecast.pipeline import try_voice as speak

    del plain
    target = path or Path(f"{name}.wav")
    seconds = speak(name, text, target)
    if as_json:
        print_json({"file": str(target), "seconds": round(seconds, 6)})
    else:
        click.echo(f"Written: {target}, {seconds:.1f} seconds.")
