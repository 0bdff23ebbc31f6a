"""`talecast cache`."""

from __future__ import annotations

import click

from talecast.cli.guard import print_json
from talecast.cli.options import output_options


@click.group(invoke_without_command=True, short_help="What is kept so that nothing is spoken twice: info, clear.")
@output_options
@click.pass_context
def cache(ctx: click.Context, /, *, plain: bool, as_json: bool) -> None:
    """Show what is kept so that nothing is spoken twice (the default), or clear it."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(info, plain=plain, as_json=as_json)


@cache.command(short_help="Where it is, and how much is in it.")
@output_options
def info(*, plain: bool, as_json: bool) -> None:
    """Show where clips and encoded stretches are kept, how many there are, and how much room they may take."""
    from talecast.pipeline import CACHE_LIMIT_BYTES, cache_contents
    from talecast.places import cache_folder

    del plain  # it is plain as it is
    contents = cache_contents()
    if as_json:
        counted = {kind: {"files": files, "bytes": size} for kind, (files, size) in contents.items()}
        print_json({"folder": str(cache_folder()), "limit_bytes": CACHE_LIMIT_BYTES, **counted})
        return
    click.echo(f"Folder: {cache_folder()}")
    for kind, (files, size) in contents.items():
        click.echo(f"{kind.capitalize()}: {files} files, {size / 1e6:.1f} MB")
    click.echo(f"Limit: {CACHE_LIMIT_BYTES / 1e6:.0f} MB; what was used longest ago goes first.")


@cache.command(short_help="Drop all of it; finished books are not touched.")
@output_options
def clear(*, plain: bool, as_json: bool) -> None:
    """Drop all clips and encoded stretches. Finished books are not touched; making one again takes longer."""
    from talecast.pipeline import clear_cache

    del plain  # it is plain as it is
    freed = clear_cache()
    if as_json:
        print_json({"freed_bytes": freed})
    else:
        click.echo(f"Cleared: {freed / 1e6:.1f} MB.")
