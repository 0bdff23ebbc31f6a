"""Show notes: what an app shows of an episode, as HTML, and in one line."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from talecast.publish.feed.episodes import narrator
from talecast.publish.feed.xml import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.publish.feed.episodes import Episode
    from talecast.publish.shelf import ShelfBook


MAX_SUMMARY_CHARS = 4_000
"""Apple's limit for descriptions."""
_BREAK = re.compile(r"</?(?:blockquote|br|center|div|h[1-6]|hr|li|ol|p|pre|ul)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:a|b|cite|code|em|font|i|img|q|s|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)
"""What descriptions in catalogues are often laid out with."""


def summary(book: ShelfBook) -> str:
    """What the book is, as plain text on one line."""
    said = one_line(" ".join(_paragraphs(book)), MAX_SUMMARY_CHARS)
    return said or one_line(f"{book.title}. {credits_line(book)}", MAX_SUMMARY_CHARS)


def credits_line(book: ShelfBook) -> str:
    """Who wrote it and who reads it."""
    by = f"By {', '.join(book.creators)}. " if book.creators else ""
    return one_line(f"{by}Read by {narrator(book)}.")


def episode_line(episode: Episode) -> str:
    """The episode in a line of plain text. It says nothing of other episodes, so that a new one changes none."""
    if episode.is_book:
        return summary(episode.book)
    return one_line(f"Part {episode.number} of “{episode.book.title}”. {credits_line(episode.book)}")


def show_notes(episode: Episode) -> str:
    """The episode in HTML: what the book is, who made it, and the chapters with their times, which apps make links of."""
    book = episode.book
    paragraphs = _paragraphs(book) if episode.is_book else [f"{book.title}: {episode.title}"]
    parts = [f'<p dir="auto">{as_html(line)}</p>' for line in (*paragraphs, credits_line(book)) if line.strip()]
    chapters = "".join(f'<li dir="auto">{time} {as_html(title)}</li>' for time, title in _chapters(episode))
    return "".join(parts) + f"<ul>{chapters}</ul>"


def _paragraphs(book: ShelfBook) -> list[str]:
    """The description without its markup, a paragraph a line."""
    return _TAG.sub("", _BREAK.sub("\n", book.description)).splitlines()


def _chapters(episode: Episode) -> Iterator[tuple[str, str]]:
    hours = episode.track.samples >= 3600 * episode.book.sample_rate
    for chapter in episode.track.chapters:
        seconds = chapter.start_sample // episode.book.sample_rate
        minutes = f"{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        yield f"{seconds // 3600:02d}:{minutes}" if hours else minutes, chapter.title


def as_html(text: str) -> str:
    """Plain text on one line as HTML, for what readers take for it."""
    return escape(" ".join(clean(text).split()), quote=False)
