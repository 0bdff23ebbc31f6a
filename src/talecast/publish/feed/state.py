"""What earlier feeds promised and later ones keep: who a feed is, and when each episode was published.

It lies beside the feed as a small file of its own, so that it goes wherever the book's folder goes.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from talecast.errors import FeedError
from talecast.publish.feed.options import DRIPS, ORDERS
from talecast.publish.placing import place_text
from talecast.publish.shelf import safe_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

VERSION = 1
DAY = timedelta(days=1)
"""Between two episodes, where there is room: some apps sort by the day alone."""
FIRST_YEAR, LAST_YEAR = 1900, 9500
"""A little wider than what `--now` can be, since a feed reaches back and forth from there."""
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TIP = "Mend the file, or take it away: then the feed begins anew, and apps take its episodes for new ones."


@dataclass(frozen=True, slots=True)
class FeedState:
    """What a feed has promised. Dates are whole seconds of UTC, by the GUIDs of the episodes."""

    podcast_guid: str
    published: Mapping[str, datetime] = field(default_factory=dict)
    """When each episode that a feed has shown was published; later ones are newer."""
    scheduled: Mapping[str, datetime] = field(default_factory=dict)
    """When drip will release each of the others."""
    turned: Mapping[str, datetime] = field(default_factory=dict)
    """The dates of the same episodes where the first one is to be the newest."""
    seasons: Mapping[str, int] = field(default_factory=dict)
    """In the feed of a shelf: the season that each book is, by its id."""
    folders: tuple[str, ...] = ()
    """Where on a shelf the feed has lain, the last one now: "old-title/", "title/"."""
    order: str = ORDERS[0]
    drip: str = DRIPS[0]
    """How it was asked for the last time, for those who make it again without being told."""


def load_state(path: Path) -> FeedState | None:
    """The state in that file; None where there is no such file. Raises FeedError for a damaged one."""
    if not path.exists() and not path.is_symlink():
        return None
    try:
        return _parsed(json.loads(_contents(path)))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FeedError(f"{path} does not say any more when the episodes were published.", _TIP) from error


def save_state(path: Path, state: FeedState) -> None:
    """Write the state, in one step: the old one or the new one is there, never half of one. Raises OSError."""
    named = {
        "version": VERSION,
        "podcast_guid": state.podcast_guid,
        "published": _spelled(state.published),
        "scheduled": _spelled(state.scheduled),
        "turned": _spelled(state.turned),
        "seasons": dict(state.seasons),
        "folders": list(state.folders),
        "order": "" if state.order == ORDERS[0] else state.order,
        "drip": state.drip,
    }
    data = (json.dumps({name: value for name, value in named.items() if value}, indent=1) + "\n").encode()
    place_text(path, data)


def with_dates(state: FeedState, guids: Sequence[str], now: datetime, *, drip: bool) -> FeedState:
    """The state with a date for each of the episodes, which come in listening order. No date that was shown changes.

    Without drip, new episodes lie evenly between their neighbours: up to a day apart, none of them after `now`. With drip,
    those at the end are scheduled from `now` on, a day apart.
    """
    now = now.astimezone(UTC).replace(microsecond=0)
    dates = {**state.scheduled, **state.published} if drip else dict(state.published)
    _fill(dates, guids, now, drip=drip)
    published = {guid: date for guid, date in dates.items() if guid in state.published or date <= now}
    scheduled = {guid: date for guid, date in dates.items() if guid not in published}
    return replace(state, published=published, scheduled=scheduled)


def with_turned_dates(state: FeedState, guids: Sequence[str], now: datetime) -> FeedState:
    """The state with a date for each of the episodes as if they were to be heard from the last to the first."""
    turned = dict(state.turned)
    _fill(turned, tuple(reversed(guids)), now.astimezone(UTC).replace(microsecond=0), drip=False)
    return replace(state, turned=turned)


def next_release(state: FeedState, now: datetime) -> datetime | None:
    """When drip shows the next episode; None where it holds none back."""
    held_back = {**state.scheduled, **state.published}.values() if state.drip else ()
    return min((date for date in held_back if date > now), default=None)


def with_seasons(state: FeedState, book_ids: Sequence[str]) -> FeedState:
    """The state with a season for each of the books: the one that it had, or the next."""
    seasons = dict(state.seasons)
    for book_id in book_ids:
        seasons.setdefault(book_id, max(seasons.values(), default=0) + 1)
    return replace(state, seasons=seasons)


def with_folder(state: FeedState, folder: str) -> FeedState:
    """The state with the folder where the feed lies now; without one that is "" (not on a shelf) or no name everywhere."""
    try:
        safe_path(folder.removesuffix("/"))
    except ValueError:
        return state
    return replace(state, folders=(*(earlier for earlier in state.folders if earlier != folder), folder))


def _fill(dates: dict[str, datetime], guids: Sequence[str], now: datetime, *, drip: bool) -> None:
    """Give each of `guids` that has no date one, by those before and behind it."""
    place = 0
    before: datetime | None = None
    while place < len(guids):
        if guids[place] in dates:
            before = dates[guids[place]]
            place += 1
            continue
        end = place
        while end < len(guids) and guids[end] not in dates:
            end += 1
        new = guids[place:end]
        if end == len(guids) and drip:
            start = now if before is None else max(now, before + DAY)
            found = [start + number * DAY for number in range(len(new))]
        else:
            behind = _next_date(dates, guids[end:], before)
            latest = behind if drip and behind else now  # with drip, what is behind may be scheduled
            found = _between(before, behind, len(new), latest)
        dates.update(zip(new, found, strict=True))
        before, place = found[-1], end


def _next_date(dates: Mapping[str, datetime], behind: Sequence[str], before: datetime | None) -> datetime | None:
    """The first date after `before` among the episodes behind: the next one's, unless chapters have changed places."""
    later = (dates[guid] for guid in behind if guid in dates)
    return min((date for date in later if before is None or date > before), default=None)


