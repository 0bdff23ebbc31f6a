"""The player of a book's page, and the chapters that it plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.publish.site.markup import Attribute, Html, element
from talecast.publish.site.words import clock, in_language, link

if TYPE_CHECKING:
    from talecast.publish.shelf import ShelfBook, ShelfChapter, ShelfTrack

SPEEDS = ("0.75", "1", "1.25", "1.5", "1.75", "2", "2.5", "3")
BACK_SECONDS, FORWARD_SECONDS = 15, 30


def player(book: ShelfBook) -> Html:
    """The browser's own player, and controls that the script brings to life; what it has to know stands in `data-` attributes."""
    first = book.tracks[0].sounds[0]
    sound = element(
        "audio", {"controls": True, "preload": "metadata", "src": link(first.path)}, "This browser plays no sound."
    )
    data: dict[str, Attribute] = {
        "data-book": book.id,
        "data-title": book.title,
        "data-by": ", ".join(book.creators),
        "data-cover": link(book.cover.path) if book.cover else None,
    }
    return element(
        "section",
        {"class": "player", "aria-labelledby": "player-heading", **data},
        element("h2", {"id": "player-heading", "class": "unseen"}, "Player"),
        sound,
        _controls(),
    )


def chapter_list(book: ShelfBook) -> Html:
    """The chapters, each a link to its moment: a browser without scripts opens the sound there."""
    chapters = (
        _chapter(book, number, track, chapter) for number, track in enumerate(book.tracks) for chapter in track.chapters
    )
    return element(
        "section",
        {"class": "chapters", "aria-labelledby": "chapters-heading"},
        element("h2", {"id": "chapters-heading"}, "Chapters"),
        element("ol", {}, *chapters),
    )


def _chapter(book: ShelfBook, number: int, track: ShelfTrack, chapter: ShelfChapter) -> Html:
    start, end = chapter.start_sample / book.sample_rate, chapter.end_sample / book.sample_rate
    path = link(track.sounds[0].path)
    place: dict[str, Attribute] = {
        "data-track": number,
        "data-start": f"{start:.3f}",
        "data-end": f"{end:.3f}",
        "data-id": chapter.id,
    }
    name = element("span", {"class": "name", "dir": "auto", **in_language(book)}, chapter.title)
    length = element("span", {"class": "quiet"}, clock(end - start))
    return element("li", {}, element("a", {"href": f"{path}#t={start:.3f}", **place}, name, length))


def _controls() -> Html:
    """Shown by the script, which makes them work."""
    speeds = (element("option", {"value": speed, "selected": speed == "1"}, f"{speed}×") for speed in SPEEDS)
    return element(
        "div",
        {"class": "controls", "hidden": True},
        element("p", {"class": "now", "dir": "auto", "data-part": "now"}),
        element(
            "div",
            {"class": "line"},
            element("span", {"class": "time", "data-part": "elapsed"}, "0:00"),
            element(
                "input",
                {
                    "type": "range",
                    "min": 0,
                    "max": 1,
                    "step": 1,
                    "value": 0,
                    "data-part": "seek",
                    "aria-label": "Place in the chapter",
                },
            ),
            element("span", {"class": "time", "data-part": "left"}, "0:00"),
        ),
        element(
            "div",
            {"class": "line buttons"},
            _button("previous", "Previous chapter", "M7 6h2v12H7zm3 6 8-6v12z"),
            _skip_button("back", f"Back {BACK_SECONDS} seconds", BACK_SECONDS, "−"),
            _button("play", "Play", "M8 5v14l11-7z"),
            _skip_button("forward", f"Forward {FORWARD_SECONDS} seconds", FORWARD_SECONDS, "+"),
            _button("next", "Next chapter", "M15 6h2v12h-2zM6 6l8 6-8 6z"),
            element("select", {"data-part": "speed", "aria-label": "Speed"}, *speeds),
        ),
        element("p", {"class": "said", "role": "status", "data-part": "said"}),
    )


def _button(part: str, label: str, path: str) -> Html:
    drawn = element("svg", {"viewBox": "0 0 24 24", "aria-hidden": "true"}, element("path", {"d": path}))
    return element("button", {"type": "button", "data-part": part, "aria-label": label, "title": label}, drawn)


def _skip_button(part: str, label: str, seconds: int, sign: str) -> Html:
    shown = element("span", {"aria-hidden": "true"}, f"{sign}{seconds}")
    named: dict[str, Attribute] = {"data-part": part, "data-seconds": seconds, "aria-label": label, "title": label}
    return element("button", {"type": "button", **named}, shown)
