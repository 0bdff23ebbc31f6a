"""`talecast narrate`."""

from __future__ import annotations

from typing import Any

import click

from talecast.cli.guard import as_ours, show_error, wants_debug
from talecast.cli.options import output_options, script_options, settings_from, standard_input
from talecast.cli.plain import is_plain


@click.command(short_help="Story in, audiobook out.")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@script_options
@click.option("--dry-run", is_flag=True, help="The same as plan.")
@output_options
@click.pass_context
def narrate(
    ctx: click.Context, /, sources: tuple[str, ...], *, dry_run: bool, plain: bool, as_json: bool, **options: Any
) -> int:
    """Turn each SOURCE into an audiobook, or with --book all of them into one.

    A SOURCE is an EPUB, FB2, DOCX, ODT, RTF, PDF, HTML, text or Markdown file, a folder of them, or - for standard input.
    """
    books = (sources,) if options["book"] else tuple((source,) for source in sources)
    if dry_run:
        from talecast.cli.plan import plan

        for book in books:
            ctx.invoke(plan, sources=book, plain=plain, as_json=as_json, **options)
        return 0
    from talecast.cli.report import report
    from talecast.pipeline import narrate as narrate_book

    settings = settings_from(options)
    code = 0
    for book in books:
        with report(plain=is_plain(plain=plain), as_json=as_json) as show:
            try:
                finished = narrate_book(book, settings, show.tell, standard_input())
            except Exception as error:
                # One bad file of several is reported, and the others are narrated all the same.
                if len(books) == 1 or wants_debug():
                    raise
                show.close()
                show_error(as_ours(error))
                code = max(code, as_ours(error).exit_code)
            else:
                show.done(finished)
    return code
