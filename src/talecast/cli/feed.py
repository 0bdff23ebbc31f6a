"""`talecast feed`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from talecast.cli.guard import print_json
from talecast.cli.options import output_options
from talecast.cli.plain import counted

if TYPE_CHECKING:
    from talecast.pipeline import Feeding

FIRST_YEAR, LAST_YEAR = 1990, 9000
"""Validators take earlier dates for faults, and a feed reaches back a day an episode."""
_EMAIL = re.compile(r"[A-Za-z0-9._+'-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9][A-Za-z0-9-]*")


def _moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime:
    """A point in time, as ISO 8601 writes it; UTC where it names no zone."""
    del ctx, param
    if value is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(value)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter("a time is written like 2026-11-26T08:00:00Z.") from error
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise click.BadParameter(f"the year lies between {FIRST_YEAR} and {LAST_YEAR}.")
    return moment.replace(microsecond=0)


def _email(ctx: click.Context, param: click.Parameter, value: str) -> str:
    del ctx, param
    if value and not _EMAIL.fullmatch(value):
        raise click.BadParameter("an address is written like ann@example.org.")
    return value


@click.command(short_help="A podcast feed over finished books.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--base-url", metavar="URL", required=True, help="Where your web server shows DIR, or what is published.")
@click.option(
    "--publish",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Make a folder that any web host can serve, instead of writing the feeds into DIR.",
)
@click.option("--token", is_flag=True, help="With --publish: everything under a secret name, which is kept.")
@click.option("--new-token", is_flag=True, help="With --publish: under a new secret name; the old one ends.")
@click.option("--public", is_flag=True, help="Let directories list it; a feed says that they may not.")
@click.option(
    "--order",
    type=click.Choice(("oldest-first", "newest-first")),
    default="oldest-first",
    help="Which end has the oldest date: the beginning (default), or, for apps that play the newest first, the end.",
)
@click.option("--drip", type=click.Choice(("daily",)), help="Release an episode a day, from the first feed on.")
@click.option("--explicit", is_flag=True, help="Mark every episode as explicit.")
@click.option("--title", metavar="TEXT", default="Audiobooks", help="Of the feed of all books (default: Audiobooks).")
@click.option("--owner-name", metavar="TEXT", default="", help="Whom directories write to; default: the authors.")
@click.option("--owner-email", metavar="ADDRESS", default="", callback=_email, help="Where; by default, nowhere.")
@click.option("--now", metavar="TIME", callback=_moment, help="Instead of the clock: 2026-11-26T08:00:00Z.")
@output_options
def feed(  # noqa: PLR0913 - a parameter for each option
    folder: Path,
    *,
    base_url: str,
    publish: Path | None,
    token: bool,
    new_token: bool,
    drip: str | None,
    plain: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Write a podcast feed for each book in DIR, one for all of them, and their list, feeds.opml.

    DIR is the folder that narrate wrote to, or one book's. An episode is a chapter where the book was narrated with
    --per-chapter, else the whole book. Run it again whenever a book has changed: episodes are never listed twice.
    """
    from talecast.pipeline import feed as write_feeds
    from talecast.pipeline import secret_name
    from talecast.publish.feed import FeedOptions, base_address

    del plain  # it is plain as it is
    if (token or new_token) and publish is None:
        raise click.UsageError("--token and --new-token go with --publish.")
    asked = FeedOptions(base_address(base_url), drip=drip or "", **options)
    name = secret_name(publish, renewed=new_token) if publish and (token or new_token) else ""
    done = write_feeds(folder, asked, publish, token=name)
    if as_json:
        _print_json(done)
    else:
        _print_lines(done, among_books=publish is None)


def _print_json(done: Feeding) -> None:
    for warning in done.warnings:
        print_json({"event": "warning", "message": warning})
    feeds = [
        {"title": feed.title, "path": feed.path, "url": feed.url, "episodes": feed.episodes} for feed in done.feeds
    ]
    print_json(
        {"event": "done", "folder": str(done.folder), "feeds": feeds, "list": done.list_path, "moved": done.moved}
    )


def _print_lines(done: Feeding, *, among_books: bool) -> None:
    for warning in done.warnings:
        click.echo(f"Warning: {warning}")
    for feed in done.feeds:
        click.echo(f"{feed.title}, {counted(feed.episodes, 'episode')}: {feed.url}")
    click.echo(f"Written to {done.folder}, with the list of them all in {done.list_path}.")
    for old, new in done.moved.items() if among_books else ():
        click.echo(f"The feed at {old} has moved to {new}: whoever serves the folder should say so (301).")
