"""Show notes: what an app shows of an episode, as HTML, and in one line."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from talecast.publish.feed.episodes import narrator
from talecast.publish.feed.xml import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talecast.publish.feed.episodes import Episode
    from talecast.publish.shelf import ShelfBook


def summary(book: ShelfBook) -> str:
    """What the book is, as plain text on one line."""
    return one_line(book.description) or f"{one_line(book.title)}. {credits_line(book)}"


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
    paragraphs = book.description.splitlines() if episode.is_book else [f"{book.title}: {episode.title}"]
    parts = [f'<p dir="auto">{_html(line)}</p>' for line in (*paragraphs, credits_line(book)) if line.strip()]
    chapters = "".join(f'<li dir="auto">{time} {_html(title)}</li>' for time, title in _chapters(episode))
    return "".join(parts) + f"<ul>{chapters}</ul>"


def as_html(line: str) -> str:
    """Plain text as HTML, for elements that readers take for HTML."""
    return _html(line)


def _chapters(episode: Episode) -> Iterator[tuple[str, str]]:
    hours = episode.track.samples >= 3600 * episode.book.sample_rate
    for chapter in episode.track.chapters:
        seconds = chapter.start_sample // episode.book.sample_rate
        minutes = f"{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        yield f"{seconds // 3600:02d}:{minutes}" if hours else minutes, chapter.title


def _html(text: str) -> str:
    return escape(" ".join(clean(text).split()), quote=False)