def _between(before: datetime | None, behind: datetime | None, count: int, latest: datetime) -> list[datetime]:
    """`count` dates, evenly between two; where one of them is open, at most a day apart, and none after `latest`."""
    end = min(behind or latest, latest)
    widest = end - (count + 1) * DAY
    start = widest if before is None else before if behind is not None else max(before, widest)
    step = max(end - start, timedelta()) / (count + 1)
    return [min(start + step * number, end).replace(microsecond=0) for number in range(1, count + 1)]


def _contents(path: Path) -> bytes:
    if not path.is_file():  # a pipe would be waited for
        raise ValueError("no plain file")
    return path.read_bytes()


def _parsed(document: Any) -> FeedState:
    if document["version"] != VERSION:
        raise ValueError("another version")
    seasons = {str(uuid.UUID(book)): season for book, season in document.get("seasons", {}).items()}
    if not all(type(season) is int and season > 0 for season in seasons.values()):
        raise ValueError("a season is no number")
    published, scheduled, turned = (
        {str(uuid.UUID(guid)): _date(text) for guid, text in document.get(name, {}).items()}
        for name in ("published", "scheduled", "turned")
    )
    folders = tuple(f"{safe_path(folder.removesuffix('/'))}/" for folder in document.get("folders", ()))
    order, drip = document.get("order", ORDERS[0]), document.get("drip", DRIPS[0])
    if order not in ORDERS or drip not in DRIPS:
        raise ValueError("an order or a drip that nobody knows")
    podcast_guid = str(uuid.UUID(document["podcast_guid"]))
    return FeedState(podcast_guid, published, scheduled, turned, seasons, folders, order, drip)


def _date(text: str) -> datetime:
    if not _DATE.fullmatch(text) or not FIRST_YEAR < int(text[:4]) < LAST_YEAR:
        raise ValueError("a date is none")
    return datetime.fromisoformat(text)


def _spelled(dates: Mapping[str, datetime]) -> dict[str, str]:
    """The dates as text, in their order."""
    ordered = sorted(dates.items(), key=lambda item: (item[1], item[0]))
    return {guid: date.strftime("%Y-%m-%dT%H:%M:%SZ") for guid, date in ordered}
