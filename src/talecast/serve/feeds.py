"""The feeds, as they are now: made again when a book, a promise or, with drip, the day is another."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from talecast.errors import FeedError
from talecast.publish.feed import (
    FEED_FILE,
    STATE_FILE,
    FeedOptions,
    FeedState,
    make_feeds,
    next_release,
    promising,
)
from talecast.publish.feed.state import load_state, save_state
from talecast.serve.made import Made, latest, texts
from talecast.serve.visits import Elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from talecast.publish.shelf import Shelf
    from talecast.serve.options import ServeOptions

KEPT_FEEDS = 16
"""Addresses whose feeds are kept."""

Marks = tuple[tuple[int, ...], ...]
"""Of files: others as soon as one of them is another."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The feeds under one address, and what they hold for."""

    shelf: Shelf
    marks: Marks
    """Of the files with what was promised."""
    until: datetime | None
    """When drip shows the next episode."""
    made: Made


class Feeds:
    """Makes them and keeps some.

    What they promise is written down beside the books, or where nothing may be written there, in the program's own folder.
    """

    def __init__(self, options: ServeOptions, warn: Callable[[str], None], clock: Callable[[], datetime]) -> None:
        self._options = options
        self._warn = warn
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def under(self, shelf: Shelf, base_url: str) -> Made:
        """The feeds and their list, as they are at that address."""
        paths = {prefix: shelf.folder / prefix / STATE_FILE for prefix in _prefixes(shelf)}
        with self._lock:  # many ask at once, and one makes
            kept, now = self._kept.get(base_url), self._clock()
            if kept is None or kept.shelf is not shelf or kept.marks != _marks(paths) or _is_over(kept.until, now):
                made, until = self._make(shelf, paths, FeedOptions(base_url, now))
                kept = self._kept[base_url] = _Kept(shelf, _marks(paths), until, made)
            self._kept.move_to_end(base_url)
            while len(self._kept) > KEPT_FEEDS:
                self._kept.popitem(last=False)
            return kept.made

    def _make(self, shelf: Shelf, paths: Mapping[str, Path], options: FeedOptions) -> tuple[Made, datetime | None]:
        """The feeds, and when drip shows the next episode."""
        options = replace(options, order=self._options.order, drip=self._options.drip)
        with promising(shelf.folder, self._options.locks):
            states: dict[str, FeedState] = {}
            broken = set()
            for prefix, path in paths.items():
                try:
                    state = load_state(self._newest(path))
                except FeedError as error:
                    self._warn(f"{error} Its feed is left out. {error.tip}")
                    broken.add(prefix)
                else:
                    states |= {prefix: state} if state else {}
            feeds = make_feeds(shelf, states, options)
            for prefix in feeds.states.keys() - broken:
                self._keep(paths[prefix], feeds.states[prefix])
        left_out = {prefix + FEED_FILE for prefix in broken}
        contents = {path: content for path, content in feeds.texts.items() if path not in left_out}
        moved = {old: _from(old, new) for old, new in feeds.moved.items()}
        modified = max(
            latest(shelf, self._options.started, tuple(paths.values())), _last_release(feeds.states, options.now)
        )
        releases = [next_release(state, options.now) for state in feeds.states.values()]
        return {**moved, **texts(contents, modified)}, min(filter(None, releases), default=None)

    def _keep(self, path: Path, state: FeedState) -> None:
        try:
            save_state(path, state)
            self._instead(path).unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or "it cannot be written"
            self._warn(
                f"{path}: {reason}. The episodes' dates are kept in {self._options.locks}, for this server alone."
            )
            save_state(self._instead(path), state)

    def _newest(self, path: Path) -> Path:
        """Where the promises of that file are."""
        instead = self._instead(path)
        with suppress(OSError):
            if not path.exists() or instead.stat().st_mtime_ns > path.stat().st_mtime_ns:
                return instead
        return path

    def _instead(self, path: Path) -> Path:
        """Where the promises of that file are kept if it may not be written."""
        name = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return self._options.locks / f"{name}.{STATE_FILE}"


def _prefixes(shelf: Shelf) -> tuple[str, ...]:
    """The folder of each feed."""
    own = tuple(shelf.prefix(book) for book in shelf.books)
    return own if shelf.is_book else ("", *own)


def _marks(paths: Mapping[str, Path]) -> Marks:
    found = []
    for path in paths.values():
        with suppress(OSError):
            status = path.lstat()
            found.append((status.st_ino, status.st_mtime_ns, status.st_size))
    return tuple(found)


def _last_release(states: Mapping[str, FeedState], now: datetime) -> int:
    """When drip has shown something last, in seconds since 1970: the feed is another since then, and no file is."""
    dates = (date for state in states.values() if state.drip for date in state.published.values() if date <= now)
    return int(max((date.timestamp() for date in dates), default=0))


def _is_over(until: datetime | None, now: datetime) -> bool:
    return until is not None and now >= until


def _from(old: str, new: str) -> Elsewhere:
    """The way from one path of the shelf to another."""
    return Elsewhere("../" * old.count("/") + quote(new))
