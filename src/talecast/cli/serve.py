"""`talecast serve`."""

from __future__ import annotations

import os
import shlex
import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from talecast.cli.guard import print_json
from talecast.cli.options import output_options
from talecast.cli.plain import counted
from talecast.errors import EXIT_INTERRUPTED

if TYPE_CHECKING:
    from talecast.model import Event


@click.command(short_help="The shelf, a player and the feeds: for this machine, or for listeners.")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("out"))
@click.option("--port", type=click.IntRange(0, 65_535), metavar="N", help="Default: 8123, or the next that is free.")
@click.option(
    "--host", metavar="ADDRESS", help="Be reached there by listeners who have an address; 0.0.0.0: everywhere."
)
@click.option("--base-url", metavar="URL", help="Where the server is reached, where that is through another one.")
@click.option(
    "--order", type=click.Choice(("oldest-first", "newest-first")), help="Of the feeds (default: as feed had it last)."
)
@click.option(
    "--drip", type=click.Choice(("daily", "off")), help="An episode a day, or all (default: as feed had it last)."
)
@click.option("--listener", metavar="NAME", help="Make an address for somebody, show it once, and end.")
@click.option("--revoke", metavar="NAME", help="End somebody's address, in running servers too, and end.")
@click.option("--listeners", is_flag=True, help="List who has an address, and end.")
@click.option(
    "--processes",
    type=click.IntRange(1, 8),
    metavar="N",
    help="How many answer at once, on Linux (default: 2 where there are two cores).",
)
@click.option("--log", is_flag=True, help="A line for each request on standard error, without secrets.")
@output_options
def serve(  # noqa: PLR0913 - a parameter for each option
    folder: Path,
    *,
    port: int | None,
    host: str | None,
    base_url: str | None,
    order: str | None,
    drip: str | None,
    processes: int | None,
    listener: str | None,
    revoke: str | None,
    listeners: bool,
    log: bool,
    plain: bool,
    as_json: bool,
) -> int:
    r"""Show the books in DIR (default: out) as a shelf with a player, and as podcasts.

    Without --host it is for this machine alone. With it, it is for listeners: each has an address with a secret in it,
    and there is nothing to be seen without one.

    \b
    talecast serve                     for this machine
    talecast serve --listener phone    make an address for a phone, with a QR code
    talecast serve --host 0.0.0.0      serve those who have an address
    talecast serve --revoke phone      end an address
    """
    from talecast.places import cache_folder, config_folder
    from talecast.serve import Listeners, listener_address, open_server
    from talecast.serve import serve as serve_until_signal

    known = Listeners(config_folder() / "listeners.json")
    if listener is not None:
        address = listener_address(known, listener, host, port, base_url)
        _show_address(listener, address, plain=plain, as_json=as_json)
        return 0
    if revoke is not None:
        known.revoke(revoke)
        _say(f"The address of {revoke} has ended.", {"event": "revoked", "name": revoke}, as_json=as_json)
        return 0
    if listeners:
        names = known.names()
        _say("\n".join(names) or "Nobody has an address.", {"event": "listeners", "names": names}, as_json=as_json)
        return 0
    drip = "" if drip == "off" else drip
    locks = cache_folder() / "locks"
    server = open_server(
        folder, known, locks, host, port, base_url, order=order, drip=drip, log=log, processes=processes
    )
    came = serve_until_signal(server, partial(_show, as_json=as_json))
    _say("The server has ended.", {"event": "done"}, as_json=as_json)
    return EXIT_INTERRUPTED if came == signal.SIGINT else 0


def _show(event: Event, *, as_json: bool) -> None:
    """What the server tells while it runs."""
    fields = event.fields
    if as_json:
        print_json({"event": event.kind, **fields})
    elif event.kind == "serving":
        click.echo(f"{_serving(fields)} Ctrl-C ends it.")
    elif event.kind == "warning":
        click.echo(f"Warning: {fields['message']}", err=True)
    else:
        click.echo(fields["line"], err=True)


def _serving(fields: dict[str, Any]) -> str:
    books = counted(fields["books"], "book")
    if fields["listeners"] is None:
        return f"Serving {books} at {fields['address']} for this machine."
    listeners = counted(len(fields["listeners"]), "listener")
    missing = "" if fields["listeners"] else " Make an address with: talecast serve --listener NAME."
    return f"Serving {books} at {fields['address']} for {listeners}, each at an address of their own.{missing}"


def _show_address(name: str, address: str, *, plain: bool, as_json: bool) -> None:
    """Once: nobody can show it again. The code is a picture: it is left out where plain words are asked for."""
    from talecast.publish.site import qr_terminal

    if as_json:
        print_json({"event": "listener", "name": name, "address": address, "feed": f"{address}feed.xml"})
        return
    click.echo(f"The address of {name}: {address}\nIts feed of all books: {address}feed.xml")
    if not (plain or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"):
        click.echo(f"\n{qr_terminal(address)}")
    click.echo(f"Keep it secret: it is shown this once. To end it: talecast serve --revoke {shlex.quote(name)}")


def _say(sentence: str, fields: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(fields)
    else:
        click.echo(sentence)
