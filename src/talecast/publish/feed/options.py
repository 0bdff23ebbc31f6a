"""What a feed is asked to be, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

ORDERS = ("oldest-first", "newest-first")
DRIPS = ("", "daily")


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """Everything that a feed depends on besides the books and what earlier feeds promised."""

    base_url: str
    """Where the shelf's folder is reached, as `base_address` gives it: it ends in a slash."""
    now: datetime
    """With a time zone. It dates what is seen for the first time, and decides what drip has released."""
    order: str | None = "oldest-first"
    """Which episode has the newest date: the last one, or with "newest-first" the first one. None: as the feed had it before."""
    drip: str | None = ""
    """ "daily": an episode a day, from the first feed on. Empty: all at once. None: as the feed had it before."""
    public: bool = False
    """Whether directories may list the feed; else it says that they may not."""
    explicit: bool = False
    """What `itunes:explicit` says of every episode."""
    title: str = "Audiobooks"
    """Of the shelf's feed and of the list of feeds; a book's feed has the book's."""
    owner_name: str = ""
    """Whom directories write to; empty: a book's authors."""
    owner_email: str = ""
    """Empty: an address that by its name reaches nobody."""
